"""Ask one tool about messages, by the call that its own page documents, with its own defaults.

`python peer_calls.py TOOL MESSAGES PASSES [MODEL]` reads JSON Lines with `text`, `sender`, `name`, `address`, `channel`
and `links`, and prints `answers` (one of `scam`, `doubtful`, `fine` for each) and `seconds` (the least processor time
of so many more passes, 0 where there are none). It runs in the tool's environment, so it imports nothing of others.
"""

import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

Ask = Callable[[list[dict]], list[str]]
SCAM, DOUBTFUL, FINE = "scam", "doubtful", "fine"
WORST_FIRST = (SCAM, DOUBTFUL, FINE)


def postproof(model: str) -> Ask:
    """Each message by itself, with evidence; `model` is a scorecard's file, the shipped one where it is empty."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from detector import Detector, Message
    from detector.scorecard import load

    detector = Detector(load(Path(model)) if model else None)
    said = {"smishing": SCAM, "uncertain": DOUBTFUL}

    def ask(rows: list[dict]) -> list[str]:
        checked = (detector.check(Message(row["text"], row["sender"], row["channel"])) for row in rows)
        return [said.get(verdict.decision.value, FINE) for verdict in checked]

    return ask


def tfidf(model: str) -> Ask:
    """All texts in one batch; it never doubts."""
    import joblib

    pipeline = joblib.load(model)

    def ask(rows: list[dict]) -> list[str]:
        return [SCAM if scam else FINE for scam in pipeline.predict([row["text"] for row in rows])]

    return ask


def fraudurl(_: str) -> Ask:
    """The links of all messages as one CSV file, in one process; a message is as bad as its worst link."""
    from fraudurl.cli import main

    said = {"FRAUD": SCAM, "REVIEW": DOUBTFUL}

    def ask(rows: list[dict]) -> list[str]:
        links = [(number, link) for number, row in enumerate(rows) for link in row["links"]]
        answers = [FINE] * len(rows)
        if not links:
            return answers
        with tempfile.TemporaryDirectory() as folder:
            asked, answered = Path(folder, "urls.csv"), Path(folder, "answers.csv")
            with asked.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["url"], *([link] for _, link in links)])
            main([str(asked), "-o", str(answered), "--workers", "1", "--quiet"])
            with answered.open(encoding="utf-8-sig", newline="") as file:
                verdicts = [said.get(line["fraud_verdict"], FINE) for line in csv.DictReader(file)]
        for (number, _), verdict in zip(links, verdicts, strict=True):
            answers[number] = min(answers[number], verdict, key=WORST_FIRST.index)
        return answers

    return ask


def rithik(_: str) -> Ask:
    """Each text by itself."""
    from rithik.scam import analyze

    said = {"scam": SCAM, "suspicious": DOUBTFUL}
    return lambda rows: [said.get(analyze(row["text"]).verdict.value, FINE) for row in rows]


def impersonation_detector(_: str) -> Ask:
    """Each message by itself, protecting USPS as its page protects LinkedIn: the domain, the name, the support."""
    from impersonation_detector import Detector, Message

    detector = Detector(["usps.com", "USPS", "USPS Support"])
    said = {"block": SCAM, "hold": DOUBTFUL, "warn": DOUBTFUL}

    def ask(rows: list[dict]) -> list[str]:
        messages = (Message(body=row["text"], sender_name=row["name"], sender_address=row["address"]) for row in rows)
        return [said.get(detector.analyze(message).action, FINE) for message in messages]

    return ask


TOOLS = {call.__name__: call for call in (postproof, tfidf, fraudurl, rithik, impersonation_detector)}


def main() -> None:
    """Answer and time."""
    tool, messages, passes, model = (*sys.argv[1:], "")[:4]
    rows = [json.loads(line) for line in Path(messages).read_text("utf-8").splitlines()]
    ask = TOOLS[tool](model)
    answers, seconds = ask(rows), []
    for _ in range(int(passes)):
        start = time.process_time()
        ask(rows)
        seconds.append(time.process_time() - start)
    print(json.dumps({"answers": answers, "seconds": min(seconds, default=0.0)}))


if __name__ == "__main__":
    main()
