"""The grammar of legitimate notices: ``data/notices/*.toml``, turned into examples by seed.

Each file is one family of senders, each ``[[notice]]`` in it one campaign; ``slots.toml`` holds the word
lists. ``training.forms`` has the syntax of a form, ``training.slots`` the slots that are computed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from detector.channel import Channel
from detector.label import Label
from detector.message import Message
from training.errors import CorpusError
from training.example import Example
from training.forms import Form, can_be_blank, parse, render
from training.slots import COMPUTED, NEEDED_WORDS, Draw, matched_place

SOURCE = "notices"
LICENCE = "MIT"

_SLOTS_FILE = "slots.toml"
_KEYS = ("campaign", "label", "language", "channel", "senders", "forms")
_LABELS = (Label.GENUINE, Label.OTHER)
_LANGUAGES = ("en", "es")
_CAMPAIGN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DRAWS_FOR_A_NEW_TEXT = 12

Words = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry of the grammar.

    Attributes
    ----------
    campaign
        Its name: the campaign of every example drawn from it.
    label
        ``genuine`` (sent by USPS) or ``other`` (legitimate, not USPS).
    language
        ``en`` or ``es``.
    channel
        How it arrives.
    senders
        What a phone shows; empty stands for a text pasted without its sender.
    forms
        Its wordings.
    """

    campaign: str
    label: Label
    language: str
    channel: Channel
    senders: tuple[Form, ...]
    forms: tuple[Form, ...]


def notices(folder: Path, *, seed: int, each: int) -> Iterator[Example]:
    """Draw examples of every notice.

    Parameters
    ----------
    folder
        Where the TOML files lie.
    seed
        The same seed gives the same examples. Each notice has its own seed, so adding one changes no other.
    each
        Examples of one notice.

    Yields
    ------
    Example
        File by file in order of name, entry by entry; the forms of an entry are drawn evenly.

    Raises
    ------
    CorpusError
        The grammar is not well written; nothing is yielded before all of it is read.
    """
    words = load_words(folder)
    for notice in load_notices(folder, words):
        yield from _examples(notice, words, seed=seed, each=each)


def load_words(folder: Path) -> Words:
    """Read the word lists of ``slots.toml``."""
    path = folder / _SLOTS_FILE
    words = _toml(path)
    for name, values in words.items():
        if name in COMPUTED:
            raise CorpusError(f"{path}: list '{name}' has the name of a computed slot")
        if not _is_texts(values):
            raise CorpusError(f"{path}: list '{name}' must be a list of texts, with at least one")
    if missing := sorted(NEEDED_WORDS - set(words)):
        raise CorpusError(f"{path}: list '{missing[0]}' is missing")
    for place in words["place"]:
        try:
            matched_place(place)
        except ValueError as error:
            raise CorpusError(f"{path}: {error}") from error
    return words


def load_notices(folder: Path, words: Words) -> tuple[Notice, ...]:
    """Read every entry of every family."""
    names = frozenset({*COMPUTED, *words})
    found: dict[str, Notice] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == _SLOTS_FILE:
            continue
        for entry in _entries(path):
            notice = _notice(entry, path, names)
            if notice.campaign in found:
                raise CorpusError(f"{path}: notice '{notice.campaign}' stands twice in {folder}")
            found[notice.campaign] = notice
    return tuple(found.values())


def _entries(path: Path) -> list[dict[str, Any]]:
    """Read the ``[[notice]]`` tables of a file."""
    content = _toml(path)
    entries = content.pop("notice", [])
    if content or not isinstance(entries, list) or not entries:
        raise CorpusError(f"{path}: must hold [[notice]] tables and nothing else")
    return entries


def _notice(entry: dict[str, Any], path: Path, names: frozenset[str]) -> Notice:
    """Check an entry and read its forms."""
    campaign = entry.get("campaign")
    if not isinstance(campaign, str) or not _CAMPAIGN.fullmatch(campaign):
        raise CorpusError(f"{path}: campaign {campaign!r} is not a name in lower case with hyphens")
    where = f"{path}: notice '{campaign}'"
    if unknown := sorted(set(entry) - set(_KEYS)):
        raise CorpusError(f"{where}: key '{unknown[0]}' is not one of {', '.join(_KEYS)}")
    if missing := [key for key in _KEYS if key not in entry]:
        raise CorpusError(f"{where}: key '{missing[0]}' is missing")
    forms = _forms(entry, "forms", where, names)
    if blank := [number for number, form in enumerate(forms, 1) if can_be_blank(form)]:
        raise CorpusError(f"{where}: form {blank[0]} can come out empty")
    return Notice(
        campaign=campaign,
        label=Label(_one_of(entry, "label", _LABELS, where)),
        language=_one_of(entry, "language", _LANGUAGES, where),
        channel=Channel(_one_of(entry, "channel", tuple(Channel), where)),
        senders=_forms(entry, "senders", where, names),
        forms=forms,
    )


def _one_of(entry: dict[str, Any], key: str, allowed: tuple[str, ...], where: str) -> str:
    """Return an entry's value, which must be one of a few."""
    value = entry[key]
    if value not in allowed:
        raise CorpusError(f"{where}: {key} '{value}' is not one of {', '.join(allowed)}")
    return str(value)


def _forms(entry: dict[str, Any], key: str, where: str, names: frozenset[str]) -> tuple[Form, ...]:
    """Parse an entry's list of forms; a sender is a form too."""
    texts = entry[key]
    if not _is_texts(texts):
        raise CorpusError(f"{where}: {key} must be a list of texts, with at least one")
    try:
        return tuple(parse(text, names) for text in texts)
    except CorpusError as error:
        raise CorpusError(f"{where}: {error}") from error


def _examples(notice: Notice, words: Words, *, seed: int, each: int) -> Iterator[Example]:
    """Draw the examples of one notice."""
    random = Random(f"{seed}/{notice.campaign}")
    forms = random.sample(notice.forms, len(notice.forms))
    seen: set[str] = set()
    for number in range(each):
        text, draw = _new_text(forms[number % len(forms)], random, words, seen)
        seen.add(text)
        yield Example(
            message=_message(notice, text, draw),
            label=notice.label,
            campaign=notice.campaign,
            source=SOURCE,
            language=notice.language,
            licence=LICENCE,
        )


def _new_text(form: Form, random: Random, words: Words, seen: set[str]) -> tuple[str, Draw]:
    """Render a form into a text not seen, and tell of what it was made; give up where a form has few."""
    draw = Draw(random, words)
    text = render(form, draw).strip()
    for _ in range(_DRAWS_FOR_A_NEW_TEXT):
        if text not in seen:
            break
        draw = Draw(random, words)
        text = render(form, draw).strip()
    return text, draw


def _message(notice: Notice, text: str, draw: Draw) -> Message:
    """Give a text its sender: none in half of the draws where the entry allows it.

    Whoever pastes only the text often leaves the channel unsaid as well: so does half of those draws.
    """
    known = [sender for sender in notice.senders if sender]
    if len(known) < len(notice.senders) and (not known or draw.random.random() < 0.5):
        channel = draw.random.choice((notice.channel, Channel.UNKNOWN))
        return Message(text, sender="", channel=channel)
    sender = render(draw.random.choice(known), draw)
    return Message(text, sender=sender, channel=notice.channel)


def _toml(path: Path) -> dict[str, Any]:
    """Read a TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: there is no such file") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not TOML: {error}") from error


def _is_texts(value: object) -> bool:
    """Tell whether a value is a list of texts that is not empty."""
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)
