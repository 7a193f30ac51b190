"""What a plugin shows of an answer is what the page shows of it: its reasons, and characters that are not seen."""

import pytest

from api.answer import lay_out, shown
from detector import Detector, Message
from tests.api.conftest import NOTICE, SCAM
from tests.plugins.node import in_node, needs_node

# Both choices, in their own words.
REASONS = """
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { strongest } from "./shared/verdict.js";
const gmail = runInNewContext(`${readFileSync("shortcuts/gmail/Code.gs", "utf8")}; reasons`);
const told = [strongest(asked).map(({ title }) => title), [...gmail(asked)]];
"""
PIECES = """
import { pieces } from "./shared/verdict.js";
const told = pieces(asked, [], "text").map(({ text, hidden }) => [text, hidden]);
"""


@needs_node
@pytest.mark.parametrize(
    ("text", "sender", "decision"),
    [
        (SCAM, "+63 917 555 0101", "smishing"),
        (NOTICE, "28777", "genuine"),
        ("Hi Ana, dinner at seven on Friday? Bring the blue bowl that you borrowed in May.", "", "other"),
        ("Your package could not be delivered today. Please call us to arrange a new time.", "", "uncertain"),
    ],
)
def test_the_reasons_are_those_of_the_page(text: str, sender: str, decision: str) -> None:
    verdict = Detector().check(Message(text, sender))
    expected = [reason.sentence for reason in lay_out(verdict, "en").reasons]
    assert verdict.decision == decision and expected
    assert in_node(REASONS, verdict.to_dict()) == [expected, expected]


@needs_node
def test_what_is_not_seen_is_named_as_on_the_page() -> None:
    texts = (
        "us\u200bps",
        "\u200b\u200b\u200ba\u200b\u200c\n\tb",
        "us\u200dps \U0001f469\u200d\U0001f4bb \U0001f3f4\U000e0067\U000e007f x\U000e0067",
        "\u2764\ufe0f\u200d\U0001f525 \x1b[31m pa\u00ad\u00adckage \u202eabc\u2028\ue000",
    )
    for text in texts:
        assert in_node(PIECES, text) == [[piece.text, piece.hidden] for piece in shown(text)]
