"""Postproof beside other open detectors: speed, scams found, and honest messages called scams, in one run.

The peers are installed from PyPI into an environment of their own, pinned by `peers.txt`; `peer_calls.py` asks each by
its documented call. The tables go into `PEERS.md`. No message is printed or kept.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import joblib
from pages import put
from peer_calls import DOUBTFUL, SCAM
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from speed import FIRST

from detector import scorecard
from detector.label import Label
from detector.message import Message
from training import data, public
from training.example import Example
from training.features import extract
from training.fit import content, fit
from training.overlap import overlap
from training.predictions import interval

HERE = Path(__file__).parent
PINNED = HERE / "peers.txt"
PAGE = HERE / "PEERS.md"
PEERS = ("fraudurl", "rithik", "impersonation-detector")
OWN, OWN_TEXT, SAME_ROWS, ANYONES = "Postproof", "Postproof, text alone", "TF-IDF, same rows", "TF-IDF, public rows"
NOT_MEASURED = "-"
# Published together or copied from each other: held out together.
TOGETHER = ({"uci", "mishra-soni"},)
PASSES, STARTS = 3, 5
_DISGUISED = re.compile(r"[\s\[\](){}<>*]|^hxx", re.IGNORECASE)

Rows = list[dict[str, Any]]


class Tool(NamedTuple):
    """Who is asked: the function of `peer_calls.py`, its Python, its model if it has one, and what it gets to see."""

    call: str
    python: Path
    model: str = ""
    sender: bool = True

    def run(self, rows: Rows, folder: Path, passes: int = 0) -> tuple[dict[str, Any], float]:
        """What `peer_calls.py` printed, and the processor seconds of its whole process."""
        path = folder / "messages.jsonl"
        shown = rows if self.sender else [row | {"sender": ""} for row in rows]
        path.write_text("".join(json.dumps(row) + "\n" for row in shown), "utf-8")
        command = [str(self.python), str(HERE / "peer_calls.py"), self.call, str(path), str(passes), self.model]
        with (folder / "said").open("w+") as said, (folder / "errors").open("w+") as errors:
            process = subprocess.Popen(command, stdout=said, stderr=errors)
            _, status, used = os.wait4(process.pid, 0)
            said.seek(0)
            errors.seek(0)
            if status:
                raise SystemExit(f"{self.call} failed: {(errors.read().splitlines() or ['no reason given'])[-1]}")
            return json.loads(said.read()), used.ru_utime + used.ru_stime


class Measured(NamedTuple):
    """Messages of one kind, and the tools that are asked of them."""

    title: str
    rows: Rows
    tools: dict[str, Tool]


def install() -> tuple[Path, dict[str, str]]:
    """The Python that the peers are installed for, and why one could not be installed."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = cache / "postproof" / f"peers-{hashlib.sha256(PINNED.read_bytes()).hexdigest()[:12]}"
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
    failed = {}
    for line in filter(re.compile(r"\w").match, PINNED.read_text("utf-8").splitlines()):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as one:
            one.write(line)
            one.flush()
            pip = [python, "-m", "pip", "--disable-pip-version-check", "-q", "install", "--require-hashes", "--no-deps"]
            done = subprocess.run([*pip, "-r", one.name], capture_output=True, text=True, check=False)
        if done.returncode:
            failed[line.partition("==")[0]] = (done.stderr.splitlines() or ["no reason given"])[-1]
    return python, failed


def row(example: Example) -> dict[str, Any]:
    """What a tool may see of a message. Disguised links are put right, since some tools only know ordinary ones."""
    message = example.message
    written = [(link, message.text[link.span.start : link.span.end]) for link in message.links]
    links = [link.host + link.path if _DISGUISED.search(text) else text for link, text in written]
    sender = message.sender_id
    mail = "@" in sender.value
    name = sender.name if mail else message.sender
    return {
        "text": message.text,
        "sender": message.sender,
        "channel": message.channel.value,
        "links": links,
        "name": name,
        "address": sender.value if mail else "",
    }


def suits_all(example: Example) -> bool:
    """Whether every tool was made for it: two of them read no mail, and all read English."""
    return example.language == "en" and example.message.channel.value != "email" and not example.message.is_mail


