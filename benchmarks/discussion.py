"""An invented discussion of any size: who answers whom, when, with what stance, what became of it, and all its totals.

The same seed gives the same discussion. Sizes differ in the number of threads, not in what one page shows: each thread
has at least as many replies as a list brings along, so that twenty threads fill a page to the brim in every order, at
1,000 comments as at 1,000,000, and a page's cost can be compared. How many more it has follows a power law, whose
quantiles are dealt out evenly over time.
"""

import random
from array import array
from dataclasses import dataclass, field
from math import gcd

DEEPEST = 12
DAYS = 60  # from the first comment to the last
# The largest thread holds a tenth of all, or as many as fill ten pages.
LARGEST_SHARE, LEAST_LARGEST = 10, 440
LEAST_CHILDREN = 205  # direct replies to one comment of it: ten pages at any size
ROOTS_PER_THOUSAND = 106
OFFICIALS, QUESTIONS = 8, 4
READER = OFFICIALS  # the participant who logs in to read: the one after the officials
OWN_THREADS, OWN_REPLIES = 40, 20  # what the reader has said, at any size
ACCOUNTS = 300  # other participants with an account; withdrawing needs one
SUPPORTERS = 2000

_MICROSECONDS = DAYS * 86_400_000_000
# How the first replies of a thread hang together: what a list shows of it is filled before it grows elsewhere.
_BEGINNING = (0, 0, 1, 2, 0, 4)
LEAST_REPLIES = 4  # with them a list shows as much of a thread as it ever does


