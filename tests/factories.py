"""Makes what a test needs, with what does not matter filled in."""

import itertools

from accounts.models import User

_numbers = itertools.count(1)


def user(**fields) -> User:
    """Make a person with an account."""
    number = next(_numbers)
    return User.objects.create_user(
        **{
            "email": f"warga{number}@contoh.invalid",
            "password": "kata-sandi-panjang",
            "name": f"Warga {number}",
        }
        | fields
    )


def administrator(**fields) -> User:
    """Make an administrator, who may do everything."""
    return user(**{"is_superuser": True} | fields)
