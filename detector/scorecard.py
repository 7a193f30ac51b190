"""The shipped model: two additive scorecards in plain JSON. Loading it executes nothing."""

import hashlib
import json
import math
import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from detector.errors import ModelCorruptError, ModelError, ModelMismatchError, ModelNotFoundError
from detector.rules import RULES
from detector.verdict import ScorecardName, Thresholds
from detector.weighing import Said, Terms, pull, weigh
from detector.wording import Wording

FORMAT = 1
SHIPPED = "scorecard.json"
_DIGEST_LINE = re.compile(r'(?<=^\{\n)"digest": "[0-9a-f]*",\n')


class Card(NamedTuple):
    """One additive scorecard.

    `prior` is the log-odds before anything is read; `wording` multiplies the wording's own log-odds, which are
    `intercept` plus the weighted terms; `rules` holds the weight of each rule that has one. `guards` holds the least
    and the most that the wording may say where a rule fires: neither innocence nor guilt is borrowed from words alone.
    """

    prior: float
    wording: float
    intercept: float
    guards: Mapping[str, tuple[float, float]]
    rules: Mapping[str, float]

    def guarded(self, wording: float, fired: Collection[str]) -> float:
        """What the wording may say where these rules fire."""
        for rule_id, (least, most) in self.guards.items():
            if rule_id in fired:
                wording = min(max(wording, least), most)
        return wording


class Scorecard(NamedTuple):
    """Everything that scoring needs, and where it came from."""

    version: str
    risk: Card
    origin: Card
    terms: Terms
    thresholds: Thresholds
    rule_ids: tuple[str, ...]
    provenance: Mapping[str, Any]
    digest: str

    def card(self, name: ScorecardName) -> Card:
        """The scorecard of this name."""
        return self.risk if name == "risk" else self.origin

    def at_base_rate(self, smishing: float) -> "Scorecard":
        """The same scorecard where this share of messages is smishing, between 0 and 1: only the prior of risk moves.

        Raises `ModelError` where the scorecard does not say what share its own prior stands for.
        """
        trained = self.provenance.get("base_rate", {}).get("smishing")
        if not trained:
            raise ModelError(
                f"scorecard {self.version} does not say its base rate; run 'make train', or leave yours out"
            )
        shift = math.log(smishing / (1 - smishing)) - math.log(trained / (1 - trained))
        return self._replace(risk=self.risk._replace(prior=self.risk.prior + shift))

    def weigh(self, wording: Wording) -> Said:
        """What a wording says."""
        said = weigh(wording, self.terms)
        return said._replace(risk=self.risk.intercept + said.risk, origin=self.origin.intercept + said.origin)


def digest_of(text: str) -> str:
    """SHA-256 of a scorecard's file without the line of its digest."""
    return hashlib.sha256(_DIGEST_LINE.sub("", text, count=1).encode()).hexdigest()


def dump(content: Mapping[str, Any]) -> str:
    """The file's text for a content, digest added: the same content gives the same bytes, a term a line."""
    told = (f"{_json(key)}: {_lines(content[key])}" for key in sorted(content.keys() - {"digest"}))
    text = "{\n" + ",\n".join(told) + "\n}\n"
    return text.replace("{\n", f'{{\n"digest": "{digest_of(text)}",\n', 1)


def _lines(value: Any) -> str:
    if not isinstance(value, Mapping) or not value:
        return _json(value)
    return "{\n" + ",\n".join(f"{_json(key)}: {_json(value[key])}" for key in sorted(value)) + "\n}"


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def parse(text: str, name: str) -> Scorecard:
    """Read a scorecard; `name` is what errors call it."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT or content["digest"] != digest_of(text):
            raise ModelCorruptError(
                f"{name}: the digest does not fit the content; install it again or run 'make train'"
            )
        card = Scorecard(
            version=content["version"],
            risk=_card(content["risk"]),
            origin=_card(content["origin"]),
            terms={term: pull(*weights) for term, weights in content["terms"].items()},
            thresholds=Thresholds(**content["thresholds"]),
            rule_ids=tuple(content["rules"]),
            provenance=content["provenance"],
            digest=content["digest"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ModelCorruptError(f"{name}: not a scorecard ({error}); install it again or run 'make train'") from None
    _match_rules(card, name)
    return card


def _card(content: Mapping[str, Any]) -> Card:
    guards = {
        rule_id: (-math.inf if least is None else least, math.inf if most is None else most)
        for rule_id, (least, most) in content["guards"].items()
    }
    return Card(content["prior"], content["wording"], content["intercept"], guards, content["rules"])


def _match_rules(card: Scorecard, name: str) -> None:
    code = {rule.id for rule in RULES}
    trained = set(card.rule_ids)
    if code != trained:
        missing, unknown = sorted(code - trained), sorted(trained - code)
        told = "; ".join(
            part
            for part in (
                f"it knows no weight for {', '.join(missing)}" if missing else "",
                f"this code has no rule {', '.join(unknown)}" if unknown else "",
            )
            if part
        )
        raise ModelMismatchError(f"{name}: trained for other rules: {told}; run 'make train'")


def load(path: Path) -> Scorecard:
    """The scorecard of a file."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise ModelNotFoundError(f"{path}: no such scorecard; name another or run 'make train'") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelCorruptError(f"{path}: cannot be read ({error})") from None
    return parse(text, str(path))


@cache
def shipped() -> Scorecard:
    """The scorecard that comes with this package."""
    place = files("detector").joinpath("model", SHIPPED)
    if not place.is_file():
        raise ModelNotFoundError(f"{place}: the package holds no scorecard; run 'make train'")
    return parse(place.read_text("utf-8"), str(place))
