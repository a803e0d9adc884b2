"""Says how far a long run is: on a terminal each second in place, elsewhere a line now and then."""

import time


class Progress:
    """Counts lines; `stream` (a command's stderr) is where it says so."""

    TERMINAL_SECONDS, LOG_SECONDS = 1, 15

    def __init__(self, stream):
        self.stream = stream
        self.in_place = stream.isatty()
        self.every = self.TERMINAL_SECONDS if self.in_place else self.LOG_SECONDS
        self.lines = 0
        self.began = self.said = time.monotonic()

    def step(self) -> None:
        """Count one line, and say so if it is time."""
        self.lines += 1
        if time.monotonic() - self.said >= self.every:
            self.say(f"{self.lines:,} lines read, {self.rate():,.0f} lines/s")

    def rate(self) -> float:
        """Return the lines per second so far."""
        return self.lines / max(time.monotonic() - self.began, 0.001)

    def say(self, words: str) -> None:
        """Say how things stand, in place of what was said before where that is possible."""
        self.said = time.monotonic()
        self._write(f"\r\033[K{words}" if self.in_place else f"{words}\n")

    def clear(self) -> None:
        """Leave a clean line for what follows."""
        if self.in_place:
            self._write("\r\033[K")

    def _write(self, text: str) -> None:
        self.stream.write(text, str, ending="")  # no colour of errors, no end of line
        self.stream.flush()
