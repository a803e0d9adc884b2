"""Readers report that a comment breaks a rule, with an account or without one."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.codes import code_digest, new_code
from accounts.models import User
from consultations.actions.locking import Held, hold_comment, hold_consultation
from consultations.actions.moderating import hide_after_reports
from consultations.actions.report_cases import is_enough, weigh
from consultations.counters import lock_ancestors
from consultations.markup import clean_text
from consultations.models import Comment, Consultation, Flag, ModerationDecision, Rule, RuleVersion
from forum_site.periodic import every

NETWORK_DAYS = 30  # for which an open report remembers, as a digest, from which network it came


def flag_comment(comment_id: int, *, account: User, rule: Rule, words: str = "") -> Flag:
    """Report that a published comment breaks a rule; one report per person and comment, a second returns the first.

    Raises Comment.DoesNotExist where it is not public, ValidationError for one's own.
    """
    words = _checked(rule, words)
    with transaction.atomic():
        held, ancestors, comment = _hold(comment_id)
        already = Flag.objects.filter(comment=comment, user=account).first()
        if already:
            return already
        _require_public(comment)
        if comment.participant.account_id == account.pk:
            raise ValidationError(_("You cannot report your own comment; you can withdraw it."), "own")
        flag = Flag(user=account, rule=rule, words=words)
        return _store(flag, held, ancestors, comment)


def flag_as_visitor(
    comment_id: int,
    *,
    network: bytes,
    rule: Rule,
    form_key: UUID,
    words: str = "",
    contact: str = "",
    language: str = "id",
) -> tuple[Flag, str]:
    """Report a published comment without an account; return the report and the code by which it is followed.

    `network` is the keyed digest of where the visitor comes from: it counts as one person. The same `form_key` again
    returns the same report with a new code, since the first was never seen. Raises Comment.DoesNotExist where the
    comment is not public, ValidationError where somebody of the same network has reported it.
    """
    words = _checked(rule, words)
    code = new_code()
    with transaction.atomic():
        held, ancestors, comment = _hold(comment_id)
        already = Flag.objects.filter(form_key=form_key, comment=comment, by_visitor=True).first()
        if already:
            already.receipt_digest = code_digest(code)
            already.save(update_fields=["receipt_digest"])
            return already, code
        _require_public(comment)
        if Flag.objects.filter(comment=comment, network=network).exists():
            raise ValidationError(
                _(
                    "Somebody has reported this comment from your network already; a network counts once. "
                    "Log in to report it as yourself."
                ),
                "network",
            )
        flag = Flag(
            by_visitor=True,
            network=network,
            contact=contact,
            language=language,
            receipt_digest=code_digest(code),
            form_key=form_key,
            rule=rule,
            words=words,
        )
        try:
            with transaction.atomic():
                return _store(flag, held, ancestors, comment), code
        except IntegrityError as error:  # the key of a form that reported another comment
            raise ValidationError(
                _("This form has been used already. Reload the page."), "form_key"
            ) from error


def _checked(rule: Rule, words: str) -> str:
    if rule.for_system:
        raise ValidationError({"rule": _("Choose one of the rules.")})
    return clean_text(words) if words.strip() else ""


def _hold(comment_id: int) -> tuple[Held, list[int], Comment]:
    """Lock all that a report may change: in a consultation where reports hide, the ancestors' counters too."""
    facts = Comment.objects.only("consultation_id", "parent_id").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    ancestors = lock_ancestors(facts.parent_id) if _hides(held) else []
    return held, ancestors, hold_comment(comment_id)


def _hides(held: Held) -> bool:
    return Consultation.objects.filter(pk=held.id, hide_at_reports=True).exists()


def _require_public(comment: Comment) -> None:
    if comment.status != Comment.Status.PUBLISHED:
        raise Comment.DoesNotExist


def _store(flag: Flag, held: Held, ancestors: list[int], comment: Comment) -> Flag:
    flag.comment, flag.consultation_id, flag.created_at = comment, held.id, held.now
    flag.save(force_insert=True)
    case = weigh(comment, held.now)
    if is_enough(case.people) and _hides(held) and not _was_kept(comment):
        with override(settings.LANGUAGE_CODE):  # published, as moderators' reasons are
            reason = _("Reported by %(people)d people. A moderator will read it.") % {"people": case.people}
        case.hidden_by = hide_after_reports(comment, held, ancestors, _most_cited(comment), reason)
        case.save(update_fields=["hidden_by"])
    return flag


def _was_kept(comment: Comment) -> bool:
    """Whether a moderator has let this very text stand after reports: then reports alone hide it no more."""
    kept = (ModerationDecision.Kind.KEEP, ModerationDecision.Kind.RESTORE)
    return comment.decisions.filter(version=comment.version_id, kind__in=kept).exists()


def _most_cited(comment: Comment) -> RuleVersion:
    """Return the rule that most open reports name, of several the one with the lowest number."""
    cited = Counter(
        Flag.objects.filter(comment=comment, decision=None).values_list("rule__number", flat=True)
    )
    number = min(cited, key=lambda each: (-cited[each], each))
    return RuleVersion.objects.in_force().get(rule__number=number)


@every(3600, "forget reporters' networks")
def forget_networks() -> int:
    """Erase the networks of reports that are still open after 30 days; return of how many."""
    old = Flag.objects.filter(
        network__isnull=False, created_at__lt=timezone.now() - timedelta(days=NETWORK_DAYS)
    )
    return old.update(network=None)