def kind(example: Example) -> str:
    """Which line of the table a message belongs to, told by its label and by the names in it."""
    message = example.message
    if example.label is Label.SMISHING:
        return "smishing that names USPS" if message.usps_names else "other smishing"
    if example.label is Label.GENUINE:
        return "genuine USPS notices"
    if any(name.brand and name.brand.kind == "carrier" for name in message.names):
        return "other carriers' notices"
    written_by_people = example.source in {"challenge", "uci", "mishra-soni", "smishx"}
    return "chat" if written_by_people and not message.calls and not message.names else "other honest messages"


KINDS = (
    "smishing that names USPS",
    "other smishing",
    "genuine USPS notices",
    "other carriers' notices",
    "chat",
    "other honest messages",
)


def by_kind(examples: Sequence[Example], heading: str, tools: dict[str, Tool]) -> Iterator[Measured]:
    """The lines of one set."""
    for name in KINDS:
        rows = [row(example) for example in examples if kind(example) == name]
        if rows:
            yield Measured(f"{heading}: {name}", rows, tools)


def plain(examples: Sequence[Example], path: Path) -> str:
    """TF-IDF with logistic regression, all defaults, smishing against the rest; the file that it was written to."""
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
    model.fit([example.message.text for example in examples], [example.label is Label.SMISHING for example in examples])
    joblib.dump(model, path)
    return str(path)


def own(examples: Sequence[Example], seed: int, path: Path) -> str:
    """A scorecard of ours, fitted on these examples alone, with the thresholds of the shipped one."""
    fitted = fit(extract(examples, data.SOURCE_WEIGHTS), seed)
    thresholds = scorecard.shipped().thresholds._asdict()
    path.write_text(scorecard.dump(content(fitted, thresholds, "held-out", {})), "utf-8")
    return str(path)


def measured(folder: Path, peers: dict[str, Tool], progress: Callable[[str], None]) -> Iterator[Measured]:
    """Every line, each with models that have read nothing of it.

    The challenge sets are asked of the shipped scorecard, which never read them. The notices and the public sets are
    part of its training, so they are asked of one fitted on our corpus alone.
    """
    this = Path(sys.executable)
    seed = scorecard.shipped().provenance["seed"]  # so that the rows are those that it was trained on
    progress("reading")
    place = public.folder()
    found, _ = public.available(place)
    names = {source.name for source in found}
    kept = data.load(seed).examples
    fetched = [example for source in found if place for example in public.read(place, source)]

    def asked(own_model: str, same: str, anyones: Sequence[Example], name: str) -> dict[str, Tool]:
        tools = {
            OWN: Tool("postproof", this, own_model),
            OWN_TEXT: Tool("postproof", this, own_model, sender=False),
            SAME_ROWS: Tool("tfidf", this, same),
        }
        if {example.label for example in anyones} == {Label.SMISHING, Label.OTHER}:
            tools[ANYONES] = Tool("tfidf", this, plain(anyones, folder / f"public-{name}"))
        return tools | peers

    challenge = data.challenge()
    stands = overlap(challenge, kept)
    new = [example for example, known in zip(challenge, stands.verbatim | stands.near, strict=True) if not known]
    progress(f"{len(challenge) - len(new)} of {len(challenge)} challenge messages resemble our corpus and are left out")
    new = [example for example in new if suits_all(example)]
    yield from by_kind(new, "our challenge sets", asked("", plain(kept, folder / "kept"), fetched, "challenge"))

    progress("fitting on our corpus alone")
    others = {"notices", *names}
    seen = {example.campaign for example in kept if example.source in others}
    corpus = [example for example in kept if example.source not in others and example.campaign not in seen]
    held_out, same = own(corpus, seed, folder / "held-out.json"), plain(corpus, folder / "corpus")
    for source in ("notices", *sorted(names)):
        together = next((group for group in TOGETHER if source in group), {source})
        anyones = [example for example in fetched if example.source not in together]
        rows = [example for example in kept if example.source == source and suits_all(example)]
        heading = "our generated notices" if source == "notices" else "public"
        yield from by_kind(rows, heading, asked(held_out, same, anyones, source))


