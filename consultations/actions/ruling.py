"""What the administrator does with the rules: write them, and write them anew."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict
from consultations.models import Rule, RuleVersion

WORDS = ("title", "title_en", "explanation", "explanation_en", "examples", "examples_en")
# The system's own rules are numbered from here; people's rules stay below.
FIRST_SYSTEM_NUMBER = 90


def write_rule(
    *, actor: User, words: dict[str, str], rule: Rule | None = None, after: int = 0
) -> RuleVersion:
    """Write a rule, or the next version of `rule`; return the version, which is in force at once.

    `words` holds the texts named in `WORDS`; `after` is the number of the version that the author read. The same
    words twice (a double click, a retry) stay one version. Raises PermissionDenied, ValidationError where a text is
    missing or nothing has changed, Conflict where somebody wrote a version meanwhile.
    """
    if not actor.has_perm("consultations.add_ruleversion"):
        raise PermissionDenied
    words = {name: words.get(name, "").strip() for name in WORDS}
    missing = {name: _("This text is needed.") for name in ("title", "explanation") if not words[name]}
    if missing:
        raise ValidationError(missing)
    if rule and rule.for_system:
        raise ValidationError(_("This rule belongs to the system and cannot be rewritten."))
    try:
        return _write(actor, words, rule, after)
    except IntegrityError:  # another was faster by a moment, and is there to be seen now
        return _write(actor, words, rule, after)


@transaction.atomic
def _write(actor: User, words: dict[str, str], rule: Rule | None, after: int) -> RuleVersion:
    return _add_version(actor, words, rule, after) if rule else _add_rule(actor, words)


def _add_version(actor: User, words: dict[str, str], rule: Rule, after: int) -> RuleVersion:
    latest = rule.versions.order_by("-version").first()
    same = words == {name: getattr(latest, name) for name in WORDS}
    if latest.version == after + 1 and same and latest.written_by_id == actor.pk:
        return latest
    if latest.version != after:
        raise Conflict(_("Somebody has rewritten this rule meanwhile. Compare it with your text."))
    if same:
        raise ValidationError(_("Nothing has changed."), "same")
    return RuleVersion.objects.create(rule=rule, version=after + 1, written_by=actor, **words)


def _add_rule(actor: User, words: dict[str, str]) -> RuleVersion:
    last = RuleVersion.objects.filter(rule__for_system=False).order_by("-rule__number").first()
    if last and last.written_by_id == actor.pk and words == {name: getattr(last, name) for name in WORDS}:
        return last
    number = last.rule.number + 1 if last else 1
    if number >= FIRST_SYSTEM_NUMBER:
        raise ValidationError(_("There is no number left for another rule."))
    slug = slugify(words["title"])[:40].strip("-")
    rule = Rule.objects.create(number=number, slug=f"{slug or 'aturan'}-{number}")
    return RuleVersion.objects.create(rule=rule, version=1, written_by=actor, **words)
