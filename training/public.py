"""Openly licensed public messages: where they are, how they are fetched, and what is taken of each.

Nothing of them goes into the project. Labels are mapped to ours; what is neither a scam nor honest (the spam of the
2000s) is left out, since nobody would agree on it.
"""

import csv
import hashlib
import io
import os
import re
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from detector.errors import InvalidMessageError
from detector.label import Label
from detector.message import Message
from training.errors import CorpusError
from training.example import Example

ENVIRONMENT = "POSTPROOF_PUBLIC_DATA"
FOLDERS = (Path("data/public"), Path("../shared/public-data"))


class Source(NamedTuple):
    """A public data set: its file, where it is published (`url`, and `member` inside an archive), and its licence."""

    name: str
    file: str
    sha256: str
    licence: str
    origin: str
    url: str = ""
    member: str = ""


def sources(path: Path = Path("data/sources.toml")) -> tuple[Source, ...]:
    """The data sets of `data/sources.toml`, or of another such file."""
    return tuple(Source(**entry) for entry in tomllib.loads(path.read_text("utf-8"))["source"])


def folder() -> Path | None:
    """Where local copies lie: POSTPROOF_PUBLIC_DATA, else data/public, else ../shared/public-data; None if nowhere."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        if not Path(named).is_dir():
            raise CorpusError(f"{ENVIRONMENT}={named}: no such folder; name the folder that holds the public data")
        return Path(named)
    files = {source.file for source in sources()}
    return next((place for place in FOLDERS if any((place / name).is_file() for name in files)), None)


def available(place: Path | None, named: Sequence[Source] | None = None) -> tuple[list[Source], list[Source]]:
    """The sources found in a folder with the right SHA-256, and those missing, of `data/sources.toml` or as named."""
    found, missing = [], []
    for source in sources() if named is None else named:
        path = place / source.file if place else None
        if path and path.is_file():
            check(path, source)
            found.append(source)
        else:
            missing.append(source)
    return found, missing


def check(path: Path, source: Source) -> None:
    """Refuse a file whose content is not the one named in `data/sources.toml`."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != source.sha256:
        raise CorpusError(
            f"{path}: SHA-256 is {digest[:12]}..., not {source.sha256[:12]}...; delete it and fetch it again"
        )


def fetch(into: Path) -> list[Source]:
    """Fetch what is missing into a folder, with a progress bar; the list tells what has no address.

    Nothing is left in the folder but files whose SHA-256 is right.
    """
    _, missing = available(into)
    into.mkdir(parents=True, exist_ok=True)
    for source in missing:
        if source.url:
            with tempfile.TemporaryDirectory(dir=into) as folder:
                path = _retrieve(source, Path(folder))
                check(path, source)
                path.replace(into / source.file)
    return [source for source in missing if not source.url]


def _retrieve(source: Source, folder: Path) -> Path:
    import pooch  # here, because only fetching needs it

    try:
        got = Path(pooch.retrieve(source.url, known_hash=None, path=folder, progressbar=True))
        if not source.member:
            return got
        with zipfile.ZipFile(got) as members:
            name = next(name for name in members.namelist() if name.endswith(source.member))
            path = folder / source.file
            path.write_bytes(members.read(name))
            return path
    except StopIteration:
        raise CorpusError(f"{source.url}: has no {source.member} in it; see data/sources.toml") from None
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise CorpusError(f"{source.name}: cannot be fetched from {source.url} ({type(error).__name__})") from None


def read(place: Path, source: Source) -> Iterator[Example]:
    """The usable examples of a source, in the order of its file."""
    seen: set[str] = set()
    for number, raw in enumerate(_READERS[source.name](place / source.file)):
        text = " ".join(raw.text.replace("�", "'").split())
        if text in seen or not text:
            continue
        seen.add(text)
        try:
            message = Message(text[:10_000])
        except InvalidMessageError:
            continue
        language = "es" if _SPANISH.search(text) else "en"
        campaign = f"{source.name}-{number}"
        yield Example(message, raw.label, campaign, source.name, language, source.licence, date=raw.date)


class Raw(NamedTuple):
    """What is taken of a row: its text, our label for it, and its day where that is known."""

    text: str
    label: Label
    date: str = ""


_SPANISH = re.compile(
    r"[¿¡ñáíóú]|\b(?:su|usted|para|haga|cuenta|por favor)\b.*\b(?:de|el|la|en"
    r"|que)\b",
    re.IGNORECASE,
)


def _uci(path: Path) -> Iterator[Raw]:
    for line in path.read_text("utf-8").splitlines():
        label, _, text = line.partition("\t")
        if label == "ham":
            yield Raw(text, Label.OTHER)


def _mishra_soni(path: Path) -> Iterator[Raw]:
    for row in _rows(path.read_text("utf-8")):
        label = {"ham": Label.OTHER, "smishing": Label.SMISHING}.get(row["LABEL"].lower())
        if label:
            yield Raw(row["TEXT"], label)


def _smishx(path: Path) -> Iterator[Raw]:
    for row in _rows(path.read_text("utf-8")):
        label = {"legitimate": Label.OTHER, "smishing": Label.SMISHING}.get(row["label"])
        if label:
            yield Raw(row["SMS"], label)


def _opentextshield(path: Path) -> Iterator[Raw]:
    for row in _rows(path.read_text("utf-8")):
        yield Raw(row["text"], Label.OTHER)


# Rows of the gateway data were flagged by their link, not read. Kept is what names a brand, USPS, a parcel, an account
# or a payment and asks to act; casino, dating, loans and the one crypto-wallet campaign that fills most of it are not.
_NOT_SMISHING = re.compile(
    r"casino|\bspins?\b|\bbets?\b|betting|poker|slots?\b|\bdating\b|\bsingles?\b|hookup|\bxxx\b|\bsex|\bloans?\b"
    r"|rom88|usdt|\btrx|l0gin|p\*+|\bcbd\b|viagra|trump|opt\s?out|%\s(?:bonus|off)",
    re.IGNORECASE,
)
_READS_AS_SMISHING = re.compile(
    r"\b(?:package|parcel|deliver\w*|shipment|usps|postal|postage|redeliver\w*|account|card|bank|payment|refund"
    r"|toll|tax|irs|verify|suspend\w*|locked|paquete|envio|cuenta|banco|pago)\b",
    re.IGNORECASE,
)


def _ncsu(path: Path) -> Iterator[Raw]:
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, "utf-8", errors="replace", newline="")))
    # Oldest first: of repeats the first is kept, and its day is then the day on which the wording was first seen.
    for row in sorted(rows, key=lambda row: float(row["time"])):
        text = _unscrambled(row["message"] or "")
        if _READS_AS_SMISHING.search(text) and not _NOT_SMISHING.search(text):
            yield Raw(text, Label.SMISHING, _day(float(row["time"]), float(row["error in time"])))


def _day(seconds: float, uncertain: float) -> str:
    """The day (UTC) of a moment in seconds since 1970; "" where it is known less well than to two days."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if uncertain <= 2 * 86_400 else ""


def _unscrambled(text: str) -> str:
    """Text that was read as Latin-1 once, put right where that is possible."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _rows(text: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(text, newline=""))


_READERS: dict[str, Callable[[Path], Iterator[Raw]]] = {
    "uci": _uci,
    "mishra-soni": _mishra_soni,
    "ncsu": _ncsu,
    "smishx": _smishx,
    "opentextshield": _opentextshield,
}
NAMES = frozenset(_READERS)
