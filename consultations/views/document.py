"""A frozen report as its template shows it: every block with what readers need, in a fixed number of queries."""

from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import charts, passages
from consultations.blocks import KINDS
from consultations.models import Comment, CommentVersion, Consultation, Disposition, ReportVersion, Response
from consultations.models.participant import Channel
from consultations.places import disposition_anchor, explanation_of, removals_of, state_of
from consultations.trace import trace_of_consultation
from directory.models import Commitment
from forum_site.dates import format_number
from forum_site.languages import active_language


def document(
    content: dict,
    consultation: Consultation,
    version: ReportVersion | None = None,
    *,
    standalone: bool = False,
) -> dict:
    """Return a frozen report as the template shows it, with the commitments as they stand today.

    `standalone`: its charts bring their colours with them. At most six queries, however long the report and however
    many comments behind it.
    """
    commitments = _commitments_today(content)
    sections = [_section(block, commitments) for block in content["blocks"] if block["type"] == "section"]
    shown = {section["id"]: section for section in sections} | quotations_of(content)
    own_figures = {block["kind"] for block in content["blocks"] if block["type"] == "figure"}
    by_theme = [(section["heading"], section["counts"]["comments"]) for section in sections]
    by_channel = [(str(Channel(name).label), count) for name, count in content["figures"]["channels"].items()]
    return {
        "report": content,
        "version": version,
        "consultation": consultation,
        "published_at": parse_datetime(content["published_at"]),
        "opens_at": parse_datetime(content["opens_at"]),
        "closes_at": parse_datetime(content["closes_at"]),
        "blocks": [shown.get(block["id"]) or _shown(block, standalone) for block in content["blocks"]],
        "sections": sections,
        "theme_chart": plain_chart(_("Comments by theme"), by_theme, "grafik-tema", standalone=standalone),
        "channel_chart": None
        if "channel" in own_figures
        else plain_chart(
            _("Comments by the way they reached us"), by_channel, "grafik-kanal", standalone=standalone
        ),
        "dispositions": _dispositions(content["figures"]["dispositions"]),
        "commitments": [
            (section, commitment) for section in sections for commitment in section["commitments"]
        ],
        "replies": [
            row | {"opens": parse_datetime(row["opens_at"]), "closes": parse_datetime(row["closes_at"])}
            for row in content.get("replies", ())
        ],
        "versions": _versions(version),
        "trace": trace_of_consultation(consultation),
    }


def plain_chart(
    title: str, rows: list[tuple[str, int]], id: str, *, standalone: bool = False
) -> charts.Chart | None:
    """Return the bar chart of (label, number) pairs, largest first; None where there is nothing to draw.

    `id` is unique on the page; `standalone` as in `charts.draw`.
    """
    rows = [list(row) for row in sorted(rows, key=lambda row: -row[1])]
    figure = {"kind": "plain", "unit": "", "columns": ["comments"], "rows": rows}
    return charts.draw(figure, id=id, title=title, language=active_language(), standalone=standalone)


def _shown(block: dict, standalone: bool) -> dict:
    """Return a block as it is shown that needs nothing besides itself."""
    match block["type"]:
        case "figure":
            title = block["title"] or str(dict(KINDS)[block["kind"]])
            chart = charts.draw(
                block, id=f"f-{block['id']}", title=title, language=active_language(), standalone=standalone
            )
            return block | {"chart": chart}
        case "method":
            return block | method_facts(block)
        case "responses":
            rows = [row | {"outcome_label": Response.Outcome(row["outcome"]).label} for row in block["rows"]]
            return block | {"rows": rows}
        case "all_commitments":
            rows = [
                row
                | {
                    "status_label": Commitment.Status(row["status"]).label,
                    "due_on": parse_date(row["due_on"]),
                }
                for row in block["rows"]
            ]
            return block | {"rows": rows}
    return block


