"""Links that open a receipt: the code stands after "#", which browsers send to no server."""

from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import absolute


def receipt_link(code: str) -> str:
    """Return the full address that opens the receipt with this code."""
    return f"{absolute(reverse('receipt'))}#{code}"


def whatsapp_link(code: str, title: str) -> str:
    """Return a link by which somebody sends the receipt to themselves in WhatsApp.

    It opens the program on the phone itself; `wa.me` would be a foreign server that reads the code.
    """
    text = _("My receipt for “%(title)s” in Rembuk:") % {"title": title}
    return f"whatsapp://send?text={quote(f'{text} {receipt_link(code)}')}"
