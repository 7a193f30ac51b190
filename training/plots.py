"""Plots as SVG to stand inside a page: they take its colours and fonts, in light and dark alike.

Matplotlib draws with made-up colours, each of which becomes a variable of the page's style. Every id is prefixed with
the plot's name, since ids are unique in a page.
"""

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter
from matplotlib.transforms import Transform

_TEXT, _LINE, _ONE, _TWO = "#010101", "#020202", "#030303", "#040404"
_VARIABLES = {_TEXT: "var(--text)", _LINE: "var(--edge)", _ONE: "var(--one)", _TWO: "var(--two)"}
_SIZE = (4.4, 3.2)  # inches; narrow, so that the letters stay readable on a phone
Points = Sequence[Mapping[str, Any]]


def reliability(bins: Points) -> str:
    """What was said of P(smishing) against what was, with 95 % intervals and the number of messages."""
    with _style():
        figure, axes = _new("P(smishing), as said", "smishing, as it was")
        axes.plot([0, 1], [0, 1], color=_LINE, linestyle="--", linewidth=1)
        for entry in bins:
            axes.plot([entry["said"]] * 2, entry["was"]["interval"], color=_ONE, linewidth=1.5)
            middle = (entry["from"] + entry["to"]) / 2
            axes.text(middle, 1.04, _short(entry["was"]["n"]), ha="center", fontsize=8, transform=_above(axes))
        axes.plot([entry["said"] for entry in bins], [entry["was"]["share"] for entry in bins], "o", color=_ONE)
        axes.text(-0.03, 1.04, "n", ha="right", fontsize=8, transform=_above(axes))
        _percent(axes, "x", "y")
        return _svg(figure, "reliability")


def abstention(points: Points, coverage: float, risk: float | None) -> str:
    """The risk-coverage curve, and where the thresholds stand on its plane (risk None: they answer nothing)."""
    with _style():
        figure, axes = _new("messages answered", "of these answered wrongly")
        _line(axes, points, "coverage", "risk", "likeliest label, surest first", _ONE, "-")
        if risk is not None:
            axes.plot([coverage], [risk], "D", color=_TWO, label="the thresholds")
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, max(0.01, *(point["risk"] for point in points), risk or 0.0) * 1.15)
        axes.legend(loc="upper left")
        _percent(axes, "x", "y")
        return _svg(figure, "abstention")


def recall(points: Points) -> str:
    """Recall against false positives, on a logarithmic scale from 0.1 %."""
    shown = [point for point in points if point["false_positives"]]
    of_genuine = [point for point in shown if point["recall_of_genuine"] is not None]
    with _style():
        figure, axes = _new("false positives allowed", "smishing found")
        _line(axes, shown, "false_positives", "recall", "of all honest messages", _ONE, "-")
        if of_genuine:
            _line(axes, of_genuine, "false_positives", "recall_of_genuine", "of the genuine alone", _TWO, "--")
        axes.set_xscale("log")
        axes.set_ylim(min(0.5, *(point["recall"] for point in shown)), 1.02)
        axes.legend(loc="lower right")
        _percent(axes, "x", "y")
        return _svg(figure, "recall")


def precision(rates: Points) -> str:
    """Precision against the base rate of smishing, with the interval as a band."""
    with _style():
        figure, axes = _new("smishing among all messages", "of those called smishing, smishing")
        for key, named, colour, style in (("as_shipped", "as shipped", _ONE, "-"), ("shifted", "shifted", _TWO, "--")):
            told = [
                {"rate": entry["rate"], **entry[key]["precision"]}
                for entry in rates
                if key in entry and None not in entry[key]["precision"]["interval"]
            ]
            if told:
                _line(axes, told, "rate", "value", named, colour, style)
                low, high = zip(*(point["interval"] for point in told), strict=True)
                axes.fill_between([point["rate"] for point in told], low, high, color=colour, alpha=0.15, linewidth=0)
        axes.set_xscale("log")
        axes.set_ylim(0, 1.05)
        axes.legend(loc="lower right")
        _percent(axes, "x", "y")
        return _svg(figure, "precision")


def ranking(points: Points) -> str:
    """The precision-recall curve, thresholds falling from left to right."""
    with _style():
        figure, axes = _new("smishing found (recall)", "of those called smishing, smishing")
        axes.plot([point["recall"] for point in points], [point["precision"] for point in points], color=_ONE)
        axes.set_xlim(0, 1.02)
        axes.set_ylim(min(0.5, *(point["precision"] for point in points)), 1.02)
        _percent(axes, "x", "y")
        return _svg(figure, "ranking")


