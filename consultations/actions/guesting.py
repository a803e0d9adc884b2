"""What a visitor says without an account: held until the code comes back that was mailed, then for a moderator."""

import secrets
import smtplib
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.notices import absolute
from consultations import defence, sketching
from consultations.actions.locking import Held, hold_consultation
from consultations.actions.receipts import give_code
from consultations.actions.storing import answerable_parent, open_question, store_comment
from consultations.defence import Arrival
from consultations.markup import clean_text
from consultations.models import Comment, Consultation, GuestDraft, Participant
from consultations.models.guest import MOST_TRIES
from forum_site.periodic import every

VALID = timedelta(minutes=30)
SAME_CODE = timedelta(
    minutes=1
)  # within which the same form is a double click: the code that was sent stands
KEPT = timedelta(days=1)


class WrongCode(ValidationError):
    """The code that was typed in does not open the draft; says why, and what to do."""


# --- Writing ----------------------------------------------------------------------------------------


def start_guest_comment(
    *,
    consultation_id: int,
    text: str,
    address: str,
    form_key: UUID,
    arrival: Arrival | None = None,
    shown_name: str = "",
    district: str = "",
    parent_id: int | None = None,
    question_id: int | None = None,
    stance: str = "",
    language: str = "id",
) -> GuestDraft:
    """Keep what a visitor wrote, and mail a code to the address that they gave; return the draft.

    The same `form_key` again takes the text as it is now; a new code goes out unless nothing changed within a
    minute. `arrival`: how it came through the form; what gives a program away is remembered for the moderator.
    Raises ValidationError in words (tied to fields), Comment.DoesNotExist for a parent that is not there to be
    answered, Consultation.DoesNotExist where no guests are allowed.
    """
    words = {
        "text": clean_text(text),
        "address": address.strip().lower(),
        "shown_name": shown_name,
        "district": district,
        "parent_id": parent_id,
        "question_id": question_id,
        "stance": stance,
        "language": language,
        "held_for": defence.given_away(arrival) if arrival else "",
    }
    code = _new_code()
    with transaction.atomic():
        held = hold_consultation(consultation_id)
        if not Consultation.objects.filter(pk=held.id, guests=True).exists():
            raise Consultation.DoesNotExist
        _check_place(held, words)
        draft, is_new = GuestDraft.objects.get_or_create(
            form_key=form_key,
            defaults=_coded(form_key, code) | words | {"consultation_id": held.id, "created_at": held.now},
        )
        draft = GuestDraft.objects.select_for_update().get(pk=draft.pk)
        if not is_new and (draft.used_at or _is_same(draft, held, words)):
            return draft
        for name, value in (words | _coded(form_key, code)).items():
            setattr(draft, name, value)
        draft.created_at, draft.tries = held.now, 0
        draft.save()
    _mail(draft, code)
    return draft


def _check_place(held: Held, words: dict) -> None:
    held.require_open()
    if words["stance"] not in Comment.Stance.values + [""]:
        raise ValidationError({"stance": _("Choose one of the offered stances.")})
    parent = answerable_parent(held, words["parent_id"])
    open_question(held, parent, words["question_id"])


def _is_same(draft: GuestDraft, held: Held, words: dict) -> bool:
    same = all(getattr(draft, name) == value for name, value in words.items())
    return same and draft.consultation_id == held.id and held.now < draft.created_at + SAME_CODE


def send_another_code(form_key: UUID) -> GuestDraft:
    """Mail another code for a draft, in the place of the first; return the draft.

    Raises GuestDraft.DoesNotExist, ValidationError where the mail could not be sent.
    """
    code = _new_code()
    with transaction.atomic():
        draft = GuestDraft.objects.select_for_update().get(form_key=form_key)
        if draft.used_at:
            return draft
        for name, value in _coded(form_key, code).items():
            setattr(draft, name, value)
        draft.tries = 0
        draft.save(update_fields=["code_digest", "expires_at", "tries"])
    _mail(draft, code)
    return draft


def _new_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def _coded(form_key: UUID, code: str) -> dict:
    return {"code_digest": _digest(form_key, code), "expires_at": timezone.now() + VALID}


def _digest(form_key: UUID, code: str) -> bytes:
    return salted_hmac("rembuk.guest", f"{form_key}:{code}", algorithm="sha256").digest()


def _mail(draft: GuestDraft, code: str) -> None:
    """Send the code at once, past the outbox, which would keep it. The mail repeats nothing that a visitor typed."""
    with override(draft.language):
        context = {
            "code": code,
            "minutes": VALID.seconds // 60,
            "consultation": draft.consultation.shown("title"),
            "url": absolute(reverse("consultations:page", args=[draft.consultation.slug])),
        }
        subject = _("Your code for a comment on Rembuk")
        body = render_to_string("consultations/guest_code.txt", context)
        failed = _(
            "The mail with the code could not be sent. Your text is still here: try again in a moment."
        )
    try:
        EmailMessage(subject, body, to=[draft.address]).send()
    except (OSError, smtplib.SMTPException) as error:
        raise ValidationError(failed, "mail") from error


