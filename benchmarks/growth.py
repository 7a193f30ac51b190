"""How cost grows: with length, links, rules, vocabulary and training data; and what a hostile message costs.

Processor time, the best of several, as a ratio to a yardstick taken in the same run: finding the words of one message
of 250 characters with one regular expression. The table goes into `GROWTH.md`, the plot into `plots/growth.svg`.
"""

import gc
import json
import math
import random
import re
import runpy
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator
from pages import put
from scipy.stats import linregress
from speed import read_corpus
from threadpoolctl import threadpool_limits

from detector import Detector, Message, scorecard
from detector.classifier import fire
from detector.message import MAX_TEXT
from detector.rules import RULES
from training import corpus, data
from training.features import Features, extract
from training.fit import fit

HERE = Path(__file__).parent
PAGE, PLOT = HERE / "GROWTH.md", HERE / "plots" / "growth.svg"
HOSTILE = HERE.parent / "tests" / "detector" / "test_hostile.py"
LENGTHS = (1, 3, 10, 32, 100, 316, 1_000, 1_600, 2_500, 4_000, 6_300, 10_000)
LINKS = (1, 2, 4, 8, 16, 25, 40, 64, 100, 160, 250)
VOCABULARY = (100, 316, 1_000, 3_160, 5_000, 8_000, 12_500, 20_000, 31_600)
ROWS = (500, 1_000, 2_000, 4_000, 8_000)
HOSTILE_LENGTHS = (250, 1_000, MAX_TEXT)
MOST_HOSTILE = 20  # times the median message of the same length
ORDINARY = 31
REPEATS = 7
_WORD = re.compile(r"\w+")


class Curve(NamedTuple):
    """What was counted, what was done, and what it cost at each count, in yardsticks."""

    title: str
    counted: str
    points: list[tuple[int, float]]

    def slope(self) -> tuple[float, float]:
        """The slope in log-log over the last decade, where what is fixed counts least, and its standard error."""
        most = self.points[-1][0]
        last = [(count, cost) for count, cost in self.points if 10 * count >= most]
        line = linregress(*([math.log(value) for value in side] for side in zip(*last, strict=True)))
        return line.slope, line.stderr

    def verdict(self) -> str:
        """Whether cost grows more than in proportion."""
        slope, _ = self.slope()
        return "**more than linear**" if slope > 1.15 else "linear" if slope > 0.85 else "less than linear"


def seconds(task: Callable[[int], object], repeats: int = REPEATS) -> float:
    """The least processor time of a task, which is told which time it is; the first time does not count."""
    best = math.inf
    gc.disable()
    for number in range(repeats + 1):
        start = time.process_time()
        task(number)
        if number or repeats == 1:
            best = min(best, time.process_time() - start)
    gc.enable()
    return best


def prose() -> str:
    """Ordinary messages of our corpus, one after the other, in an order drawn by seed."""
    texts = [row["text"] for row in read_corpus()]
    random.Random(1).shuffle(texts)
    return "\n".join(texts)


def yardstick(text: str) -> float:
    """Seconds of finding the words of 250 characters."""
    piece = text[:250]
    return seconds(lambda _: [set(_WORD.findall(piece.lower())) for _ in range(10_000)]) / 10_000


