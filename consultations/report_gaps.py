"""What a report's own text lacks: sections, answers, quotations that still stand."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.families import answered_by
from consultations.models.coding import Response, Theme
from consultations.models.consultation import Consultation
from consultations.models.passage import Passage
from consultations.passages import words_of
from consultations.report_blocks import themes_in


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: a sentence for the editor, and where to go on (address, text)."""

    code: str
    sentence: str
    link: tuple[str, str]


def missing_of_report(consultation: Consultation, body) -> list[Missing]:
    """Return what the body lacks: a section for every used theme, once, with a final response; live quotations."""
    in_report = themes_in(body)
    return [
        *_sections(consultation, in_report),
        *_strangers(consultation, in_report),
        *_quotations(consultation, body),
    ]


def missing_sections(consultation: Consultation, body) -> list[Missing]:
    """Return what the body lacks for people to see where they are summarised: sections of used themes, each once."""
    in_report = themes_in(body)
    lacking = [*_sections(consultation, in_report), *_strangers(consultation, in_report)]
    return [item for item in lacking if item.code == "section"]


def _sections(consultation: Consultation, in_report: list[int]) -> list[Missing]:
    answers = answered_by(consultation, in_report)
    final = Response.objects.filter(theme__consultation=consultation, state=Response.State.FINAL)
    answered = set(final.values_list("theme", flat=True))
    used = Theme.objects.filter(consultation=consultation).used()
    missing = {}
    for theme in used.select_related("parent").in_order():
        section = answers.get(theme.pk)
        if section is None:
            sentence = _("The theme “%(theme)s” has comments but no section in this report.")
            missing[theme.pk] = "section", sentence % {"theme": theme.title}
        elif section not in answered:
            title = theme.title if section == theme.pk else theme.parent.title
            missing[section] = (
                "response",
                _("The theme “%(theme)s” has no final response.") % {"theme": title},
            )
    return [
        Missing(code, sentence, (reverse("theme_overview", args=[pk]), _("Open the theme")))
        for pk, (code, sentence) in missing.items()
    ]


def _strangers(consultation: Consultation, in_report: list[int]) -> list[Missing]:
    own = Theme.objects.filter(consultation=consultation).select_related("merged_into").in_bulk(in_report)
    missing = []
    for pk in dict.fromkeys(in_report):
        if in_report.count(pk) > 1 or pk not in own:
            sentence = _("A theme stands twice in this report, or belongs to another consultation.")
        elif own[pk].merged_into:
            sentence = _("The theme “%(theme)s” was merged into “%(other)s”: choose that one.") % {
                "theme": own[pk].title,
                "other": own[pk].merged_into.title,
            }
        else:
            continue
        missing.append(
            Missing("section", sentence, (reverse("theme_overview", args=[pk]), _("Open the theme")))
        )
    return missing


def _quotations(consultation: Consultation, body) -> list[Missing]:
    """Return the quotations whose words are not public any more, or were said elsewhere."""
    chosen = [
        block.value["passage"] for block in body if block.block_type == "quotation" and block.value["passage"]
    ]
    fresh = Passage.objects.select_related("comment", "version").in_bulk([passage.pk for passage in chosen])
    missing = []
    for passage in (fresh[passage.pk] for passage in chosen):
        if passage.consultation_id == consultation.pk and passage.is_quotable and words_of(passage):
            continue
        sentence = _(
            "A quotation of comment %(number)d cannot be printed: its words were hidden, masked, changed or withdrawn, "
            "or are not offered for quoting."
        )
        where = (reverse("coding_item", args=[passage.comment_id]), _("Open the comment"))
        missing.append(Missing("quotation", sentence % {"number": passage.comment_id}, where))
    return missing
