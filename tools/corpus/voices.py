"""Who speaks: every voice with its engine, its side of the split and the settings that make it itself.

A voice is an engine's speaker (or espeak-ng variant), an accent, a vocal-tract scale and a base pitch. All voices that come
from one speaker, or from variants that sound nearly alike, stand on one side of the split.
"""
import hashlib
import random
from dataclasses import dataclass

TRAIN, VALIDATION, TEST = "train", "validation", "test"

# espeak-ng's named variants. Of near twins (adam, caleb, klatt, klatt6 ...) one is kept; whispers and effects are left out.
VARIANTS = {
    TRAIN: [
        "Alex", "Alicia", "Andrea", "AnxiousAndy", "Denis", "Diogo", "Henrique", "Hugo", "Mario", "Michael", "Mike",
        "Mr serious", "RicishayMax", "Tweaky", "adam", "anika", "antonio", "benjamin", "boris", "croak", "edward", "f3",
        "f4", "fast", "grandpa", "gustave", "iven", "iven2", "iven4", "john", "klatt3", "klatt5", "m1", "m3", "m6",
        "max", "michel", "miguel", "pablo", "robosoft4", "robosoft6", "robosoft7", "robosoft8", "steph2", "zac"],
    VALIDATION: [
        "Annie", "Gene", "Lee", "Storm", "aunty", "ed", "grandma", "linda", "m4", "m5", "m8", "marcelo", "norbert",
        "quincy", "sandro", "victor"],
    TEST: [
        "Andy", "Jacky", "Marco", "Nguyen", "belinda", "david", "f1", "f2", "f5", "m2", "m7", "paul", "pedro", "rob",
        "robert", "travis"],
}

# These speak with a woman's or a child's formants already: their scale stays near one.
HIGH_VOICES = {"Alicia", "Andrea", "Annie", "anika", "aunty", "belinda", "f1", "f2", "f3", "f4", "f5", "grandma", "linda",
               "steph2", "zac"}

# "en" is British; espeak-ng 1.51 leaves the variant out where the accent is asked for as "en-gb".
ACCENTS = ["en-us", "en", "en-us", "en-gb-x-rp", "en-us", "en-029", "en-us", "en", "en-gb-scotland"]

# (engine, speaker, vocal-tract scale, stretch at rest, mean pitch in Hz before the scale, side). The five human
# speakers of the unit-selection, diphone and HTS voices: one speaker, one side.
PEOPLE = [
    ("flite", "kal16", 0.94, 0.90, 95, TRAIN), ("flite", "kal16", 1.03, 0.98, 110, TRAIN),
    ("flite", "kal16", 1.13, 1.05, 140, TRAIN), ("flite", "kal16", 1.20, 1.10, 165, TRAIN),
    ("festival", "kal", 0.90, 1.10, 105, TRAIN), ("festival", "kal", 1.00, 1.20, 115, TRAIN),
    ("festival", "kal", 1.09, 1.30, 130, TRAIN),
    ("flite", "slt", 0.93, 0.85, 165, TRAIN), ("flite", "slt", 1.02, 0.90, 185, TRAIN), ("flite", "slt", 1.12, 1.00, 205, TRAIN),
    ("festival", "slt", 0.97, 0.90, 0, TRAIN), ("festival", "slt", 1.08, 1.00, 0, TRAIN),
    ("flite", "awb", 0.93, 0.78, 105, TRAIN), ("flite", "awb", 1.00, 0.83, 120, TRAIN),
    ("flite", "awb", 1.08, 0.88, 145, TRAIN), ("flite", "awb", 1.17, 0.95, 170, TRAIN),
    ("festival", "ked", 0.97, 1.20, 105, VALIDATION), ("festival", "ked", 1.06, 1.30, 120, VALIDATION),
    ("flite", "rms", 0.98, 0.78, 95, TEST), ("flite", "rms", 1.07, 0.84, 105, TEST),
]


@dataclass(frozen=True)
class Voice:
    """One voice. pace is words a minute for espeak-ng, a stretch for the others; pitch is espeak-ng's 0..99 or hertz."""
    name: str
    identity: str
    side: str
    engine: str
    speaker: str
    accent: str
    scale: float
    pace: float
    pitch: float


def _identity(name, side):
    """Eight hexadecimal digits from the name, counted on until Speech Commands' own hash split names the same side."""
    limit = 2 ** 27 - 1
    for attempt in range(10000):
        identity = hashlib.sha1(f"{name}#{attempt}".encode()).hexdigest()[:8]
        share = int(hashlib.sha1(identity.encode()).hexdigest(), 16) % (limit + 1) * (100.0 / limit)
        if side == (VALIDATION if share < 10 else TEST if share < 20 else TRAIN):
            return identity
    raise RuntimeError(f"no identity for {name}")


def _of_variant(chance, variant, side, twin, number):
    """A voice of an espeak-ng variant. A training variant gives two: a larger and a smaller speaker, with different accents."""
    accent = ACCENTS[(number * 4 + twin * 3 + chance.randrange(2)) % len(ACCENTS)]
    if side != TRAIN:
        scale = chance.uniform(0.95, 1.07)
    elif variant in HIGH_VOICES:
        scale = chance.uniform(*((0.92, 0.98), (1.02, 1.09))[twin])
    else:
        scale = chance.uniform(*((0.88, 0.99), (1.03, 1.19))[twin])
    pitch = chance.uniform(30, 65) if scale < 1.08 else chance.uniform(45, 80)
    name = f"espeak-ng/{variant.replace(' ', '-')}/{accent}" + ("/small" if twin else "")
    return Voice(name, _identity(name, side), side, "espeak-ng", variant, accent, round(scale, 3),
                 round(chance.uniform(150, 185) / scale), round(pitch))


def all_voices(seed):
    """Every voice, in a fixed order."""
    voices = []
    for side, variants in VARIANTS.items():
        for number, variant in enumerate(variants):
            for twin in range(2 if side == TRAIN else 1):
                voices.append(_of_variant(random.Random(f"{seed}/voice/{variant}/{twin}"), variant, side, twin, number))
    for engine, speaker, scale, stretch, pitch, side in PEOPLE:
        name = f"{engine}/{speaker}/x{scale:.2f}"
        accent = "en-gb-scotland" if speaker == "awb" else "en-us"
        voices.append(Voice(name, _identity(name, side), side, engine, speaker, accent, scale, stretch, pitch))
    if len({voice.identity for voice in voices}) != len(voices):
        raise RuntimeError("two voices share an identity")
    return voices
