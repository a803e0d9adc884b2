"""Pictures are served without what a camera wrote into them: place, time, owner, serial number."""

from willow.plugins.pillow import PillowImage


def serve_without_metadata() -> None:
    """Let no rendition carry its original's EXIF; called when the app is ready.

    Willow copies it into every JPEG and WebP that it writes, and has no setting against it. Wagtail turns a picture
    the right way up before, so nothing is lost. The colour profile, which tells nothing of anybody, stays.
    """
    PillowImage.get_exif_data = _nothing


def _nothing(image: PillowImage) -> None:
    return None
