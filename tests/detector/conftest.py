"""A small scorecard made by hand, so that what is tested does not hang on what training found."""

import json
from typing import Any

import pytest

from detector.label import Label
from detector.rules import RULES
from detector.scorecard import Scorecard, dump, parse

_RISK = {Label.SMISHING: 0.9, Label.GENUINE: -1.1, Label.OTHER: -0.7}
_ORIGIN = {Label.GENUINE: 1.3, Label.OTHER: -1.7}


@pytest.fixture
def content() -> dict[str, Any]:
    """A whole scorecard as plain data, without its digest; a test may alter it."""
    return {
        "format": 1,
        "version": "0.0.1",
        "risk": {
            "prior": -0.5,
            "wording": 1.25,
            "intercept": -0.25,
            "guards": {"leads_to_nobody_known": [-1.0, None], "nothing_to_act_on": [None, 1.5]},
            "rules": {rule.id: _RISK[rule.points_to] for rule in RULES},
        },
        "origin": {
            "prior": 0.1,
            "wording": 0.75,
            "intercept": 0.5,
            "guards": {"leads_to_nobody_known": [None, -1.0]},
            "rules": {rule.id: _ORIGIN[rule.points_to] for rule in RULES if rule.points_to in _ORIGIN},
        },
        "terms": {
            "pay": [2.0, 3.0, -1.0],
            "delivered": [1.5, -2.0, 2.5],
            "now": [1.0, 0.5, 0.1],
            "pay now": [4.0, 2.0, 0.2],
            "~carrier": [1.0, 0.1, 0.2],
            "~carrier ~tracking": [3.0, -1.0, 4.0],
        },
        "thresholds": {"smishing": 0.8, "genuine": 0.8, "other": 0.8},
        "rules": [rule.id for rule in RULES],
        "provenance": {"rows": 12},
    }


@pytest.fixture
def scorecard(content: dict[str, Any]) -> Scorecard:
    """The same, read."""
    text = dump(content)
    assert json.loads(text)["digest"]
    return parse(text, "by hand")
