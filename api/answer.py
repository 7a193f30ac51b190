"""A verdict laid out for a reader: plain values that the template only has to print."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

from api.texts import Texts, texts
from api.waterfall import Waterfall, waterfall
from detector import Decision, Evidence, Label, Verdict
from detector.facts import Fact
from detector.phrases import Language
from detector.span import Field, Span
from detector.verdict import Probabilities, ScorecardName, sigmoid

MAX_REASONS = 3
MAX_QUOTE = 90
MAX_QUOTES = 3
_MINUS = "\u2212"
# Categories of pictures, skin tones and variation selectors, after which a joiner belongs to an emoji.
_EMOJI = ("So", "Sk", "Mn", "Me")


class Piece(NamedTuple):
    """A stretch of a message: the reasons that point at it, those that end with it, and whether a phone hides it.

    A hidden character is shown by its name in `text`. `leads` are the reasons whose links lead here: their first piece.
    """

    text: str
    reasons: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    hidden: bool = False
    leads: tuple[int, ...] = ()


class ShownFact(NamedTuple):
    """A fact with its source taken apart: `link` is an address or "", `host` what to call it, `note` the rest."""

    statement: str
    link: str
    host: str
    note: str
    checked: date


class Reason(NamedTuple):
    """A reason in words, with the pieces that it quotes; `whole` where it points at all of the message."""

    number: int
    sentence: str
    quotes: tuple[tuple[Piece, ...], ...]
    whole: bool
    points: str
    fact: ShownFact | None


class Bar(NamedTuple):
    """A probability as a bar: `width` in percent of the full bar."""

    label: str
    name: str
    percent: str
    width: float


class Table(NamedTuple):
    """A scorecard's evidence and its sum, with a drawing of the same numbers and its description in words."""

    name: ScorecardName
    title: str
    rows: tuple[Reason, ...]
    sum: str
    result: str
    drawing: Waterfall
    description: str


class Answer(NamedTuple):
    """All that the page shows of a verdict; `asks` is the field where its question is answered, "" for no question."""

    decision: str
    headline: str
    asks: str
    bars: tuple[Bar, ...]
    reasons: tuple[Reason, ...]
    sender: tuple[Piece, ...]
    text: tuple[Piece, ...]
    changes: tuple[str, ...]
    advice: tuple[str, ...]
    tables: tuple[Table, ...]
    model: str

    @property
    def claims(self) -> tuple[str, ...]:
        """What a reader who agrees may report the message as; the first is what it was found to be, if decided."""
        return tuple(Label) if self.decision == Decision.UNCERTAIN else (self.decision,)

    @property
    def others(self) -> tuple[str, ...]:
        """What a reader who disagrees may say that it is."""
        return tuple(label for label in Label if label != self.decision)

    @property
    def hides(self) -> bool:
        """Whether the message holds a character that a phone does not show."""
        return any(piece.hidden for piece in (*self.text, *self.sender))


def lay_out(verdict: Verdict, language: Language) -> Answer:
    """What the page shows of a verdict."""
    words = texts(language)
    chosen = strongest(verdict)
    met: set[int] = set()
    return Answer(
        decision=verdict.decision.value,
        headline=verdict.headline(language),
        asks=_asks(verdict),
        bars=tuple(_bars(verdict.probabilities, words)),
        reasons=tuple(_reason(verdict, item, language, number) for number, item in enumerate(chosen, 1)),
        sender=tuple(led(pieces(verdict.sender, _numbered(verdict, chosen, "sender")), met)),
        text=tuple(led(pieces(verdict.text, _numbered(verdict, chosen, "text")), met)),
        changes=tuple(_changes(verdict, language)),
        advice=verdict.advice(language),
        tables=(_table(verdict, "risk", language), _table(verdict, "origin", language)),
        model=words["evidence"]["model"].format(**verdict.model._asdict()),
    )


def strongest(verdict: Verdict) -> tuple[Evidence, ...]:
    """The strongest reasons, each once: what weighs in both scorecards is one reason to a reader."""
    told: dict[str, Evidence] = {}
    for item in verdict.reasons(len(verdict.evidence)):
        told.setdefault(item.source, item)
    return tuple(told.values())[:MAX_REASONS]


def percent(probability: float, words: Texts) -> str:
    """A probability in whole percent; never a certain 0 or 100."""
    number = "<1" if probability < 0.005 else ">99" if probability > 0.995 else str(round(100 * probability))
    return words["answer"]["percent"].format(number=number)


def points(log_odds: float) -> str:
    """Log-odds with a sign, to two decimals."""
    shown = f"{log_odds:+.2f}"
    return "0.00" if float(shown) == 0 else shown.replace("-", _MINUS)


def shown(text: str) -> Iterator[Piece]:
    """A text as pieces; characters that a phone does not show stand by their name, a run of one as "U+200B x7"."""
    for (hidden, _), run in groupby(_told_apart(text), key=lambda told: told[:2]):
        characters = "".join(character for _, _, character in run)
        yield Piece(_named(characters), hidden=True) if hidden else Piece(characters)


