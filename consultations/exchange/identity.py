"""The keys under which a consultation's own rows travel, and under which they are known again."""

from consultations.exchange.records import OWN_SOURCE, Key
from consultations.models import Consultation


def mark(consultation: Consultation) -> str:
    """Return what tells this consultation's rows from those of any other, here or elsewhere: when it was made."""
    return f"{consultation.created_at:%Y%m%dT%H%M%S%f}-"


def key_of(row, own_mark: str) -> Key:
    """Return the key of a comment or participant: the one that it came with, or its own."""
    if row.source:
        return Key(row.source, row.source_id)
    return Key(OWN_SOURCE, f"{own_mark}{row.pk}")
