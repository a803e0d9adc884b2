"""Who speaks here, and what we tell them."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.names import validate_ascii, validate_not_official, validate_visible
from forum_site import districts, prepared

SYSTEM_EMAIL = "system@rembuk.invalid"

# What `has_perm("wagtailadmin.access_admin")` asks, in one statement: every page of whoever is logged in asks it.
_MAY_ENTER = """
SELECT EXISTS (
    SELECT 1 FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
     WHERE t.app_label = 'wagtailadmin' AND p.codename = 'access_admin'
       AND (EXISTS (SELECT 1 FROM accounts_user_user_permissions u
                     WHERE u.permission_id = p.id AND u.user_id = %(user)s)
         OR EXISTS (SELECT 1 FROM auth_group_permissions g JOIN accounts_user_groups m ON m.group_id = g.group_id
                     WHERE g.permission_id = p.id AND m.user_id = %(user)s)))
"""


class NotDeletable(Exception):
    """A person's row is anonymised, never deleted: what they said points at it."""


class Language(models.TextChoices):
    """The languages of the interface and of mails; the first is the site's."""

    INDONESIAN = "id", _("Indonesian")
    ENGLISH = "en", _("English")


class AddressField(models.EmailField):
    """An e-mail address, kept and looked up in small letters: one spelling, so that unique means unique."""

    def to_python(self, value):
        value = super().to_python(value)
        return value.strip().lower() if isinstance(value, str) else value

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance, add):
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class UserQuerySet(models.QuerySet):
    def people(self):
        """Rows of living accounts: not the system actor, not anonymised."""
        return self.filter(anonymised_at=None).exclude(email=SYSTEM_EMAIL)

    def delete(self):
        raise NotDeletable("Users are anonymised (accounts.actions.anonymise_user), never deleted.")

    delete.queryset_only = True
    delete.alters_data = True


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create and return a user; without a password one logs in by a code sent to the address.

        Raises ValueError for an empty address.
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Create and return an administrator, who may do everything."""
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, email: str) -> "User":
        """Return the user with this address, whatever its case. Raises User.DoesNotExist."""
        return self.get(email=email or "")

    def system(self) -> "User":
        """Return the actor of what happens by itself: imports, expiries, the closing of a consultation."""
        return self.get(email=SYSTEM_EMAIL)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Anonymised in place on leaving, never deleted."""

    email = AddressField(
        _("e-mail address"),
        unique=True,
        validators=[validate_ascii],
        error_messages={"unique": _("Someone with this e-mail address is already registered.")},
    )
    name = models.CharField(
        pgettext_lazy("of a person", "name"),
        max_length=80,
        validators=[validate_visible],
        help_text=_("Shown next to what you write, unless you choose a pseudonym."),
    )
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=80,
        blank=True,
        validators=[validate_visible, validate_not_official],
        help_text=_("If you fill this in, it is shown instead of your name."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default=Language.INDONESIAN,
        help_text=_("The language of the mails that you receive, and of the administration."),
    )
    district = models.CharField(
        districts.LABEL,
        max_length=districts.LONGEST,
        choices=districts.District,
        blank=True,
        db_default="",
        help_text=districts.HELP,
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Someone whose account is not active cannot log in.")
    )
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)
    consented_at = models.DateTimeField(_("consented at"), null=True, editable=False)
    consent_version = models.CharField(
        _("version of the consent text"), max_length=20, blank=True, editable=False
    )
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # With unique=True: unique whatever its case, also for what comes by raw SQL.
            models.CheckConstraint(name="user_email_lower_case", condition=models.Q(email=Lower("email"))),
            models.CheckConstraint(
                name="user_district_known", condition=models.Q(district__in=["", *districts.District.values])
            ),
            models.UniqueConstraint(
                Lower("pseudonym"),
                name="user_pseudonym_unique",
                condition=~models.Q(pseudonym=""),
                violation_error_message=_("Someone already uses this pseudonym."),
            ),
            models.CheckConstraint(
                name="user_language_known",
                condition=models.Q(language__in=[code for code, _label in Language.choices]),
            ),
            models.CheckConstraint(
                name="user_anonymised_is_inactive",
                condition=models.Q(anonymised_at=None) | models.Q(is_active=False, is_superuser=False),
            ),
        ]

    def __str__(self):
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name that others see."""
        if self.anonymised_at:
            return gettext("Former participant")
        return self.pseudonym or self.name

    @property
    def is_system(self) -> bool:
        """Whether this is the actor of what happens by itself, not a person."""
        return self.email == SYSTEM_EMAIL

    def get_full_name(self) -> str:
        """Return the name (Wagtail asks for it so)."""
        return self.shown_name if self.anonymised_at else self.name

    def get_short_name(self) -> str:
        """Return the shown name (Wagtail asks for it so)."""
        return self.shown_name

    @property
    def is_staff(self) -> bool:
        """Whether this person may enter the administration: a permission, not a mark of its own."""
        if not hasattr(self, "_is_staff"):
            [(granted,)] = prepared.fetch(_MAY_ENTER, {"user": self.pk})
            self._is_staff = self.is_active and (self.is_superuser or granted)
        return self._is_staff

    def save(self, *args, **kwargs):
        """Store the account; the copies of its name and district elsewhere follow in the same transaction."""
        from accounts import privacy

        with transaction.atomic():
            super().save(*args, **kwargs)
            if {"name", "pseudonym", "district"} & set(kwargs.get("update_fields") or ["name"]):
                privacy.rename(self)

    def delete(self, *args, **kwargs):
        raise NotDeletable("Users are anonymised (accounts.actions.anonymise_user), never deleted.")


class NotificationQuerySet(models.QuerySet):
    def inbox(self, user: User):
        """Rows of one person's inbox, newest first, without those that are still held back."""
        told = models.Q(held_until=None) | models.Q(held_until__lte=timezone.now())
        return self.filter(told, recipient=user).order_by("-id")

    def unread(self):
        """Rows that their reader has not marked as read."""
        return self.filter(read_at=None)

    def due(self, now):
        """Rows whose mail is to be sent at `now`, oldest first."""
        return self.filter(sent_at=None, failed_at=None, mail_after__lte=now).order_by("mail_after", "id")


