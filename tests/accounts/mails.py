"""Reads what a mail says, as its reader would."""

import re


def code_in(mail) -> str:
    """Return the code that stands alone on a line of the mail."""
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.body, re.MULTILINE).group(1)
