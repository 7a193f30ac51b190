"""What can be checked, what cannot and why, word for word; and what is read off a message."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.channel import Channel
from detector.errors import DetectorError, InvalidMessageError
from detector.message import MAX_SENDER, MAX_TEXT, Message
from detector.rules import RULES
from detector.span import Span

_UNREADABLE = "there is nothing to read in it; paste the message that you received"
# Texts that a message accepts, tricky characters included.
_TEXTS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=120),
    st.lists(
        st.sampled_from(
            [
                "USPS: your package is held",
                "pay $0.30 for redelivery",
                "https://usps.com-track.top/x",
                "u\u200bsps . com",
                "hxxps://usps[.]top",
                "9400111206206406260787",
                "(888) 555-0142",
                "joe@abc.com",
                "Reply Y, then exit and reopen",
                "U.S.P.S pack-age раckage",
                "From: USPS <joe@abc.com>\nSubject: Delivered\n\n",
                "Privacy Policy | FAQs",
                "\u202e\u0301ﷺ👨\u200d👩\u200d👧",
                "Su paquete fue retenido",
            ]
        ),
        min_size=1,
        max_size=6,
    ).map(" ".join),
).filter(lambda text: any(character.isalnum() for character in text))
_SENDERS = st.sampled_from(
    ["", "28777", "287771", "+1 202-555-0143", "+63 917 555 0101", "joe@abc.com", "Mom", "USPS <auto-reply@usps.com>"]
)
_CHANNELS = st.sampled_from(Channel)


@pytest.mark.parametrize(
    ("text", "sender", "channel", "problem"),
    [
        ("", "", "sms", "text: is empty; paste the message that you received"),
        (" \n\t ", "", "sms", "text: is empty; paste the message that you received"),
        ("a" * 10_001, "", "sms", "text: is 10,001 characters long; at most 10,000 can be checked"),
        (" " * 10_001, "", "sms", "text: is 10,001 characters long; at most 10,000 can be checked"),
        (
            "a\ud800b",
            "",
            "sms",
            "text: has half of a character (a lone surrogate) at position 1; paste the text again",
        ),
        ("ab\0c", "", "sms", "text: has a NUL character at position 2; remove it"),
        ("\u0301" * 10_000, "", "sms", f"text: {_UNREADABLE}"),
        ("\u202e\u2066\u2069", "", "sms", f"text: {_UNREADABLE}"),
        ("\u200b\u200d", "", "sms", f"text: {_UNREADABLE}"),
        ("?!... 👍", "", "sms", f"text: {_UNREADABLE}"),
        (None, "", "sms", "text: must be text, not NoneType"),
        (b"USPS", "", "sms", "text: must be text, not bytes"),
        ("USPS", "2" * 321, "sms", "sender: is 321 characters long; at most 320 can be checked"),
        ("USPS", "2\0", "sms", "sender: has a NUL character at position 1; remove it"),
        (
            "USPS",
            "\udc00",
            "sms",
            "sender: has half of a character (a lone surrogate) at position 0; paste the text again",
        ),
        ("USPS", 28777, "sms", "sender: must be text, not int"),
        ("USPS", "28777", "whatsapp", "channel: 'whatsapp' is not one of sms, imessage, email, unknown"),
        ("USPS", "28777", "SMS", "channel: 'SMS' is not one of sms, imessage, email, unknown"),
        ("USPS", "28777", "", "channel: '' is not one of sms, imessage, email, unknown"),
        ("USPS", "28777", None, "channel: None is not one of sms, imessage, email, unknown"),
    ],
)
def test_what_cannot_be_checked(text: str, sender: str, channel: Channel, problem: str) -> None:
    with pytest.raises(InvalidMessageError, match=f"^{re.escape(problem)}$") as caught:
        Message(text, sender, channel)
    assert caught.value.field == problem.partition(":")[0]
    assert f"{caught.value.field}: {caught.value.problem}" == problem
    assert isinstance(caught.value, DetectorError | ValueError)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("a" * MAX_TEXT, ""),
        ("1", ""),
        ("ñ", ""),
        ("包裹", "包裹"),
        ("\u202eUSPS", "+1 202-555-0143"),
        ("\ufeffUSPS\r\n", "2" * MAX_SENDER),
        ("a" + "\u0301" * 9_999, ""),
    ],
)
def test_what_can_be_checked(text: str, sender: str) -> None:
    message = Message(text, sender)
    assert (message.text, message.sender, message.channel) == (text, sender, Channel.UNKNOWN)


@pytest.mark.parametrize("channel", Channel)
def test_a_channel_may_be_given_by_its_name(channel: Channel) -> None:
    assert Message("USPS", "", channel.value).channel is channel  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "channel", "expected"),
    [
        ("USPS: delivered", Channel.EMAIL, True),
        ("From: USPS <a@usps.com>\nSubject: Delivered\n\nHi", Channel.UNKNOWN, True),
        ("> From: USPS\n> Sent: today\n\nHi", Channel.UNKNOWN, True),
        ("Subject: Your digest\n\nHi", Channel.UNKNOWN, True),
        ("De: USPS\nAsunto: Entregado\n\nHola", Channel.UNKNOWN, True),
        (f"{'Your item was delivered. ' * 10}\nPrivacy Policy | Customer Service | FAQs", Channel.UNKNOWN, True),
        ("From: USPS <a@usps.com>\nSubject: Delivered\n\nHi", Channel.SMS, False),
        ("From: Mom\nsee you", Channel.UNKNOWN, False),
        ("Date: Friday at nine", Channel.UNKNOWN, False),
        ("USPS: delivered", Channel.UNKNOWN, False),
        ("See our privacy policy", Channel.UNKNOWN, False),
    ],
)
def test_is_mail(text: str, channel: Channel, expected: bool) -> None:
    assert Message(text, channel=channel).is_mail is expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("From: USPS <a@usps.com>\nSubject: Delivered\n\nHi", "USPS <a@usps.com>"),
        ("Subject: Delivered\nDe: Joe\nTo: me\n\nHi", "Joe"),
        ("USPS: delivered", None),
    ],
)
def test_from_line(text: str, value: str | None) -> None:
    message = Message(text)
    assert (message.quote(message.from_line) if message.from_line else None) == value


def test_a_number_of_a_link_or_a_parcel_is_no_phone() -> None:
    message = Message("9400111206206406260787 https://abc.com/2025550143 202-555-0144")
    assert [phone.number for phone in message.phones] == ["+12025550144"]


@given(text=_TEXTS, sender=_SENDERS, channel=_CHANNELS)
def test_every_span_of_every_rule_is_a_quote(text: str, sender: str, channel: Channel) -> None:
    message = Message(text, sender, channel)
    for rule in RULES:
        for span in rule(message):
            whole = text if span.field == "text" else sender
            assert 0 <= span.start < span.end <= len(whole), (rule.id, span)
            assert message.quote(span) == whole[span.start : span.end]
            assert rule.reads == "sender" or span.field == "text"


@given(text=_TEXTS, sender=_SENDERS, channel=_CHANNELS)
def test_rules_that_read_the_text_alone_do_not_see_the_sender(text: str, sender: str, channel: Channel) -> None:
    with_it, without = Message(text, sender, channel), Message(text, "", channel)
    for rule in RULES:
        if rule.reads == "text":
            assert rule(with_it) == rule(without), rule.id


@given(text=_TEXTS, sender=_SENDERS, other=_SENDERS, channel=_CHANNELS)
def test_with_sender_equals_a_fresh_message(text: str, sender: str, other: str, channel: Channel) -> None:
    message = Message(text, sender, channel)
    for rule in RULES:
        rule(message)  # fills what is read off the text
    changed, fresh = message.with_sender(other), Message(text, other, channel)
    assert changed == fresh
    assert changed.sender_id == fresh.sender_id
    for rule in RULES:
        assert rule(changed) == rule(fresh), rule.id
    assert message.sender == sender


@given(text=_TEXTS)
def test_every_call_is_a_quote(text: str) -> None:
    message = Message(text)
    assert all(0 <= call.span.start < call.span.end <= len(text) for call in message.calls)
    assert set(message.unverified_calls) <= set(message.calls)


def test_whole() -> None:
    message = Message("USPS", "28777")
    assert (message.whole(), message.whole("sender")) == (Span("text", 0, 4), Span("sender", 0, 5))


def test_an_invisible_character_hides_no_number() -> None:
    message = Message("USPS 9400\u200b111206206406260787, call (888) 555-\u200b0142")
    (number,) = message.tracking_numbers
    (phone,) = message.phones
    assert (number.digits, number.check_digit_ok) == ("9400111206206406260787", True)
    assert message.quote(number.span) == "9400\u200b111206206406260787"
    assert (phone.number, message.quote(phone.span)) == ("+18885550142", "(888) 555-\u200b0142")
