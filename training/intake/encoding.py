"""Find out how a file of text is encoded."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from detector.tables import reading
from training.errors import CorpusError

_CHUNK = 2**20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16, as its byte order mark says"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16, as its byte order mark says"),
)
UTF_8 = ("utf-8", "UTF-8")
_FALLBACK = ("cp1252", "Windows-1252, as it is not UTF-8")


def encoding(path: Path) -> tuple[str, str]:
    """Python's name of a file's encoding, and how it was told; the whole file is read for it, piece by piece.

    Raises `CorpusError` where it is none of those that are known.
    """
    with reading(path):
        with path.open("rb") as file:
            head = file.read(4)
        marked = next((found for mark, *found in _MARKS if head.startswith(mark)), None)
        candidates = [(marked[0], marked[1])] if marked else [*_unmarked(head), UTF_8, _FALLBACK]
        for codec, told in candidates:
            if _fits(path, codec):
                return codec, told
    raise CorpusError(f"{path}: is neither UTF-8 nor UTF-16 nor Windows-1252; save it as UTF-8")


def _unmarked(head: bytes) -> Iterator[tuple[str, str]]:
    """UTF-16 without a mark: of Latin letters every other byte is zero."""
    if head[1:4:2] == b"\0\0":
        yield "utf-16-le", "UTF-16, as every other byte is zero"
    elif head[:4:2] == b"\0\0":
        yield "utf-16-be", "UTF-16, as every other byte is zero"


def _fits(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
