"""The code of a place: 24 letters that follow from the site's secret, so that no table holds it.

It is told again in every mail and on the place's own page; the database keeps its digest only.
"""

from uuid import UUID

from accounts.codes import code_digest, derived_code
from events.models import Registration


def code_of_key(form_key: UUID | str) -> str:
    """Return the code of the registration that is stored under a form's key: 112 bits of a keyed digest."""
    return derived_code("rembuk.place", str(form_key))


def code_of(registration: Registration) -> str:
    """Return a registration's code; where the site's secret was changed a new one, whose digest is kept from now on."""
    code = code_of_key(registration.form_key)
    digest = code_digest(code)
    if bytes(registration.code_digest) != digest:
        Registration.objects.filter(pk=registration.pk).update(code_digest=digest)
        registration.code_digest = digest
    return code


def holder_of(code: str) -> Registration | None:
    """Return whose code this is, None where it is nobody's."""
    rows = Registration.objects.select_related("event__agency", "user")
    return rows.filter(code_digest=code_digest(code)).first()
