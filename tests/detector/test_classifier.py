"""The judgement: the same message, the same verdict; evidence that adds up; what would change it."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import detector
from detector.channel import Channel
from detector.classifier import Detector, facts_version, fire, rules_digest
from detector.facts import facts
from detector.label import Decision
from detector.lure import Lure
from detector.message import Message
from detector.phrases import LANGUAGES
from detector.rules import RULES
from detector.scorecard import Scorecard
from detector.verdict import MAX_HEADLINE

_TEXTS = st.lists(
    st.sampled_from(
        [
            "USPS: your package is held",
            "pay $0.30 for redelivery",
            "https://usps.com-track.top/x",
            "https://tools.usps.com/go",
            "9400111206206406260787 delivered",
            "call (888) 555-0142",
            "Reply YES",
            "u\u200bsps раckage",
            "FedEx: out for delivery",
            "see you at nine",
            "Subject: Delivered\n\nInformed Delivery Privacy Policy",
            "Su paquete fue retenido",
            "\u202e\u0301é",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
_SENDERS = st.sampled_from(["", "28777", "287771", "+1 202-555-0199", "+63 917 555 0101", "joe@abc.com", "Mom"])
_CHANNELS = st.sampled_from(Channel)
# The scorecard is read once and never altered, so a fixture may serve many examples.
_SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def judge(scorecard: Scorecard) -> Detector:
    return Detector(scorecard)


@_SHARED
@given(text=_TEXTS, sender=_SENDERS, channel=_CHANNELS)
def test_the_evidence_adds_up(judge: Detector, text: str, sender: str, channel: Channel) -> None:
    verdict = judge.check(Message(text, sender, channel))
    for name in ("risk", "origin"):
        items = [item for item in verdict.evidence if item.scorecard == name]
        assert [item.source for item in items].count("prior") == 1
        assert [item.source for item in items].count("wording") == 1
        assert items[0].source == "prior"
        assert sum(item.log_odds for item in items) == pytest.approx(verdict.log_odds(name), abs=1e-9)
    smishing, genuine, other = verdict.probabilities
    assert smishing + genuine + other == pytest.approx(1, abs=1e-12)
    assert math.log(smishing / (1 - smishing)) == pytest.approx(verdict.log_odds("risk"), abs=1e-6)
    assert genuine / (genuine + other) == pytest.approx(1 / (1 + math.exp(-verdict.log_odds("origin"))), abs=1e-9)


@_SHARED
@given(text=_TEXTS, sender=_SENDERS, channel=_CHANNELS)
def test_the_evidence_is_what_fired(judge: Detector, text: str, sender: str, channel: Channel) -> None:
    message = Message(text, sender, channel)
    verdict = judge.check(message)
    fired = fire(message)
    risk = {item.source: item for item in verdict.evidence if item.scorecard == "risk"}
    assert set(risk) == {"prior", "wording", *fired}
    titles = {rule.id: rule.title for rule in RULES}
    for rule_id, spans in fired.items():
        assert (risk[rule_id].spans, risk[rule_id].title) == (spans, titles[rule_id])
    for item in verdict.evidence:
        for span in item.spans:
            assert verdict.quote(span) == message.quote(span) != ""


@_SHARED
@given(text=_TEXTS, sender=_SENDERS, channel=_CHANNELS)
def test_the_same_message_gives_the_same_answer(judge: Detector, text: str, sender: str, channel: Channel) -> None:
    first = judge.check(Message(text, sender, channel)).to_dict()
    assert Detector(judge.scorecard).check(Message(text, sender, channel)).to_dict() == first


@_SHARED
@given(text=_TEXTS, sender=_SENDERS, channel=_CHANNELS)
def test_what_would_change_it_is_what_would_come_out(judge: Detector, text: str, sender: str, channel: Channel) -> None:
    message = Message(text, sender, channel)
    verdict = judge.check(message)
    for change in verdict.counterfactuals:
        if change.change.startswith("sender_"):
            other = judge.check(Message(text, change.value, channel))
            assert change.probabilities == pytest.approx(other.probabilities, abs=1e-9)
    assert judge.check(message, counterfactuals=False).counterfactuals == ()
    assert judge.check(message, counterfactuals=False).evidence == verdict.evidence


@_SHARED
@given(text=_TEXTS, sender=_SENDERS, channel=_CHANNELS)
def test_every_answer_reads_in_every_language(judge: Detector, text: str, sender: str, channel: Channel) -> None:
    verdict = judge.check(Message(text, sender, channel))
    for language in LANGUAGES:
        assert 0 < len(verdict.headline(language)) <= MAX_HEADLINE
        assert verdict.advice(language)
        assert all(item["title"] for item in verdict.to_dict(language)["evidence"])


@pytest.mark.parametrize(
    ("text", "wording", "said"),
    [
        # an unverified call: innocent words do not acquit
        ("Delivered: abc.top", -3.0, -1.0),
        ("Delivered: abc.top", 3.0, 3.0),
        # nothing to act on: guilty words do not convict
        ("Your parcel was delivered", 3.0, 1.5),
        ("Your parcel was delivered", -3.0, -3.0),
        # a verified call: the words count as they are
        ("Delivered: https://www.usps.com", 3.0, 3.0),
        ("Delivered: https://www.usps.com", -3.0, -3.0),
    ],
)
def test_the_wording_is_guarded(scorecard: Scorecard, text: str, wording: float, said: float) -> None:
    message = Message(text)
    assert scorecard.risk.guarded(wording, fire(message)) == said
    assert scorecard.origin.guarded(wording, fire(message)) == (
        min(wording, -1.0) if message.unverified_calls else wording
    )


@pytest.mark.parametrize(
    ("text", "sender", "question"),
    [
        ("See you", "", "sender"),
        ("See abc.com", "", "sender"),
        ("See abc.com", "Mom", "link"),
        ("See you", "Mom", "text"),
    ],
)
def test_the_question_that_helps_most(judge: Detector, text: str, sender: str, question: str) -> None:
    assert judge.check(Message(text, sender)).question == question


@pytest.mark.parametrize(
    ("text", "lure"),
    [
        ("USPS: pay the redelivery fee", Lure.FEE),
        ("USPS is hiring, work daily", Lure.JOB),
        ("See you at nine", None),
    ],
)
def test_the_lure_is_what_a_rule_tells(judge: Detector, text: str, lure: Lure | None) -> None:
    assert judge.check(Message(text)).lure is lure


@pytest.mark.parametrize(
    ("sender", "changes"),
    [
        ("", ["sender_short_code", "sender_phone", "sender_email"]),
        ("69975", ["sender_phone", "sender_email"]),
        ("+1 202-555-0143", ["sender_short_code", "sender_email"]),
        ("joe@abc.com", ["sender_short_code", "sender_phone"]),
    ],
)
def test_other_kinds_of_sender_are_tried(judge: Detector, sender: str, changes: list[str]) -> None:
    verdict = judge.check(Message("USPS: your package waits", sender))
    assert [change.change for change in verdict.counterfactuals if change.change.startswith("sender_")] == changes


def test_a_mail_is_not_tried_from_a_phone(judge: Detector) -> None:
    verdict = judge.check(Message("Subject: Delivered\n\nYour item is here"))
    assert {change.change for change in verdict.counterfactuals} <= {"sender_email", "without_links"}


def test_which_rules_and_facts_gave_the_verdict(judge: Detector) -> None:
    assert judge.model.version == "0.0.1"
    assert judge.model.rules == rules_digest()
    assert judge.model.facts == facts_version() == max(fact.checked for fact in facts().values()).isoformat()
    assert judge.model.digest == judge.scorecard.digest
    assert len(rules_digest()) == 12


@pytest.mark.parametrize(
    ("text", "sender", "channel", "decision"),
    [
        (
            "USPS: your package is held at our warehouse, the address is incomplete. Confirm within 12 hours: "
            "https://usps.com-track.top/x (Reply Y, then exit and reopen the text)",
            "",
            "sms",
            Decision.SMISHING,
        ),
        ("U.S.P.S: Pay the $0.30 redelivery fee at usps-pay.vip/us", "+63 917 555 0101", "imessage", Decision.SMISHING),
        ("USPS: pague la tarifa de reenvio en https://usps-entrega.top", "", "unknown", Decision.SMISHING),
        ("USPS: your package is held. Pay at https://usps.com@bit.ly/3x", "28777", "sms", Decision.SMISHING),
        (
            "USPS 9400111206206406260787, Delivered 01/15/2026 11:10am NORTH ANDOVER MA 01845 "
            "Reply HELP 4 info-STOP to cancel",
            "28777",
            "sms",
            Decision.GENUINE,
        ),
        ("Running late, be there by nine. Can you let the dog out?", "Mom", "sms", Decision.OTHER),
    ],
)
def test_obvious_messages(text: str, sender: str, channel: str, decision: Decision) -> None:
    assert Detector().check(Message(text, sender, Channel(channel))).decision is decision


def test_checking_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from detector import Detector, Message\n"
        "Detector().check(Message('USPS: pay at usps-pay.top', '28777')).to_dict()\n"
        "heavy = {'sklearn', 'numpy', 'scipy', 'fastapi', 'starlette', 'pydantic', 'pyarrow', 'pandas', 'requests'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))\n"
    )
    root = Path(detector.__file__).parents[1]
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == "[]"
