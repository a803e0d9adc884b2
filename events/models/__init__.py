"""Where we meet: forums that are announced with their programme, and who comes."""

from events.models.arrival import Arrival
from events.models.event import AgendaItem, Event, EventChange, Topic
from events.models.pages import EventIndexPage, EventPage
from events.models.question import AudienceQuestion, QuestionSupport
from events.models.registration import EventTold, PartyChange, Registration, RegistrationMove
from events.models.speaker import Speaker
from events.models.stage import Stage

__all__ = [
    "AgendaItem",
    "Arrival",
    "AudienceQuestion",
    "Event",
    "EventChange",
    "EventIndexPage",
    "EventPage",
    "EventTold",
    "PartyChange",
    "QuestionSupport",
    "Registration",
    "RegistrationMove",
    "Speaker",
    "Stage",
    "Topic",
]
