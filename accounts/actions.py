"""The verbs of accounts that change several rows: make, export and anonymise a person; notify, send, switch off."""

import json
import logging
import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts import notices, privacy
from accounts.models import (
    MailRefusal,
    Notification,
    NotificationChoice,
    User,
    unusable_address,
)

logger = logging.getLogger(__name__)

INSERT = """
INSERT INTO accounts_notification
    (kind, recipient_id, address, language, params, key, created_at, mail_after, held_until, attempts, error)
VALUES {lines}
ON CONFLICT DO NOTHING
RETURNING id, recipient_id, address, key
"""
# After the n-th failure a mail waits this long; after the last one it is given up.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]


# --- People ---------------------------------------------------------------------------------------


@transaction.atomic
def set_address(user: User, email: str, *, verified: bool) -> None:
    """Make `email` the one address of the user, for log-in and for mails.

    An address that is not verified is so after the first log-in by a code sent to it.
    """
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": verified}
    )


@transaction.atomic
def create_account(
    email: str, name: str, *, password: str | None = None, verified: bool = True, **fields
) -> User:
    """Create and return a user who can log in: with the password, or by a code where there is none.

    `fields` are the user's other fields, such as language and is_superuser.
    """
    user = User.objects.create_user(email, password, name=name, **fields)
    set_address(user, user.email, verified=verified)
    UserProfile.get_for_user(user)  # carries the language into the administration
    return user


def export_person(user: User) -> dict:
    """Return all that the site knows of a person, as JSON can hold it."""
    return {
        "account": {
            "email": user.email,
            "name": user.name,
            "pseudonym": user.pseudonym,
            "language": user.language,
            "district": user.district,
            "date_joined": user.date_joined.isoformat(),
            "last_login": user.last_login and user.last_login.isoformat(),
            "consented_at": user.consented_at and user.consented_at.isoformat(),
            "consent_version": user.consent_version,
            "roles": sorted(user.groups.values_list("name", flat=True)),
        },
        "notifications": [
            {
                "kind": row.kind,
                "params": row.params,
                "created_at": row.created_at.isoformat(),
                "read_at": row.read_at and row.read_at.isoformat(),
                "mailed_at": row.sent_at and row.sent_at.isoformat(),
            }
            for row in Notification.objects.inbox(user)
        ],
        "mail_choices": dict(user.notification_choices.values_list("kind", "mail")),
        **privacy.export(user),
    }


@transaction.atomic
def anonymise_user(user: User, by: User) -> None:
    """Take everything personal out of an account, for good; what the person said stays, without the name.

    Raises ValidationError for the system actor and for the last administrator, without whom nobody could run
    the site.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_system:
        raise ValidationError(_("This account belongs to the site itself."))
    if user.anonymised_at:
        return
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if user.is_superuser and user.is_active and len(administrators) == 1:
        raise ValidationError(_("This is the last administrator. Make someone else an administrator first."))

    privacy.erase(user)
    address = user.email
    user.email, user.name, user.pseudonym, user.district = unusable_address(), "", "", ""
    user.is_active = user.is_superuser = False
    user.consented_at, user.consent_version, user.last_login = None, "", None
    user.anonymised_at = timezone.now()
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    UserProfile.objects.filter(user=user).delete()
    NotificationChoice.objects.filter(user=user).delete()
    MailRefusal.objects.filter(address=address).delete()
    # The rows stay, as a mark that these things were told: a sweep that looks for people not yet told finds them.
    Notification.objects.filter(recipient=user).update(params={}, mail_after=None, error="")
    Notification.objects.filter(address=address).update(
        params={}, mail_after=None, error="", address=unusable_address()
    )
    _forget_in_log(user)
    _end_sessions(user)
    log(instance=user, action="accounts.anonymise", user=by if by != user else None)


def _forget_in_log(user: User) -> None:
    """Take the person's name out of the administration's log, whose entries carry it as a label."""
    ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    ).update(label=f"#{user.pk}", data={})  # fmt: skip


def _end_sessions(user: User) -> None:
    """Delete the user's sessions, which also hold the address by which they logged in."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


# --- Notices --------------------------------------------------------------------------------------


def notify(
    kind: str,
    *,
    recipient: User | None = None,
    address: str = "",
    language: str = "",
    key: str,
    params: dict,
    mail_after: datetime | None = None,
    hold: timedelta | None = None,
) -> Notification | None:
    """Tell one person one thing: a line in their inbox and a mail, due at once or at `mail_after`.

    Give either a recipient or the address and language of someone without an account. `hold`: for so long it is
    neither shown nor sent, and `drop_held` can take it back. Returns the new row, or
    None when this reader has been told under this key before or has left. Part of the caller's transaction: what
    is rolled back was never told.
    """
    row = Notification(
        kind=kind,
        recipient=recipient,
        address=address,
        language=language,
        key=key,
        params=params,
        mail_after=mail_after,
    )
    return next(iter(notify_many([row], hold=hold)), None)