def answers(
    lines: Sequence[Measured], folder: Path, progress: Callable[[str], None]
) -> dict[str, dict[str, list[str]]]:
    """For each title what each tool said, all sets of that title together; each tool and model is started once."""
    asked: dict[tuple[str, Tool], list[tuple[str, dict[str, Any]]]] = {}
    said: dict[str, dict[str, list[str]]] = {line.title: {} for line in lines}
    for line in lines:
        for tool in line.tools.items():
            asked.setdefault(tool, []).extend((line.title, one) for one in line.rows)
    for (name, tool), rows in asked.items():
        progress(f"{name}: {len(rows):,} messages")
        told = tool.run([one for _, one in rows], folder)[0]["answers"]
        for (title, _), answer in zip(rows, told, strict=True):
            said[title].setdefault(name, []).append(answer)
    return dict(sorted(said.items(), key=lambda entry: place_of(entry[0])))


def place_of(title: str) -> tuple[str, int]:
    """Where a line stands in its table: ours first, in the order of `KINDS`."""
    heading, _, name = title.partition(": ")
    return heading, KINDS.index(name)


def cell(told: Sequence[str]) -> str:
    """The share called a scam with Wilson's interval, and after a slash that with the doubtful, where there are any."""
    scams, doubtful = told.count(SCAM), told.count(DOUBTFUL)
    low, high = interval(scams, len(told))
    share = f"{percent(scams / len(told))} % ({percent(low)}-{percent(high)})"
    return f"{share} / {percent((scams + doubtful) / len(told))} %" if doubtful else share


def percent(share: float) -> str:
    """A share as a number of per cent; near the ends, where it matters, with a decimal."""
    hundred = 100 * share
    return f"{hundred:.1f}" if 0 < hundred < 9.95 or 90 < hundred < 100 else f"{hundred:.0f}"


def speed(lines: Sequence[Measured], folder: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """Lines of the first table: what a message costs, of those of ours that were never trained on."""
    rows = [one for line in lines if line.title.startswith("our challenge") for one in line.rows]
    tools = lines[0].tools
    for title, some in (("messages", rows), ("messages with a link", [one for one in rows if one["links"]])):
        took = {name: tool.run(some, folder, PASSES)[0]["seconds"] for name, tool in tools.items()}
        rates = {name: len(some) / seconds for name, seconds in took.items()}
        yield [f"{title} a second ({len(some):,})", *(_told(rates, name, "{:,.0f}") for name in columns)]
        ratios = {name: seconds / took[OWN] for name, seconds in took.items()}
        yield [f"{title}: time, Postproof = 1", *(_told(ratios, name, "{:.2g}") for name in columns)]
    first = [row(Example(Message(FIRST), Label.SMISHING, "", "", "en", ""))]
    starts = {name: 1000 * min(tool.run(first, folder)[1] for _ in range(STARTS)) for name, tool in tools.items()}
    yield ["new Python, first message, ms", *(_told(starts, name, "{:,.0f}") for name in columns)]


def _told(figures: dict[str, float], name: str, form: str) -> str:
    return form.format(figures[name]) if name in figures else NOT_MEASURED


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---", *["---:"] * (len(head) - 1)], *lines))


def main() -> None:
    """Measure, and write the tables into the page."""
    os.chdir(HERE.parent)

    def progress(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    python, failed = install()
    peers = {name: Tool(name.replace("-", "_"), python) for name in PEERS if name not in failed}
    columns = [OWN, OWN_TEXT, SAME_ROWS, ANYONES, *PEERS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = list(measured(folder, peers, progress))
        progress("speed")
        costs = list(speed(lines, folder, columns))
        said = answers(lines, folder, progress)
    shares = {
        scams: [
            [title, f"{len(told[OWN]):,}", *(cell(told[name]) if name in told else NOT_MEASURED for name in columns)]
            for title, told in said.items()
            if ("smishing" in title) is scams
        ]
        for scams in (True, False)
    }
    version = sys.version.split()[0]
    parts = [
        f"Scorecard {scorecard.shipped().version}, Python {version}; peers: {', '.join(pinned())}.",
        "**Cost** (processor time, the best of several)",
        table(["", *columns], costs),
        "**Scams found** (of smishing: more is better)",
        table(["", "n", *columns], shares[True]),
        "**False alarms** (of honest messages: less is better)",
        table(["", "n", *columns], shares[False]),
        *(f"{name} could not be installed: {reason}" for name, reason in failed.items()),
    ]
    put(PAGE, "figures", "\n\n".join(parts))


def pinned() -> list[str]:
    """The peers and their versions."""
    return re.findall(r"^([\w-]+==[\w.]+)", PINNED.read_text("utf-8"), re.MULTILINE)


if __name__ == "__main__":
    main()
