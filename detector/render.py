"""Verdicts, rules and facts as plain text for a terminal or a pipe."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from detector.facts import facts
from detector.label import Decision
from detector.phrases import Language, phrase
from detector.rules import RULES
from detector.scorecard import Scorecard
from detector.span import Field, Span
from detector.verdict import Evidence, ScorecardName, Verdict, sigmoid

BAR = 30
MAX_QUOTE = 60
MAX_QUOTES = 4
_COLOURS = {Decision.SMISHING: "1;31", Decision.GENUINE: "1;32", Decision.OTHER: "1;36", Decision.UNCERTAIN: "1;33"}
# What a terminal may obey or hide: controls, invisible and direction characters, line separators, half characters.
_UNSEEN = frozenset(("Cc", "Cf", "Zl", "Zp", "Cs"))


class Style(NamedTuple):
    """What the place that is written to can show: ANSI colours and underlines, and characters beyond ASCII."""

    ansi: bool = False
    blocks: bool = True

    def paint(self, text: str, codes: str) -> str:
        """The text in a colour or weight, where that can be shown."""
        return f"\x1b[{codes}m{text}\x1b[0m" if self.ansi and text else text

    def mark(self, text: str) -> str:
        """The text marked as a piece that a reason points at."""
        return self.paint(text, "1;4") if self.ansi else f"[[{text}]]"


def escape(text: str) -> str:
    """The text with every character that a terminal would obey or hide written as <U+202E>; line ends stay."""
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        f"<U+{ord(character):04X}>" if unicodedata.category(character) in _UNSEEN and character != "\n" else character
        for character in text
    )


def round_to_sum(values: Sequence[float], decimals: int) -> tuple[list[float], float]:
    """The values and their sum, rounded so that the rounded values still add up to the rounded sum.

    Largest remainders: each value moves by less than one unit of the last decimal.
    """
    unit = 10**decimals
    scaled = [value * unit for value in values]
    whole = [math.floor(value) for value in scaled]
    total = round(math.fsum(scaled))
    order = sorted(range(len(values)), key=lambda at: whole[at] - scaled[at])
    for at in order[: total - sum(whole)]:
        whole[at] += 1
    return [value / unit for value in whole], total / unit


def percent(probability: float) -> str:
    """A probability in per cent; one that is not quite 0 or 1 is never shown as if it were."""
    if 0 < probability < 0.001:
        return "<0.1 %"
    return ">99.9 %" if 0.999 < probability < 1 else f"{100 * probability:.1f} %"


def render_verdict(verdict: Verdict, language: Language, style: Style) -> str:
    """The answer: headline, probabilities, reasons with their sums, the message with its marks, what next."""

    def heading(key: str) -> str:
        return style.paint(phrase(language, "word", key), "1")

    blocks = [
        [style.paint(verdict.headline(language), _COLOURS[verdict.decision])],
        list(_bars(verdict, language, style)),
        [heading("why"), *_scorecard(verdict, "risk", language, style, set())],
        [*_scorecard(verdict, "origin", language, style, _facts_shown(verdict)), *_product(verdict, language)],
        list(_marked_message(verdict, style)),
        [heading("what_would_change"), *_changes(verdict, language)] if verdict.counterfactuals else [],
        [heading("what_to_do"), *(f"  {at}. {step}" for at, step in enumerate(verdict.advice(language), 1))],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _bars(verdict: Verdict, language: Language, style: Style) -> Iterator[str]:
    probabilities = verdict.probabilities
    names = [phrase(language, "word", name) for name in probabilities._fields]
    width = max(map(len, names))
    full, rest = ("█", "░") if style.blocks else ("#", ".")
    for name, value in zip(names, probabilities, strict=True):
        filled = round(BAR * value)
        yield f"  {name:<{width}}  {full * filled}{rest * (BAR - filled)} {percent(value):>7}"


def _items(verdict: Verdict, scorecard: ScorecardName) -> list[Evidence]:
    """The items of a scorecard: where it starts, then the heaviest first."""
    items = [item for item in verdict.evidence if item.scorecard == scorecard]
    return sorted(items, key=lambda item: (item.source != "prior", -abs(item.log_odds)))


def _facts_shown(verdict: Verdict) -> set[str]:
    """The facts that the first scorecard has shown already."""
    return {item.fact.id for item in verdict.evidence if item.scorecard == "risk" and item.fact}


def _scorecard(
    verdict: Verdict, scorecard: ScorecardName, language: Language, style: Style, shown: set[str]
) -> Iterator[str]:
    """A scorecard as a column of weights over their sum, in log-odds, and the probability that it stands for."""
    name = phrase(language, "word", scorecard)
    items = _items(verdict, scorecard)
    weights, total = round_to_sum([item.log_odds for item in items], 2)
    yield f"  {style.paint(name, '1')}"
    for item, weight in zip(items, weights, strict=True):
        yield f"  {weight:+7.2f}  {item.sentence(language)}"
        quotes = _quotes(verdict, item, language)
        if quotes:
            yield f"           {quotes}"
        if item.fact and item.fact.id not in shown:
            shown.add(item.fact.id)
            word, checked = phrase(language, "word", "fact"), phrase(language, "word", "checked")
            yield style.paint(f"           {word}: {item.fact.statement[language]}", "2")
            yield style.paint(f"           {item.fact.source} ({checked} {item.fact.checked})", "2")
    yield "  -------"
    yield f"  {total:+7.2f}  = {name}: {percent(sigmoid(verdict.log_odds(scorecard)))}"


def _product(verdict: Verdict, language: Language) -> Iterator[str]:
    """How the two scorecards make the probability of genuine."""
    risk, origin = sigmoid(verdict.log_odds("risk")), sigmoid(verdict.log_odds("origin"))
    genuine = phrase(language, "word", "genuine")
    yield f"  {genuine} = (1 - {risk:.3f}) x {origin:.3f} = {verdict.probabilities.genuine:.3f}"


def _quotes(verdict: Verdict, item: Evidence, language: Language) -> str:
    quotes = [
        phrase(language, "word", "whole_message")
        if span.field == "text" and (span.start, span.end) == (0, len(verdict.text))
        else f'"{_short(verdict.quote(span))}"'
        for span in item.spans
    ]
    different = list(dict.fromkeys(quotes))
    return ", ".join(different[:MAX_QUOTES]) + (", ..." if len(different) > MAX_QUOTES else "")


def _short(quote: str) -> str:
    quote = re.sub(r"\s+", " ", quote)
    return escape(quote if len(quote) <= MAX_QUOTE else quote[: MAX_QUOTE - 3] + "...")


def _marked_message(verdict: Verdict, style: Style) -> Iterator[str]:
    """The sender and the text, with the pieces marked that speak for the decision."""
    spans = [span for item in verdict.reasons(len(verdict.evidence)) for span in item.spans]
    if verdict.sender:
        yield f"  {_marked(verdict.sender, _merged(spans, 'sender', len(verdict.sender) + 1), style)}:"
    marked = _marked(verdict.text, _merged(spans, "text", len(verdict.text)), style)
    yield from (f"  | {line}" for line in marked.strip("\n").split("\n"))


def _merged(spans: Iterable[Span], field: Field, length: int) -> list[tuple[int, int]]:
    """The ranges of a field that are pointed at, overlaps joined; a reason about all `length` characters marks none."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for span in spans if span.field == field and span.start < span.end):
        if end - start >= length:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _marked(text: str, ranges: Sequence[tuple[int, int]], style: Style) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in ranges:
        pieces.append(escape(text[done:start]))
        # Each line is marked by itself, so that no mark runs into the margin.
        pieces.append("\n".join(style.mark(line) if line else "" for line in escape(text[start:end]).split("\n")))
        done = end
    return "".join((*pieces, escape(text[done:])))


