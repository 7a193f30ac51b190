"""Which column holds what: as asked, or guessed from names and contents; what was guessed is always told."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from detector.label import Label
from training.errors import CorpusError
from training.intake.source import Cells, Source

REQUIRED = ("text", "label")
# Names under which others keep what we call by ours.
_USUAL: dict[str, tuple[str, ...]] = {
    "text": ("message", "body", "sms", "v2", "content", "msg", "message_text", "sms_text", "text_message"),
    "label": ("class", "category", "v1", "target", "spam", "is_spam", "labels"),
    "sender": ("from", "sender_id", "originator", "from_number"),
    "channel": (),
    "campaign": ("campaign_id",),
    "source": (),
    "language": ("lang", "locale"),
    "lure": (),
    "date": ("timestamp", "received", "received_at", "datetime"),
    "licence": ("license",),
}
ROLES = tuple(_USUAL)
_LABEL_VALUES = frozenset((*Label, "ham", "spam", "legit", "legitimate", "phishing", "scam", "smish", "0", "1"))
_SAMPLE = 200
_LIKE_A_MESSAGE = 20


class Asked(NamedTuple):
    """What was asked of reading: columns by what they hold, one label for all, and values for what no column holds."""

    columns: Mapping[str, str] = {}
    label: Label | None = None
    given: Mapping[str, str] = {}


class Columns(NamedTuple):
    """The column of each thing that a row holds, the values given for all rows, and how each was told."""

    taken: Mapping[str, str]
    given: Mapping[str, str]
    said: tuple[str, ...]

    def row(self, cells: Cells) -> dict[str, Any]:
        """A row under our names: the text as it is, the others as text."""
        row = {role: cell(cells.get(column)) for role, column in self.taken.items() if role != "text"}
        filled = {role: value for role, value in self.given.items() if not row.get(role)}
        return {**row, **filled, "text": cells.get(self.taken["text"])}


def cell(value: object) -> str:
    """A value as text. Where a column has gaps, many programs turn 28777 into 28777.0."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def columns_of(source: Source, asked: Asked) -> Columns:
    """Where each thing stands in a source.

    Raises `CorpusError` where a column that was asked for is not there, where two fit equally well, and where none
    holds the text or the label.
    """
    there = ", ".join(source.columns)
    for role, name in asked.columns.items():
        if name not in source.columns:
            raise CorpusError(f"{source.path}: there is no column '{name}' for '{role}'; the columns are: {there}")
    taken, said = dict(asked.columns), [f"{role}: column '{name}', as asked" for role, name in asked.columns.items()]
    sample = [cells for _, cells in islice(source.records(), _SAMPLE) if not isinstance(cells, str)]
    for role in ROLES:
        if role in taken or (role == "label" and asked.label):
            continue
        free = [name for name in source.columns if name not in taken.values()]
        fitting, why = _fitting(role, free, sample)
        if len(fitting) > 1:
            raise CorpusError(
                f"{source.path}: the columns {', '.join(fitting)} fit '{role}' equally well; "
                f"name one, as with --columns {role}={fitting[0]}"
            )
        if fitting:
            taken[role] = fitting[0]
            said += [f"{role}: column '{fitting[0]}', {why}"] if fitting[0] != role else []
    given = dict(asked.given)
    if asked.label:
        given["label"] = asked.label.value
        taken.pop("label", None)
        said.append(f"label: {asked.label.value} for every row, as asked")
    missing = next((role for role in REQUIRED if role not in taken and role not in given), None)
    if missing and source.columns:
        raise CorpusError(
            f"{source.path}: there is no column '{missing}', and none that looks like it; "
            f"name one, as with --columns {missing}=NAME; the columns are: {there}"
        )
    unread = [name for name in source.columns if name not in taken.values()]
    said += [f"not read: {', '.join(unread)}"] if unread else []
    return Columns(taken or {"text": "text"}, given, tuple(said))


def _fitting(role: str, names: Sequence[str], sample: Sequence[Cells]) -> tuple[list[str], str]:
    """The columns that fit best, and why: by our name, by a usual one, and for text and label by what they hold."""
    if role in names:
        return [role], "by its name"
    folded = {name: name.strip().lower().replace(" ", "_").replace("-", "_") for name in names}
    for wanted, why in (((role,), "by its name"), (_USUAL[role], "by its name, which is usual for it")):
        if found := [name for name in names if folded[name] in wanted]:
            return found, why
    holds = {"text": _like_messages, "label": _like_labels}.get(role)
    found = [name for name in names if holds and holds([cell(cells.get(name)) for cells in sample])]
    return found, "by what it holds: " + ("long and different texts" if role == "text" else "names of labels")


def _like_messages(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    long = sum(len(value) >= _LIKE_A_MESSAGE and " " in value for value in filled)
    return bool(filled) and 2 * long > len(values) and 2 * len(set(filled)) > len(filled)


def _like_labels(values: Sequence[str]) -> bool:
    filled = {value.lower() for value in values if value}
    return bool(filled) and filled <= _LABEL_VALUES


def mapping(text: str) -> dict[str, str]:
    """The columns of `text=body,label=category`. Raises `ValueError` where a part is not of this form."""
    found: dict[str, str] = {}
    for part in text.split(","):
        role, sign, name = (piece.strip() for piece in part.partition("="))
        if role not in ROLES or not sign or not name:
            raise ValueError(f"'{part}' is not OURS=COLUMN with one of {', '.join(ROLES)}")
        found[role] = name
    return found
