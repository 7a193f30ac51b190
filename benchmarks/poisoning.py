"""What lying reports get through: honest reports made from the corpus, and liars among them.

The reviewer accepts what stands in the fast lane and reads nothing: the worst one that the rules still have to protect.
Without the rules, what at least three reports claim, four in five of them alike, is accepted. Prints one table, with
Wilson intervals (95 %).
"""

import argparse
import json
import math
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from api.keys import hash_of
from api.review.intake import Intake
from api.review.numbers import numbers
from api.review.safety import doubts
from api.review.standing import message_of
from api.store import Campaign, Database, Report
from detector import Detector, Label

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
START = datetime(2026, 11, 2, tzinfo=UTC)
DAYS = 14
# One honest caller in so many is mistaken.
MISTAKEN = 30
TARGETS = 20
LIES = {"genuine": "smishing", "smishing": "genuine", "other": "smishing"}


class Sent(NamedTuple):
    """A report on its way: when, by whom, which row of the corpus, under which label; `lies` if on purpose."""

    at: datetime
    who: str
    row: dict[str, str]
    label: str
    lies: bool


class Kept(NamedTuple):
    """A campaign with what is true of it: whether its label is wrong, and which policies accept it."""

    wrong: bool
    rows: int
    wrong_rows: int
    plain: bool
    rules_alone: bool
    rules: bool


def honest(rows: list[dict[str, str]], count: int, random_: random.Random) -> Iterator[Sent]:
    """Reports by many callers, message number n about 1/n as often."""
    for row in random_.choices(rows, [1 / number for number in range(1, len(rows) + 1)], k=count):
        label = LIES[row["label"]] if random_.randrange(MISTAKEN) == 0 else row["label"]
        yield Sent(moment(random_), f"person {random_.randrange(10 * count)}", row, label, False)


def spread(rows: list[dict[str, str]], count: int, share: float, random_: random.Random) -> Iterator[Sent]:
    """Lies that are a share of all reports, by callers of their own, about what others report too."""
    lies = round(count * share / (1 - share))
    for row in random_.choices(rows, [1 / number for number in range(1, len(rows) + 1)], k=lies):
        yield Sent(moment(random_), f"liar {random_.randrange(10 * count)}", row, LIES[row["label"]], True)


def burst(rows: list[dict[str, str]], random_: random.Random) -> Iterator[Sent]:
    """One caller lies thirty times within minutes about each of twenty messages that nobody else reports."""
    for row in rows[-TARGETS:]:
        begin = moment(random_)
        for number in range(30):
            yield Sent(begin + timedelta(seconds=10 * number), "liar", row, LIES[row["label"]], True)


def drip(rows: list[dict[str, str]], random_: random.Random) -> Iterator[Sent]:
    """Eight callers lie about each of twenty messages that nobody else reports, over two weeks."""
    for row in rows[-TARGETS:]:
        for number in range(8):
            yield Sent(moment(random_), f"liar {number} of {row['text'][:20]}", row, LIES[row["label"]], True)


def daily(rows: list[dict[str, str]], random_: random.Random) -> Iterator[Sent]:
    """One caller lies once a day, for two weeks, about each of twenty messages that nobody else reports."""
    for row in rows[-TARGETS:]:
        begin = START + timedelta(seconds=random_.uniform(0, 80_000))
        for day in range(DAYS):
            yield Sent(begin + timedelta(days=day), "liar", row, LIES[row["label"]], True)


def moment(random_: random.Random) -> datetime:
    """Some time within the two weeks."""
    return START + timedelta(seconds=random_.uniform(0, 86_400 * DAYS))


def run(sent: list[Sent], detector: Detector) -> list[Kept]:
    """Take the reports in, in the order of time, and say which campaigns each policy accepts."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/postproof.sqlite3")
        database.upgrade()
        intake = Intake(database, lambda: detector)
        for number, one in enumerate(sorted(sent, key=lambda one: one.at)):
            report = Report(
                receipt_hash=hash_of(str(number)), text=one.row["text"], sender=one.row["sender"],
                channel=one.row["channel"], label=one.label, language=one.row["language"], client="", redacted=True,
                state="received", received=one.at, expires=one.at + timedelta(days=900),
            )  # fmt: skip
            intake.add(report, one.who)
        truth = {one.row["text"]: one.row["label"] for one in sent}
        with database.session() as session:
            found = [
                kept(campaign, session.scalars(select(Report).where(Report.campaign_id == campaign.id)).all(), truth)
                for campaign in session.scalars(select(Campaign)).all()
            ]
        database.close()
    return found


def kept(campaign: Campaign, reports: list[Report], truth: dict[str, str]) -> Kept:
    """What each policy makes of a campaign."""
    fast = numbers().fast_lane
    counts = {label: sum(report.label == label for report in reports) for label in {r.label for r in reports}}
    most = max(counts, key=lambda label: counts[label])
    sample = next(report for report in reports if report.id == campaign.sample_id)
    claims = (
        campaign.callers >= fast.least_callers
        and campaign.agreement >= fast.least_share
        and campaign.last_seen - campaign.first_seen >= timedelta(hours=fast.least_hours)
        and not any(doubts(message_of(sample), Label(campaign.label)))
    )
    plain = len(reports) >= fast.least_callers and counts[most] / len(reports) >= fast.least_share
    label = most if plain and campaign.lane != "fast" else campaign.label
    wrong_rows = sum(truth[report.text] != label for report in reports)
    return Kept(2 * wrong_rows > len(reports), len(reports), wrong_rows, plain, claims, campaign.lane == "fast")


def share(hits: int, count: int) -> str:
    """A share in percent with its Wilson interval."""
    if not count:
        return "none"
    z, p = 1.96, hits / count
    middle, half = p + z * z / (2 * count), z * math.sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    low, high = ((middle + sign * half) / (1 + z * z / count) for sign in (-1, 1))
    return f"{hits} of {count:,} ({100 * p:.1f} %, {100 * max(0, low):.1f} to {100 * high:.1f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=3000, help="honest reports in each run (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rows = [
        json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    detector = Detector()
    print("| liars | policy | campaigns accepted | of them under a wrong label | rows under a wrong label |")
    print("|---|---|---:|---:|---:|")
    for name in ("none", "1 %", "5 %", "20 %", "burst by one caller", "slow drip by many", "one caller every day"):
        random_ = random.Random(options.seed)
        random_.shuffle(rows)
        # What nobody else reports stands at the end.
        reported = rows[:-TARGETS]
        sent = list(honest(reported, options.reports, random_))
        if name.endswith("%"):
            sent += spread(reported, options.reports, int(name.split()[0]) / 100, random_)
        elif name != "none":
            kinds = {"burst by one caller": burst, "slow drip by many": drip, "one caller every day": daily}
            sent += kinds[name](rows, random_)
        campaigns = run(sent, detector)
        for policy, field in (("no rules", "plain"), ("rules, without the model", "rules_alone"), ("rules", "rules")):
            accepted = [campaign for campaign in campaigns if getattr(campaign, field)]
            wrong = sum(campaign.wrong for campaign in accepted)
            all_rows, wrong_rows = sum(c.rows for c in accepted), sum(c.wrong_rows for c in accepted)
            cells = (name, policy, str(len(accepted)), share(wrong, len(accepted)), share(wrong_rows, all_rows))
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
