"""What a version's PDF says: the frozen text with the words of its own language, as report.typ expects them."""

import json
from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.notices import absolute
from consultations.charts import Chart
from consultations.models import ReportVersion
from consultations.places import Reading
from consultations.typesetting.markup import nodes_of, nodes_of_text
from consultations.views.document import document
from directory.models import Commitment
from forum_site.dates import format_day, format_moment, format_number, format_short_day

FORM = Path(__file__).with_name("report.typ")


def data_of(version: ReportVersion) -> dict:
    """Return the data of a version's PDF, in the version's language."""
    content = json.loads(version.content)
    with override(content["language"]):
        return _Pages(version, content).data()


class _Pages:
    """One version, read once; its parts as data."""

    def __init__(self, version: ReportVersion, content: dict):
        self.version, self.content = version, content
        self.language = content["language"]
        self.shown = document(content, version.consultation, version, standalone=True)

    def number(self, value: int) -> str:
        return format_number(value, self.language)

    def data(self) -> dict:
        content, shown = self.content, self.shown
        consultation = self.version.consultation
        charts = [chart for chart in (shown["theme_chart"], shown["channel_chart"]) if chart]
        return {
            "lang": self.language,
            "title": content["title"],
            "subtitle": consultation.shown("title"),
            "agency": consultation.agency.shown("name"),
            "version": self._version_words(),
            "sha256": self.version.sha256,
            "note": content["note"],
            "imprint": self._imprint(),
            "introduction": nodes_of_text(content["introduction"]),
            "numbers": self._numbers(),
            "charts": [self._chart(chart) for chart in charts],
            "blocks": [made for block in shown["blocks"] if (made := self._block(block))],
            "endings": self._endings(),
            "words": self._words(),
        }

    def _version_words(self) -> str:
        return _("Version %(number)s") % {"number": self.content["number"]}

    def _imprint(self) -> list[list[str]]:
        """Rows of the title page: label, words, address."""
        url = absolute(Reading(self.version).url)
        return [
            [_("Who asked"), self.version.consultation.agency.shown("name"), ""],
            [_("Published"), format_day(self.version.published_at, self.language), ""],
            [_("Version"), str(self.content["number"]), ""],
            [_("On the web"), url, url],
        ]

    def _numbers(self) -> list[list[str]]:
        figures = self.content["figures"]
        return [
            [_("comments, replies included"), self.number(figures["comments"])],
            [_("replies among them"), self.number(figures["replies"])],
            [_("people who spoke"), self.number(figures["participants"])],
        ]

    def _chart(self, chart: Chart, caption: str = "") -> dict:
        return {
            "title": chart.title,
            "description": chart.description,
            "svg": str(chart.svg),
            "caption": caption,
            "legend": [list(part) for part in chart.legend],
            "columns": chart.columns,
            "rows": [[label, *map(self.number, numbers)] for label, numbers in chart.rows],
        }

    # --- Blocks -------------------------------------------------------------------------------------

    def _block(self, block: dict) -> dict | None:
        made = getattr(self, f"_block_{block['type']}")(block)
        return (
            made
            and {"t": "table" if block["type"] in ("responses", "all_commitments") else block["type"]} | made
        )

    def _block_heading(self, block: dict) -> dict:
        return {"text": block["text"]}

    def _block_paragraph(self, block: dict) -> dict:
        return {"c": nodes_of(block["html"])}

    def _block_figure(self, block: dict) -> dict | None:
        return block["chart"] and self._chart(block["chart"], block["caption"])

    def _block_quotation(self, block: dict) -> dict:
        url = absolute(block["url"])
        if "words" not in block:
            gone = f"{_('A comment was quoted here.')} {block['gone']}."
            return {"words": "", "gone": gone, "u": url, "by": ""}
        said_by = block["said_by"]
        by = f"{said_by.participant}, {format_short_day(said_by.received_at, self.language)}"
        return {"words": block["words"], "gone": "", "u": url, "by": by}

    def _block_section(self, block: dict) -> dict:
        parts = "; ".join(f"{part['title']} ({self.number(part['comments'])})" for part in block["parts"])
        promised = {made["id"]: made for made in self._frozen(block["id"])["commitments"]}
        return {
            "heading": block["heading"],
            "behind": block["behind"],
            "u": absolute(block["theme_url"]),
            "parts": f"{_('Among them:')} {parts}" if parts else "",
            "c": nodes_of(block["html"]),
            "answers": [
                {
                    "agency": answer["agency"],
                    "outcome": str(answer["outcome_label"]),
                    "c": nodes_of_text(answer["text"]),
                }
                for answer in block["responses"]
            ],
            "promises": [
                {
                    "what": made["what"],
                    "agency": made["agency"],
                    "due": _("due %(day)s")
                    % {"day": format_short_day(parse_date(made["due_on"]), self.language)},
                    "u": absolute(reverse("directory:commitment", args=[pk])),
                }
                for pk, made in promised.items()
            ],
        }

    def _frozen(self, block_id: str) -> dict:
        """Return a block as it was frozen, without what stands differently today."""
        return next(block for block in self.content["blocks"] if block["id"] == block_id)

    def _block_method(self, block: dict) -> dict:
        numbers = block["numbers"]
        people = ngettext("%(shown)s person", "%(shown)s people", numbers["participants"])
        said = ngettext("%(shown)s comment", "%(shown)s comments", numbers["comments"])
        channels = "; ".join(f"{label}: {count}" for label, count in block["channels"])
        rows = [
            [_("Who asked"), block["agency"]],
            [
                _("When"),
                f"{format_moment(block['opens'], self.language)} – {format_moment(block['closes'], self.language)}",
            ],
            [
                _("How many did"),
                f"{people % {'shown': self.number(numbers['participants'])}}, "
                f"{said % {'shown': self.number(numbers['comments'])}} ({channels})",
            ],
            [_("Moderation"), block["moderation_words"]],
        ]
        if block["dispositions"]:
            rows.append(
                [
                    _("Without a theme"),
                    "; ".join(f"{label}: {count}" for label, count in block["dispositions"]),
                ]
            )
        return {"heading": _("How we asked"), "c": nodes_of(block["html"]), "rows": rows}

    def _block_responses(self, block: dict) -> dict:
        return {
            "heading": block["heading"],
            "columns": [_("Theme"), _("Agency"), _("Outcome"), _("Answer")],
            "widths": [2, 2, 2, 5],
            "rows": [
                [row["theme"], row["agency"], str(row["outcome_label"]), row["text"]] for row in block["rows"]
            ],
        }

    def _block_all_commitments(self, block: dict) -> dict:
        return {
            "heading": block["heading"],
            "columns": [_("Commitment"), _("Agency"), _("Due on"), _("When this was published")],
            "widths": [5, 3, 2, 2],
            "rows": [
                [
                    row["what"],
                    row["agency"],
                    format_short_day(row["due_on"], self.language),
                    str(Commitment.Status(row["status"]).label),
                ]
                for row in block["rows"]
            ],
        }

    def _block_annex(self, block: dict) -> dict:
        return {
            "heading": block["heading"],
            "c": nodes_of(block["html"]),
            "documents": [
                {
                    "title": one["title"],
                    "u": absolute(one["url"]),
                    "name": one["name"],
                    "size": filesizeformat(one["size"]),
                    "sha256": one["sha256"],
                }
                for one in block["documents"]
            ],
        }

    # --- The end ------------------------------------------------------------------------------------

    def _endings(self) -> list[dict]:
        figures = self.content["figures"]
        endings = [self._reply(reply) for reply in self.shown["replies"]]
        without = _("Every comment was read. These have no theme of their own, each for one of four reasons.")
        endings.append(
            {
                "heading": _("Comments without a theme"),
                "c": nodes_of_text(without),
                "rows": [
                    [str(row["label"]), self.number(row["count"])] for row in self.shown["dispositions"]
                ],
            }
        )
        endings.append(
            {
                "heading": _("Moderation and withdrawals"),
                "c": [],
                "rows": [
                    [_("Hidden by a moderator"), self.number(figures["hidden"])],
                    [_("Not published"), self.number(figures["rejected"])],
                    [_("Withdrawn by their authors"), self.number(figures["withdrawn"])],
                ],
            }
        )
        return endings

    def _reply(self, reply: dict) -> dict:
        days = f"{format_day(reply['opens'], self.language)} – {format_day(reply['closes'], self.language)}"
        return {
            "heading": _("Right of reply"),
            "c": nodes_of_text(
                _(
                    "The draft of this report was open to those whom it summarises. Each objection was answered "
                    "before it was published."
                )
                + f"\n\n{days}"
            ),
            "rows": [
                [_("Objections"), self.number(reply["objections"])],
                [_("People who objected"), self.number(reply["people"])],
                [_("Objections that changed the draft"), self.number(reply["changed"])],
                [_("Objections after which it stayed"), self.number(reply["kept"])],
            ],
        }

    def _words(self) -> dict[str, str]:
        return {
            "kind": _("Follow-up report"),
            "contents": _("Contents"),
            "summary": _("Summary"),
            "in_numbers": _("In numbers"),
            "heard": _("What we heard"),
            "answer": _("Our answer"),
            "promise": _("What we promise"),
            "changed": _("What has changed in this version:"),
            "which": _("Which"),
            "what": _("What"),
            "number": _("Number"),
            "see": _("See where it went"),
            "none": _("There are none."),
            "check": _("The SHA-256 digest of this version's text:"),
        }