def notify_many(rows: Iterable[Notification], *, hold: timedelta | None = None) -> list[Notification]:
    """Write many unsaved notifications in one statement per thousand; return those that are new, with their ids.

    `hold` as in `notify`.
    """
    now = timezone.now()
    due = now + hold if hold else now
    new = []
    batch = []
    for row in rows:
        if row.recipient_id and (row.recipient.anonymised_at or not row.recipient.is_active):
            continue
        row.created_at, row.mail_after, row.held_until = now, row.mail_after or due, due if hold else None
        batch.append(row)
        if len(batch) == 1000:
            new += _insert(batch)
            batch = []
    return new + _insert(batch)


def _insert(batch: list[Notification]) -> list[Notification]:
    if not batch:
        return []
    field = Notification._meta.get_field("address")
    values = [
        (row.kind, row.recipient_id, field.get_prep_value(row.address), row.language, json.dumps(row.params), row.key,
         row.created_at, row.mail_after, row.held_until)
        for row in batch
    ]  # fmt: skip
    lines = ", ".join(["(%s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, 0, '')"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.replace("{lines}", lines),
            [value for row in values for value in row],
        )
        ids = {tuple(row[1:]): row[0] for row in cursor.fetchall()}
    new = []
    for row, value in zip(batch, values, strict=True):
        # Popped, so that of two like rows in one batch only the one that was written counts as new.
        row.pk = ids.pop((value[1], value[2], value[5]), None)
        if row.pk:
            row._state.adding = False
            row._state.db = connection.alias
            new.append(row)
    return new


_DROP = """
DELETE FROM accounts_notification
 WHERE key = ANY(%s) AND held_until > %s AND sent_at IS NULL AND attempts = 0 AND read_at IS NULL
RETURNING key, address
"""


def drop_held(keys: Iterable[str]) -> dict[str, str]:
    """Take back what is still held back under these keys; return the keys of which nobody was told so.

    Each with the address of somebody without an account to whom it would have gone, "" for others.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [list(keys), timezone.now()])
        return dict(cursor.fetchall())


def send_due_notifications(limit: int = 100) -> int:
    """Send up to `limit` mails that are due; return how many rows were dealt with (0: nothing is due).

    Any number of processes may call this at once. Each row is locked while its mail is sent and marked in the same
    transaction, so a crash in between repeats a mail and never loses one. A mail that fails is put off and after
    the last attempt given up, with the reason kept; the others go on.
    """
    now = timezone.now()
    done = 0
    mailer = get_connection()
    try:
        while done < limit and _send_next(now, mailer):
            done += 1
    finally:
        mailer.close()
    return done


@transaction.atomic
def _send_next(now: datetime, mailer) -> bool:
    """Deal with the mail that has been due longest; return False when none is."""
    row = Notification.objects.due(now).select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            message = notices.mail(row) if wants_mail(row) else None
        if message:
            message.connection = mailer
            message.send()
    except (
        Exception
    ) as error:  # whatever a template, a lookup or the mail server raises concerns this row alone
        mailer.close()
        _put_off(row, error)
        return True
    if message:
        row.sent_at = timezone.now()
    else:
        row.mail_after = None
    row.error = ""
    row.save(update_fields=["sent_at", "mail_after", "error"])
    return True


def wants_mail(row: Notification) -> bool:
    """Whether the row's reader receives mails of its kind."""
    if row.recipient_id is None:
        return not MailRefusal.objects.filter(address=row.address, kind=row.kind).exists()
    return (
        row.recipient.is_active
        and not row.recipient.anonymised_at
        and not NotificationChoice.objects.filter(user=row.recipient_id, kind=row.kind, mail=False).exists()
    )


def _put_off(row: Notification, error: Exception) -> None:
    """Note a failed attempt; the mail is due again later, or given up."""
    row.attempts += 1
    row.error = "".join(traceback.format_exception_only(error)).strip().replace(row.mail_address, "…")[:500]
    if row.attempts > len(WAITS):
        row.failed_at = timezone.now()
        logger.error(
            "Notification %s (%s) is given up after %s attempts: %s",
            row.pk,
            row.kind,
            row.attempts,
            row.error,
        )
    else:
        row.mail_after = timezone.now() + WAITS[row.attempts - 1]
        logger.warning(
            "Notification %s (%s) failed, attempt %s: %s", row.pk, row.kind, row.attempts, row.error
        )
    row.save(update_fields=["attempts", "error", "failed_at", "mail_after"])


def choose_mail(notification: Notification, *, wanted: bool) -> None:
    """Switch mails of this notification's kind on or off for its reader, who need not have an account."""
    if notification.recipient_id:
        set_mail_choice(notification.recipient, notification.kind, wanted=wanted)
    elif wanted:
        MailRefusal.objects.filter(address=notification.address, kind=notification.kind).delete()
    else:
        MailRefusal.objects.get_or_create(address=notification.address, kind=notification.kind)


def set_mail_choice(user: User, kind: str, *, wanted: bool) -> None:
    """Switch mails of one kind on or off for a user."""
    NotificationChoice.objects.update_or_create(user=user, kind=kind, defaults={"mail": wanted})


def mark_read(user: User, notification: Notification | None = None) -> int:
    """Mark one notification of the user as read, or all; return how many were unread."""
    rows = Notification.objects.inbox(user).unread()
    if notification:
        rows = rows.filter(pk=notification.pk)
    return rows.order_by().update(read_at=timezone.now())
