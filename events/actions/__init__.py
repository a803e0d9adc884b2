"""What people do at forums: the verbs that views, the administration and commands call."""

from events.actions.offering import accept_offer, lapse_offers, offer_free_seats
from events.actions.registering import cancel_registration, decide_registration, register

__all__ = [
    "accept_offer",
    "cancel_registration",
    "decide_registration",
    "lapse_offers",
    "offer_free_seats",
    "register",
]
