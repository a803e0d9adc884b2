"""What a text is recognised by: hashes of its pairs of words and of its telling words, keyed and per consultation."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import connection
from psycopg2.extras import execute_values

MOST_SHINGLES = 24
MOST_WORDS = 8
BATCH = 5000
BLOCK = 16  # a word's list holds 2 ** BLOCK versions at most

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_QUOTED = re.compile(r"^\s*>.*$", re.M)
_REPEATED = re.compile(r"([^\W\d])\1+")
# Words that tell nothing of what a text is about, as `words_of` returns them.
_TELLING_NOTHING = frozenset(
    "adalah agar akan amat anda antara apakah atas atau bagaimana bagi bahwa banyak baru bawah begitu belum berada "
    "bila bisa bukan dalam dapat dari dengan dimana dulu entah hanya harap harus hingga ingin itulah jadi jangan "
    "jika juga kalau kalian kami karena kayak kemudian kenapa kepada ketika khusus kita kurang lagi lain lalu lebih "
    "lewat maka mana masih mereka mohon namun nanti oleh orang pada para perlu pernah saat saja sama sampai sangat "
    "saya sebab sebagai sebelum secara sedang segala segera sehinga sekali sekarang selalu seluruh semoga semua "
    "seperti sering serta sesudah setelah setiap sudah supaya tanpa tapi telah tentang terhadap terima terlalu "
    "tersebut tetap tetapi tiap tidak tolong untuk waktu walau yaitu yang "
    "about after also been before being could does from have here into just made make more most much need only other "
    "over should some such than that their them then there these they this those very want were what when where "
    "which while will with would your".split()
)


@dataclass(frozen=True)
class Sketch:
    """The hashes of a text: pairs of words, the smallest ones; telling words; and how many words it has."""

    shingles: list[int]
    words: list[int]
    length: int


def words_of(text: str) -> list[str]:
    """Return a text's words without case, accents, punctuation, letters said twice, and lines quoted from others."""
    plain = unicodedata.normalize("NFKD", _QUOTED.sub("", text)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _WORD.findall(_REPEATED.sub(r"\1", plain))


def sketch(text: str, consultation_id: int) -> Sketch:
    """Return what the text is recognised by within its consultation."""
    words = words_of(text)
    pairs = {f"{one} {next_one}" for one, next_one in zip(words, words[1:], strict=False)} or set(words)
    telling = {word for word in words if len(word) > 3 and word not in _TELLING_NOTHING}
    longest = sorted(telling, key=lambda word: (-len(word), word))[:MOST_WORDS]
    return Sketch(
        sorted(_hash(pair, consultation_id) for pair in pairs)[:MOST_SHINGLES],
        [_hash(word, consultation_id) for word in longest],
        len(words),
    )


def likeness(one: list[int], other: list[int]) -> float:
    """Return which share of all pairs of words two texts have in common, estimated from their smallest hashes."""
    both, smallest = set(one) & set(other), sorted({*one, *other})[:MOST_SHINGLES]
    return sum(value in both for value in smallest) / len(smallest) if smallest else 0.0


def _hash(words: str, consultation_id: int) -> int:
    person = consultation_id.to_bytes(8, "big")
    digest = hashlib.blake2b(words.encode(), digest_size=8, key=_key(settings.SECRET_KEY), person=person)
    return int.from_bytes(digest.digest(), "big") >> 1  # PostgreSQL's bigint has a sign


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.blake2b(b"rembuk.sketch" + secret.encode(), digest_size=32).digest()


# --- Storing --------------------------------------------------------------------------------------

# The keys of a version, from what `parameters` returns.
KEYS = """
%(shingle_keys)s::bigint[]
|| ARRAY(SELECT w # ({version} >> 16) FROM unnest(%(word_keys)s::bigint[]) w)
"""  # 16 is BLOCK

_INSERT = """
INSERT INTO consultations_textsketch (version_id, shingles, keys)
SELECT n.version_id, n.shingles, n.keys
  FROM (VALUES %s) AS n(version_id, shingles, keys)
  JOIN consultations_commentversion v ON v.id = n.version_id AND v.masked_at IS NULL
    ON CONFLICT (version_id) DO UPDATE SET shingles = excluded.shingles, keys = excluded.keys
"""

_MISSING = """
SELECT v.id, c.consultation_id, v.text
  FROM consultations_comment c JOIN consultations_commentversion v ON v.id IN (c.version_id, c.pending_version_id)
 WHERE v.id > %(after)s AND v.masked_at IS NULL AND (%(consultation)s IS NULL OR c.consultation_id = %(consultation)s)
   AND (%(anew)s OR NOT EXISTS (SELECT 1 FROM consultations_textsketch s WHERE s.version_id = v.id))
 ORDER BY v.id LIMIT %(limit)s
"""


def parameters(of: Sketch) -> dict:
    """Return the parameters of KEYS."""
    return {"shingle_keys": of.shingles, "word_keys": of.words}


def remember(rows: Iterable[tuple[int, int, str]]) -> None:
    """Store the sketch of each (version id, consultation id, text) anew."""
    values = []
    for version_id, consultation_id, text in rows:
        found = sketch(text, consultation_id)
        keys = found.shingles + [word ^ (version_id >> BLOCK) for word in found.words]
        values.append((version_id, len(found.shingles), keys))
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, _INSERT, values, "(%s, %s, %s::bigint[])", page_size=500)


def catch_up(*, consultation_id: int | None = None, anew: bool = False) -> int:
    """Store the sketches of all standing texts that have none (`anew`: of all), batch by batch; return how many."""
    done = after = 0
    while True:
        rows = _missing(after, consultation_id, anew)
        if rows:
            remember(rows)
            done, after = done + len(rows), rows[-1][0]
        if len(rows) < BATCH:
            return done


def _missing(after: int, consultation_id: int | None, anew: bool) -> list[tuple[int, int, str]]:
    asked = {"after": after, "consultation": consultation_id, "anew": anew, "limit": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, asked)
        return cursor.fetchall()
