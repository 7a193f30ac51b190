"""What the service answers, as typed dictionaries: the JSON of the API, field by field.

A later service may send more fields than stand here; it never leaves one out that is not `NotRequired`.
"""

from typing import Literal, NotRequired, TypedDict

Label = Literal["genuine", "smishing", "other"]
Decision = Literal["genuine", "smishing", "other", "uncertain"]
Lure = Literal[
    "address",
    "fee",
    "customs",
    "held",
    "delivery",
    "refund",
    "survey",
    "job",
    "stamps",
    "account",
    "toll",
    "government",
    "family",
    "money",
    "conversation",
    "call",
]


class Probabilities(TypedDict):
    """How likely each label is, from 0 to 1; they sum to 1."""

    smishing: float
    genuine: float
    other: float


class QuotedSpan(TypedDict):
    """A half-open range of characters (Unicode code points from 0) of a field, and what stands there."""

    field: Literal["text", "sender"]
    start: int
    end: int
    quote: str


class Fact(TypedDict):
    """Something known of genuine USPS correspondence; `checked` and `expires` are days, as 2026-11-20."""

    id: str
    statement: str
    values: list[str]
    source: str
    checked: str
    expires: str


class Evidence(TypedDict):
    """One item of a scorecard; the `log_odds` of a scorecard's items sum exactly to its log-odds."""

    scorecard: Literal["risk", "origin"]
    source: str
    title: str
    log_odds: float
    spans: list[QuotedSpan]
    fact: Fact | None


class Counterfactual(TypedDict):
    """What the probabilities would be if one thing were otherwise."""

    change: str
    value: str
    probabilities: Probabilities


class Model(TypedDict):
    """Which model, rules and facts gave the answer; `digest` is the SHA-256 of the scorecard."""

    version: str
    rules: str
    facts: str
    digest: str


class Verdict(TypedDict):
    """The verdict on a message. `evidence` and `coarse` may be left out: see `Options`."""

    decision: Decision
    headline: str
    probabilities: Probabilities
    evidence: NotRequired[list[Evidence]]
    lure: Lure | None
    counterfactuals: list[Counterfactual]
    question: str | None
    advice: list[str]
    model: Model
    coarse: NotRequired[bool]


class Note(TypedDict):
    """Something about a mail that its reader should know."""

    id: str
    sentence: str


class MailSaid(TypedDict):
    """What a mail says of itself; the spans of the evidence lead into `text`."""

    sender: str
    from_domain: str
    reply_to_domain: str
    authentication: Literal["none", "pass", "fail"]
    notes: list[Note]
    text: str


class MailVerdict(Verdict):
    """The verdict on a mail."""

    mail: MailSaid


class Mistake(TypedDict):
    """One thing to mend in a request; `pointer` is a JSON pointer (RFC 6901) into it."""

    field: str
    pointer: str
    detail: str


class Problem(TypedDict):
    """A problem detail (RFC 9457): what went wrong with a request or a message, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    field: NotRequired[str | None]
    pointer: NotRequired[str | None]
    errors: NotRequired[list[Mistake] | None]


class BatchResult(TypedDict):
    """What became of one message of a batch: either a `result` or a `problem`."""

    id: NotRequired[str | None]
    result: NotRequired[Verdict | None]
    problem: NotRequired[Problem | None]


class ReportState(TypedDict):
    """What is known of a report without its text; `received` and `expires` are moments (RFC 3339)."""

    state: Literal["received", "accepted", "rejected"]
    label: Label
    redacted: bool
    received: str
    expires: str


class ReportReceipt(ReportState):
    """A kept report, with the one receipt for it: it is shown this once."""

    receipt: str
