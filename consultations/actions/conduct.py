"""Measures against an account: taken, lifted, objected to, judged; each told to its person, with rule and reason."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from consultations import conduct_notices
from consultations.actions.appealing import (
    APPEAL_DAYS,
    PERMISSION,
    appeal_until,
    judge_once,
    tell_administrators,
    words_of_objection,
)
from consultations.actions.claiming import settle_objection
from consultations.actions.locking import Conflict
from consultations.actions.taking_up import lacks_rule_or_reason, too_long
from consultations.models import Comment, Measure, MeasureAppeal, RuleVersion
from forum_site import prepared
from forum_site.dates import format_moment
from forum_site.languages import active_language

LONGEST_PAUSE = 366  # days
TOO_LONG = gettext_lazy("A pause lasts a year at most. Close the account to comments instead.")
BARRED = {"paused", "closed_account"}  # codes of the refusal of a text by a measure

Kind = Measure.Kind


# --- Whether an account may comment -----------------------------------------------------------------


# The id of the measure that keeps an account from commenting, the one that ends last; NULL where none does. Whatever is
# committed when it is read counts, up to the moment at which the transaction began: a pause's last moment is excluded.
BARRED_BY = """
(SELECT m.id FROM consultations_measure m
  WHERE m.account_id = %(account)s AND m.kind IN ('pause', 'close')
    AND (m.until IS NULL OR m.until > transaction_timestamp())
    AND NOT EXISTS (SELECT FROM consultations_measure l WHERE l.lifts_id = m.id)
  ORDER BY m.until DESC NULLS FIRST, m.id DESC LIMIT 1)