@dataclass
class Discussion:
    """Columns of the comments in the order of time; `parent`, `root` and `author` are places, -1 for none."""

    size: int
    parent: array = field(default_factory=lambda: array("i"))
    root: array = field(default_factory=lambda: array("i"))
    depth: array = field(default_factory=lambda: array("b"))
    moment: array = field(default_factory=lambda: array("q"))  # microseconds since the first day
    author: array = field(default_factory=lambda: array("i"))
    question: array = field(default_factory=lambda: array("b"))  # 0: the whole
    status: list[str] = field(default_factory=list)
    stance: list[str] = field(default_factory=list)
    supports: array = field(default_factory=lambda: array("h"))
    replies: array = field(default_factory=lambda: array("i"))
    descendants: array = field(default_factory=lambda: array("i"))
    pro: array = field(default_factory=lambda: array("i"))
    contra: array = field(default_factory=lambda: array("i"))
    official: array = field(default_factory=lambda: array("i"))
    latest: array = field(default_factory=lambda: array("q"))

    @property
    def participants(self) -> int:
        """How many people speak: officials first, then the reader, then those with an account, then all others."""
        return max(self.size // 5, OFFICIALS + 1 + self.accounts + 50)

    @property
    def accounts(self) -> int:
        """How many of them, besides the reader, have an account."""
        return min(ACCOUNTS, self.size // 20)

    def standing(self, place: int) -> bool:
        """Whether the comment has a place in the thread."""
        return self.status[place] in ("published", "hidden", "withdrawn")


def invent(size: int, seed: int = 20261125) -> Discussion:
    """Return a discussion of `size` comments (at least 1,000)."""
    chance = random.Random(seed + size)
    found = Discussion(size)
    _grow(found, chance)
    _speak(found, chance)
    _count(found)
    return found


# --- The trees ------------------------------------------------------------------------------------


def _lengths(size: int) -> list[int]:
    """Return how many replies each thread has, in the order of time; the largest thread stands at a tenth of it."""
    roots = size * ROOTS_PER_THOUSAND // 1000
    largest = max(size * LARGEST_SHARE // 100, LEAST_LARGEST)
    others, wanted = roots - 1, size - largest - (roots - 1)
    cap = max(60, size // 200)
    low, high = 0.0, 50.0
    for _step in range(40):  # the scale at which all quantiles together are as many as wanted
        scale = (low + high) / 2
        beyond = (int(scale * (((j + 0.5) / others) ** (-1 / 1.4) - 1)) for j in range(others))
        quantiles = [min(cap, LEAST_REPLIES + more) for more in beyond]
        low, high = (scale, high) if sum(quantiles) < wanted else (low, scale)
    short = wanted - sum(quantiles)
    for place in range(abs(short)):  # taken from the longest first, so that none falls below the least
        quantiles[place % others] += 1 if short > 0 else -1
    # Walking by the golden section spreads long and short threads evenly over time.
    stride = next(s for s in range(int(others * 0.618) or 1, 2 * others) if gcd(s, others) == 1)
    dealt = [quantiles[(k * stride) % others] for k in range(others)]
    dealt.insert(others // 10, largest - 1)
    return dealt


def _grow(found: Discussion, chance: random.Random) -> None:
    """Draw the trees, thread by thread, then put all comments in the order of time."""
    parents, roots, depths, moments = array("i"), array("i"), array("b"), array("q")
    lengths = _lengths(found.size)
    gap = _MICROSECONDS / len(lengths)
    largest = max(range(len(lengths)), key=lengths.__getitem__)
    for number, length in enumerate(lengths):
        root = len(parents)
        begun = int((number + chance.random() * 0.9) * gap)
        hub = max(LEAST_CHILDREN, length // 5) if number == largest else 0
        for place in range(length + 1):
            parent = _parent(place, hub, root, parents, depths, chance)
            parents.append(parent)
            roots.append(root)
            depths.append(depths[parent] + 1 if parent >= 0 else 0)
        moments.extend(_moments(begun, length, number == largest, chance))
    order = sorted(range(found.size), key=moments.__getitem__)
    place_of = array("i", bytes(4 * found.size))
    for place, drawn in enumerate(order):
        place_of[drawn] = place
    for drawn in order:
        found.parent.append(place_of[parents[drawn]] if parents[drawn] >= 0 else -1)
        found.root.append(place_of[roots[drawn]])
        found.depth.append(depths[drawn])
        found.moment.append(moments[drawn])


def _parent(place: int, hub: int, root: int, parents: array, depths: array, chance: random.Random) -> int:
    """Return what the comment at `place` of a thread answers; `hub`: so many answer the first reply."""
    if place == 0:
        return -1
    if place <= len(_BEGINNING):
        return root + _BEGINNING[place - 1]
    if hub and place < len(_BEGINNING) + DEEPEST - 1:
        return root + place - 1  # straight down to the deepest level
    if place % 5 and place < hub * 5 // 4:
        return root + 1
    drawn = chance.random()
    if drawn < 0.15:
        parent = root
    elif drawn < 0.4:
        parent = root + place - 1  # a conversation of two goes deep
    else:
        parent = root + int(chance.random() * place)
        # Copying another's choice makes the number of replies follow a power law.
        if drawn < 0.75 and parents[parent] >= 0:
            parent = parents[parent]
    while depths[parent] >= DEEPEST:
        parent = parents[parent]
    return parent


def _moments(begun: int, length: int, spread: bool, chance: random.Random) -> list[int]:
    """Return when root and replies were published: within about two days, those of the largest thread all along."""
    end = _MICROSECONDS - 1_000_000
    if spread:
        steps = sorted(int(chance.uniform(begun + 1, end)) for _reply in range(length))
        return [begun, *steps]
    at, moments = begun, [begun]
    pace = min(7.2e9, 1.7e11 / (length + 1))
    for _reply in range(length):
        at += int(chance.expovariate(1) * pace) + 1000
        moments.append(at)
    if at > end:  # too late for it all: everything moves closer together
        squeeze = (end - begun) / (at - begun)
        moments = [begun + int((moment - begun) * squeeze) for moment in moments]
    return moments


# --- What is said, and by whom ----------------------------------------------------------------------


def _speak(found: Discussion, chance: random.Random) -> None:
    """Give every comment author, question, stance, status and number of supporters."""
    has_replies = bytearray(found.size)
    for above in found.parent:
        if above >= 0:
            has_replies[above] = 1
    first = OFFICIALS + 1
    others = found.participants - first
    for place, above in enumerate(found.parent):
        found.author.append(first + int(others * chance.random() ** 2))
        weights = (10, 30, *[20] * (QUESTIONS - 1))
        found.question.append(
            chance.choices(range(QUESTIONS + 1), weights)[0] if above < 0 else found.question[above]
        )
        takes_side = (27, 26, 26, 21) if above < 0 else (38, 34, 8, 20)
        found.stance.append(chance.choices(("for", "against", "neutral", ""), takes_side)[0])
        found.status.append(_status(bool(has_replies[place]), chance.random()))
    length = array("i", bytes(4 * found.size))
    for root in found.root:
        length[root] += 1
    _answer(found, length, chance)
    _own(found)
    for place, status in enumerate(found.status):
        if status == "withdrawn":
            found.author[place] = first + chance.randrange(found.accounts)
        agrees = status == "published" and chance.random() < (0.12 if found.parent[place] >= 0 else 0.6)
        # What is much discussed is much supported.
        supports = int(chance.paretovariate(1.6) * (1 + (length[place] / 3) ** 1.5)) if agrees else 0
        found.supports.append(min(SUPPORTERS, supports))


def _status(answered: bool, drawn: float) -> str:
    """Return what became of a comment: 96 of 100 stand published; what was answered had been published."""
    if drawn < 0.018:
        return "hidden"
    if drawn < 0.03:
        return "withdrawn"
    if drawn < 0.045 and not answered:
        return "pending" if drawn < 0.039 else "rejected"
    return "published"


def _answer(found: Discussion, length: array, chance: random.Random) -> None:
    """Let an official speak in two of three threads that are long enough to need an answer."""
    wanted = bytearray(length[place] > 3 and chance.random() < 0.67 for place in range(found.size))
    for place, root in enumerate(found.root):
        if wanted[root] and root != place and found.status[place] == "published" and chance.random() < 0.6:
            found.author[place] = place % OFFICIALS
            wanted[root] = 0


def _own(found: Discussion) -> None:
    """Let the reader who logs in have said the same number of things at any size, spread over the whole time."""
    for is_root, many in ((True, OWN_THREADS), (False, OWN_REPLIES)):
        places = [place for place, above in enumerate(found.parent) if (above < 0) == is_root]
        for number in range(many):
            place = places[number * len(places) // many]
            found.author[place], found.status[place] = READER, "published"


# --- Totals -----------------------------------------------------------------------------------------


def _count(found: Discussion) -> None:
    """Count what the application would have counted at each write."""
    size = found.size
    for column in (found.replies, found.descendants, found.pro, found.contra, found.official):
        column.frombytes(bytes(column.itemsize * size))
    found.latest.frombytes(bytes(found.latest.itemsize * size))
    for place in range(size - 1, -1, -1):  # replies come after what they answer
        above, published = found.parent[place], found.status[place] == "published"
        if found.standing(place):
            root = found.root[place]
            found.latest[root] = max(found.latest[root], found.moment[place])
        if above < 0:
            continue
        found.descendants[above] += found.descendants[place] + published
        found.official[above] += found.official[place] + (published and found.author[place] < OFFICIALS)
        if published:
            found.replies[above] += 1
            found.pro[above] += found.stance[place] == "for"
            found.contra[above] += found.stance[place] == "against"
