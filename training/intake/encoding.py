"""Files of text: find out how one is encoded, and read its lines."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from detector.tables import MAX_CELL, reading
from training.errors import CorpusError

_CHUNK = 2**20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16, as its byte order mark says"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16, as its byte order mark says"),
)
UTF_8 = ("utf-8", "UTF-8")
# What Python makes of a byte that is not UTF-8.
_ODD = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_FALLBACK = ("cp1252", "Windows-1252, as it is not UTF-8")


def encoding(path: Path) -> tuple[str, str]:
    """Python's name of a file's encoding, and how it was told; the whole file is read for it, piece by piece.

    Raises `CorpusError` where it is none of those that are known or UTF-8 but for some lines, and where there are NUL
    characters in it.
    """
    nul = 0
    with reading(path):
        with path.open("rb") as file:
            head = file.read(4)
        marked = next((found for mark, *found in _MARKS if head.startswith(mark)), None)
        candidates = [(marked[0], marked[1])] if marked else [*_unmarked(head), UTF_8, _FALLBACK]
        for codec, told in candidates:
            line = _line_of_nul(path, codec)
            if line == 0:
                if (codec, told) == _FALLBACK and (line := _odd_line(path)):
                    raise CorpusError(f"{path}:{line}: is not UTF-8, as other lines are; mend it, or save all as UTF-8")
                return codec, told
            nul = nul or line or 0
    if nul:
        raise CorpusError(f"{path}:{nul}: has a NUL character, which no text has; remove it, or save it as UTF-8")
    raise CorpusError(f"{path}: is neither UTF-8 nor UTF-16 nor Windows-1252; save it as UTF-8")


def _unmarked(head: bytes) -> Iterator[tuple[str, str]]:
    """UTF-16 without a mark: of Latin letters every other byte is zero."""
    if head[1:4:2] == b"\0\0":
        yield "utf-16-le", "UTF-16, as every other byte is zero"
    elif head[:4:2] == b"\0\0":
        yield "utf-16-be", "UTF-16, as every other byte is zero"


def _line_of_nul(path: Path, codec: str) -> int | None:
    """The line of the first NUL character, 0 where there is none; None where a file is not of this encoding."""
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                if "\0" in text:
                    return line + text.count("\n", 0, text.index("\0"))
                line += text.count("\n")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return 0


def _odd_line(path: Path) -> int:
    """The first line that is not UTF-8 in a file where most letters beyond ASCII are; 0 for other files.

    As Windows-1252 each of these letters would be read as two or three others.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    line, first, odd, good = 1, 0, 0, 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            found = _ODD.search(text)
            if found and not first:
                first = line + text.count("\n", 0, found.start())
            odd += len(_ODD.findall(text))
            good += len(_BEYOND.findall(text))
            line += text.count("\n")
    return first if good - odd > odd else 0


def lines_of(path: Path, codec: str, newline: str) -> Iterator[str]:
    """The lines of a file, which end as `newline` has it (see `open`).

    Raises `CorpusError` for a line of more than 16 MB, and `TableError` for a file that cannot be read.
    """
    with reading(path), path.open(encoding=codec, newline=newline) as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_CELL + 1), ""), 1):
            if len(line) > MAX_CELL:
                raise CorpusError(
                    f"{path}:{number}: is longer than {MAX_CELL:,} characters; is this a file of messages?"
                )
            yield line
