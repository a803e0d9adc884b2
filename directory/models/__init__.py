"""Who answers: agencies, their officers, what they have promised, and what shows that it was done."""

from directory.models.agency import Agency, AgencyOfficer
from directory.models.board import BoardMark
from directory.models.commitment import (
    ChangeDelivery,
    Commitment,
    CommitmentChange,
    CommitmentFollow,
    DueNotice,
)
from directory.models.evidence import Evidence

__all__ = [
    "Agency",
    "AgencyOfficer",
    "BoardMark",
    "ChangeDelivery",
    "Commitment",
    "CommitmentChange",
    "CommitmentFollow",
    "DueNotice",
    "Evidence",
]
