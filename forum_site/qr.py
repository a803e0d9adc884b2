"""QR codes, drawn on this server."""

from django.utils.safestring import SafeString, mark_safe


def qr_of(url: str) -> SafeString:
    """Return an address as a QR code, in inline SVG."""
    import segno  # only where a code is drawn: it takes megabytes of each process

    return mark_safe(segno.make(url, error="m").svg_inline(scale=4, border=2, omitsize=True))
