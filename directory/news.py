"""News of commitments: who hears when a day or a status changes, and when a day has passed; what the notices say."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.actions import notify_many
from accounts.models import Notification, User
from accounts.notices import register_kind
from directory.models import ChangeDelivery, Commitment, CommitmentChange
from forum_site.periodic import every

BATCH = 1000  # people told per transaction


@dataclass(frozen=True)
class Reader:
    """Somebody whom a commitment concerns: by account, or by the address and language of somebody without one."""

    account: User | None = None
    address: str = ""
    language: str = ""

    def notice(self, kind: str, key: str, params: dict) -> Notification:
        """Return an unsaved notification to this reader."""
        return Notification(
            kind=kind,
            recipient=self.account,
            address=self.address,
            language=self.language,
            key=key,
            params=params,
        )


_audiences: list[Callable[[Commitment], Iterable[Reader]]] = []


def register_audience(readers: Callable[[Commitment], Iterable[Reader]]) -> None:
    """Let an app to the right name those whom a commitment concerns beside its followers; from AppConfig.ready()."""
    _audiences.append(readers)


def readers_of(commitment: Commitment) -> Iterator[Reader]:
    """Yield its followers and whoever else it concerns; some perhaps twice, whom a notice's key tells once."""
    for person in User.objects.people().filter(commitment_follows__commitment=commitment).iterator():
        yield Reader(account=person)
    for readers in _audiences:
        yield from readers(commitment)


def tell_readers(commitment: Commitment, kind: str, key: str, params: dict, but: int | None = None) -> int:
    """Tell everybody whom a commitment concerns, each once under `key`, but not the person `but`; return how many."""
    told, readers = 0, readers_of(commitment)
    while batch := list(islice(readers, BATCH)):
        rows = [
            reader.notice(kind, key, params)
            for reader in batch
            if but is None or reader.account is None or reader.account.pk != but
        ]
        with transaction.atomic():
            told += len(notify_many(rows))
    return told


@task()
def tell_of_change(change_id: int) -> int:
    """Tell everybody whom it concerns that a commitment has changed; return how many were told now.

    The key of a notice is the change, so a second run tells nobody twice.
    """
    change = CommitmentChange.objects.select_related("commitment").get(pk=change_id)
    told = tell_readers(
        change.commitment,
        "commitment_change",
        f"commitment:{change.pk}",
        {"change": change.pk},
        but=change.actor_id,
    )
    ChangeDelivery.objects.get_or_create(change=change, defaults={"recipients": told})
    return told


@every(60, "finish news of commitments")
def finish_news() -> int:
    """Tell of changes of public commitments of which a crash left somebody untold. Returns how many changes."""
    untold = CommitmentChange.objects.filter(
        delivery=None, at__gt=F("commitment__published_at"), status_before__gt=""
    )
    found = list(untold.values_list("pk", flat=True)[:100])
    for pk in found:
        tell_of_change.call(pk)
    return len(found)


# --- What a notice says -----------------------------------------------------------------------------


def _change(notification: Notification) -> dict | None:
    change = (
        CommitmentChange.objects.select_related("commitment__agency")
        .filter(pk=notification.params["change"], commitment__published_at__isnull=False)
        .first()
    )
    return change and {
        "url": reverse("directory:commitment", args=[change.commitment_id]),
        "change": change,
        "commitment": change.commitment,
    }


def _late(notification: Notification) -> dict | None:
    """Return what a notice of a passed day says; None where the commitment was kept, moved or dropped meanwhile."""
    commitment = (
        Commitment.objects.public()
        .overdue()
        .select_related("agency")
        .filter(pk=notification.params["commitment"], due_on=notification.params["due_on"])
        .first()
    )
    return commitment and {
        "url": reverse("directory:commitment", args=[commitment.pk]),
        "commitment": commitment,
    }


def register() -> None:
    """Name the kinds of notice; called when the app is ready."""
    register_kind("commitment_change", _("A commitment that concerns me changes"), _change)
    register_kind("commitment_late", _("A commitment that concerns me is late"), _late)
