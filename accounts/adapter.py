"""How allauth behaves here: addresses in ASCII, mails in the reader's language, one limit for all guesses."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.utils.translation import get_language, override

from accounts.models import User
from accounts.names import validate_ascii


class AccountAdapter(DefaultAccountAdapter):
    """The hooks of allauth.account that we fill."""

    def clean_email(self, email: str) -> str:
        """Return the address; refuse one with letters outside ASCII (accounts/names.py says why)."""
        validate_ascii(email)
        return super().clean_email(email)

    def save_user(self, request, user: User, form, commit: bool = True) -> User:
        """Save a new user with what our sign-up form asks beside address and password."""
        form.fill(user)
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send one of allauth's mails in the language of whoever reads it; a stranger gets the page's."""
        reader = User.objects.filter(email=email).first() or context.get("user")
        language = reader.language if isinstance(reader, User) and reader.pk else get_language()
        with override(language):
            super().send_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL})

    def count_guess(self, email: str):
        """Count one guess of a code against the same limit as this account's passwords.

        allauth counts a code's failures in the visitor's session, where parallel requests overtake each other,
        and starts anew with each code. Returns the use, to be rolled back when the guess was right. Raises
        ValidationError when the limit is reached.
        """
        request = allauth_context.request
        key = self._get_login_attempts_cache_key(request, email=email)
        usage = ratelimit.consume(request, app="allauth.account", action="login_failed", key=key)
        if not usage:
            raise self.validation_error("too_many_login_attempts")
        return usage
