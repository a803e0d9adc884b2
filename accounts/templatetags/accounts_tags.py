from django import template
from django.utils.safestring import mark_safe

from forum_site import prepared

register = template.Library()

_UNREAD = """
SELECT count(*) FROM accounts_notification
 WHERE recipient_id = %(recipient)s AND read_at IS NULL AND (held_until IS NULL OR held_until <= now())
"""


@register.simple_tag
def unread_count(user) -> int:
    """Return how many notices the person has not read; asked once per request."""
    if not user.is_authenticated:
        return 0
    if not hasattr(user, "_unread_count"):
        [(user._unread_count,)] = prepared.fetch(_UNREAD, {"recipient": user.pk})
    return user._unread_count


@register.filter
def inline_svg(svg: str) -> str:
    """Return allauth's QR code to be written into the page: the CSP forbids it as a data: image."""
    return mark_safe(svg[svg.index("<svg") :])
