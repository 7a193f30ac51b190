"""A data set of Parquet files in parts: what is read, what is written, and how one part is answered.

Each part is written under a name of its own try and renamed when it is whole. So a part is either there or not; one
that is there is not answered again, and two processes that answer the same part at once end with the same file.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pyarrow.parquet as pq

from detector.classifier import facts_version, rules_digest
from detector.errors import ModelMismatchError
from detector.parquet import ParquetReader, ParquetWriter
from detector.scan.files import written_whole
from detector.scan.scan import Columns, Summary, added_columns, find_columns
from detector.scan.workers import How
from detector.score import Scorer, load_scorecard
from detector.tables import TableError, reading

# Small row groups are gathered to parts of this size: a part is what an interruption may cost.
PART_ROWS = 16_384
PLAN = "_plan.json"
SUCCESS = "_SUCCESS"


class Part(NamedTuple):
    """Neighbouring row groups of one file, how many rows they have, and the file that is written for them."""

    source: Path
    groups: range
    rows: int
    output: Path


class Identity(NamedTuple):
    """What decides an answer besides the message: digests of scorecard and rules, the day of the facts."""

    scorecard: str
    rules: str
    facts: str

    @classmethod
    def here(cls, model: Path | None) -> "Identity":
        """That of this process."""
        return cls(load_scorecard(model).digest, rules_digest(), facts_version())


class Work(NamedTuple):
    """What is asked of every part: how to score, by what, and the columns of text, sender and channel."""

    how: How
    identity: Identity
    columns: tuple[str, str | None, str | None]


class Plan(NamedTuple):
    """A whole scan: its parts in the order of the rows, and what is asked of each."""

    source: Path
    output: Path
    parts: list[Part]
    work: Work

    @property
    def rows(self) -> int:
        """How many rows all parts have."""
        return sum(part.rows for part in self.parts)

    def begin(self) -> None:
        """Make the folder of the answers, or see that the one that is there is of the same scan.

        Raises `TableError` where it is of another one, which would mix the answers of two.
        """
        plan = self.output / PLAN
        asked = json.dumps(self._asked(), indent=1)
        try:
            self.output.mkdir(exist_ok=True)
            if not plan.exists() and any(self.output.glob("[!.]*")):
                raise TableError(f"{self.output}: is a folder with other files in it; name a new one")
            if plan.exists() and plan.read_text("utf-8") != asked:
                problem = "holds the answers of another scan (other input, options or model); name a new folder"
                raise TableError(f"{self.output}: {problem}, or remove this one")
        except OSError as error:
            raise TableError(f"{self.output}: cannot be used: {error.strerror or error}") from None
        if not plan.exists():
            _write(plan, asked)

    def finish(self, summaries: Sequence[Summary]) -> Summary:
        """Write what came of it, part by part and in sum, and remove what killed workers left half written."""
        whole = Summary()
        for summary in summaries:
            whole.merge(summary)
        parts = zip(self.parts, summaries, strict=True)
        told = {
            **self.work.identity._asdict(),
            **_told(whole),
            "parts": [{"file": part.output.name, **_told(summary)} for part, summary in parts],
        }
        for left in self.output.glob(".postproof-*.part"):
            left.unlink(missing_ok=True)
        _write(self.output / SUCCESS, json.dumps(told, indent=1))
        return whole

    def _asked(self) -> dict[str, Any]:
        """What makes two scans the same."""
        how = self.work.how
        files = []
        for path in dict.fromkeys(part.source for part in self.parts):
            with reading(path):
                file = path.stat()
            files.append([str(path), file.st_size, file.st_mtime_ns])
        return {
            **self.work.identity._asdict(),
            "columns": list(self.work.columns),
            "base_rate": how.base_rate,
            "reasons": how.reasons,
            "inputs": files,
            "parts": [[str(part.source), part.groups.start, part.groups.stop, part.rows] for part in self.parts],
        }


def plan(source: Path, output: Path, columns: Columns, how: How, part_rows: int = PART_ROWS) -> Plan:
    """A plan for a Parquet file, or for those in a folder and the folders in it, in the order of their names.

    All paths become absolute, since workers stand elsewhere. Raises `TableError` where the input is at fault.
    """
    source, output = source.resolve(), output.resolve()
    how = how._replace(model=how.model.resolve() if how.model else None)
    if source == output or source in output.parents:
        raise TableError(f"{output}: is in the input; name another folder")
    if not output.parent.is_dir():
        raise TableError(f"{output}: there is no folder {output.parent}; make it first")
    readers = [ParquetReader(path) for path in _files(source)]
    found = find_columns(readers[0], columns, added_columns(how.reasons))
    other = next((reader.path for reader in readers if not reader.schema.equals(readers[0].schema)), None)
    if other is not None:
        raise TableError(f"{other}: has other columns than {readers[0].path}; scan them apart")
    pieces = ((reader, groups) for reader in readers for groups in _gathered(reader.group_rows, part_rows))
    parts = [
        Part(reader.path, groups, sum(reader.group_rows[at] for at in groups), output / f"part-{number:06}.parquet")
        for number, (reader, groups) in enumerate(pieces)
    ]
    return Plan(source, output, parts, Work(how, Identity.here(how.model), found))


def answer_part(part: Part, work: Work) -> Summary:
    """Answer a part and write it, unless that was done; what came of it either way.

    Raises `ModelMismatchError` where this process would answer by another model or other rules than asked.
    """
    if not part.output.exists():
        _answer(part, work)
    summary = _summary(part.output)
    if summary.rows != part.rows:
        raise TableError(f"{part.output}: has {summary.rows:,} rows where {part.rows:,} belong; remove it")
    return summary


def _answer(part: Part, work: Work) -> None:
    scorer = _scorer(work.how, work.identity)
    reader = ParquetReader(part.source, part.groups)
    with (
        written_whole(part.output, f"{uuid4().hex}.part") as file,
        closing(ParquetWriter(file, reader, added_columns(work.how.reasons))) as writer,
    ):
        for batch in reader.batches():
            text, sender, channel = (None if name is None else batch.column(name) for name in work.columns)
            writer.write(batch, scorer.answers(text or [], sender, channel))


@lru_cache(maxsize=1)
def _scorer(how: How, asked: Identity) -> Scorer:
    """The scorer of this process, which reads the scorecard once."""
    here = Identity.here(how.model)
    if here != asked:
        differ = ", ".join(name for name in Identity._fields if getattr(here, name) != getattr(asked, name))
        raise ModelMismatchError(f"a worker has other {differ} than this scan; install the same version there")
    return how.scorer()


def _summary(path: Path) -> Summary:
    """What a part that is written holds, read back group by group."""
    summary = Summary()
    with reading(path), pq.ParquetFile(path) as file:
        for rows in file.iter_batches(columns=["decision"]):
            summary.add([(decision,) for decision in rows.column(0).to_pylist()])
    return summary


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        found = sorted(path for path in source.rglob("*.parquet") if not path.name.startswith((".", "_")))
        if not found:
            raise TableError(f"{source}: there is no .parquet file in it")
        return found
    if source.suffix.lower() != ".parquet":
        raise TableError(f"{source}: a cluster reads Parquet; name a .parquet file or a folder of them")
    return [source]


def _gathered(group_rows: Sequence[int], part_rows: int) -> Iterator[range]:
    """Runs of row groups that have at most so many rows together; a larger group stands alone."""
    start, rows = 0, 0
    for at, count in enumerate(group_rows):
        if at > start and rows + count > part_rows:
            yield range(start, at)
            start, rows = at, 0
        rows += count
    yield range(start, len(group_rows))


def _told(summary: Summary) -> dict[str, Any]:
    return {"rows": summary.rows, "errors": summary.errors, "decisions": dict(sorted(summary.decisions.items()))}


def _write(path: Path, text: str) -> None:
    with written_whole(path) as file:
        file.write(text.encode())
