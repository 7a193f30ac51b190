"""The detector in use: it is counted, and can be exchanged while it answers."""

from collections.abc import Callable
from pathlib import Path

from api.health import misjudged
from api.metrics import RELOADS, count_verdict, name_model
from detector import Detector, Message, ModelError, Verdict
from detector.champion import champion, scorecard_file
from detector.scorecard import load, shipped


class UnfitError(ModelError):
    """A scorecard that misjudges a message beyond doubt."""


class LiveDetector(Detector):
    """The detector in use. Each message is answered by one scorecard whole, the old one or the new one."""

    def __init__(self, detector: Detector) -> None:
        self.use(detector)
        name_model(detector.model)

    def check(self, message: Message, *, counterfactuals: bool = True) -> Verdict:
        """The verdict on a message, counted."""
        verdict = self.now.check(message, counterfactuals=counterfactuals)
        count_verdict(verdict)
        return verdict

    def use(self, detector: Detector) -> None:
        """Use another detector from the next message on."""
        self.now = detector
        self.scorecard, self.model = detector.scorecard, detector.model


def read_detector(path: Path | None, runs: Path | None = None) -> Detector:
    """A detector with the scorecard of a file, of the champion of a folder of runs, or the shipped one, read anew.

    Raises `detector.ModelError`.
    """
    if runs:
        path = scorecard_file(runs, champion(runs))
    if path:
        return Detector(load(path))
    shipped.cache_clear()
    return Detector(shipped())


def reload(live: LiveDetector, read: Callable[[], Detector]) -> None:
    """Read the scorecard anew and use it; where it is bad, raise `detector.ModelError` and stay with the old one."""
    try:
        detector = read()
        if wrong := misjudged(detector):
            raise UnfitError(f"a known message was not judged {' nor '.join(wrong)}; the scorecard in use stays")
    except ModelError:
        RELOADS.labels("refused").inc()
        raise
    name_model(detector.model, live.model)
    live.use(detector)
    RELOADS.labels("done").inc()
