"""Where the time of a decision goes: by file of the detector, and the dearest rule.

Samples are taken up to a thousand times a second of processor time, so nothing is slowed down but by the sampling
itself. Every message is new to the process. A sample counts for the innermost function of the detector; for a rule,
where it did that itself, and was not just the first to read something off the message that others read too.
"""

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from types import FrameType

from pages import add_write, told
from speed import ROOT, read_corpus

from detector import Detector, Message
from detector.rules import RULES

FOLDER = str(ROOT / "detector") + "/"
RULE_CODE = {rule.find.__code__: rule.id for rule in RULES}  # type: ignore[attr-defined]
SHARED = f"{FOLDER}lazy.py"
EVERY_SECONDS = 0.001
SHOWN = 0.01


def frames(innermost: FrameType | None) -> Iterator[FrameType]:
    """A frame and those that called it."""
    while innermost:
        yield innermost
        innermost = innermost.f_back


class Samples:
    """How often the processor was found in each file, and at work for each rule."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()

    def take(self, _: int, frame: FrameType | None) -> None:
        """Take one, as a signal handler."""
        of_detector = [each for each in frames(frame) if each.f_code.co_filename.startswith(FOLDER)]
        if not of_detector:
            return
        path = next((each.f_code.co_filename for each in of_detector if each.f_code.co_filename != SHARED), SHARED)
        self.files[path.removeprefix(FOLDER)] += 1
        for each in of_detector:
            if each.f_code.co_filename == SHARED:
                break
            if each.f_code in RULE_CODE:
                self.rules[RULE_CODE[each.f_code]] += 1
                break


def sampled(passes: int) -> Samples:
    """Decide on our corpus several times over, each message with a mark of its own."""
    detector, samples = Detector(), Samples()
    rows = read_corpus()
    for row in rows[:500]:
        detector.decide(Message(**row))  # type: ignore[arg-type]
    signal.signal(signal.SIGPROF, samples.take)
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
    for number in range(passes):
        for row in rows:
            detector.decide(Message(f"{row['text']} {number}", row["sender"], row["channel"]))  # type: ignore[arg-type]
    signal.setitimer(signal.ITIMER_PROF, 0)
    return samples


def grouped(files: Counter[str]) -> Counter[str]:
    """The files of rules as one."""
    found: Counter[str] = Counter()
    for path, count in files.items():
        found["rules/" if path.startswith("rules/") else path] += count
    return found


def purpose(path: str) -> str:
    """What a file is for, by the first line of its docstring."""
    if path == "rules/":
        return f"The rules, {len(RULES)} of them."
    name = "detector" if path == "__init__.py" else f"detector.{path.removesuffix('.py').replace('/', '.')}"
    return (sys.modules[name.removesuffix(".__init__")].__doc__ or "").partition("\n")[0]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passes", type=int, default=3, help="over our corpus (default: %(default)s)")
    add_write(parser)
    options = parser.parse_args()
    samples = sampled(options.passes)
    total = samples.files.total()
    with told("where", write=options.write):
        print("| `detector/` | | share of a decision |\n|---|---|---:|")
        for path, count in grouped(samples.files).most_common():
            if count / total >= SHOWN:
                print(f"| `{path}` | {purpose(path)} | {count / total:.1%} |")
        dearest = ", ".join(f"`{name}` {count / total:.1%}" for name, count in samples.rules.most_common(3))
        print(f"\n{total:,} samples. The dearest rules: {dearest}.")


if __name__ == "__main__":
    main()
