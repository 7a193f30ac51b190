"""Worst cases of 10,000 characters: whatever is pasted, every step stays linear.

Growth is measured, not seconds: a step that takes noticeable time on 10,000 characters may take at most about twice
what it takes on 5,000. A quadratic one takes four times as long.
"""

import gc
import time
from collections.abc import Callable, Iterator

import pytest

from detector.channel import Channel
from detector.classifier import Detector
from detector.message import MAX_SENDER, MAX_TEXT, Message
from detector.rules import RULES
from detector.scorecard import Scorecard
from detector.sender import parse_sender
from detector.wording import mask

# Below this a step is too quick to be measured; above that it is too slow however it grows (seconds).
_FLOOR, _DEADLINE = 0.04, 2.0
_MOST_GROWTH = 3.2
_REPEATS = 3

# Pieces repeated up to the limit: the alphabet of each pattern, and what parsers trip over.
_PIECES = [
    # words joined by dots, hyphens, spaces
    "a", "a.", "a-", "a ", "U.S.P.", "U S ", "p-a-c-k-", "pack-age ", "del1very ", "a_", "@$!|", "a.b.c.",
    # links, defanged and broken
    "https://", "http://a", "hxxp://", "h**p://", "//", "www. ", "http://[", "[.]", "(dot)", " dot ", " . ",
    "a.com ", "a.com, ",
    "usps.com ", "usps.com-", "usps-track.top/ ", "https://a.top/x us12345678 ", "bit.ly/x ", "http://1.1.1.1/ ",
    "http://a@b.com/x ",
    "usps.com@", "a@", "a@b.", "a@b.com ", "a:b@", "http://xn--a.com ", "http://中", "中国.com ", "%",
    # numbers
    "1", "1 ", "1-", "1.", "(1)", "((1", "+1 ", "1-800-", "(800) 555-0142 ", "$1", "$1,", "1 usd ", "1.1.1.1.",
    "9400 ", "9400111206206406260787 ", "RB123456785US ", "1Z999AA1", "TBA1", "us951496119522", "us12345678 ",
    # brackets, quotes, symbols
    "[", "<", "'", "a&", "...", "_", "/", "?a", ":",
    # what is not seen, other scripts, forms that grow when folded
    "\u0301", "a\u0301", "\u202e", "\u200b", "a\u200b", "u\u200bs\u200bp\u200bs\u200b", "\u2028", "\n", "\r\n", "  ",
    "ｕｓｐｓ ", "а.", "é", "İ", "👨\u200d👩\u200d👧", "。",
    # mail headers and footers
    "From: a\n", "From: ", "Subject: x\n", "> from: x\n", "privacy policy ", "usps From: usps\n",
]  # fmt: skip
# The first halves of what rules look for, after what makes the rules look.
_HALVES = [
    "reply y ", "reply with ", "reply with your address ", "do not reply with your address ", "copy link ",
    "package held ", "wrong address ",
    "confirm your ", "pay $1 ", "delivery fee ", "customs pay ", "duty ", "unpaid toll ", "within 24 ", "en 24 ",
    "refund ", "survey ", "win ",
    "hiring ", "earn $1 ", "stamps ", "% off ", "account ", "unusual ", "enter your card ",
    "never enter your card ", "irs ", "license ",
    "hi mom ", "bitcoin ", "gift cards ", "contact ", "scan ", "open ", "a.pdf ", "delivered ", "reply help ",
    "USPS ", "bank of ",
    "1.", "12.", "1,1 ", "$1", "a.com ", "us12345678 ", "9400 ", "(800) 555-0142 ", "call 0800 123 4567 ", "u\u200bs ",
]  # fmt: skip
_CASES = [("a", piece, "a") for piece in _PIECES] + [
    ("USPS: package http://a.top/x 1 ", piece, " a") for piece in _HALVES
]


def _steps(message: Message) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done with a message, in an order in which each step finds what it builds on."""
    yield "visible", lambda: message.visible
    yield "fold", lambda: message.folded
    yield "links", lambda: message.links
    yield "e-mails", lambda: message.emails
    yield "tracking numbers", lambda: message.tracking_numbers
    yield "phones", lambda: message.phones
    yield "words", lambda: message.vocabulary
    yield "names", lambda: message.names
    yield "headers", lambda: (message.body_start, message.from_line, message.is_mail)
    yield "calls", lambda: message.unverified_calls
    yield "wording", lambda: mask(message)
    for rule in RULES:
        yield rule.id, lambda rule=rule: rule(message)  # type: ignore[misc]


def _times(text: str, repeats: int) -> dict[str, float]:
    """The least processor time of each step, in seconds; each repeat ends otherwise, so that nothing is kept."""
    least: dict[str, float] = {}
    for last in "bcdefg"[:repeats]:
        for name, step in _steps(Message(text[:-1] + last)):
            start = time.process_time()
            step()
            least[name] = min(time.process_time() - start, least.get(name, float("inf")))
    return least


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    """The garbage collector would be measured too."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _text(piece: str, length: int, head: str, tail: str) -> str:
    return (head + piece * length)[: length - len(tail)] + tail


@pytest.mark.parametrize(("head", "piece", "tail"), _CASES)
def test_every_step_is_linear(head: str, piece: str, tail: str) -> None:
    long = _times(_text(piece, MAX_TEXT, head, tail), 1)
    slow = {name for name, seconds in long.items() if seconds > _FLOOR}
    if slow:
        long = _times(_text(piece, MAX_TEXT, head, tail), _REPEATS)
        short = _times(_text(piece, MAX_TEXT // 2, head, tail), _REPEATS)
        slow = {name for name in slow if long[name] > _FLOOR and long[name] > _MOST_GROWTH * short[name]}
    assert slow == set()
    assert max(long.values()) < _DEADLINE


@pytest.mark.parametrize("piece", ["usps.com-track.top/x ", "u\u200bsps раckage ", "pay $1 ", "9400 ", "a.", "\ufdfa"])
def test_a_whole_check_is_quick(scorecard: Scorecard, piece: str) -> None:
    message = Message(_text(piece, MAX_TEXT, "USPS ", "a"), "28777", Channel.SMS)
    start = time.process_time()
    Detector(scorecard).check(message).to_dict()
    assert time.process_time() - start < _DEADLINE


@pytest.mark.parametrize(
    "piece", ["a", "a-", "(", "1", "1 ", "+", "@", "a@", "<", "<a@", "<a@b", "\u200b", "中", ".", "\u0301"]
)
def test_any_sender_is_read_quickly(piece: str) -> None:
    start = time.process_time()
    parse_sender.__wrapped__(_text(piece, MAX_SENDER, "", ""))
    assert time.process_time() - start < 0.2
