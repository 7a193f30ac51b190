"""Mails: a mailbox (mbox), one `.eml`, or a folder of them."""

import mailbox
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from detector.tables import reading
from training.errors import CorpusError
from training.intake.markup import shown
from training.intake.source import Cells, Record, Source

_COLUMNS = ("text", "label", "sender", "channel", "date")
_MARKUP = "the plain part is read; where a mail has none, its HTML as text"


def mails(path: Path) -> Source:
    """A mailbox, a mail, or the mails of a folder and the folders in it.

    A mail's label is its header X-Label, else the name of the folder in which it lies; the messages of a mailbox are
    numbered from 1. Raises `CorpusError` for a folder without a mail.
    """
    if not path.is_dir():
        records = partial(_mailbox if path.suffix.lower() == ".mbox" else _single, path)
        return Source(path, _COLUMNS, (_MARKUP,), records)
    files = sorted(found for found in path.rglob("*") if found.suffix.lower() == ".eml" and found.is_file())
    if not files:
        raise CorpusError(f"{path}: no mail in it (*.eml)")
    return Source(path, _COLUMNS, (f"{len(files):,} mails", _MARKUP), partial(_folder, files))


def _mailbox(path: Path) -> Iterator[Record]:
    with reading(path):
        box = mailbox.mbox(path, create=False)
        try:
            for number, key in enumerate(box.keys(), 1):
                yield f"{path}:{number}", _cells(box.get_bytes(key), "")
        finally:
            box.close()


def _folder(files: list[Path]) -> Iterator[Record]:
    for file in files:
        yield from _single(file)


def _single(path: Path) -> Iterator[Record]:
    with reading(path):
        yield f"{path}:1", _cells(path.read_bytes(), path.resolve().parent.name)


def _cells(raw: bytes, folder: str) -> Cells | str:
    """A mail's text with its subject, label, sender and day, or what is wrong with it."""
    mail = message_from_bytes(raw, policy=policy.default)
    try:
        part = mail.get_body(("plain", "html"))
        content = part.get_content() if isinstance(part, EmailMessage) else ""
        if part is not None and part.get_content_subtype() == "html":
            content = shown(content)
        headers = {name: str(mail.get(name, "")) for name in ("Subject", "From", "Date", "X-Label")}
    except (LookupError, ValueError, UnicodeError, AttributeError, IndexError, TypeError):
        return "is no mail that can be read; save it again as .eml"
    subject = f"Subject: {headers['Subject']}\n\n" if headers["Subject"] else ""
    return {
        "text": f"{subject}{content.strip()}".strip(),
        "label": headers["X-Label"].strip() or folder,
        "sender": headers["From"],
        "channel": "email",
        "date": _day(headers),
    }


def _day(headers: Mapping[str, str]) -> str:
    try:
        return parsedate_to_datetime(headers["Date"]).date().isoformat()
    except ValueError:
        return ""