def check_seconds(detector: Detector, texts: Sequence[str], repeats: int = REPEATS) -> float:
    """Seconds of checking one of the texts, with evidence; each time they end otherwise, so that nothing is kept."""
    # Short texts are checked many times over, since a processor's clock does not tell microseconds.
    rounds = max(1, 2_000 // sum(map(len, texts)))
    endings = "abcdefghijklmnopqrstuvwxyz"

    def task(number: int) -> None:
        for text in texts:
            for _ in range(rounds):
                detector.check(Message(text[:-1] + endings[number])).to_dict()

    return seconds(task, repeats) / len(texts) / rounds


def by_length(detector: Detector, text: str) -> Iterator[tuple[int, float]]:
    """Ordinary text, cut at each length at several places."""
    for length in LENGTHS:
        yield length, check_seconds(detector, cuts(text, length, 5))


def cuts(text: str, length: int, count: int) -> list[str]:
    """Pieces of the text, of one length, from all over it."""
    apart = (len(text) - length) // count
    return [text[at * apart :][:length] for at in range(count)]


def by_links(detector: Detector, text: str) -> Iterator[tuple[int, float]]:
    """Messages of the greatest length with so many different links."""
    for count in LINKS:
        links = " ".join(f"https://www.parcel-{number}.com/x" for number in range(count))
        filling = text.replace(".", " ").replace("/", " ")
        yield count, check_seconds(detector, [f"{links}\n{filling}"[:MAX_TEXT]])


def by_rules(messages: Sequence[Message]) -> Iterator[tuple[int, float]]:
    """Rules drawn in several orders, on messages of which all that rules share has been read off."""
    for message in messages:
        fire(message)
    orders = [tuple(random.Random(seed).sample(RULES, len(RULES))) for seed in range(8)]
    for count in sorted({*(round(len(RULES) * share / 10) for share in range(1, 11)), 1, 2, 4}):

        def task(_: int, count: int = count) -> None:
            for order in orders:
                for message in messages:
                    fire(message, order[:count])

        yield count, seconds(task) / len(messages) / len(orders)


def by_vocabulary(texts: Sequence[str]) -> Iterator[tuple[int, float]]:
    """Checks by scorecards of which only so many terms are kept."""
    shipped = scorecard.shipped()
    terms = random.Random(1).sample(list(shipped.terms.items()), len(shipped.terms))
    for count in (*VOCABULARY, len(terms)):
        detector = Detector(shipped._replace(terms=dict(terms[:count])))
        yield count, check_seconds(detector, texts)


def of_loading() -> Iterator[tuple[int, float]]:
    """Reading such scorecards, verified, as at a start."""
    content = json.loads(files("detector").joinpath("model", scorecard.SHIPPED).read_text("utf-8"))
    for count in (*VOCABULARY, len(content["terms"])):
        text = scorecard.dump(content | {"terms": dict(islice(content["terms"].items(), count))})
        yield count, seconds(lambda _, text=text: scorecard.parse(text, "a scorecard"))


def by_rows(features: Features) -> Iterator[tuple[int, float]]:
    """Fits on rows drawn by seed, features ready."""
    order = random.Random(1).sample(range(len(features.labels)), len(features.labels))
    for count in (*(rows for rows in ROWS if rows < len(order)), len(order)):
        part = features.take(sorted(order[:count]))
        yield count, seconds(lambda _, part=part: fit(part, 1), 1)


def hostile(detector: Detector, text: str) -> Iterator[tuple[int, float, list[tuple[float, str]]]]:
    """For each length the median message's cost in seconds, and what the worst shapes cost, as its multiple."""
    shapes = runpy.run_path(str(HOSTILE))
    for length in HOSTILE_LENGTHS:
        ordinary = statistics.median(check_seconds(detector, [one], 3) for one in cuts(text, length, ORDINARY))
        costs = [
            (check_seconds(detector, [shapes["_text"](piece, length, head, tail)], 2) / ordinary, piece)
            for head, piece, tail in shapes["_CASES"]
        ]
        yield length, ordinary, sorted(costs, reverse=True)


def curves(detector: Detector, text: str, unit: float) -> Iterator[Curve]:
    """Everything that is plotted."""

    def curve(title: str, counted: str, points: Iterable[tuple[int, float]]) -> Curve:
        print(title, file=sys.stderr, flush=True)
        return Curve(title, counted, [(count, cost / unit) for count, cost in points])

    some = cuts(text, 250, 100)
    yield curve("a check, by length", "characters", by_length(detector, text))
    yield curve("a check of 10,000 characters, by links", "links", by_links(detector, text))
    yield curve("the rules alone, by their number", "rules", by_rules([Message(one) for one in some]))
    yield curve("a check of 250 characters, by vocabulary", "terms", by_vocabulary(some))
    yield curve("loading the scorecard, by vocabulary", "terms", of_loading())
    examples = list(corpus.read(sorted(data.CORPUS.glob("*.jsonl"))))
    yield curve("a fit, features ready, by corpus", "rows", by_rows(extract(examples, {})))


def plot(found: Sequence[Curve]) -> None:
    """All curves, log-log, each beside a dashed line that is linear."""
    with mpl.rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(10, 6), layout="constrained")
        for axes, curve in zip(figure.subplots(2, 3).flat, found, strict=True):
            counts, costs = zip(*curve.points, strict=True)
            linear = [costs[-1] * count / counts[-1] for count in counts]
            axes.loglog(counts, linear, "--", color="#888888", linewidth=1, label="linear")
            axes.loglog(counts, costs, "o-", color="#1f5fa8", markersize=4, label="measured")
            # At least two decades, so that a slope looks alike everywhere.
            middle, half = math.sqrt(min(costs) * max(costs)), max(10.0, 1.5 * math.sqrt(max(costs) / min(costs)))
            axes.set_ylim(middle / half, middle * half)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_minor_locator(NullLocator())
                axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
            axes.set_title(curve.title, fontsize=9)
            axes.set_xlabel(curve.counted)
            axes.grid(visible=True, alpha=0.3)
        figure.axes[0].legend(frameon=False)
        for axes in figure.axes[::3]:
            axes.set_ylabel("cost, in yardsticks")
        figure.savefig(PLOT, metadata={"Date": None, "Creator": None})


