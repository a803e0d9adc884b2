"""What people do at forums: the verbs that views, the administration and commands call."""

from events.actions.arriving import check_in, take_back_arrival, walk_in
from events.actions.asking import ask_question, hide_question, settle_question, support_question
from events.actions.offering import accept_offer, lapse_offers, offer_free_seats
from events.actions.party import reduce_party
from events.actions.registering import cancel_registration, decide_registration, register
from events.actions.staging import show_item

__all__ = [
    "accept_offer",
    "ask_question",
    "cancel_registration",
    "check_in",
    "decide_registration",
    "hide_question",
    "lapse_offers",
    "offer_free_seats",
    "reduce_party",
    "register",
    "settle_question",
    "show_item",
    "support_question",
    "take_back_arrival",
    "walk_in",
]
