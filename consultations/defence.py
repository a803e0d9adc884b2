"""What is asked of a text before it is published at once: who has sent how much, how it arrived, whether it is new.

Only the limits of one person refuse (`TooMany`). All else holds the text for a moderator, so that nobody honest loses
a word: its author is told, and why.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from urllib.parse import urlsplit
from uuid import UUID

import nh3
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from consultations import sketching
from consultations.markup import render
from consultations.models import Allowance, Comment
from consultations.sketching import Sketch
from forum_site import prepared
from forum_site.periodic import every

HeldFor = Comment.HeldFor

# How many texts are read for each pair of words, and how many of those that share most are compared.
_EACH, _COMPARED = 50, 20
_OWN_SHORT = 2  # "Thank you" may be said twice; the third time is looked at


class TooMany(ValidationError):
    """Somebody has sent as much as one person may for now; `wait` is how many seconds until the next."""

    def __init__(self, wait: int):
        self.wait = wait
        super().__init__(
            _(
                "You have sent many texts in a short time, so this one was not accepted yet. Nothing is lost: "
                "your text is below. Send it again %(when)s."
            )
            % {"when": _when(wait)},
            "too_many",
        )


def _when(seconds: int) -> str:
    if seconds < 90:
        return ngettext("in %(n)d second", "in %(n)d seconds", seconds) % {"n": seconds}
    minutes = ceil(seconds / 60)
    if minutes < 90:
        return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
    hours = ceil(minutes / 60)
    return ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}


# --- How it arrived -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arrival:
    """How a text reached us through a form: from which network ("" unknown), whether the field that nobody sees was
    filled, and seconds since the form was shown (None: that is not known, or forged)."""

    network: str
    trapped: bool
    seconds: float | None


def arrival(request: HttpRequest, form) -> Arrival:
    """Return how the text of a valid `TextForm` arrived."""
    data = form.cleaned_data
    return Arrival(
        network(request), bool(data["judul"].strip()), seconds_since(data["shown"], data["form_key"])
    )


def network(request: HttpRequest) -> str:
    """Return the sender's address, of IPv6 its /64; what `X-Forwarded-For` says counts from trusted proxies only.

    "" where it cannot be known (a socket of this machine, a proxy that says less than it should).
    """
    try:
        return ratelimit.get_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        return ""


def stamp(form_key: UUID | str, moment: float | None = None) -> str:
    """Return the mark of a form that was shown at `moment` (default now). It holds for one form, so for one text."""
    at = f"{moment if moment is not None else time.time():.1f}"
    return f"{at}:{salted_hmac('rembuk.shown', f'{form_key}:{at}', algorithm='sha256').hexdigest()[:32]}"


def moment_of(mark: str, form_key: UUID | str) -> float | None:
    """Return when the form was shown; None where the mark is missing, forged or another form's."""
    at = mark.partition(":")[0]
    try:
        moment = float(at)
    except ValueError:
        return None
    return moment if constant_time_compare(mark, stamp(form_key, moment)) else None


def seconds_since(mark: str, form_key: UUID | str) -> float | None:
    """Return how long ago the form was shown; None as for `moment_of`."""
    moment = moment_of(mark, form_key)
    return None if moment is None else time.time() - moment


def weighed_before(request: HttpRequest) -> Arrival:
    """Return how a text arrived whose form was looked at before: only the network counts now."""
    return Arrival(network(request), False, float("inf"))


# --- What the text is -----------------------------------------------------------------------------

# Used up, one more text; whoever goes on beyond the limit does not lengthen the wait without end. Both rows of a
# sender are locked in the order of their subjects, after the consultation and before any comment.
_EVIDENCE = """
WITH asked AS (
    SELECT *
      FROM unnest(%(subjects)s::text[], %(spacings)s::float8[], %(windows)s::float8[]) AS a(subject, spacing, size)
), counted AS (
    INSERT INTO consultations_allowance AS a (subject, full_at, "window")
    SELECT subject, transaction_timestamp() + make_interval(secs => spacing), make_interval(secs => size)
      FROM asked ORDER BY subject
        ON CONFLICT (subject) DO UPDATE
       SET full_at = least(greatest(a.full_at, transaction_timestamp()), transaction_timestamp() + excluded.window)
                     + (excluded.full_at - transaction_timestamp()),
           "window" = excluded.window
    RETURNING subject, extract(epoch FROM full_at - transaction_timestamp() - a.window)::float8 AS beyond
)
SELECT subject, beyond, NULL::bigint, NULL::bigint[] FROM counted
 UNION ALL
SELECT NULL, NULL, c.participant_id, s.keys[1:s.shingles]
  FROM rembuk_alike(%(keys)s::bigint[], %(each)s::int, %(most)s::int) a
  JOIN consultations_textsketch s ON s.version_id = a.version_id
  JOIN consultations_commentversion v ON v.id = a.version_id
  JOIN consultations_comment c ON c.id = v.comment_id
 WHERE c.status <> 'withdrawn' AND c.id <> %(comment)s::bigint AND s.version_id IN (c.version_id, c.pending_version_id)
"""


