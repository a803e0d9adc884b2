"""The parts of a programme, as an editor writes them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from events.models.event import AgendaItem


class LinkBlock(blocks.StructBlock):
    """An address with its name: slides, a report, a page of this site."""

    text = blocks.CharBlock(label=_("name of the link"), max_length=80)
    url = blocks.URLBlock(label=_("address"))

    class Meta:
        icon = "link"
        label = _("link")


class AgendaItemBlock(blocks.StructBlock):
    """An item: how long it takes, what it is, who speaks. When it begins follows from the items before it."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    minutes = blocks.IntegerBlock(label=_("minutes"), min_value=1, max_value=1440)
    kind = blocks.ChoiceBlock(
        label=_("kind"), choices=AgendaItem.Kind.choices, default=AgendaItem.Kind.TALK.value
    )
    day = blocks.IntegerBlock(
        label=_("day"),
        min_value=1,
        max_value=60,
        default=1,
        help_text=_("Of an event that takes several days."),
    )
    speakers = blocks.ListBlock(
        SnippetChooserBlock("events.Speaker", label=_("speaker")),
        label=_("speakers"),
        default=[],
        collapsed=True,
    )
    others = blocks.CharBlock(
        label=_("others who speak"),
        max_length=160,
        required=False,
        help_text=_("As words, for instance “All participants”."),
    )
    links = blocks.ListBlock(LinkBlock(), label=_("links"), default=[], collapsed=True)

    class Meta:
        icon = "time"
        label = _("item")
        label_format = "{title} ({minutes})"


class AgendaBlock(blocks.StreamBlock):
    """The programme, in order; a day's items stand together."""

    item = AgendaItemBlock()

    def clean(self, value):
        """Refuse a programme whose days are mixed."""
        cleaned = super().clean(value)
        days = [child.value["day"] for child in cleaned]
        if days != sorted(days):
            raise blocks.StreamBlockValidationError(
                non_block_errors=[ValidationError(_("Put the items in the order of the days."))]
            )
        return cleaned
