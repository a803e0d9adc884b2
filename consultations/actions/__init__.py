"""The verbs: each changes several rows in one transaction, and is called by view, admin and command alike."""

from consultations.actions.coding import (
    assign_theme,
    clear_codes,
    complete_coding,
    dispose,
    remove_theme,
    resume_coding,
)
from consultations.actions.locking import Conflict
from consultations.actions.moderating import appeal, decide, judge_appeal
from consultations.actions.speaking import (
    edit_comment,
    enter_comment,
    flag_comment,
    follow,
    rename_participants,
    submit_comment,
    support,
    unfollow,
    unsupport,
    withdraw_comment,
)

__all__ = [
    "Conflict",
    "appeal",
    "assign_theme",
    "clear_codes",
    "complete_coding",
    "decide",
    "dispose",
    "edit_comment",
    "enter_comment",
    "flag_comment",
    "follow",
    "judge_appeal",
    "remove_theme",
    "rename_participants",
    "resume_coding",
    "submit_comment",
    "support",
    "unfollow",
    "unsupport",
    "withdraw_comment",
]
