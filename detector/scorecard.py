"""The shipped model: two additive scorecards in plain JSON. Loading it executes nothing."""

import hashlib
import json
import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from detector.errors import ModelCorruptError, ModelError, ModelMismatchError, ModelNotFoundError
from detector.rules import RULES
from detector.span import Span
from detector.verdict import ScorecardName, Thresholds
from detector.wording import Wording

FORMAT = 1
_PLACES_TRIED = 9  # of which the first few that do not overlap are shown
_PLACES_SHOWN = 3
SHIPPED = "scorecard.json"


class TermWeight(NamedTuple):
    """What a term weighs: its inverse document frequency and its coefficient in each scorecard."""

    idf: float
    risk: float
    origin: float


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


class Said(NamedTuple):
    """What the wording says of risk and of origin, as log-odds, and the normalised weight of each term.

    The risk is that of the riskiest passage, so that honest words around a lure do not dilute it; `passage` holds the
    weights of its terms, or of all terms where the whole is riskiest.
    """

    risk: float
    origin: float
    weights: Mapping[str, float]
    passage: Mapping[str, float]

    def of(self, name: ScorecardName) -> float:
        """What it says for one scorecard."""
        return self.risk if name == "risk" else self.origin

    def terms(self, name: ScorecardName) -> Mapping[str, float]:
        """The weights of the terms that it says so by."""
        return self.passage if name == "risk" else self.weights


class Scorecard(NamedTuple):
    """Everything that scoring needs, and where it came from."""

    version: str
    risk: Card
    origin: Card
    terms: Mapping[str, TermWeight]
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
        known = self._known(wording.terms)
        risk, origin, weights = self._weigh(wording.terms, known)
        riskiest = max(((self._risk_of(terms, known), terms) for terms in wording.passages), default=(risk, ()))
        if riskiest[0] <= risk:
            return Said(risk, origin, weights, weights)
        return Said(riskiest[0], origin, weights, self._weigh(riskiest[1], known)[2])

    def weigh_terms(self, terms: Sequence[str]) -> tuple[float, float, Mapping[str, float]]:
        """What these terms say of risk and of origin, and the weight of each.

        The weights are those of `TfidfVectorizer(sublinear_tf=True, norm="l2")`.
        """
        return self._weigh(terms, self._known(terms))

    def _known(self, terms: Sequence[str]) -> dict[str, TermWeight]:
        """The terms that have a weight. The table is large and looking things up in it slow, so it is done once."""
        find = self.terms.get
        return {term: weight for term in terms if (weight := find(term)) is not None}

    def _weigh(self, terms: Sequence[str], known: Mapping[str, TermWeight]) -> tuple[float, float, Mapping[str, float]]:
        weights: dict[str, float] = {}
        risk = origin = squares = 0.0
        for term, count in _counted(terms, known).items():
            idf, to_risk, to_origin = known[term]
            weights[term] = weight = idf * (1 + math.log(count)) if count > 1 else idf
            risk += weight * to_risk
            origin += weight * to_origin
            squares += weight * weight
        length = math.sqrt(squares) or 1.0
        normalised = {term: weight / length for term, weight in weights.items()}
        return self.risk.intercept + risk / length, self.origin.intercept + origin / length, normalised

    def _risk_of(self, terms: Sequence[str], known: Mapping[str, TermWeight]) -> float:
        """What `weigh_terms` says of risk, alone."""
        risk = squares = 0.0
        for term, count in _counted(terms, known).items():
            idf, to_risk, _ = known[term]
            weight = idf * (1 + math.log(count)) if count > 1 else idf
            risk += weight * to_risk
            squares += weight * weight
        return self.risk.intercept + risk / (math.sqrt(squares) or 1.0)

    def strongest(
        self, wording: Wording, weights: Mapping[str, float], name: ScorecardName, up: bool
    ) -> tuple[Span, ...]:
        """The places of the words that moved the wording most in a direction, three at most, in order; none overlap.

        What is masked is left out: it is for rules to say what a link or a number means.
        """
        sign = -1.0 if up else 1.0
        at = TermWeight._fields.index(name)
        pulls = [
            (pull, term)
            for term, weight in weights.items()
            if (pull := sign * weight * self.terms[term][at]) < 0 and "~" not in term
        ]
        found: list[Span] = []
        for _, term in sorted(pulls)[:_PLACES_TRIED]:
            place = wording.span(term)
            if all(place.end <= other.start or other.end <= place.start for other in found):
                found.append(place)
            if len(found) == _PLACES_SHOWN:
                break
        return tuple(sorted(found))


def _counted(terms: Sequence[str], known: Mapping[str, TermWeight]) -> dict[str, int]:
    """How often each known term occurs, in the order in which they first do."""
    counts: dict[str, int] = {}
    for term in terms:
        if term in known:
            counts[term] = counts.get(term, 0) + 1
    return counts


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the content without its digest, in canonical JSON."""
    kept = {key: value for key, value in content.items() if key != "digest"}
    canonical = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def dump(content: Mapping[str, Any]) -> str:
    """The file's text for a content, digest added: the same content gives the same bytes, a term a line."""
    whole = {**content, "digest": digest_of(content)}
    return "{\n" + ",\n".join(f"{_json(key)}: {_lines(whole[key])}" for key in sorted(whole)) + "\n}\n"


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
        if content["format"] != FORMAT or content["digest"] != digest_of(content):
            raise ModelCorruptError(
                f"{name}: the digest does not fit the content; install it again or run 'make train'"
            )
        card = Scorecard(
            version=content["version"],
            risk=_card(content["risk"]),
            origin=_card(content["origin"]),
            terms={term: TermWeight(*weights) for term, weights in content["terms"].items()},
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
