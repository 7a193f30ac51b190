"""What a scan has answered so far, beside its output, so that it goes on there when it was interrupted.

The first line says what was asked: which file, as it was, which scorecard, which columns. Each further line holds the
answers to one batch of rows. Only answers are kept: they are what takes long. A scan that goes on reads the input from
the start once more and writes the whole output, taking the answers from here as far as they reach; so it is the same
to the byte, whatever the format, and however the scan before it ended.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from detector.errors import DetectorError
from detector.scan.files import beside
from detector.score import Answer
from detector.tables import TableError


class Checkpoint:
    """The answers of an interrupted scan that asked the same, and those of this one.

    As a context it is removed where the scan succeeds or fails for a reason that running it again does not mend; an
    interrupt, like a crash, leaves it.
    """

    def __init__(self, output: Path, asked: dict[str, Any]) -> None:
        self.path = beside(output, "checkpoint")
        self._output = output
        self._asked = _line(asked)
        self._file: BinaryIO | None = None

    def kept(self) -> Iterator[list[Answer]]:
        """The answers of the batches that are done; a line that was not written to its end is none."""
        whole = 0
        try:
            with self.path.open("rb") as file:
                if file.readline() == self._asked:
                    whole = file.tell()
                    for line in iter(file.readline, b""):
                        answers = _read(line)
                        if answers is None:
                            break
                        whole += len(line)
                        yield answers
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._failed(error) from None
        self._go_on_from(whole)

    def _go_on_from(self, end: int) -> None:
        try:
            self._file = self.path.open("r+b" if end else "wb")
            self._file.seek(end)
            self._file.truncate()
            if not end:
                self._file.write(self._asked)
        except OSError as error:
            raise self._failed(error) from None

    def keep(self, answers: Sequence[Answer]) -> None:
        """Add the answers to the next batch. The system writes them down even if this process is killed."""
        if self._file is None:
            raise RuntimeError("what is kept has to be read first")
        try:
            self._file.write(_line(answers))
            self._file.flush()
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error: OSError) -> TableError:
        return TableError(f"{self._output}: cannot be written: {error.strerror or error}")

    def __enter__(self) -> "Checkpoint":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()
        if error is None or isinstance(error, DetectorError):
            self.path.unlink(missing_ok=True)


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _read(line: bytes) -> list[Answer] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        return [tuple(answer) for answer in json.loads(line)]
    except (ValueError, TypeError):
        return None
