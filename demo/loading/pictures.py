"""Pictures made by code: the river and a songket weave, another one for every title."""

import random
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Pillow
from PIL import ImageDraw
from wagtail.images.models import Image

SIZE = (1200, 675)  # pixels
SKIES = [("#F6E3C5", "#E9B872"), ("#F3D9CF", "#D98C6A"), ("#E4EDEC", "#9FC4C6"), ("#F4E9D8", "#C9A45C")]
MAROON, GOLD, TEAL, DEEP = "#7B1E2B", "#B88A1E", "#0E5A66", "#0A3F48"


def picture(title: str) -> Image:
    """Return the picture for `title`, drawn on first use; the same title gives the same picture."""
    found = Image.objects.filter(title=title).first()
    if found:
        return found
    buffer = BytesIO()
    _draw(random.Random(title)).save(buffer, "PNG", optimize=True)
    name = f"demo-{abs(hash_of(title)):x}.png"
    image = Image(title=title, file=ContentFile(buffer.getvalue(), name), width=SIZE[0], height=SIZE[1])
    image.save()
    return image


def hash_of(title: str) -> int:
    """Return a number that depends on the title only (Python's own hash differs in every process)."""
    return random.Random(title).getrandbits(40)


def _draw(chance: random.Random) -> Pillow.Image:
    width, height = SIZE
    canvas = Pillow.new("RGB", SIZE)
    draw = ImageDraw.Draw(canvas)
    top, bottom = (_rgb(colour) for colour in chance.choice(SKIES))
    horizon = int(height * chance.uniform(0.5, 0.58))
    for y in range(horizon):
        draw.line([(0, y), (width, y)], fill=_between(top, bottom, y / horizon))
    for y in range(horizon, height):
        draw.line(
            [(0, y), (width, y)], fill=_between(_rgb(TEAL), _rgb(DEEP), (y - horizon) / (height - horizon))
        )
    sun = (
        chance.randint(width // 5, width * 4 // 5),
        horizon - chance.randint(60, 200),
        chance.randint(40, 70),
    )
    draw.ellipse([sun[0] - sun[2], sun[1] - sun[2], sun[0] + sun[2], sun[1] + sun[2]], fill="#F8D27A")
    _draw_bridge(draw, chance, horizon)
    _draw_ripples(draw, chance, horizon)
    _draw_boat(draw, chance.randint(width // 6, width * 3 // 4), chance.randint(horizon + 70, height - 150))
    _draw_weave(draw, chance)
    return canvas


def _draw_bridge(draw: ImageDraw.ImageDraw, chance: random.Random, horizon: int) -> None:
    width = SIZE[0]
    deck = horizon - 36
    towers = [width * 0.34, width * 0.66]
    draw.rectangle([0, deck, width, deck + 9], fill=MAROON)
    for x in range(0, width, 90):
        draw.rectangle([x, deck + 9, x + 7, horizon + 4], fill="#5A1520")
    for x in towers:
        for side in (-26, 14):
            draw.rectangle(
                [x + side, deck - chance.randint(118, 126), x + side + 12, horizon + 8], fill=MAROON
            )
        draw.rectangle([x - 26, deck - 96, x + 26, deck - 84], fill=MAROON)


def _draw_ripples(draw: ImageDraw.ImageDraw, chance: random.Random, horizon: int) -> None:
    for _ripple in range(70):
        y = chance.randint(horizon + 12, SIZE[1] - 90)
        x = chance.randint(-40, SIZE[0])
        length = chance.randint(20, 40 + (y - horizon) // 2)
        draw.line([(x, y), (x + length, y)], fill="#3E8B93", width=2)


def _draw_boat(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.polygon([(x, y), (x + 190, y), (x + 160, y + 30), (x + 26, y + 30)], fill="#3A2418")
    draw.polygon([(x + 40, y - 6), (x + 150, y - 6), (x + 136, y - 44), (x + 54, y - 44)], fill=GOLD)
    draw.line([(x + 60, y - 6), (x + 60, y)], fill="#3A2418", width=4)
    draw.line([(x + 130, y - 6), (x + 130, y)], fill="#3A2418", width=4)


def _draw_weave(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A songket edge along the foot: diamonds in gold on maroon."""
    width, height = SIZE
    band = 64
    draw.rectangle([0, height - band, width, height], fill=MAROON)
    step = chance.choice([32, 40, 48])
    for x in range(0, width + step, step):
        middle = height - band // 2
        draw.polygon([(x, middle - 22), (x + step // 2 - 4, middle), (x, middle + 22), (x - step // 2 + 4, middle)],
                     outline=GOLD, width=3)  # fmt: skip
        draw.polygon([(x, middle - 9), (x + 7, middle), (x, middle + 9), (x - 7, middle)], fill=GOLD)
    draw.line([(0, height - band), (width, height - band)], fill=GOLD, width=4)


def _rgb(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _between(first, second, part: float) -> tuple[int, int, int]:
    return tuple(round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
