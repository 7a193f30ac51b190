"""How far a command is: for a person as lines or a bar, for a program as JSON."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")
# Looking at the clock after each row would take longer than some rows do.
_BETWEEN_LOOKS = 64


class Progress:
    """Counts the steps that began and those that are done; this one tells nobody.

    `total` is how many are expected, 0 while nobody knows; `pace` the seconds between two tellings of rows.
    """

    pace = 1.0

    def __init__(self) -> None:
        self.begun = 0
        self.done = 0
        self.total = 0
        self.step = ""

    def expect(self, steps: int) -> None:
        """Say that so many more steps will come."""
        self.total += steps

    def __call__(self, step: str) -> None:
        """Begin a step: those before it are done."""
        self.step, self.done = step, self.begun
        self.tell(step)
        self.begun += 1

    def rows(self, rows: Iterable[Item], total: int = 0) -> Iterator[Item]:
        """The rows themselves, telling now and then how many of the present step were taken."""
        told = time.monotonic()
        for count, row in enumerate(rows, 1):
            yield row
            if count % _BETWEEN_LOOKS == 0 and time.monotonic() - told >= self.pace:
                told = time.monotonic()
                self.tell(f"{self.step}: {count:,} rows" + (f" of {total:,}" if total else ""))

    def tell(self, step: str) -> None:
        """Show what is done now; no step begins or ends with it."""

    def end(self) -> None:
        """Show that all steps are done."""


class Lines(Progress):
    """A line a step, on standard error."""

    pace = 10.0

    def tell(self, step: str) -> None:
        """Print the step."""
        print(step, file=sys.stderr, flush=True)


class Bar(Progress):
    """A bar on standard error, the step beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: tqdm[None] = tqdm(file=sys.stderr, unit="step", dynamic_ncols=True)

    def tell(self, step: str) -> None:
        """Move the bar."""
        self._bar.total = self.total or None
        self._bar.n = self.done
        self._bar.set_description(step)

    def end(self) -> None:
        """Close the bar where it stands at its end."""
        self._bar.total = self._bar.n = self.done = self.begun
        self._bar.set_description("done")
        self._bar.close()


class JsonLines(Progress):
    """A JSON object a line on standard error: the step, how many are done, and how many there are."""

    def tell(self, step: str) -> None:
        """Print the object."""
        told = {"step": step, "done": self.done, "total": max(self.total, self.begun)}
        print(json.dumps(told), file=sys.stderr, flush=True)

    def end(self) -> None:
        """Print the last object, in which `done` is `total`."""
        self.total = self.done = self.begun
        self.tell("done")


def progress(*, as_json: bool = False) -> Progress:
    """The progress for a program on demand, as a bar on a terminal, else as lines."""
    if as_json:
        return JsonLines()
    return Bar() if sys.stderr.isatty() else Lines()
