"""What a name or an address may be made of: rules that forms and models share."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Joiners are letters' company in some scripts; every other invisible character only deceives.
_JOINERS = {"\u200c", "\u200d"}
# Words by which a pseudonym would speak for the government or for this site.
_OFFICIAL_WORDS = {
    "admin", "administrator", "asn", "camat", "dinas", "gubernur", "humas", "kecamatan", "kelurahan", "kepala",
    "lurah", "mayor", "moderator", "official", "pemda", "pemerintah", "pemkot", "rembuk", "resmi", "sekda",
    "walikota", "wakil walikota", "wali kota", "pemerintah kota",
}  # fmt: skip


def validate_visible(text: str) -> None:
    """Refuse control characters, surrogates and characters that are invisible or turn the text round.

    Raises ValidationError.
    """
    for character in text:
        if (
            unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
            and character not in _JOINERS
        ):
            raise ValidationError(_("Leave out characters that cannot be seen."), code="invisible")


def validate_not_official(text: str) -> None:
    """Refuse a pseudonym that sounds like an office: only officials speak for an office, under their names.

    Raises ValidationError.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = re.sub(
        r"\s+", " ", re.sub(r"[^a-z ]", " ", "".join(c for c in plain if not unicodedata.combining(c)))
    )
    if set(plain.split()) & _OFFICIAL_WORDS or any(word in plain for word in _OFFICIAL_WORDS if " " in word):
        raise ValidationError(
            _("This pseudonym sounds like an office or like this site. Please choose another one."),
            code="official",
        )


def validate_ascii(address: str) -> None:
    """Refuse an e-mail address with letters outside ASCII.

    PostgreSQL's upper() makes one letter of some look-alikes (a dotless i becomes I): with them, one account
    could be tried under many spellings and each would have its own limit. Raises ValidationError.
    """
    if not address.isascii():
        raise ValidationError(_("Write the e-mail address without accents or special letters."), code="ascii")


def tidy(text: str) -> str:
    """Return the text in composed form, each run of white space as one space, none at the ends."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
