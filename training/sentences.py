"""A comparison and a judgement in words, for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.comparison import Change

NAMES = {
    "new_smishing_called_genuine": "smishing newly called genuine",
    "usps_smishing_called_genuine": "USPS smishing called genuine",
    "genuine_called_smishing": "genuine called smishing",
    "other_called_smishing": "other called smishing",
    "smishing_missed": "smishing missed",
    "smishing_missed_by_language": "smishing missed, language",
    "smishing_missed_by_lure": "smishing missed, lure",
    "calibration_error": "expected calibration error",
    "tricks_on_the_wrong_side": "tricks that end on the wrong side",
    "facts_expired": "facts that have expired",
}


def named(figure: Mapping[str, Any]) -> str:
    """What a figure counts."""
    return f"{NAMES[figure['figure']]} {figure['slice']}".rstrip()


def of_figure(figure: Mapping[str, Any]) -> str:
    """A figure of both scorecards, the difference with its interval, and the limit where there is one."""
    limit = figure.get("limit", {})
    if "count" in figure:
        allowed = f", of {limit['count']} allowed" if limit else ""
        return f"{named(figure)}: {figure['count']}{allowed}"
    low, high = figure["interval"]
    told = (
        f"{named(figure)}: {figure['before']:.2%} before, {figure['after']:.2%} now, {_points(figure['difference'])} "
        f"points ({_points(low)} to {_points(high)}), n {figure['n']:,}"
    )
    end = "its upper end" if limit.get("end", "high") == "high" else "it"
    return told + (f"; {end} may be {_points(limit.get('most', 0.0))}" if limit else "")


def lines(figures: Sequence[Mapping[str, Any]], changes: Sequence[Change], *, show_texts: bool) -> Iterator[str]:
    """All figures, those that are refused marked, then the messages judged otherwise."""
    for figure in figures:
        mark = {True: "ok      ", False: "REFUSED ", None: ""}[figure.get("passed")]
        yield mark + of_figure(figure)
    yield f"{len(changes):,} messages are judged otherwise" + (":" if changes else ".")
    for change in changes:
        yield f"  {change.place}: {change.label}, {change.before} -> {change.after}"
        if show_texts and change.text:
            yield f"    {change.text!r}"


def _points(share: float) -> str:
    return f"{share * 100:+.2f}"
