"""What the apps to the right know of a person: here they register how to hand it over and how to erase it."""

from collections.abc import Callable
from typing import Any

from accounts.models import User

_exports: dict[str, Callable[[User], Any]] = {}
_erasures: dict[str, Callable[[User], None]] = {}
_renamings: dict[str, Callable[[User], None]] = {}


def register(
    name: str,
    *,
    export: Callable[[User], Any],
    erase: Callable[[User], None],
    rename: Callable[[User], None] | None = None,
) -> None:
    """Register an app's part, from its AppConfig.ready().

    `export(user)` returns what JSON can hold; `erase(user)` runs inside the transaction that anonymises the person
    and takes their name and address out of the app's rows; `rename(user)`, if any, inside the one that stores the
    account, and brings the app's copies of the shown name in step. Registering a name again replaces it.
    """
    if rename:
        _renamings[name] = rename
    _exports[name], _erasures[name] = export, erase


def export(user: User) -> dict[str, Any]:
    """Return what every registered app knows of the person, by the app's name."""
    return {name: function(user) for name, function in _exports.items()}


def erase(user: User) -> None:
    """Let every registered app erase the person; inside the caller's transaction."""
    for function in _erasures.values():
        function(user)


def rename(user: User) -> None:
    """Let every registered app bring its copies of the person's shown name in step; inside the caller's transaction."""
    for function in _renamings.values():
        function(user)
