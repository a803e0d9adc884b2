"""In the report's editor: what still stands against publishing it, read from the draft as it was saved."""

from wagtail.admin.panels import Panel


class MissingPanel(Panel):
    """Lists what is missing, each with a link to where it is mended."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "consultations/admin/missing_panel.html"

        def get_context_data(self, parent_context=None):
            # The models that name this panel are made before it can be asked.
            from consultations.publishing import missing_in

            context = super().get_context_data(parent_context)
            page = self.instance
            consultation = page.consultation if page.pk else None
            found = missing_in(page, consultation) if consultation else []
            return context | {"missing": found, "is_new": consultation is None}
