"""What people say in the filled discussions: real Indonesian sentences where they are at hand, else invented ones."""

import random
from pathlib import Path

from forum_site.local import CHECKOUT

FILE = CHECKOUT.parent / "shared/data/indonesian/smsa-valid.txt"  # never part of this repository
_WHO = ["Petugas", "Warga", "Kelurahan", "Pedagang", "Ketua RT", "Sopir angkot", "Orang tua murid", "Dinas"]
_DOES = ["perlu memperbaiki", "sering mengeluhkan", "belum mendapat", "sudah lama menunggu", "ingin menambah"]
_WHAT = [
    "drainase di lorong",
    "lampu jalan",
    "jadwal angkutan",
    "jam buka loket",
    "taman bermain",
    "air bersih",
]
_WHERE = ["di Seberang Ulu", "dekat pasar", "di Plaju", "sepanjang Jalan Sudirman", "di tepi Sungai Musi"]


def sentences(file: Path = FILE) -> list[str]:
    """Return at least a thousand different texts, each of one comment's length."""
    if file.exists():
        lines = (line.rsplit("\t", 1)[0].strip() for line in file.read_text().splitlines())
        return list(dict.fromkeys(line for line in lines if line))
    return [
        f"{who} {does} {what} {where}. " + "Mohon segera ditindaklanjuti. " * (number % 7)
        for number, (who, does, what, where) in enumerate(
            (a, b, c, d) for a in _WHO for b in _DOES for c in _WHAT for d in _WHERE
        )
    ]


def texts(seed: int = 7) -> list[str]:
    """Return some two thousand different texts: short ones, and several paragraphs, some longer than a list shows."""
    single = sentences()
    chance = random.Random(seed)
    longer = {
        "\n\n".join(chance.sample(single, chance.choice((2, 2, 2, 3, 3, 4, 6)))) for _text in range(700)
    }
    mixed = [text[:5000] for text in [*single, *sorted(longer)]]
    chance.shuffle(mixed)
    return mixed