def histogram(counts: Mapping[str, Sequence[int]], threshold: float) -> str:
    """How many messages of each label were given each P(smishing), on a logarithmic scale; the threshold dashed."""
    with _style():
        figure = Figure(figsize=(_SIZE[0], 4.4), layout="constrained")
        rows = figure.subplots(len(counts), sharex=True, sharey=True)
        for axes, (label, found) in zip(rows, counts.items(), strict=True):
            width = 1 / len(found)
            axes.bar([(at + 0.5) * width for at in range(len(found))], found, width * 0.9, color=_ONE, log=True)
            axes.axvline(threshold, color=_TWO, linestyle="--", linewidth=1.2)
            axes.set_title(f"is {label}", loc="left", fontsize=10)
            axes.set_xlim(0, 1)
            axes.set_ylim(0.5, max(10, *(max(row) for row in counts.values())) * 1.6)
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else ""))
            axes.yaxis.set_minor_formatter(NullFormatter())
        rows[-1].set_xlabel("P(smishing), as said")
        _percent(rows[-1], "x")
        return _svg(figure, "histogram")


def weights(found: Points, name: str) -> str:
    """What each rule adds to the log-odds where it fires, the heaviest on top."""
    with _style():
        figure = Figure(figsize=(5.4, 0.6 + 0.19 * max(1, len(found))), layout="constrained")
        axes = figure.add_subplot()
        values = [entry["weight"] for entry in found]
        axes.barh(range(len(found)), values, color=[_ONE if value > 0 else _TWO for value in values], height=0.7)
        axes.set_yticks(range(len(found)), [entry["rule"] for entry in found], fontsize=8)
        axes.set_ylim(len(found) - 0.4, -0.6)
        axes.axvline(0, color=_LINE, linewidth=1)
        axes.set_xlabel("log-odds")
        return _svg(figure, name)


def quarters(by_quarter: Mapping[str, Mapping[str, Any]]) -> str:
    """How much smishing was called smishing in each quarter, with 95 % intervals."""
    told = {name: found["smishing_called_smishing"] for name, found in by_quarter.items()}
    told = {name: found for name, found in told.items() if found["n"]}
    with _style():
        figure, axes = _new("", "smishing called smishing")
        for at, found in enumerate(told.values()):
            axes.plot([at, at], found["interval"], color=_ONE, linewidth=1.5)
        axes.plot(range(len(told)), [found["share"] for found in told.values()], "o", color=_ONE)
        axes.set_xticks(range(len(told)), list(told), rotation=45, ha="right")
        axes.set_ylim(0, 1.05)
        _percent(axes, "y")
        return _svg(figure, "quarters")


def _style() -> AbstractContextManager[None]:
    return mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "postproof",
            "font.size": 10,
            "text.color": _TEXT,
            "axes.labelcolor": _TEXT,
            "axes.edgecolor": _LINE,
            "axes.grid": True,
            "grid.color": _LINE,
            "grid.alpha": 0.25,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "xtick.color": _TEXT,
            "ytick.color": _TEXT,
            "legend.frameon": False,
        }
    )


def _new(across: str, up: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    return figure, axes


def _line(axes: Axes, points: Points, across: str, up: str, named: str, colour: str, style: str) -> None:
    marker = "o" if style == "-" else "s"
    axes.plot(
        [point[across] for point in points],
        [point[up] for point in points],
        color=colour,
        linestyle=style,
        marker=marker,
        markersize=4,
        label=named,
    )


def _short(count: int) -> str:
    return f"{count:,}" if count < 10_000 else f"{count / 1_000:.0f}k"


def _above(axes: Axes) -> Transform:
    """Across as the data have it, up as a share of the plot's height."""
    return axes.get_xaxis_transform()


def _percent(axes: Axes, *which: str) -> None:
    for name in which:
        axis = axes.xaxis if name == "x" else axes.yaxis
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:g} %"))
        axis.set_minor_formatter(NullFormatter())


def _svg(figure: Figure, name: str) -> str:
    """The figure's SVG element alone, in the page's colours; hidden from screen readers, whom a table tells more."""
    file = io.StringIO()
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    drawn = file.getvalue()
    drawn = re.sub(r"<(metadata|style)\b.*?</\1>", "", drawn[drawn.index("<svg") :], flags=re.DOTALL)
    drawn = re.sub(r"<svg [^>]*?(viewBox=\"[^\"]*\")[^>]*>", r'<svg \1 aria-hidden="true">', drawn, count=1)
    drawn = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", drawn)
    drawn = re.sub(r"font-family: [^;\"]*; ", "", drawn)
    for colour, variable in _VARIABLES.items():
        drawn = drawn.replace(colour, variable)
    return drawn