def _told_apart(text: str) -> Iterator[tuple[bool, str, str]]:
    """Each character with whether it is hidden, and what a run of its kind has in common."""
    after_emoji = False
    for character in text:
        joins = after_emoji and _joins_emoji(character)
        hidden = _hides(character) and not joins
        yield hidden, character if hidden else "", character
        after_emoji = joins or unicodedata.category(character) in _EMOJI


def _named(run: str) -> str:
    name = f"U+{ord(run[0]):04X}"
    return name if len(run) == 1 else f"{name} x{len(run)}"


def _hides(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cf", "Cc", "Co", "Zl", "Zp")


def _joins_emoji(character: str) -> bool:
    """Zero-width joiner and tags: after an emoji they make one picture of several characters."""
    return character == "\u200d" or "\U000e0020" <= character <= "\U000e007f"


def pieces(text: str, marks: Sequence[tuple[int, Span]]) -> Iterator[Piece]:
    """The whole text, cut where a marked span begins or ends; `marks` are numbers of reasons with a span each."""
    opened: defaultdict[int, list[int]] = defaultdict(list)
    closed: defaultdict[int, list[int]] = defaultdict(list)
    for number, span in marks:
        opened[span.start].append(number)
        closed[span.end].append(number)
    active: Counter[int] = Counter()
    for start, end in pairwise(sorted({0, len(text), *opened, *closed})):
        active.subtract(closed[start])
        active.update(opened[start])
        reasons = tuple(sorted(number for number, count in active.items() if count > 0))
        *parts, last = shown(text[start:end])
        for part in parts:
            yield part._replace(reasons=reasons)
        yield last._replace(reasons=reasons, ends=tuple(sorted(set(closed[end]))))


def led(parts: Iterable[Piece], met: set[int]) -> Iterator[Piece]:
    """The pieces, with the reasons that each is the first piece of; `met` are the reasons met before, and grows."""
    for piece in parts:
        first = tuple(number for number in piece.reasons if number not in met)
        met.update(first)
        yield piece._replace(leads=first)


def shown_fact(fact: Fact, language: Language) -> ShownFact:
    """A fact for a reader; the first address in its source becomes the link."""
    words = fact.source.split()
    link = next((word for word in words if word.startswith(("https://", "http://"))), "")
    host = link.partition("://")[2].partition("/")[0].removeprefix("www.")
    note = " ".join(word for word in words if word != link).strip(";:, ")
    return ShownFact(fact.statement[language], link.rstrip(".,;)"), host, note, fact.checked)


def _asks(verdict: Verdict) -> str:
    if verdict.decision is not Decision.UNCERTAIN:
        return ""
    return "sender" if verdict.question == "sender" else "text"


def _numbered(verdict: Verdict, chosen: Iterable[Evidence], field: Field) -> list[tuple[int, Span]]:
    return [
        (number, span)
        for number, item in enumerate(chosen, 1)
        for span in item.spans
        if span.field == field and span.start < span.end and not _is_whole(verdict, span)
    ]


def _is_whole(verdict: Verdict, span: Span) -> bool:
    return span.field == "text" and (span.start, span.end) == (0, len(verdict.text))


def _bars(probabilities: Probabilities, words: Texts) -> Iterator[Bar]:
    for name, probability in probabilities._asdict().items():
        yield Bar(words["answer"][name], name, percent(probability, words), round(100 * probability, 1))


def _reason(verdict: Verdict, item: Evidence, language: Language, number: int = 0) -> Reason:
    spans = [span for span in item.spans if span.start < span.end and not _is_whole(verdict, span)]
    quotes = dict.fromkeys(" ".join(verdict.quote(span).split()) for span in spans)
    return Reason(
        number,
        item.sentence(language),
        tuple(tuple(shown(_cut(quote))) for quote in list(quotes)[:MAX_QUOTES] if quote),
        any(_is_whole(verdict, span) for span in item.spans),
        points(item.log_odds),
        shown_fact(item.fact, language) if item.fact else None,
    )


def _cut(quote: str) -> str:
    return quote if len(quote) <= MAX_QUOTE else quote[: MAX_QUOTE - 1] + "…"


def _changes(verdict: Verdict, language: Language) -> Iterator[str]:
    words = texts(language)
    now = _shares(verdict.probabilities, words)
    same = []
    for change in verdict.counterfactuals:
        sentence, then = change.sentence(language), _shares(change.probabilities, words)
        if then == now:
            same.append(sentence)
        else:
            yield words["answer"]["change_line"].format(change=_begun(sentence), **then)
    if same:
        yield words["answer"]["change_same"].format(changes=_begun(", ".join(same)))


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _shares(probabilities: Probabilities, words: Texts) -> dict[str, str]:
    return {name: percent(share, words) for name, share in probabilities._asdict().items()}


def _table(verdict: Verdict, name: ScorecardName, language: Language) -> Table:
    words = texts(language)
    likely = percent(sigmoid(verdict.log_odds(name)), words)
    drawing = waterfall(verdict, name)
    total = points(drawing.total)
    return Table(
        name,
        words["evidence"][name],
        tuple(_reason(verdict, step.item, language)._replace(points=points(step.points)) for step in drawing.steps),
        total,
        words["evidence"][f"{name}_result"].format(points=total, probability=likely),
        drawing,
        words["waterfall"]["describe"].format(count=len(drawing.steps), probability=likely),
    )
