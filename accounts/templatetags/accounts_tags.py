from django import template
from django.utils.safestring import mark_safe

from accounts.models import Notification

register = template.Library()


@register.simple_tag
def unread_count(user) -> int:
    """Return how many notices the person has not read; asked once per request."""
    if not user.is_authenticated:
        return 0
    if not hasattr(user, "_unread_count"):
        user._unread_count = Notification.objects.filter(recipient=user).unread().count()
    return user._unread_count


@register.filter
def errors_id(field) -> str:
    """Return the id of a bound field's list of errors."""
    return f"{field.auto_id}-errors"


@register.simple_tag
def tied(field):
    """Return a bound field's control, tied to its help and its errors for those who cannot see where they stand."""
    described = [f"{field.auto_id}-help"] if field.help_text else []
    attributes = {}
    if field.errors:
        described.append(errors_id(field))
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.filter
def inline_svg(svg: str) -> str:
    """Return allauth's QR code to be written into the page: the CSP forbids it as a data: image."""
    return mark_safe(svg[svg.index("<svg") :])
