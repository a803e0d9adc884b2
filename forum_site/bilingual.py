"""Short texts kept in Indonesian with an optional English form, for rows that are not pages."""

from django.utils.translation import get_language


class Bilingual:
    """A row whose `<field>_en` may hold the English form of `<field>`."""

    def shown(self, field: str, language: str | None = None) -> str:
        """Return the text of `field` in `language` (default: the active one), Indonesian where English is blank."""
        if (language or get_language() or "id").startswith("en"):
            return getattr(self, f"{field}_en") or getattr(self, field)
        return getattr(self, field)