def of_curves(found: Sequence[Curve]) -> Iterator[str]:
    """The table of curves."""
    yield "| | from | to | cost, in yardsticks | slope | |\n|---|---:|---:|---:|---:|---|"
    for curve in found:
        (least, low), (most, high) = curve.points[0], curve.points[-1]
        slope, error = curve.slope()
        ends = f"{least:,} {curve.counted} | {most:,} | {_short(low)} to {_short(high)}"
        yield f"| {curve.title} | {ends} | {slope:.2f} ± {2 * error:.2f} | {curve.verdict()} |"


def _short(cost: float) -> str:
    return f"{cost:,.0f}" if cost >= 10 else f"{cost:.2f}"


def of_hostile(found: Iterable[tuple[int, float, list[tuple[float, str]]]], unit: float) -> Iterator[str]:
    """The table of hostile messages."""
    yield "| characters | median, in yardsticks | worst hostile, times the median | next | shape of the worst | |"
    yield "|---:|---:|---:|---:|---|---|"
    for length, ordinary, worst in found:
        (first, piece), (second, _) = worst[:2]
        met = "met" if first <= MOST_HOSTILE else f"**over {MOST_HOSTILE}**"
        shape = f"`{ascii(piece).replace('|', chr(92) + '|')}` repeated"
        yield f"| {length:,} | {ordinary / unit:,.0f} | {first:.1f} | {second:.1f} | {shape} | {met} |"


def main() -> None:
    """Measure, plot, and write the tables into the page."""
    detector, text = Detector(), prose()
    with threadpool_limits(1):
        unit = yardstick(text)
        found = list(curves(detector, text, unit))
    print("hostile messages", file=sys.stderr, flush=True)
    lines = [*of_curves(found), "", *of_hostile(hostile(detector, text), unit)]
    plot(found)
    version = sys.version.split()[0]
    told = f"Scorecard {detector.scorecard.version}, Python {version}; the yardstick took {unit * 1e6:.1f} µs."
    put(PAGE, "figures", "\n".join([told, "", *lines]))


if __name__ == "__main__":
    main()
