"""What the forums are about, and what came of those behind us."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """What was said and decided under one part; `title` begins as the programme calls it."""

    title: str
    words: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    takes_commitments: bool = False


@dataclass(frozen=True)
class ForumMinutes:
    """The minutes of a forum: when published (days from today), by whom signed (day, people), what they say."""

    summary: str
    days: int
    attended: int
    parts: tuple[Part, ...]
    signed_days: int | None = None
    signatories: tuple[tuple[str, str, str], ...] = ()
    requests: tuple[tuple[str, str, str], ...] = field(default_factory=tuple)


# Forum: (beginning of a part's title, consultation, number of its question or None)
LINKS = {
    "forum-hasil-satu-atap": (
        ("Apa yang kami dengar", "pelayanan-satu-atap", None),
        ("Tanya jawab tema", "pelayanan-satu-atap", 1),
        ("Komitmen satu per satu", "pelayanan-satu-atap", None),
    ),
    "forum-sampah-pasar": (
        ("Satu hari sampah pasar", "sampah-pasar", 1),
        ("Pengelolaan kios", "sampah-pasar", 3),
        ("Tiga meja", "sampah-pasar", None),
    ),
    "forum-antrean-dukcapil": (
        ("Angka antrean", "layanan-dukcapil", 1),
        ("Nomor daring", "layanan-dukcapil", 1),
        ("Kelurahan dan mobil", "layanan-dukcapil", 2),
    ),
}
# Under which part of a forum the contributions of channel *forum* were made.
SAID_UNDER = {"forum-sampah-pasar": "Tiga meja", "forum-hasil-satu-atap": "Tanya jawab tema"}

MINUTES = {
    "forum-hasil-satu-atap": ForumMinutes(
        summary="Lima tema dari konsultasi dibacakan satu per satu. Warga meminta penjelasan tentang syarat yang "
        "berbeda antarloket; DPMPTSP menyanggupi satu daftar syarat. Semua komitmen dibacakan dengan tanggalnya.",
        days=-36,
        attended=64,
        parts=(
            Part(
                "Apa yang kami dengar",
                (
                    "Intan Permatasari membacakan ringkasan lima tema. Tidak ada keberatan atas ringkasan itu.",
                ),
            ),
            Part(
                "Tanya jawab tema",
                (
                    "Warga menanyakan mengapa syarat di papan berbeda dengan yang diminta petugas.",
                    "DPMPTSP mengakui papan di dua loket belum diganti.",
                ),
                ("Papan syarat di semua loket diganti dengan satu daftar yang sama.",),
            ),
            Part(
                "Komitmen satu per satu",
                ("Setiap komitmen dibacakan dengan penanggung jawab dan tanggalnya.",),
                ("Perkembangan komitmen dilaporkan pada forum berikutnya.",),
                takes_commitments=True,
            ),
        ),
        signed_days=-28,
        signatories=(
            ("participants", "Rukiah Marzuki", "Wakil warga"),
            ("participants", "Kemas Ridwan", "Wakil pelaku usaha kecil"),
            ("officials", "Intan Permatasari", "Dinas Penanaman Modal dan PTSP"),
        ),
    ),
    "forum-sampah-pasar": ForumMinutes(
        summary="Pedagang, pengangkut, dan warga membahas jam angkut, letak kontainer, dan iuran di tiga meja. "
        "Jam angkut kedua diuji selama sebulan.",
        days=-2,
        attended=51,
        parts=(
            Part(
                "Satu hari sampah pasar",
                ("Dinas menunjukkan foto dari lapak sampai TPA dan waktu tunggu di tiap titik.",),
            ),
            Part("Pengelolaan kios", ("Disdag menjelaskan iuran dan penggunaannya.",)),
            Part(
                "Tiga meja",
                ("Meja pedagang, pengangkut, dan warga sekitar melaporkan hasilnya.",),
                ("Jam angkut kedua pukul 14.00 diuji selama satu bulan di Pasar 16 Ilir.",),
            ),
        ),
    ),
}
