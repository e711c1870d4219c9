"""What the person at the terminal sees: steps, times, advice."""

import sys
import time
from contextlib import contextmanager


class SetupError(Exception):
    """A step that cannot go on, with what the person can do about it."""

    def __init__(self, message, advice=""):
        super().__init__(message)
        self.advice = advice


class Console:
    """Print one line per step: its title, what it found, and the time it took."""

    WIDTH = 34  # characters, the titles' column

    def __init__(self, stream=None, clock=time.monotonic):
        self._stream = stream or sys.stdout
        self._clock = clock

    def say(self, text=""):
        print(text, file=self._stream, flush=True)

    @contextmanager
    def step(self, title):
        """Time a step; the body calls the given function to tell its result."""
        notes = []
        started = self._clock()
        self._stream.write(f"  {title:<{self.WIDTH}} ")
        self._stream.flush()
        verdict = "FAILED"
        try:
            yield notes.append
            verdict = "; ".join(notes)
        finally:
            self.say(f"{self._clock() - started:6.1f} s  {verdict}".rstrip())

    def table(self, title, rows):
        """Print a two- or three-column table."""
        rows = [tuple(str(cell) for cell in row) for row in rows]
        columns = max((len(row) for row in rows), default=0)
        widths = [
            max(len(row[index]) for row in rows if len(row) > index)
            for index in range(columns)
        ]
        self.say(f"\n  {title}")
        for row in rows:
            cells = (
                cell.ljust(width) for cell, width in zip(row, widths, strict=False)
            )
            self.say("    " + "   ".join(cells).rstrip())


def explain(error, console, log):
    """Tell a failed step in full: what happened, what to do, where the log is."""
    console.say(f"\n  {error}")
    if error.advice:
        console.say(f"  What to do: {error.advice}")
    console.say(f"  Log: {log}")