class Notification(models.Model):
    """One thing that we tell one person: a line of their inbox and, where they want it, a mail.

    The text is not kept: it is rendered from kind and parameters when it is sent or shown (accounts/notices.py).
    """

    kind = models.CharField(max_length=40)
    recipient = models.ForeignKey(User, models.PROTECT, null=True, related_name="notifications")
    address = AddressField(blank=True, help_text="Of a person without an account.")
    language = models.CharField(
        max_length=2, choices=Language, blank=True, help_text="Where there is no account."
    )
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=120, help_text="One per recipient: the same thing is never told twice.")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail_after = models.DateTimeField(null=True, help_text="When a mail is due; empty: no mail.")
    held_until = models.DateTimeField(
        null=True, help_text="Until then it is neither shown nor sent, and can be dropped."
    )
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, help_text="Given up.")
    error = models.CharField(max_length=500, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notification_has_reader",
                condition=models.Q(recipient__isnull=False, address="")
                | (models.Q(recipient__isnull=True) & ~models.Q(address="")),
            ),
            models.UniqueConstraint(fields=["recipient", "key"], name="notification_once_per_recipient"),
            models.UniqueConstraint(
                fields=["address", "key"],
                name="notification_once_per_address",
                condition=models.Q(recipient__isnull=True),
            ),
            models.CheckConstraint(
                name="notification_address_lower_case", condition=models.Q(address=Lower("address"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_after", "id"],
                name="notification_due",
                condition=models.Q(sent_at=None, failed_at=None, mail_after__isnull=False),
            ),
            models.Index(fields=["recipient", "-id"], name="notification_inbox"),
            models.Index(fields=["recipient"], name="notification_unread", condition=models.Q(read_at=None)),
            models.Index(
                fields=["key"], name="notification_held", condition=models.Q(held_until__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def mail_address(self) -> str:
        """The address that a mail goes to."""
        return self.recipient.email if self.recipient_id else self.address

    @property
    def reader_language(self) -> str:
        """The language code in which the text is rendered."""
        return self.recipient.language if self.recipient_id else self.language or Language.INDONESIAN


class NotificationChoice(models.Model):
    """Whether one person wants mail of one kind. No row: yes. The inbox receives all kinds."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notification_choices")
    kind = models.CharField(max_length=40)
    mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_unique")]

    def __str__(self):
        return f"{self.user_id} {self.kind} {self.mail}"


class MailRefusal(models.Model):
    """An address without an account that wants no more mail of one kind."""

    address = AddressField(help_text="In small letters.")
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "kind"], name="mail_refusal_unique"),
            models.CheckConstraint(
                name="mail_refusal_lower_case", condition=models.Q(address=Lower("address"))
            ),
        ]

    def __str__(self):
        return f"{self.address} {self.kind}"


def unusable_address() -> str:
    """Return a new address that no mail can reach, for a row that must keep a unique one."""
    return f"anonymised-{uuid.uuid4()}@rembuk.invalid"
