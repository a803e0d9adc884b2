"""Public promises and what shows that they were kept, for the tests of the board, its news and its evidence."""

import io
import itertools
import uuid
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from directory.actions import add_evidence, save_commitment
from directory.models import Agency, Commitment, Evidence
from tests import factories
from tests.consultations import desk

_numbers = itertools.count(1)


def today(days: int = 0) -> date:
    """Return the day that many days from now, by Palembang's calendar."""
    return timezone.localdate() + timedelta(days=days)


def promise(of: Agency | None = None, *, public: bool = True, **fields) -> Commitment:
    """Let an agency promise something, published a month ago unless said otherwise."""
    fields = {
        "agency": of or desk.agency(),
        "what": f"Janji {next(_numbers)}",
        "due_on": today(30),
        "published_at": timezone.now() - timedelta(days=30) if public else None,
        "created_at": timezone.now() - timedelta(days=60),
    } | fields
    if fields.get("status") == Commitment.Status.KEPT:
        fields.setdefault("evidence", "Sudah dilihat warga.")
    return Commitment.objects.create(**fields)


def change(commitment: Commitment, *, by, reason: str = "Lelang terlambat", **fields) -> Commitment:
    """Change a commitment as its form does; return it as it stands then."""
    commitment = Commitment.objects.get(pk=commitment.pk)
    for name, value in fields.items():
        setattr(commitment, name, value)
    commitment.full_clean(exclude=["form_key"])
    return save_commitment(commitment, actor=by, reason=reason)


def show(commitment: Commitment, caption: str, *, url: str = "https://contoh.invalid/foto") -> Evidence:
    """Add a link as evidence."""
    return add_evidence(
        commitment.pk,
        actor=factories.administrator(),
        kind=Evidence.Kind.LINK,
        caption=caption,
        form_key=uuid.uuid4(),
        url=url,
    )


def photo(name: str = "foto.jpg", *, place: bytes = b"GPS-RAHASIA") -> SimpleUploadedFile:
    """Return a JPEG that carries in its metadata where it was taken."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = place.decode()  # ImageDescription
    Image.new("RGB", (900, 600), "teal").save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")
