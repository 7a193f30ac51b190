"""Every call to action, and where it leads."""

import pytest

from detector.calls import CallKind, LeadsTo, domain_leads_to
from detector.channel import Channel
from detector.message import Message


@pytest.mark.parametrize(
    ("text", "kind", "leads_to"),
    [
        ("https://tools.usps.com/go", CallKind.LINK, LeadsTo.USPS),
        ("usps.gov", CallKind.LINK, LeadsTo.USPS),
        ("https://www.uspis.gov/report", CallKind.LINK, LeadsTo.USPS),
        ("https://www.fedex.com", CallKind.LINK, LeadsTo.KNOWN),
        ("https://shipup.co/t", CallKind.LINK, LeadsTo.KNOWN),
        ("https://www.usps.org", CallKind.LINK, LeadsTo.KNOWN),
        ("https://dmv.ca.gov", CallKind.LINK, LeadsTo.KNOWN),
        ("https://mit.edu", CallKind.LINK, LeadsTo.KNOWN),
        ("https://abc.top", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("https://usps.com-a.top", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("https://usps.com@abc.top", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("https://uѕps.com", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("https://203.0.113.7", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("https://usps.gov.abc.top", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("1-800-275-8777", CallKind.PHONE, LeadsTo.USPS),
        ("1-800-ASK-USPS", CallKind.PHONE, LeadsTo.USPS),
        ("(888) 555-0142", CallKind.PHONE, LeadsTo.UNVERIFIED),
        ("spam@uspis.gov", CallKind.EMAIL, LeadsTo.USPS),
        ("help@fedex.com", CallKind.EMAIL, LeadsTo.KNOWN),
        ("usps.help@gmail.com", CallKind.EMAIL, LeadsTo.UNVERIFIED),
        ("https://docs.google.com/forms/d/1", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("joe@abc.com", CallKind.EMAIL, LeadsTo.UNVERIFIED),
        ("reply with your address", CallKind.REPLY, LeadsTo.UNVERIFIED),
        ("envie a este numero su direccion", CallKind.REPLY, LeadsTo.UNVERIFIED),
        ("send gate code", CallKind.REPLY, LeadsTo.UNVERIFIED),
        # USPS's own pages where others have theirs, and governments abroad
        ("https://www.facebook.com/USPS?rf=1", CallKind.LINK, LeadsTo.USPS),
        ("facebook.com/USPS.help", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("https://usps@facebook.com/usps", CallKind.LINK, LeadsTo.UNVERIFIED),
        ("https://itax.kra.go.ke", CallKind.LINK, LeadsTo.KNOWN),
        ("https://customs.gov.gh/a", CallKind.LINK, LeadsTo.KNOWN),
        ("https://apnews.com/a", CallKind.LINK, LeadsTo.KNOWN),
        # what is asked without an address
        ("text JOIN to 55123", CallKind.KEYWORD, LeadsTo.UNVERIFIED),
        ("text 2USPS to 28777", CallKind.KEYWORD, LeadsTo.USPS),
        ("message me on WhatsApp", CallKind.CHAT, LeadsTo.UNVERIFIED),
        ("escribame por telegram", CallKind.CHAT, LeadsTo.UNVERIFIED),
        ("buy two Steam cards", CallKind.PAYMENT, LeadsTo.UNVERIFIED),
        ("zelle me", CallKind.PAYMENT, LeadsTo.UNVERIFIED),
        ("scan the QR code with your phone", CallKind.SCAN, LeadsTo.UNVERIFIED),
    ],
)
def test_a_call_and_where_it_leads(text: str, kind: CallKind, leads_to: LeadsTo) -> None:
    message = Message(f"Now: {text}")
    (call,) = message.calls
    assert (call.kind, call.leads_to, message.quote(call.span)) == (kind, leads_to, text)
    assert (call in message.unverified_calls) is (leads_to is LeadsTo.UNVERIFIED)


@pytest.mark.parametrize(
    "text",
    [
        "USPS 9400111206206406260787 delivered",
        "Reply STOP to end, HELP for help",
        "Reply YES",
        "See you at nine",
        "We sent you the code",
        "Code 123456",
        "Text STOP to 55123",
        "You sent $45 with Zelle",
        "Never pay anyone with gift cards",
        "The clerk will scan the QR code",
        "WhatsApp was down today",
        "We send it on to the address you gave",
    ],
)
def test_no_call(text: str) -> None:
    assert Message(text).calls == ()


@pytest.mark.parametrize(
    ("channel", "leads_to"),
    [(Channel.EMAIL, LeadsTo.USPS), (Channel.SMS, LeadsTo.KNOWN), (Channel.UNKNOWN, LeadsTo.KNOWN)],
)
def test_third_parties_of_usps_count_as_usps_in_mails_only(channel: Channel, leads_to: LeadsTo) -> None:
    (call,) = Message("Your survey: https://opinions-inmoment.com/x", channel=channel).calls
    assert call.leads_to is leads_to


def test_who_wrote_to_whom_in_pasted_headers_is_no_call() -> None:
    message = Message("From: Joe <joe@abc.top>\nTo: ana@abc.com\nSubject: Delivered\n\nSee usps.com")
    assert [message.quote(call.span) for call in message.calls] == ["usps.com"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("From: USPS\nSubject: pay at abc.top/x\n\nDelivered", "abc.top/x"),
        ("USPS: pay at abc.top/x\nFrom: USPS\nDate: today", "abc.top/x"),
        ("Pay at abc.top/x\nSubject: Delivered", "abc.top/x"),
        ("Call (888) 555-0142 to pay\nFrom: USPS\nSubject: Delivered\n\nDelivered", "(888) 555-0142"),
        ("Write to joe@abc.top\nFrom: USPS\nSubject: Delivered\n\nDelivered", "joe@abc.top"),
    ],
)
def test_nothing_can_hide_above_a_header(text: str, quote: str) -> None:
    message = Message(text)
    assert message.body_start > 0
    assert [message.quote(call.span) for call in message.unverified_calls] == [quote]


@pytest.mark.parametrize(
    ("domain", "leads_to"),
    [
        ("usps.com", LeadsTo.USPS),
        ("email.informeddelivery.usps.com", LeadsTo.USPS),
        ("fedex.com", LeadsTo.KNOWN),
        ("lacounty.gov", LeadsTo.KNOWN),
        ("usps.com.abc.top", LeadsTo.UNVERIFIED),
        ("localhost", LeadsTo.UNVERIFIED),
        ("", LeadsTo.UNVERIFIED),
    ],
)
def test_domain_leads_to(domain: str, leads_to: LeadsTo) -> None:
    assert domain_leads_to(domain) is leads_to
