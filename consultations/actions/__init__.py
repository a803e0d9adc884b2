"""The verbs: each changes several rows in one transaction, and is called by view, admin and command alike."""

from consultations.actions.accepting import accept_group, accept_theme, accept_twin, dismiss_group
from consultations.actions.agreeing import follow, support, unfollow, unsupport
from consultations.actions.answering import link_commitment, save_response, unlink_commitment
from consultations.actions.appealing import appeal, judge_appeal
from consultations.actions.claiming import release_claims, renew_claims, take_next, take_over
from consultations.actions.codebook import merge_themes, move_theme, retire_theme, return_theme, save_theme
from consultations.actions.coding import assign_theme, clear_codes, dispose, remove_theme, set_codes
from consultations.actions.coding_many import code_many, dispose_many
from consultations.actions.coding_state import complete_coding, resume_coding
from consultations.actions.conduct import appeal_measure, judge_measure_appeal, lift_measure, take_measure
from consultations.actions.correcting import correct_entry, correct_note
from consultations.actions.entering import enter_comment, renew_receipt
from consultations.actions.guesting import confirm_guest_comment, send_another_code, start_guest_comment
from consultations.actions.locking import Conflict
from consultations.actions.marking import mark_passage, unmark_passage
from consultations.actions.masking import redact
from consultations.actions.minuting import (
    add_signatory,
    answer_amendment,
    ask_amendment,
    draft_minutes,
    finish_minutes,
    make_record,
    publish_scan,
    remove_signatory,
)
from consultations.actions.moderating import decide
from consultations.actions.moving import move_comment
from consultations.actions.noting import (
    keep_draft,
    link_item,
    take_note,
    take_note_back,
    unlink_item,
)
from consultations.actions.paper import enter_paper, forget_scan, settle_paper, start_batch
from consultations.actions.receipts import hand_receipts
from consultations.actions.recoding import same_as_parent, undo_coding
from consultations.actions.replying import answer_objection, end_opening, object_to_draft, open_draft
from consultations.actions.reporting import flag_as_visitor, flag_comment
from consultations.actions.ruling import write_rule
from consultations.actions.saving import put_away_reply, save_reply
from consultations.actions.speaking import (
    edit_comment,
    rename_participants,
    return_comment,
    submit_comment,
    withdraw_comment,
)
from consultations.actions.undoing import undo

__all__ = [
    "correct_entry",
    "correct_note",
    "forget_scan",
    "start_batch",
    "settle_paper",
    "enter_paper",
    "remove_signatory",
    "publish_scan",
    "make_record",
    "finish_minutes",
    "draft_minutes",
    "ask_amendment",
    "answer_amendment",
    "add_signatory",
    "unlink_item",
    "take_note_back",
    "take_note",
    "link_item",
    "keep_draft",
    "hand_receipts",
    "Conflict",
    "accept_group",
    "accept_theme",
    "accept_twin",
    "answer_objection",
    "appeal",
    "appeal_measure",
    "assign_theme",
    "clear_codes",
    "code_many",
    "complete_coding",
    "confirm_guest_comment",
    "decide",
    "dismiss_group",
    "dispose",
    "dispose_many",
    "edit_comment",
    "end_opening",
    "enter_comment",
    "flag_as_visitor",
    "flag_comment",
    "follow",
    "judge_appeal",
    "judge_measure_appeal",
    "lift_measure",
    "link_commitment",
    "mark_passage",
    "merge_themes",
    "move_comment",
    "move_theme",
    "object_to_draft",
    "open_draft",
    "put_away_reply",
    "redact",
    "release_claims",
    "remove_theme",
    "rename_participants",
    "renew_claims",
    "renew_receipt",
    "resume_coding",
    "retire_theme",
    "return_comment",
    "return_theme",
    "same_as_parent",
    "save_reply",
    "save_response",
    "save_theme",
    "send_another_code",
    "set_codes",
    "start_guest_comment",
    "submit_comment",
    "support",
    "take_measure",
    "take_next",
    "take_over",
    "undo",
    "undo_coding",
    "unfollow",
    "unlink_commitment",
    "unmark_passage",
    "unsupport",
    "withdraw_comment",
    "write_rule",
]
