"""People without an account: where they come from, how often they may do what, the code that is shown to them once."""

from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

RECEIPT_COOKIE = "receipt"
RECEIPT_SECONDS = 300  # for which a new code can be read


def network_of(request: HttpRequest) -> bytes:
    """Return a digest of the network that the request comes from, keyed by the site's secret.

    The address itself is kept nowhere. One address in IPv4, one subscriber's prefix in IPv6; behind a proxy only as
    `TRUSTED_PROXIES` says.
    """
    return salted_hmac("rembuk.network", ratelimit.get_ip(request), algorithm="sha256").digest()


@dataclass
class Limit:
    """One use of something that is limited; taken back where it should not have counted."""

    usage: ratelimit.RateLimitUsage | None

    @property
    def is_reached(self) -> bool:
        """Whether it was one too many."""
        return self.usage is None

    def take_back(self) -> None:
        """Let this use not count."""
        if self.usage:
            self.usage.rollback()


def use(request: HttpRequest, action: str, key: str = "") -> Limit:
    """Count one use of what `settings.VISITOR_LIMITS` limits, in the store that all processes share."""
    limits = settings.VISITOR_LIMITS
    return Limit(
        ratelimit.consume(request, app="consultations", action=action, config=limits, key=key or None)
    )


def hand_over(response: HttpResponse, code: str, path: str) -> HttpResponse:
    """Let a receipt code travel to the page at `path`: in a cookie of that page, never in an address or a table."""
    response.set_cookie(
        RECEIPT_COOKIE,
        code,
        max_age=RECEIPT_SECONDS,
        path=path,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
    return response