def method_facts(block: dict) -> dict:
    """Return what a method block says in the active language: moments, channels and dispositions with numbers."""
    language, numbers = active_language(), block["numbers"]
    return {
        "opens": parse_datetime(block["opens_at"]),
        "closes": parse_datetime(block["closes_at"]),
        "moderation_words": str(Consultation.Moderation(block["moderation"]).label),
        "channels": [
            (str(Channel(name).label), format_number(count, language))
            for name, count in numbers["channels"].items()
        ],
        "dispositions": [
            (str(Disposition(name).label), format_number(count, language))
            for name, count in numbers["dispositions"].items()
        ],
    }


def _commitments_today(content: dict) -> dict[int, Commitment]:
    ids = [made["id"] for block in content["blocks"] for made in block.get("commitments", ())]
    return Commitment.objects.select_related("agency").in_bulk(ids)


def _section(block: dict, commitments: dict[int, Commitment]) -> dict:
    return block | {
        "theme_url": reverse("consultations:theme", args=[block["theme"]]),
        "behind": behind(block["counts"]),
        "responses": [
            answer | {"outcome_label": Response.Outcome(answer["outcome"]).label}
            for answer in block["responses"]
        ],
        "commitments": [
            commitments[made["id"]] for made in block["commitments"] if made["id"] in commitments
        ],
    }


def behind(counts: dict) -> str:
    """Return on how much a section rests: "12 comments from 9 people over 2 channels"."""
    language = active_language()
    comments, people, channels = counts["comments"], counts["people"], counts["channels"]
    return _("%(comments)s from %(people)s over %(channels)s") % {
        "comments": ngettext("%(count)s comment", "%(count)s comments", comments)
        % {"count": format_number(comments, language)},
        "people": ngettext("%(count)s person", "%(count)s people", people)
        % {"count": format_number(people, language)},
        "channels": ngettext("%(count)s channel", "%(count)s channels", channels)
        % {"count": format_number(channels, language)},
    }


# --- Quotations -------------------------------------------------------------------------------------


def quotations_of(content: dict) -> dict[str, dict]:
    """Return the quotations by block: with their words while these are public, else with what became of them."""
    blocks = [block for block in content["blocks"] if block["type"] == "quotation"]
    if not blocks:
        return {}
    comments = Comment.objects.select_related("participant__agency").in_bulk(
        [block["comment"] for block in blocks]
    )
    versions = CommentVersion.objects.in_bulk([block["version"] for block in blocks])
    gone = [pk for pk, comment in comments.items() if comment.status != Comment.Status.PUBLISHED]
    removals = removals_of(gone)
    return {
        block["id"]: block | _quoted(block, comments[block["comment"]], versions[block["version"]], removals)
        for block in blocks
    }


def _quoted(block: dict, comment: Comment, version: CommentVersion, removals: dict) -> dict:
    url = reverse("consultations:comment", args=[comment.pk])
    if comment.status != Comment.Status.PUBLISHED:
        return {"url": url, "gone": state_of(comment, removals.get(comment.pk))}
    words = passages.read(version, block["start"], block["end"], block["sha256"])
    if words is None:
        return {"url": url, "gone": _("These words were masked since")}
    return {"url": url, "words": words, "said_by": comment, "is_edited": comment.version_id != version.pk}


# --- Numbers and versions ---------------------------------------------------------------------------


def _dispositions(counts: dict) -> list[dict]:
    """Return all four, also those without a published comment: a removed one's trace may lead there."""
    return [
        {
            "anchor": disposition_anchor(kind),
            "label": kind.label,
            "explanation": explanation_of(kind),
            "count": counts.get(kind, 0),
        }
        for kind in Disposition
    ]


def _versions(version: ReportVersion | None) -> list[dict]:
    """Return the versions of the same report, latest first, without their texts."""
    if version is None:
        return []
    rows = ReportVersion.objects.filter(page=version.page_id).order_by("-number")
    return list(rows.values("id", "number", "published_at", "note"))