# --- The code comes back ----------------------------------------------------------------------------


def confirm_guest_comment(form_key: UUID, code: str, arrival: Arrival | None = None) -> tuple[Comment, str]:
    """Store a draft whose code was typed in as a comment that waits for a moderator; return it with a receipt code.

    The same code again (retry, double click) returns the same comment with a new receipt code, since the first was
    never seen. `arrival`: from which network the code came. Raises GuestDraft.DoesNotExist, WrongCode, TooMany,
    ValidationError where the comment can no longer be taken.
    """
    with transaction.atomic():
        outcome = _confirm(form_key, code, arrival)
    if isinstance(outcome, WrongCode):  # said after the transaction, which keeps the count of wrong codes
        raise outcome
    return outcome


def _confirm(form_key: UUID, code: str, arrival: Arrival | None) -> tuple[Comment, str] | WrongCode:
    facts = GuestDraft.objects.only("consultation_id").get(form_key=form_key)
    held = hold_consultation(facts.consultation_id)
    draft = GuestDraft.objects.select_for_update(of=("self",)).get(pk=facts.pk)
    refusal = _refusal(draft, held, code)
    if refusal:
        return refusal
    if draft.used_at:
        comment = Comment.objects.select_related("participant").get(pk=draft.comment_id)
        return comment, give_code(comment.participant)
    _require_takable(held, draft)
    participant = _guest(held, draft)
    sketch = sketching.sketch(draft.text, held.id)
    held_for = defence.weigh(
        draft.text,
        sketch,
        person=f"guest:{draft.address}",
        is_new=True,
        participant_id=participant.pk,
        arrival=arrival,
    )
    comment = store_comment(
        held,
        participant,
        draft.text,
        form_key=draft.form_key,
        parent_id=draft.parent_id,
        question_id=draft.question_id,
        stance=draft.stance,
        language=draft.language,
        author=None,
        received_at=draft.created_at,
        status=Comment.Status.PENDING,
        held_for=draft.held_for or held_for,
        sketch=sketch,
    )
    if comment is None:
        raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    draft.used_at, draft.comment = held.now, comment
    draft.text = draft.address = draft.shown_name = draft.district = ""
    draft.save()
    return comment, give_code(participant)


def _refusal(draft: GuestDraft, held: Held, code: str) -> WrongCode | None:
    """Return why the code does not open the draft, and count it where it is wrong; None where it is right."""
    if draft.tries >= MOST_TRIES:
        return WrongCode(_("Too many wrong codes. Let us send you a new one."), "tries")
    if not draft.used_at and draft.expires_at <= held.now:
        return WrongCode(_("This code is no longer valid. Let us send you a new one."), "expired")
    if constant_time_compare(bytes(draft.code_digest), _digest(draft.form_key, code)):
        return None
    draft.tries += 1
    draft.save(update_fields=["tries"])
    left = MOST_TRIES - draft.tries
    if not left:
        return WrongCode(_("Too many wrong codes. Let us send you a new one."), "tries")
    return WrongCode(
        ngettext(
            "This code is wrong. You can try %(left)d time more.",
            "This code is wrong. You can try %(left)d times more.",
            left,
        )
        % {"left": left},
        "wrong",
    )


def _require_takable(held: Held, draft: GuestDraft) -> None:
    """Refuse what was not written while the consultation was open; the code may come back a little later."""
    if held.opens_at <= draft.created_at < held.closes_at and not held.coding_complete:
        if held.state == Consultation.State.IN_FORCE:
            return
    held.require_open()
    raise ValidationError(_("Coding is complete, so your text can no longer be accepted."), "closed")


def _guest(held: Held, draft: GuestDraft) -> Participant:
    """Return the guest with this address in the consultation, made on first use; a name stays as it was read first."""
    Participant.objects.bulk_create(
        [
            Participant(
                consultation_id=held.id,
                kind=Participant.Kind.GUEST,
                contact=draft.address,
                shown_name=draft.shown_name,
                language=draft.language,
                district=draft.district,
            )
        ],
        ignore_conflicts=True,
    )
    return Participant.objects.get(
        consultation=held.id, kind=Participant.Kind.GUEST, account=None, contact=draft.address
    )


@every(3600, "forget guests' drafts")
def forget_drafts() -> int:
    """Delete drafts that are older than a day, used or not; return how many."""
    deleted, _kinds = GuestDraft.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return deleted
