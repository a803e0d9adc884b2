"""The kinds of notice, and how one becomes text: in its reader's language, at the moment it is sent or shown.

A kind has three templates, `notices/<kind>/subject.txt`, `body.txt` and `item.html` (what one line of the inbox
says, without links: the line itself leads to `url`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Notification

UNSUBSCRIBE_SALT = "accounts.notices.unsubscribe"


@dataclass(frozen=True)
class Kind:
    """One kind of notice: `label` names it in the settings (lazily translated)."""

    name: str
    label: str
    context: Callable[[Notification], dict | None]


_kinds: dict[str, Kind] = {}


def register_kind(name: str, label: str, context: Callable[[Notification], dict | None]) -> None:
    """Register a kind of notice, from an AppConfig.ready().

    `context(notification)` returns what the templates need, with `url`: the path that the notice leads to; or None
    when what it spoke of may no longer be seen, and then it is neither sent nor shown; perhaps `attachments` of the
    mail, each (name, content, media type). It runs with the reader's language active.
    """
    _kinds[name] = Kind(name, label, context)


def kinds() -> list[Kind]:
    """Return every kind, in the order in which they were registered."""
    return list(_kinds.values())


def label(kind: str) -> str:
    """Return what a kind is called; a kind that no app registers any more, by its name."""
    return str(_kinds[kind].label) if kind in _kinds else kind


def context_of(notification: Notification) -> dict | None:
    """Return the templates' context, or None if the notice may not be shown (any more)."""
    kind = _kinds.get(notification.kind)
    return kind.context(notification) if kind else None


def item(notification: Notification) -> str | None:
    """Return the HTML of one line of the inbox in the active language, or None if it may not be shown."""
    context = context_of(notification)
    if context is None:
        return None
    return render_to_string(
        f"notices/{notification.kind}/item.html", {**context, "notification": notification}
    )


def target(notification: Notification) -> str:
    """Return the path that the notice leads to, in the active language; the inbox if it may not be shown."""
    context = context_of(notification)
    return context["url"] if context else reverse("accounts:inbox")


def mail(notification: Notification) -> EmailMessage | None:
    """Return the mail in its reader's language, or None if it may not be sent (any more).

    Plain text. Carries the one-click way to receive no more mails of its kind (RFC 8058).
    """
    with override(notification.reader_language):
        context = context_of(notification)
        if context is None:
            return None
        off_url = absolute(reverse("accounts:mail_off", args=[token(notification)]))
        context = {**context, "notification": notification, "link": absolute(context["url"])}
        body = _text(f"notices/{notification.kind}/body.txt", context)
        subject = _text(f"notices/{notification.kind}/subject.txt", context)
        message = EmailMessage(
            subject=" ".join(subject.split()),
            body=_text("notices/mail.txt", {**context, "body": body, "off_url": off_url}) + "\n",
            to=[notification.mail_address],
            headers={
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{off_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                # The same for a mail that is repeated after a crash, so that mail programs can drop the second.
                "Message-ID": f"<notice-{notification.pk}@{settings.BASE_URL.split('://')[-1].split(':')[0]}>",
            },
        )
        for name, content, kind in context.get("attachments", ()):
            message.attach(name, content, kind)
        return message


def token(notification: Notification) -> str:
    """Return the signed token of the page that switches off mails like this one."""
    return signing.dumps(notification.pk, salt=UNSUBSCRIBE_SALT)


def by_token(text: str) -> Notification | None:
    """Return the notification that a token was made for, or None if the token is not ours."""
    try:
        return Notification.objects.filter(pk=signing.loads(text, salt=UNSUBSCRIBE_SALT)).first()
    except signing.BadSignature:
        return None


def absolute(path: str) -> str:
    """Return the full address of a path of this site; a full address unchanged."""
    return path if "://" in path else settings.BASE_URL + path


def _text(template: str, context: dict) -> str:
    """Return a template as plain text: nothing is escaped, since nothing of it is HTML."""
    return get_template(template).template.render(Context(context, autoescape=False)).strip()
