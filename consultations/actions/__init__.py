"""The verbs: each changes several rows in one transaction, and is called by view, admin and command alike."""

from consultations.actions.agreeing import follow, support, unfollow, unsupport
from consultations.actions.answering import link_commitment, save_response, unlink_commitment
from consultations.actions.coding import (
    assign_theme,
    clear_codes,
    code_many,
    complete_coding,
    dispose,
    remove_theme,
    resume_coding,
    set_codes,
)
from consultations.actions.entering import enter_comment, renew_receipt
from consultations.actions.guesting import confirm_guest_comment, send_another_code, start_guest_comment
from consultations.actions.locking import Conflict
from consultations.actions.moderating import appeal, decide, judge_appeal
from consultations.actions.reporting import flag_as_visitor, flag_comment
from consultations.actions.ruling import write_rule
from consultations.actions.speaking import (
    edit_comment,
    rename_participants,
    return_comment,
    submit_comment,
    withdraw_comment,
)

__all__ = [
    "Conflict",
    "appeal",
    "assign_theme",
    "clear_codes",
    "code_many",
    "complete_coding",
    "confirm_guest_comment",
    "decide",
    "dispose",
    "edit_comment",
    "enter_comment",
    "flag_as_visitor",
    "flag_comment",
    "follow",
    "judge_appeal",
    "link_commitment",
    "remove_theme",
    "rename_participants",
    "renew_receipt",
    "resume_coding",
    "return_comment",
    "save_response",
    "send_another_code",
    "set_codes",
    "start_guest_comment",
    "submit_comment",
    "support",
    "unfollow",
    "unlink_commitment",
    "unsupport",
    "withdraw_comment",
    "write_rule",
]
