"""Questions in advance: asked and supported by those who come, answered or hidden by who chairs."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import tidy, validate_visible
from events.models import AgendaItem, AudienceQuestion, Event, QuestionSupport, Registration
from events.models.question import MAX_QUESTION

CHAIR = "events.check_in"
MOST_EACH = 5  # questions of one registration


def takes_questions(event: Event) -> bool:
    """Whether questions are taken now: from its announcement until it ends."""
    return event.state == Event.State.ANNOUNCED and event.wants_registration and not event.is_past()


def _hold(registration_id: int) -> Registration:
    """Return a standing registration, locked, so that one person's questions are counted one after the other.

    Raises ValidationError in words where it stands no more, or its forum takes no questions.
    """
    rows = Registration.objects.select_for_update(of=("self",)).select_related("event")
    registration = rows.get(pk=registration_id)
    if not registration.is_active:
        raise ValidationError(_("Only people who have registered can ask."), "not_registered")
    if not takes_questions(registration.event):
        raise ValidationError(_("This forum takes no questions any more."), "closed")
    return registration


@transaction.atomic
def ask_question(registration_id: int, item_id: int, text: str, *, form_key: UUID) -> AudienceQuestion:
    """Store a question under a part of the programme. The same `form_key` again returns what it made the first time.

    Raises Registration.DoesNotExist, ValidationError in words.
    """
    registration = _hold(registration_id)
    known = AudienceQuestion.objects.filter(form_key=form_key).first()
    if known and known.registration_id != registration.pk:
        raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    if known:
        return known
    item = AgendaItem.objects.filter(pk=item_id, event=registration.event, removed_at=None).first()
    if item is None:
        raise ValidationError({"item": _("This part is no longer on the programme. Choose another one.")})
    text = tidy(text)
    if not text:
        raise ValidationError({"text": _("Write your question.")})
    if len(text) > MAX_QUESTION:
        raise ValidationError({"text": _("At most %(most)s characters.") % {"most": MAX_QUESTION}})
    validate_visible(text)
    if registration.questions.shown().count() >= MOST_EACH:
        raise ValidationError(
            _("You have asked %(most)s questions; that is as many as one person may.") % {"most": MOST_EACH},
            "too_many",
        )
    return AudienceQuestion.objects.create(
        event=registration.event, item=item, registration=registration, text=text, form_key=form_key
    )


@transaction.atomic
def support_question(question_id: int, registration_id: int, *, wanted: bool = True) -> AudienceQuestion:
    """Support a question of the forum to which one comes, or take the support back; harmless twice.

    Raises AudienceQuestion.DoesNotExist for a hidden one or another forum's, ValidationError as `ask_question`.
    """
    registration = _hold(registration_id)
    rows = AudienceQuestion.objects.shown().filter(event=registration.event)
    question = rows.select_for_update(of=("self",)).get(pk=question_id)
    if question.registration_id == registration.pk:
        raise ValidationError(_("This question is your own."), "own")
    if wanted:
        _row, changed = QuestionSupport.objects.get_or_create(question=question, registration=registration)
    else:
        changed, _kinds = QuestionSupport.objects.filter(
            question=question, registration=registration
        ).delete()
    if changed:
        step = 1 if wanted else -1
        AudienceQuestion.objects.filter(pk=question.pk).update(support_count=F("support_count") + step)
        question.support_count += step
    return question


def _chaired(question_id: int, actor: User) -> AudienceQuestion:
    if not actor.has_perm(CHAIR):
        raise PermissionDenied
    return AudienceQuestion.objects.select_for_update(of=("self",)).get(pk=question_id)


@transaction.atomic
def settle_question(question_id: int, *, actor: User, answered: bool = True) -> AudienceQuestion:
    """Note that a question was answered in the forum, or take that back; harmless twice. Raises PermissionDenied."""
    question = _chaired(question_id, actor)
    if bool(question.answered_at) != answered:
        question.answered_at = timezone.now() if answered else None
        question.save(update_fields=["answered_at"])
    return question


@transaction.atomic
def hide_question(question_id: int, *, actor: User, reason: str) -> AudienceQuestion:
    """Take a question off the list for a reason that stands in its place; harmless twice.

    Raises PermissionDenied, ValidationError without a reason.
    """
    question = _chaired(question_id, actor)
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why: it stands in its place.")})
    if question.hidden_at is None:
        question.hidden_at, question.hidden_by, question.hidden_reason = timezone.now(), actor, reason[:300]
        question.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    return question
