"""Codes by which somebody without an account shows that something is theirs: kept as digests, never in an address."""

import hashlib
import secrets
import string

from django.utils.crypto import salted_hmac

CODE_LENGTH = 24  # letters, in six groups: 112.8 random bits


def new_code() -> str:
    """Return a new code: 24 random letters in six groups, as in `ABCD-EFGH-…`."""
    return grouped("".join(secrets.choice(string.ascii_uppercase) for _position in range(CODE_LENGTH)))


def derived_code(purpose: str, key: str) -> str:
    """Return the code that follows from the site's secret, so that no table holds it: 112 bits of a keyed digest."""
    number = int.from_bytes(salted_hmac(purpose, key, algorithm="sha256").digest(), "big")
    letters = ""
    for _position in range(CODE_LENGTH):
        number, rest = divmod(number, 26)
        letters += string.ascii_uppercase[rest]
    return grouped(letters)


def grouped(letters: str) -> str:
    """Return letters in groups of four, divided by hyphens."""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def code_digest(code: str) -> bytes:
    """Return the digest under which a code is kept; spaces, hyphens and case don't count."""
    letters = "".join(c for c in code.upper() if c in string.ascii_uppercase)
    return hashlib.sha256(letters.encode()).digest()
