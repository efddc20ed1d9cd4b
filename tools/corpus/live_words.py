"""Joins recordings of people with words that synthetic voices speak: a folder to train a model on that listens to streams.

    tools/corpus/live_words.py RECORDINGS OUT

RECORDINGS is a Speech Commands folder with list files; OUT holds links to all of it, and for training only:
- the bundled corpus' training voices (its words, other words and noises), and
- other words, spoken once each by some of those voices: many that sound like a word to be heard ("goat", "town", "cup"), common ones, and
  pieces of a second out of sentences. A network that met seven other words takes the eighth for the word it sounds like.

The words to be heard are spoken too, so that a synthetic voice does not by itself mean "another word". Validation stays RECORDINGS' own.
The same seed with the same packages gives the same sound.
"""
import argparse
import concurrent.futures
import os
import sys

import numpy as np
from scipy.io import wavfile

import acoustics
import engines
from make_corpus import LONGEST_SECONDS, OTHERS, SHORTEST_SECONDS, WANTED, settings, speak, speak_in_bounds
from noises import SENTENCES
from voices import TRAIN, all_voices

SEED = 20261122
BUNDLED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "speech-synthetic")
VOICES_A_WORD = 20
SENTENCES_A_VOICE = 2

# None of these sounds the same as a word to be heard ("know", "write") or holds one ("upper", "alright").
NEAR = (
    "yet yep yeah guess less dress chess mess press best rest test yell us jet yesterday",
    "now note nose none nod new null mow low row so show snow though toe dough own nope knee gnome bone home zone knob nor",
    "cup pup cap of but app uh hop pop top tap hub rub enough apple ape ump bump jump hut abs oven",
    "town brown gown drown dawn done dot den dine dance loud ground found dune don round sound noun clown crown doubt dad",
    "lift laugh let lest loft leaf leather lab lend help theft deaf leg elf lunch lost last letter",
    "light ride bright rice rhyme rate wrote night fight white like rat route rise ripe tight bite high eye great ready",
    "step stock stuff start stay shop spot star stack stamp store strap story stand steep sock stick stone study",
    "goat gold ghost goal grow gone good got glow girl bow coat code hello yo oh cold boat gum guy going",
)
COMMON = (
    "ten eleven twelve hundred red green blue yellow black orange play pause open close lamp kitchen water people mother father "
    "table window music computer phone camera okay please thanks morning evening coffee weather today tomorrow forward backward "
    "follow learn visual hey who what where why when how this that the and with from is are was were will can you me we they he "
    "she my your her his time day year way man woman child world life hand part place week case point number fish lion "
    "door car book street money rain turn put take make come give wait again never always maybe sorry bye"
).split()


def other_words():
    """Each once, none that is to be heard or is in the bundled corpus."""
    known = set(WANTED) | set(OTHERS)
    return [word for word in dict.fromkeys(" ".join(NEAR).split() + COMMON) if word not in known]


def plan(voices, words):
    """voice -> words to say."""
    said = {voice: [] for voice in voices}
    for number, word in enumerate(words):
        for index in np.random.default_rng([SEED, 1, number]).permutation(len(voices))[:VOICES_A_WORD]:
            said[voices[index]].append(word)
    return said


def finish(samples, chance):
    """The way from the mouth into the file."""
    samples = acoustics.microphone(samples, chance)
    if chance.random() < 0.3:
        samples = acoustics.room(samples, chance)
    if chance.random() < 0.4:
        samples = acoustics.add_noise(samples, chance, 20, 40)
    return acoustics.to_level(samples, chance.uniform(-16, -1))


def write(root, word, name, samples):
    os.makedirs(os.path.join(root, word), exist_ok=True)
    wavfile.write(os.path.join(root, word, name), acoustics.RATE, samples)


def record(voice, words, known, root):
    """All that one voice says; returns how many clips it became."""
    count = 0
    chances = [np.random.default_rng([SEED, 2, int(voice.identity, 16), known.index(word)]) for word in words]
    requests = [(word + ending, *manner) for word, chance in zip(words, chances) for ending, *manner in [settings(chance, voice)]]
    for word, chance, samples in zip(words, chances, speak_in_bounds(voice, requests)):
        if SHORTEST_SECONDS <= len(samples) / acoustics.RATE <= LONGEST_SECONDS:
            write(root, word, f"{voice.identity}_nohash_0.wav", finish(samples, chance))
            count += 1
    chance = np.random.default_rng([SEED, 3, int(voice.identity, 16)])
    for number in chance.permutation(len(SENTENCES))[:SENTENCES_A_VOICE]:
        _, *manner = settings(chance, voice)
        line = speak(voice, [(SENTENCES[number], *manner)])[0]
        for piece in range(len(line) // acoustics.RATE):
            samples = line[piece * acoustics.RATE:(piece + 1) * acoustics.RATE]
            write(root, "_speech_", f"{voice.identity}_nohash_{10 * number + piece}.wav", finish(samples, chance)[:acoustics.RATE])
            count += 1
    return count


def link_all(source, target, leave_out=()):
    """Links to every sound of a Speech Commands folder; its lists too where the target has none."""
    for folder, _, files in os.walk(source):
        inside = os.path.relpath(folder, source)
        os.makedirs(os.path.join(target, inside), exist_ok=True)
        for file in files:
            path = os.path.normpath(os.path.join(inside, file))
            if path not in leave_out and (inside != "." or file.endswith("_list.txt")) and not os.path.exists(os.path.join(target, path)):
                os.symlink(os.path.abspath(os.path.join(folder, file)), os.path.join(target, path))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", help="Speech Commands folder with validation_list.txt and testing_list.txt")
    parser.add_argument("out", help="folder to make; it must not exist")
    options = parser.parse_args()
    missing = engines.missing_packages()
    if missing:
        sys.exit("missing: sudo apt-get install " + " ".join(missing))
    if os.path.exists(options.out):
        sys.exit(f"{options.out}: exists already; name a new folder")
    lists = [os.path.join(options.recordings, name) for name in ("validation_list.txt", "testing_list.txt")]
    if not all(map(os.path.exists, lists)):
        sys.exit(f"{options.recordings}: has no validation_list.txt and testing_list.txt; expected a Speech Commands folder with both")
    link_all(options.recordings, options.out)
    judged = {line.strip() for name in ("validation_list.txt", "testing_list.txt") for line in open(os.path.join(BUNDLED, name), encoding="ascii")}
    link_all(BUNDLED, options.out, judged)
    voices = [voice for voice in all_voices(20260722) if voice.side == TRAIN]
    words = other_words()
    said = plan(voices, words)
    with concurrent.futures.ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        counts = list(pool.map(record, voices, said.values(), [words] * len(voices), [options.out] * len(voices)))
    print(f"{sum(counts)} clips of {len(words)} other words and of running speech by {len(voices)} voices")


if __name__ == "__main__":
    main()