"""


def barring(account_id: int) -> Measure | None:
    """Return the measure that keeps the account from commenting, the one that ends last; None where none does."""
    [(found,)] = prepared.fetch(f"SELECT {BARRED_BY}", {"account": account_id})
    return found and Measure.objects.select_related("rule_version__rule").get(pk=found)


def barring_words(measure: Measure) -> str:
    """Return in words for the person why nothing is taken from them: until when, by which rule, where to object."""
    rule = {"number": measure.rule_version.rule.number, "rule": measure.rule_version.shown("title")}
    if measure.kind == Kind.CLOSE:
        return (
            _(
                "Your account is closed to comments under rule %(number)d, %(rule)s, so your text cannot be accepted. "
                "The reason, and how to object, are under “Measures against my account”."
            )
            % rule
        )
    return _(
        "Your account is paused until %(moment)s under rule %(number)d, %(rule)s, so your text cannot be accepted "
        "now. The reason, and how to object, are under “Measures against my account”."
    ) % (rule | {"moment": format_moment(measure.until, active_language())})


def require_unbarred(measure: Measure | None) -> None:
    """Raise ValidationError, with one of the codes BARRED, where a measure keeps an account from commenting."""
    if measure:
        raise ValidationError(
            barring_words(measure), "closed_account" if measure.kind == Kind.CLOSE else "paused"
        )


# --- Taking and lifting -----------------------------------------------------------------------------


def hold_account(account_id: int) -> User:
    """Return the account, so held that its measures are taken one after the other. Raises User.DoesNotExist.

    Its person can write meanwhile: a row that points at it does not wait for this lock.
    """
    return User.objects.select_for_update(no_key=True).get(pk=account_id)


def why_out_of_reach(actor: User, account: User) -> str:
    """Return in words why `actor` may take no measure against the account, "" where they may."""
    if account.is_system or account.anonymised_at:
        return _("Nobody can comment with this account any more, so there is no measure to take.")
    if account.pk == actor.pk:
        return _("This account is your own: another moderator takes measures against it.")
    if account.is_superuser and not actor.is_superuser:
        return _("This is an administrator's account: only another administrator takes measures against it.")
    return ""


def _require_reach(actor: User, account: User) -> None:
    words = why_out_of_reach(actor, account)
    if words:
        raise PermissionDenied(words)


@transaction.atomic
def take_measure(
    account_id: int,
    *,
    actor: User,
    kind: str,
    rule_version: RuleVersion | None,
    reason: str,
    note: str = "",
    until: datetime | None = None,
    comment_id: int | None = None,
    seen_id: int | None = None,
    form_key: UUID | None = None,
) -> Measure:
    """Take a measure against an account and tell its person; return the measure.

    `until` ends a pause, that moment excluded; `comment_id` names the comment that gave rise. `seen_id` is the latest
    measure that the moderator saw (0: there was none; None: whoever calls has not looked). The same `form_key` again
    returns the same measure. Raises PermissionDenied, User.DoesNotExist, ValidationError (tied to `kind`, `rule`,
    `reason`, `note`, `until`, `comment`), Conflict where somebody took another measure meanwhile.
    """
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied
    account = hold_account(account_id)
    already = form_key and Measure.objects.filter(form_key=form_key).first()
    if already:
        return _same(already, account, actor)
    _require_reach(actor, account)
    if seen_id is not None and seen_id != latest_measure_id(account.pk):
        raise Conflict(_("Somebody has taken or lifted a measure against this account meanwhile."))
    now = timezone.now()
    until = until if kind == Kind.PAUSE else None
    errors = too_long(reason=reason, note=note) | lacks_rule_or_reason(rule_version, reason)
    if kind not in Kind.values or kind == Kind.LIFT:
        errors["kind"] = _("Choose a measure.")
    elif kind == Kind.PAUSE:
        errors |= _wrong_end(until, now)
    if comment_id and not Comment.objects.filter(pk=comment_id, participant__account=account).exists():
        errors["comment"] = _("This comment is not of this account.")
    if errors:
        raise ValidationError(errors)
    measure = Measure.objects.create(
        account=account,
        kind=kind,
        rule_version=rule_version,
        reason=reason.strip(),
        note=note.strip(),
        actor=actor,
        at=now,
        until=until,
        comment_id=comment_id,
        form_key=form_key,
    )
    conduct_notices.tell_of_measure(measure)
    return measure


def latest_measure_id(account_id: int) -> int:
    """Return the id of the newest measure against the account, lifts included, 0 where there is none."""
    rows = Measure.objects.filter(account=account_id).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def _same(already: Measure, account: User, actor: User) -> Measure:
    if (already.account_id, already.actor_id) != (account.pk, actor.pk):
        raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    return already


def _wrong_end(until: datetime | None, now: datetime) -> dict[str, str]:
    if until is None or until <= now:
        return {"until": _("Say until when; the pause must end in the future.")}
    if until > now + timedelta(days=LONGEST_PAUSE):
        return {"until": TOO_LONG}
    return {}


@transaction.atomic
def lift_measure(measure_id: int, *, actor: User, reason: str, note: str = "") -> Measure:
    """Lift a measure, or take it back as a mistake, and tell its person; return the row that lifts it.

    The same again (a double click) returns what is there. Raises PermissionDenied, Measure.DoesNotExist,
    ValidationError (`reason`, `note`), Conflict where it is lifted already or its person's objection waits.
    """
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied
    facts = Measure.objects.taken().get(pk=measure_id)
    account = hold_account(facts.account_id)
    _require_reach(actor, account)
    measure = Measure.objects.select_related("lifted_by").get(pk=measure_id)
    reason = reason.strip()
    if measure.lift:
        if (measure.lift.actor_id, measure.lift.reason) == (actor.pk, reason):
            return measure.lift
        raise Conflict(_("This measure has been lifted meanwhile."))
    if MeasureAppeal.objects.filter(measure=measure, outcome="").exists():
        raise Conflict(_("The person has objected to this measure: judge the objection instead."))
    errors = too_long(reason=reason, note=note)
    if not reason:
        errors["reason"] = _("Give the person a reason in plain words.")
    if errors:
        raise ValidationError(errors)
    lift = _lift(measure, actor, reason, note.strip())
    conduct_notices.tell_of_measure(lift)
    return lift


def _lift(measure: Measure, actor: User, reason: str, note: str = "") -> Measure:
    return Measure.objects.create(
        account_id=measure.account_id, kind=Kind.LIFT, lifts=measure, reason=reason, note=note, actor=actor
    )


# --- Objecting and judging --------------------------------------------------------------------------


def may_appeal_measure(measure: Measure, now: datetime) -> bool:
    """Whether its person can still object: within 14 days, once, unless it was lifted."""
    return (
        measure.kind != Kind.LIFT
        and now < appeal_until(measure.at)
        and measure.lift is None
        and not MeasureAppeal.objects.filter(measure=measure).exists()
    )


@transaction.atomic
def appeal_measure(measure_id: int, *, account: User, words: str) -> MeasureAppeal:
    """Object to a measure against one's account, once, within 14 days; return the appeal.

    A second call returns the first. Raises Measure.DoesNotExist for another's, ValidationError in words.
    """
    hold_account(account.pk)
    measure = Measure.objects.taken().select_related("lifted_by").get(pk=measure_id, account=account)
    already = MeasureAppeal.objects.filter(measure=measure).first()
    if already:
        return already
    now = timezone.now()
    if not may_appeal_measure(measure, now):
        raise ValidationError(
            _("An objection is possible within %(days)d days, unless the measure was lifted.")
            % {"days": APPEAL_DAYS}
        )
    objection = MeasureAppeal.objects.create(
        measure=measure,
        decided_by_id=measure.actor_id,
        words=words_of_objection(words),
        created_at=now,
    )
    tell_administrators(objection, account.pk)
    return objection


@transaction.atomic
def judge_measure_appeal(appeal_id: int, *, judge: User, outcome: str, reason: str) -> MeasureAppeal:
    """Judge an objection to a measure: lift it, or let it stand; return the appeal. Raises as `judge_appeal` does."""
    if not judge.has_perm(PERMISSION):
        raise PermissionDenied
    facts = MeasureAppeal.objects.select_related("measure").get(pk=appeal_id)
    account = hold_account(facts.measure.account_id)
    objection = (
        MeasureAppeal.objects.select_for_update(of=("self",)).select_related("measure").get(pk=appeal_id)
    )
    settle_objection(objection, judge)
    if not judge_once(objection, judge, outcome, reason, account.pk, timezone.now()):
        return objection
    if outcome == MeasureAppeal.Outcome.RESTORED:
        # One event, one notice: the judgement's says that the measure is lifted.
        _lift(objection.measure, judge, objection.reason)
    conduct_notices.tell_of_judgement(objection)
    return objection
