"""The building blocks of a forum's minutes."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock

from forum_site.blocks import TEXT_FEATURES, PictureBlock, QuoteBlock


class AgendaItemChooserBlock(ChooserBlock):
    """Chooses a part of a forum's programme; the value is the row."""

    @cached_property
    def target_model(self):
        from events.models import AgendaItem

        return AgendaItem

    @cached_property
    def widget(self):
        from consultations.admin.minutes_choosers import agenda_item_chooser_viewset

        return agenda_item_chooser_viewset.widget_class()

    def get_form_state(self, value):
        return self.widget.get_value_data(value)

    class Meta:
        icon = "time"


class CommitmentChooserBlock(ChooserBlock):
    """Chooses a commitment; the value is the row."""

    @cached_property
    def target_model(self):
        from directory.models import Commitment

        return Commitment

    @cached_property
    def widget(self):
        from consultations.admin.minutes_choosers import commitment_chooser_viewset

        return commitment_chooser_viewset.widget_class()

    def get_form_state(self, value):
        return self.widget.get_value_data(value)

    class Meta:
        icon = "calendar-check"


class PartBlock(blocks.StructBlock):
    """What was said and decided under one part of the programme."""

    item = AgendaItemChooserBlock(label=_("part of the programme"))
    words = blocks.RichTextBlock(label=_("what was said"), features=TEXT_FEATURES, required=False)
    shows_said = blocks.BooleanBlock(
        label=_("list what was said about the consultation"), required=False, default=True
    )
    decisions = blocks.ListBlock(
        blocks.TextBlock(label=_("decision"), max_length=600, rows=2), label=_("decisions"), default=[]
    )
    commitments = blocks.ListBlock(
        CommitmentChooserBlock(label=_("commitment")), label=_("commitments"), default=[]
    )

    class Meta:
        icon = "list-ol"
        label = _("part of the programme")


class MinutesBody(blocks.StreamBlock):
    """The minutes in order. A part's block id is its anchor."""

    part = PartBlock()
    heading = blocks.CharBlock(
        label=_("heading"), max_length=120, icon="title", template="components/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES, icon="pilcrow")
    picture = PictureBlock()
    quote = QuoteBlock()
