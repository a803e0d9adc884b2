"""Telephone numbers as people here write them, kept in one form."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def tidy_phone(text: str) -> str:
    """Return a number as +62…, whichever way it was written; "" for nothing.

    "0812-3456-7890", "62 812 …" and "+62 812 …" are the same; other countries' begin with +. Raises ValidationError.
    """
    digits = re.sub(r"[\s().\-/]", "", text)
    if not digits:
        return ""
    if digits.startswith("0"):
        digits = f"+62{digits[1:]}"
    elif digits.startswith("62"):
        digits = f"+{digits}"
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", digits):
        raise ValidationError(
            _("Write the telephone number with its area code, for instance 0812 3456 7890."), "phone"
        )
    return digits
