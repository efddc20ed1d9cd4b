"""Makes the synthetic speech corpus: a Speech Commands folder with list files. Run through ./build."""
import argparse
import concurrent.futures
import csv
import os
import shutil
import sys

import numpy as np

import acoustics
import adpcm
import engines
import noises
from voices import TEST, TRAIN, VALIDATION, all_voices

SEED = 20260722
WANTED = "yes no up down left right on off stop go".split()
OTHERS = "bed bird cat dog eight five four happy house marvin nine one seven sheila six three tree two wow zero".split()

# How often a voice says each of the ten words.
TAKES = {("espeak-ng", TRAIN): 2, ("espeak-ng", VALIDATION): 2, ("espeak-ng", TEST): 2,
         ("people", TRAIN): 5, ("people", VALIDATION): 2, ("people", TEST): 2}
# How many voices of a side say each other word, once.
OTHER_VOICES = {TRAIN: 32, VALIDATION: 5, TEST: 5}
LONGEST_SECONDS = 0.95
SHORTEST_SECONDS = 0.10


def plan(voices):
    """voice -> list of (word, take): who says what, how often."""
    said = {voice: [] for voice in voices}
    for voice in voices:
        takes = TAKES[voice.engine if voice.engine == "espeak-ng" else "people", voice.side]
        said[voice] += [(word, take) for word in WANTED for take in range(takes)]
    for number, word in enumerate(OTHERS):
        for side, count in OTHER_VOICES.items():
            group = [voice for voice in voices if voice.side == side]
            order = np.random.default_rng([SEED, 5, number, len(side)]).permutation(len(group))[:count]
            for index in order:
                said[group[index]].append((word, 0))
    return said


def settings(chance, voice):
    """How a take is said: (text ending, pace, pitch, vocal-tract scale), around the voice's own."""
    scale = voice.scale * chance.uniform(0.965, 1.035)
    ending = ("", ".", "!", "?")[chance.choice(4, p=(0.3, 0.4, 0.2, 0.1))]
    if voice.engine == "espeak-ng":
        return ending, round(voice.pace * chance.uniform(0.86, 1.18)), \
            int(np.clip(voice.pitch + chance.uniform(-14, 14), 5, 95)), scale
    return ending, voice.pace * chance.uniform(0.82, 1.22), voice.pitch * chance.uniform(0.9, 1.14), scale


def speak(voice, requests):
    """requests: list of (text, pace, pitch, scale) -> list of trimmed words at 16 kHz."""
    if voice.engine == "espeak-ng":
        heard = [engines.espeak(voice.accent, voice.speaker, *request[:3]) for request in requests]
    elif voice.engine == "flite":
        heard = [engines.flite(voice.speaker, *request[:3]) for request in requests]
    else:
        heard = engines.festival(voice.speaker, [request[:3] for request in requests])
    return [acoustics.trim(acoustics.resample(samples, rate, request[3])) for (samples, rate), request in zip(heard, requests)]


def speak_in_bounds(voice, requests):
    """As speak; a word that would fill the second is said again faster, a very short one slower. Nothing is cut off."""
    words = speak(voice, requests)
    seconds = np.array([len(samples) for samples in words]) / acoustics.RATE
    for again, faster in ((np.flatnonzero(seconds > 0.85), 1.4), (np.flatnonzero(seconds < 0.17), 0.65)):
        if len(again):
            changed = [(text, round(pace * faster) if voice.engine == "espeak-ng" else pace / faster, pitch, scale)
                       for text, pace, pitch, scale in (requests[index] for index in again)]
            for index, samples in zip(again, speak(voice, changed)):
                words[index] = samples
    return words


