"""How soon a new campaign is known: public campaigns replayed by date.

For each month a model is trained on what was known before it: our own messages, the public ones without dates, and the
dated ones of earlier months. The campaigns that begin in the month are judged by it on their first message; then their
first 1, 5 and 20 messages are reported, the model is trained anew with them, and the next message of each is judged
that does not just repeat a reported wording. All campaigns of a month report at once, so a model has seen the others'
reports too. The models that learnt nothing of the month judge these very messages as well: each is its own before and
after, and only this says what reports bring.

Our own messages have no dates and were written in 2026, in part about lures of the replayed years: that flatters every
column, the first most. Prints the tables for benchmarks/README.md:

    .venv/bin/python benchmarks/time_to_detect.py
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from detector.label import Label
from detector.scorecard import shipped
from training import data, public
from training.campaigns import fingerprint, grouped
from training.example import Example
from training.features import Features, extract
from training.fit import Fitted, fit
from training.predictions import Predictions, interval, share

SEED = 20261123
AFTER = (0, 1, 5, 20)


@dataclass
class Judged:
    """What was said of a message of each campaign, after some reports of it."""

    decisions: list[str] = field(default_factory=list)

    def row(self, reports: int) -> str:
        """The row of the table."""
        said = np.array(self.decisions)
        cells = []
        for decision in ("smishing", "uncertain", "genuine"):
            found = share(said == decision)
            low, high = found["interval"]
            cells.append(f"{found['share']:.1%} ({100 * low:.1f} to {100 * high:.1f})")
        return f"| {_named(reports)} | {len(said):,} | {' | '.join(cells)} |"


@dataclass
class Paired:
    """The same messages without and with the reports: the decisions, and the log-odds of risk."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    rise: list[float] = field(default_factory=list)

    def add(self, before: Predictions, after: Predictions) -> None:
        """Add what was said of some messages by the model without reports and by the one with them."""
        self.before += list(before.decisions(shipped().thresholds))
        self.after += list(after.decisions(shipped().thresholds))
        self.rise += list(after.risk - before.risk)

    def row(self, reports: int) -> str:
        """The row of the table; the interval of the share is Wilson's, that of the median by order."""
        before, after = (np.array(said) == "smishing" for said in (self.before, self.after))
        rise, n = np.sort(self.rise), len(self.rise)
        low, high = interval(float((rise > 0).sum()), n)
        margin = 0.98 * np.sqrt(n)
        ends = rise[max(0, int(n / 2 - margin))], rise[min(n - 1, int(np.ceil(n / 2 + margin)))]
        cells = [
            f"{n:,}",
            f"{before.sum():,}",
            f"{after.sum():,}",
            f"{(after & ~before).sum():,}",
            f"{(before & ~after).sum():,}",
            f"{(rise > 0).mean():.0%} ({100 * low:.0f} to {100 * high:.0f})",
            f"{np.median(rise):+.2f} ({ends[0]:+.2f} to {ends[1]:+.2f})",
        ]
        return f"| {_named(reports)} | {' | '.join(cells)} |"


def main() -> int:
    """Replay and print; 1 where the dated public data is not here."""
    dated = _dated()
    if not dated:
        print("The dated public messages are not here; 'make fetch' brings them.", file=sys.stderr)
        return 1
    own = [example for example in data.load(SEED).examples if not example.date]
    everything = grouped([*dated, *own])
    dated, at = everything[: len(dated)], len(dated)
    features = extract(everything, data.SOURCE_WEIGHTS)
    undated = np.flatnonzero(np.arange(len(features.labels)) >= at)
    campaigns: dict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(dated):
        campaigns[example.campaign].append(row)
    begins = {name: dated[rows[0]].date[:7] for name, rows in campaigns.items()}
    prints = [fingerprint(example) for example in dated]
    judged = {reports: Judged() for reports in AFTER}
    paired = {reports: Paired() for reports in AFTER if reports}
    with threadpool_limits(1):
        for month in tqdm(sorted(set(begins.values())), unit="month"):
            fresh = [rows for name, rows in campaigns.items() if begins[name] == month]
            earlier = _learnt(
                [[row for row in rows if dated[row].date[:7] < month] for rows in campaigns.values()], prints
            )
            known = np.concatenate([undated, earlier])
            without = fit(features.take(known), SEED)
            for reports in AFTER:
                asked = [row for rows in fresh for row in _still_new(rows, reports, prints)]
                if not asked:
                    continue
                said = _said(without, features, asked)
                if reports:
                    told = _learnt([rows[:reports] for rows in fresh if len(rows) > reports], prints)
                    before, said = said, _said(fit(features.take(np.concatenate([known, told])), SEED), features, asked)
                    paired[reports].add(before, said)
                judged[reports].decisions += list(said.decisions(shipped().thresholds))
    print("| known of a campaign | campaigns | smishing | uncertain | genuine |\n|---|---:|---:|---:|---:|")
    for reports in AFTER:
        print(judged[reports].row(reports))
    print("\n| the next message, without and with | campaigns | smishing without | with | newly | no longer", end=" ")
    print("| risk rose | by, in log-odds (median) |\n|---|---:|---:|---:|---:|---:|---:|---:|")
    for reports, pairs in paired.items():
        print(pairs.row(reports))
    return 0


def _named(reports: int) -> str:
    return {0: "none: its first message", 1: "1 report"}.get(reports, f"{reports} reports")


def _dated() -> list[Example]:
    """The public messages of scams that have a day, the oldest first."""
    place = public.folder()
    found, _ = public.available(place)
    read = [example for source in found if place for example in public.read(place, source)]
    return sorted(
        (example for example in read if example.date and example.label is Label.SMISHING),
        key=lambda example: example.date,
    )


def _learnt(campaigns: Iterable[Sequence[int]], prints: Sequence[str]) -> NDArray[np.intp]:
    """The rows that training keeps of each campaign: no wording twice, and so many at most."""
    return np.array(
        [
            row
            for rows in campaigns
            for row in list({prints[row]: row for row in reversed(rows)}.values())[-data.MOST_OF_A_CAMPAIGN :]
        ],
        dtype=np.intp,
    )


def _still_new(rows: Sequence[int], reports: int, prints: Sequence[str]) -> list[int]:
    """The message that comes first, or the next after the reports whose wording was not reported."""
    if not reports:
        return list(rows[:1])
    seen = {prints[row] for row in rows[:reports]}
    return [row for row in rows[reports:] if prints[row] not in seen][:1]


def _said(model: Fitted, features: Features, asked: Sequence[int]) -> Predictions:
    rows = np.array(asked)
    return Predictions(*model.predict(features.take(rows)), features.labels[rows])


if __name__ == "__main__":
    sys.exit(main())