def weigh(
    text: str,
    sketch: Sketch,
    *,
    person: str,
    is_new: bool,
    participant_id: int,
    arrival: Arrival | None,
    comment_id: int = 0,
    earlier_text: str = "",
) -> str:
    """Count a text against its sender's limits; return for what it is held for a moderator, "" for nothing.

    `person` names the sender: `account:7`, or the digest of a guest's address. `is_new`: not known for long.
    `arrival` None: not through a form, so nothing of it is asked. For an edit `comment_id` and the text before it.
    Part of the caller's transaction: what is refused later counts nothing. Raises TooMany.
    """
    limits = {_subject(person, rate): (person, rate) for rate in settings.PERSON_LIMITS}
    if arrival and arrival.network:
        where = f"network:{arrival.network}"
        limits |= {_subject(where, rate): (where, rate) for rate in settings.NETWORK_LIMITS}
    rows = prepared.fetch(
        _EVIDENCE,
        {
            "subjects": list(limits),
            "spacings": [seconds / amount for _who, (amount, seconds) in limits.values()],
            "windows": [seconds for _who, (amount, seconds) in limits.values()],
            "keys": sketch.shingles if settings.REPEATED_PERCENT else [],
            "each": _EACH,
            "most": _COMPARED,
            "comment": comment_id,
        },
    )
    beyond = {limits[row[0]]: row[1] for row in rows if row[0] and row[1] > 0.001}
    waits = [seconds for (who, _rate), seconds in beyond.items() if who == person]
    if waits:
        raise TooMany(max(1, ceil(max(waits))))
    alike = [(row[2], row[3]) for row in rows if row[0] is None]
    if arrival and given_away(arrival):
        return given_away(arrival)
    if _repeats(sketch, alike, participant_id):
        return HeldFor.REPEATED
    if is_new and _links(text) - _links(earlier_text):
        return HeldFor.LINKS
    return HeldFor.NETWORK if beyond else HeldFor.NOTHING


def given_away(arrival: Arrival) -> str:
    """Return for what a text is held because of how it arrived, "" for nothing."""
    if arrival.trapped:
        return HeldFor.TRAP
    return HeldFor.HASTE if is_hasty(arrival) else HeldFor.NOTHING


def is_hasty(arrival: Arrival) -> bool:
    """Whether the text came sooner than anybody can read a form and write."""
    least = settings.LEAST_SECONDS_TO_WRITE
    return bool(least) and (arrival.seconds is None or arrival.seconds < least)


def is_new(account: User) -> bool:
    """Whether the account is so young that its links are looked at first."""
    return account.date_joined > timezone.now() - timedelta(days=settings.NEW_ACCOUNT_DAYS)


def _subject(who: str, rate: tuple[int, float]) -> str:
    key = f"{settings.SECRET_KEY}:allowance".encode()
    return hashlib.blake2b(
        f"{who}:{rate}".encode(), digest_size=16, key=hashlib.sha256(key).digest()
    ).hexdigest()


def _repeats(sketch: Sketch, alike: list[tuple[int, list[int]]], participant_id: int) -> bool:
    least = settings.REPEATED_PERCENT / 100
    found = [who for who, keys in alike if sketching.likeness(sketch.shingles, keys) >= least]
    if sketch.length < settings.REPEATED_WORDS:  # many say "I agree"; that is what they came for
        return found.count(participant_id) >= _OWN_SHORT
    return bool(found)


def _links(text: str) -> set[str]:
    """Return the addresses elsewhere that readers could click."""
    found: set[str] = set()
    own = urlsplit(settings.BASE_URL).netloc

    def gather(_tag: str, attribute: str, value: str) -> str:
        if attribute == "href" and _host(value) != own:
            found.add(value)
        return value

    nh3.clean(render(text)[0], tags={"a"}, attributes={"a": {"href"}}, attribute_filter=gather)
    return found


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # brackets that are no address
        return url


def forget_allowances() -> int:
    """Delete what is free again; return how many."""
    return Allowance.objects.filter(full_at__lt=timezone.now()).delete()[0]


def register() -> None:
    """Let the worker forget, once a day; called when the app is ready."""
    every(86_400, "forget_allowances")(forget_allowances)
