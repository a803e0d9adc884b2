"""Forms on paper: a batch with its scan, each form typed by two people, and what becomes of it."""

import hashlib
from datetime import datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import tidy, validate_visible
from consultations.actions.entering import enter_comment
from consultations.actions.locking import Conflict
from consultations.markup import clean_text
from consultations.models import (
    Comment,
    Consultation,
    PaperBatch,
    PaperEntry,
    PaperOutcome,
    Question,
)
from consultations.models.paper import MOST_FORMS
from events.models import AgendaItem
from forum_site.scans import read_scan

TYPE = "consultations.enter_comment"


def _require(actor: User) -> None:
    if not actor.has_perm(TYPE):
        raise PermissionDenied


@transaction.atomic
def start_batch(
    *,
    actor: User,
    consultation_id: int,
    title: str,
    count: int,
    received_at: datetime,
    file,
    form_key: UUID,
    item_id: int | None = None,
) -> PaperBatch:
    """Store a batch of forms with its scan. The same `form_key` again returns the same batch.

    Raises PermissionDenied, ValidationError (tied to fields).
    """
    _require(actor)
    if already := PaperBatch.objects.filter(form_key=form_key).first():
        if already.created_by_id != actor.pk:
            raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
        return already
    consultation = Consultation.objects.get(pk=consultation_id)
    if not (consultation.opens_at <= received_at < consultation.closes_at) or received_at > timezone.now():
        raise ValidationError(
            {
                "received_at": _(
                    "It must have been said while the consultation was open, and not in the future."
                )
            }
        )
    if not 1 <= count <= MOST_FORMS:
        raise ValidationError(
            {"count": _("A batch has between 1 and %(most)s forms.") % {"most": MOST_FORMS}}
        )
    if (
        item_id
        and not AgendaItem.objects.filter(pk=item_id, agenda_links__consultation=consultation).exists()
    ):
        raise ValidationError({"item": _("This part of a forum is not linked to the consultation.")})
    try:
        content, kind = read_scan(file)
    except ValidationError as error:
        raise ValidationError({"scan": error}) from error
    batch = PaperBatch(
        consultation=consultation,
        item_id=item_id,
        title=tidy(title)[:120],
        count=count,
        received_at=received_at,
        scan_type=kind,
        scan_sha256=hashlib.sha256(content).hexdigest(),
        created_by=actor,
        form_key=form_key,
    )
    batch.scan.save("scan", ContentFile(content), save=False)
    batch.save()
    return batch


@transaction.atomic
def enter_paper(
    batch_id: int, number: int, *, actor: User, form_key: UUID, **words
) -> tuple[PaperEntry, PaperOutcome | None]:
    """Store what somebody typed of a form: the first time, or the second. Where both say the same, it is settled.

    `words`: the fields of `PaperEntry.WORDS`. Return the entry, and the outcome if there is one. The same `form_key`
    again returns the same. Raises PaperBatch.DoesNotExist, PermissionDenied, ValidationError (tied to fields; one in
    words for who typed it before), Conflict where two others have typed it meanwhile.
    """
    _require(actor)
    batch = PaperBatch.objects.select_for_update().get(
        pk=batch_id
    )  # two who type the same form wait for each other
    if already := PaperEntry.objects.filter(form_key=form_key).first():
        if already.typist_id != actor.pk or (already.batch_id, already.number) != (batch.pk, number):
            raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
        return already, batch.outcomes.filter(number=number).first()
    if not 1 <= number <= batch.count:
        raise ValidationError(
            {"number": _("This batch has the numbers 1 to %(last)s.") % {"last": batch.count}}
        )
    words = _clean(batch, words)
    before = list(batch.entries.filter(number=number))
    if any(entry.typist_id == actor.pk for entry in before):
        raise ValidationError(
            _("You have typed this form already; somebody else types it a second time."), "same"
        )
    if len(before) >= 2:
        raise Conflict(_("Two others have typed this form meanwhile."))
    entry = PaperEntry.objects.create(
        batch=batch, number=number, turn=len(before) + 1, typist=actor, form_key=form_key, **words
    )
    if before and before[0].words() == entry.words():
        return entry, _settle(batch, number, words, actor, agreed=True)
    return entry, None


@transaction.atomic
def settle_paper(batch_id: int, number: int, *, actor: User, **words) -> PaperOutcome:
    """Settle a form of which two people typed different things; a second time the first outcome stands.

    Raises PaperBatch.DoesNotExist, PermissionDenied, ValidationError (tied to fields), Conflict where it was not yet
    typed twice.
    """
    _require(actor)
    batch = PaperBatch.objects.select_for_update().get(pk=batch_id)
    if already := batch.outcomes.filter(number=number).first():
        return already
    if batch.entries.filter(number=number).count() < 2:
        raise Conflict(_("This form has not been typed twice yet."))
    return _settle(batch, number, _clean(batch, words), actor, agreed=False)


def _clean(batch: PaperBatch, words: dict) -> dict:
    """Return what was typed in the form in which it is compared and stored. Raises ValidationError."""
    words = {
        "is_void": False,
        "text": "",
        "shown_name": "",
        "stance": "",
        "question_id": None,
        "district": "",
    } | words
    if words["is_void"]:
        empty = {"text": "", "shown_name": "", "stance": "", "question_id": None, "district": ""}
        return words | empty | {"language": "id"}
    try:
        words["text"] = clean_text(words["text"])
    except ValidationError as error:
        raise ValidationError({"text": error}) from error
    words["shown_name"] = tidy(words["shown_name"])
    try:
        validate_visible(words["shown_name"])
    except ValidationError as error:
        raise ValidationError({"shown_name": error}) from error
    if words["stance"] not in ("", *Comment.Stance.values):
        raise ValidationError({"stance": _("Choose one of the offered stances.")})
    asked = words["question_id"]
    if asked and not Question.objects.filter(pk=asked, consultation=batch.consultation_id).exists():
        raise ValidationError({"question": _("This question does not belong to the consultation.")})
    return words


def _settle(batch: PaperBatch, number: int, words: dict, actor: User, *, agreed: bool) -> PaperOutcome:
    comment = None
    if not words["is_void"]:
        comment, _code = enter_comment(
            actor=actor,
            consultation_id=batch.consultation_id,
            channel="paper",
            text=words["text"],
            form_key=uuid5(batch.form_key, str(number)),
            received_at=batch.received_at,
            shown_name=words["shown_name"],
            question_id=words["question_id"],
            stance=words["stance"],
            language=words["language"],
            district=words["district"],
        )
    batch.entries.filter(number=number).update(
        text="", shown_name="", stance="", question=None, district="", cleared_at=timezone.now()
    )
    return PaperOutcome.objects.create(
        batch=batch, number=number, comment=comment, agreed=agreed, settled_by=actor
    )


def forget_scan(batch_id: int) -> bool:
    """Delete the scan of a batch whose forms are all settled; return whether it was there."""
    with transaction.atomic():
        batch = PaperBatch.objects.select_for_update().get(pk=batch_id)
        if batch.forgotten_at or batch.outcomes.count() < batch.count:
            return False
        storage, name = batch.scan.storage, batch.scan.name
        PaperBatch.objects.filter(pk=batch.pk).update(scan="", forgotten_at=timezone.now())
        # After the commit: a file that is gone while the row says it is there could not be explained.
        transaction.on_commit(lambda: storage.delete(name))
    return True