def record(voice, said, root):
    """Makes and writes all clips of one voice; returns (word, file name, seconds, ADPCM signal to noise in dB) of each."""
    requests, chances, clips, files = [], [], [], []
    for word, take in said:
        chance = np.random.default_rng([SEED, int(voice.identity, 16), (WANTED + OTHERS).index(word), take])
        ending, *manner = settings(chance, voice)
        requests.append((word + ending, *manner))
        chances.append(chance)
        files.append((word, f"{voice.identity}_nohash_{take}.wav"))
    for (word, _), samples, chance in zip(said, speak_in_bounds(voice, requests), chances):
        seconds = len(samples) / acoustics.RATE
        if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
            raise RuntimeError(f"{voice.name} says {word} in {seconds:.2f} s")
        samples = acoustics.microphone(samples, chance)
        if chance.random() < 0.3:
            samples = acoustics.room(samples, chance)
        samples = acoustics.margins(samples, adpcm.BLOCK_SAMPLES, chance)
        if chance.random() < 0.4:
            samples = acoustics.add_noise(samples, chance, 20, 40)
        clips.append(acoustics.to_level(samples, chance.uniform(-16, -1)))
    heard = adpcm.write_wavs([os.path.join(root, *file) for file in files], clips, acoustics.RATE)
    return [(*file, len(clip) / acoustics.RATE, 10 * np.log10((clip.astype(float) ** 2).sum() / ((clip - decoded) ** 2).sum()))
            for file, clip, decoded in zip(files, clips, heard)]


def write_noises(root, voices):
    """The folder _background_noise_: half-scale peaks, whole blocks."""
    speakers = [voice for voice in voices if voice.engine == "espeak-ng" and voice.side == TRAIN][::3]
    made = noises.all_noises(SEED, 12.0, speakers)
    whole = {name: samples[:len(samples) // adpcm.BLOCK_SAMPLES * adpcm.BLOCK_SAMPLES] for name, samples in made.items()}
    adpcm.write_wavs([os.path.join(root, "_background_noise_", name + ".wav") for name in whole],
                     [acoustics.to_level(samples, -6) for samples in whole.values()], acoustics.RATE)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", help="folder to make; it must not exist")
    root = parser.parse_args().out
    missing = engines.missing_packages()
    if missing:
        sys.exit("missing: sudo apt-get install " + " ".join(missing))
    if os.path.exists(root):
        sys.exit(f"{root}: exists already; name a new folder")
    voices = all_voices(SEED)
    said = plan(voices)
    for word in WANTED + OTHERS + ["_background_noise_"]:
        os.makedirs(os.path.join(root, word))
    with concurrent.futures.ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        made = list(pool.map(record, voices, (said[voice] for voice in voices), [root] * len(voices)))
    write_noises(root, voices)
    for side, name in ((VALIDATION, "validation_list.txt"), (TEST, "testing_list.txt")):
        lines = sorted(f"{word}/{file}" for voice, rows in zip(voices, made) if voice.side == side for word, file, *_ in rows)
        with open(os.path.join(root, name), "w", encoding="ascii", newline="\n") as out:
            out.write("".join(line + "\n" for line in lines))
    with open(os.path.join(root, "voices.csv"), "w", encoding="ascii", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("voice", "split", "engine", "speaker", "accent", "tract_scale", "pace", "pitch", "clips"))
        for voice, rows in sorted(zip(voices, made), key=lambda pair: pair[0].identity):
            table.writerow((voice.identity, voice.side, voice.engine, voice.speaker, voice.accent, f"{voice.scale:.3f}",
                            voice.pace, voice.pitch, len(rows)))
    everything = [row for rows in made for row in rows]
    seconds = np.array([row[2] for row in everything])
    quality = np.array([row[3] for row in everything])
    print(f"{len(everything)} clips of {len(voices)} voices, {seconds.sum() / 60:.1f} minutes, "
          f"{seconds.min():.2f} to {seconds.max():.2f} s, ADPCM signal to noise {np.percentile(quality, 5):.1f} dB (5 %) "
          f"{np.median(quality):.1f} dB (median)")


if __name__ == "__main__":
    main()
