"""The editor's form for an event."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class EventPageForm(WagtailAdminPageForm):
    """Refuses a programme that is longer than its event."""

    def clean(self):
        data = super().clean()
        start, end = data.get("starts_at"), data.get("ends_at")
        programme = self._programme_minutes()
        if start and end and end > start:
            lasts = int((end - start).total_seconds() // 60)
            if programme > lasts:
                self.add_error(
                    "ends_at",
                    _(
                        "The programme takes %(programme)s minutes, but the event lasts %(lasts)s. "
                        "Shorten an item or let the event end later."
                    )
                    % {"programme": programme, "lasts": lasts},
                )
        return data

    def _programme_minutes(self) -> int:
        """Return how many minutes the items take that are not being removed."""
        formset = self.formsets.get("agenda_items")
        if formset is None or not formset.is_valid():  # its own errors are shown
            return 0
        kept = [form for form in formset.forms if form not in formset.deleted_forms]
        return sum(form.cleaned_data.get("minutes") or 0 for form in kept)
