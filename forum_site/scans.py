"""Files that staff scan or photograph: taken only as what they are, and without what a camera writes into them."""

import io

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
ACCEPT = ".pdf,.jpg,.jpeg,.png"  # for a file field
LARGEST = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE  # bytes
MOST_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS


def read_scan(file) -> tuple[bytes, str]:
    """Return an uploaded scan's bytes and media type, by what it holds, not by its name.

    Pictures are drawn anew, so that no place, device or preview that a camera wrote stays in them. Raises
    ValidationError in words for what is too large, or neither PDF, JPEG nor PNG.
    """
    if file.size > LARGEST:
        raise ValidationError(_("This file is larger than %(most)s.") % {"most": filesizeformat(LARGEST)})
    content = file.read()
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return content, PDF
    return _picture(content)


def _picture(content: bytes) -> tuple[bytes, str]:
    refusal = ValidationError(
        _("Choose a PDF, or a picture as JPEG or PNG. This file is none of them, or damaged.")
    )
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(
                    _("This picture has too many pixels. Scan it with fewer dots per inch.")
                )
            drawn = ImageOps.exif_transpose(picture)
            kind = JPEG if picture.format == "JPEG" else PNG
            stream = io.BytesIO()
            drawn = drawn.convert("RGB") if drawn.mode not in ("L", "RGB") else drawn
            drawn.info = {}
            drawn.save(stream, "JPEG" if kind == JPEG else "PNG", quality=85, optimize=kind == JPEG)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refusal from error
    return stream.getvalue(), kind
