"""The figures that are promised, read off predictions made by hand."""

import numpy as np

from detector.channel import Channel
from detector.label import Label
from detector.message import Message
from detector.verdict import Thresholds
from training.example import Example
from training.features import rows_of
from training.predictions import Predictions
from training.promises import Asked, Rows, figures

_THRESHOLDS = Thresholds(0.6, 0.6, 0.6)
# Log-odds of risk and of origin that make a decision sure.
_SAID = {"smishing": (9.0, -9.0), "genuine": (-9.0, 9.0), "other": (-9.0, -9.0)}


def _asked(*rows: tuple[str, str, str, str, str, str]) -> Asked:
    """Rows of text, sender, label, source, language and what is said of it."""
    examples = [
        Example(Message(text, sender, Channel.SMS), Label(label), f"c{at}", source, language, "MIT", "")
        for at, (text, sender, label, source, language, _) in enumerate(rows)
    ]
    shown = rows_of(examples)
    said = [row[-1] for row in rows] + [row[-1] for row in rows if row[1]]
    risk, origin = np.array([_SAID[word] for word in said]).T
    return Asked(Predictions(risk, origin, np.array([example.label.value for example, _ in shown])), Rows.of(shown))


_ROWS = _asked(
    ("USPS: pay at a.top", "", "smishing", "ncsu", "en", "smishing"),
    ("USPS: pay at b.top", "", "smishing", "hand-a", "en", "genuine"),
    ("Hi mom, new phone", "", "smishing", "hand-p", "en", "other"),
    ("USPS: delivered", "28777", "genuine", "hand-a", "en", "genuine"),
    ("USPS: su paquete llegó", "", "genuine", "hand-a", "es", "smishing"),
    ("CVS: your prescription", "", "other", "hand-d", "en", "other"),
    ("See you at nine", "", "other", "uci", "en", "smishing"),
)
_NONE = Predictions(np.zeros(0), np.zeros(0), np.zeros(0, dtype=str))


def test_each_figure_counts_its_rows() -> None:
    found = {figure["on"]: figure for figure in figures(_ROWS, _ROWS, _NONE, _THRESHOLDS)}
    expected = {
        "public USPS smishing, held-out sources: smishing": (1.0, 1, True),
        "held-out sources, USPS smishing, sender unknown: genuine": (0.5, 2, False),
        "held-out sources, other smishing: smishing": (0.0, 1, False),
        # the message with a sender is asked without it too
        "held-out sources, genuine, sender unknown: genuine": (0.5, 2, False),
        "held-out sources, genuine, sender known: genuine": (1.0, 1, True),
        "held-out sources, honest notices of others: smishing": (0.0, 1, True),
        "challenge, chat and codes: smishing": (1.0, 1, False),
        "held-out sources, genuine: genuine, English before Spanish by": (1.0, 1, False),
    }
    assert {on: (found[on]["share"], found[on]["n"], found[on]["met"]) for on in expected} == expected
    assert not any("temporal" in on for on in found)


def test_later_campaigns_are_asked_for_where_there_are_any() -> None:
    later = Predictions(np.array([9.0, -9.0]), np.array([-9.0, -9.0]), np.array(["smishing", "smishing"]))
    (figure,) = (figure for figure in figures(_ROWS, _ROWS, later, _THRESHOLDS) if "temporal" in figure["on"])
    assert (figure["share"], figure["n"], figure["met"]) == (0.5, 2, False)
