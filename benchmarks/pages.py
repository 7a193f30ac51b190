"""Where figures stand: between two marks of a page, put there by what measured them and by nobody's hand."""

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TextIO

PAGE = Path(__file__).parent / "README.md"


def put(page: Path, mark: str, text: str) -> None:
    """Put a text between `<!-- mark -->` and `<!-- /mark -->`, in place of what stood there."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"{page} has no {begin} with {end} behind it")
    page.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", "utf-8")


def add_write(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark put into its page what it prints."""
    parser.add_argument("--write", action="store_true", help="put what is printed into the page too")


@contextmanager
def told(mark: str, *, write: bool, page: Path = PAGE) -> Iterator[None]:
    """Print, and once all is printed put it into the page, where that is asked for."""
    kept = _Kept(sys.stdout)
    with redirect_stdout(kept):
        yield
    if write:
        put(page, mark, kept.getvalue())


class _Kept(io.StringIO):
    """What is printed, shown at once as well."""

    def __init__(self, shown: TextIO) -> None:
        super().__init__()
        self._shown = shown

    def write(self, text: str) -> int:
        self._shown.write(text)
        return super().write(text)

    def flush(self) -> None:
        self._shown.flush()