def _changes(verdict: Verdict, language: Language) -> Iterator[str]:
    for change in verdict.counterfactuals:
        words = phrase(language, "word", "would_be")
        probability = percent(change.probabilities.smishing)
        yield "  " + words.format(change=change.sentence(language), probability=probability)


def rules_data(scorecard: Scorecard) -> list[dict[str, Any]]:
    """Every rule with its weights in a scorecard, as plain data. A rule without a weight weighs 0."""
    return [
        {
            "id": rule.id,
            "points_to": rule.points_to.value,
            "title": rule.title,
            "risk": scorecard.risk.rules.get(rule.id, 0.0),
            "origin": scorecard.origin.rules.get(rule.id, 0.0),
            "fact": rule.fact or None,
        }
        for rule in RULES
    ]


def render_rules(scorecard: Scorecard) -> str:
    """Every rule with its weights (log-odds of a scam, and of USPS) and its fact."""
    width = max(len(rule.id) for rule in RULES)
    lines = [f"{'rule':<{width}}  {'points to':<9}  {'risk':>6}  {'origin':>6}  fact"]
    for row in rules_data(scorecard):
        numbers = f"{row['risk']:+6.2f}  {row['origin']:+6.2f}"
        lines.append(f"{row['id']:<{width}}  {row['points_to']:<9}  {numbers}  {row['fact'] or ''}".rstrip())
        lines.append(f"    {row['title']}")
    return "\n".join(lines) + "\n"


def facts_data(language: Language) -> list[dict[str, object]]:
    """Every fact as plain data."""
    return [fact.to_dict(language) for fact in facts().values()]


def render_facts(language: Language) -> str:
    """Every fact with its source, the day it was checked and the day by which it is checked again."""
    return "".join(
        f"{fact.id}\n    {fact.statement[language]}\n    {fact.source}\n"
        f"    checked {fact.checked}, expires {fact.expires}\n"
        for fact in facts().values()
    )
