"""The demonstration's accounts. `make demo` prints them and `load_demo` makes them: never on a real site."""

from typing import NamedTuple


class Account(NamedTuple):
    """One account: who it stands for, and how to log in."""

    role: str
    email: str
    password: str


# The passwords are no secret, and say so.
ACCOUNTS = [
    Account("resident", "warga@rembuk.example", "warga-demo-2026"),
    Account("communications", "humas@rembuk.example", "humas-demo-2026"),
    Account("moderator", "moderator@rembuk.example", "moderator-demo-2026"),
    Account("officer", "petugas@rembuk.example", "petugas-demo-2026"),
    Account("administrator", "admin@rembuk.example", "admin-demo-2026"),
]
