"""Parquet, by the detector's reader."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from training.errors import CorpusError
from training.intake.source import Record, Source


def columnar(path: Path) -> Source:
    """A Parquet file; rows have their number for a line. Raises `CorpusError` where pyarrow is not installed."""
    try:
        from detector.parquet import ParquetReader
    except ImportError:
        raise CorpusError(f"{path}: Parquet needs pyarrow; install the extra 'parquet'") from None
    reader = ParquetReader(path)
    return Source(path, tuple(reader.columns), (), partial(_records, reader))


def _records(reader: "ParquetReader") -> Iterator[Record]:  # type: ignore[name-defined]  # noqa: F821
    number = 0
    for batch in reader.batches():
        # As they are: bytes are no text, and are told so where a text should be.
        for row in zip(*(batch.column(name) for name in reader.columns), strict=True):
            number += 1
            yield f"{reader.path}:{number}", dict(zip(reader.columns, row, strict=True))
