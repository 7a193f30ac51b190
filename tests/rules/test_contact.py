"""What it wants besides a tap: what each rule must catch, and what it must leave alone."""

from collections.abc import Callable

import pytest

from detector.rules import contact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: call (888) 555-0142 about your parcel", ["(888) 555-0142"]),
        ("U.S.P.S. parcel, ring 202-555-0143", ["202-555-0143"]),
        ("Servicio Postal: llame al 1 (888) 555-0142", ["1 (888) 555-0142"]),
        ("USPS questions? 1-800-275-8777 or 888-555-0142", ["888-555-0142"]),
        ("USPS questions? Call 1-800-275-8777", []),
        ("USPS: 1-800-ASK-USPS", []),
        ("Call (888) 555-0142 about your parcel", []),
        ("USPS 9400111206206406260787 delivered 01/15/2026", []),
        ("USPS: see https://www.usps.com/8885550142", []),
    ],
)
def test_unverified_phone_for_usps(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.unverified_phone_for_usps, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call (888) 555-0142 at once", ["(888) 555-0142"]),
        ("Text Suzy on 202-555-0143 or +44 7911 123456", ["202-555-0143", "+44 7911 123456"]),
        ("Llame al 888-555-0142", ["888-555-0142"]),
        ("Call 1-800-275-8777", []),
        ("202-555-0143", []),
        ("Call me maybe", []),
        ("Call about order 2025550143", ["2025550143"]),
        ("Call about order #12345", []),
    ],
)
def test_call_this_number(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.call_this_number, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please reply Y to go on", ["reply"]),
        ('Reply with "1" today', ["Reply"]),
        ("Responda con SI", ["Responda"]),
        ("Text YES to get texts", ["Text YES"]),
        ("Please get back to me", ["get back to me"]),
        ("Reply HELP 4 info-STOP to cancel", []),
        ("Text STOP to end", []),
        ("Do not reply to this e-mail", []),
        ("The answer was yesterday's", []),
        ("We send texts on Monday", []),
        ("Un mensaje de texto llega hoy", []),
    ],
)
def test_asks_for_reply(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.asks_for_reply, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please reply with your full address today", ["reply with your full address"]),
        ("Text us your ZIP code", ["Text us your ZIP code"]),
        ("Responda con su nombre y direccion", ["Responda con su nombre y direccion"]),
        ("Send us back a photo of the parcel", ["Send us back a photo"]),
        ("Reply YES or STOP", []),
        ("We sent the address to you", []),
        ("Reply with a thumbs-up", []),
        ("No responda. Su nombre consta", []),
        ("Your code is 123456", []),
        ("Never text your card to anyone", []),
        ("Send a text with your tracking number to 28777", []),
    ],
)
def test_asks_to_send_details(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.asks_to_send_details, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS 9400111206206406260787 delivered", ["USPS 9400111206206406260787 delivered"]),
        ("See you at nine", ["See you at nine"]),
        ("Su paquete llega hoy", ["Su paquete llega hoy"]),
        ("Your package waits: abc.top", []),
        ("Reply Y to go on", []),
        ("Send it with Zelle", []),
        ("Message me on WhatsApp", []),
        ("Text JOIN to 55123", []),
        ("Scan the QR with your phone to pay", []),
        ("USPS: scan the QR code", []),
        ("Write to joe@abc.com", []),
        ("Text 202-555-0143", []),
        ("Responda con su nombre", []),
        # what may be a call, though no form of it is known
        ("When the code comes, tell me what it says", []),
        ("Pay the driver 4,500 at the door", []),
        ("Get two Target cards on the way", []),
        ("Ring me on 020 7946 0577", []),
    ],
)
def test_nothing_to_act_on(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.nothing_to_act_on, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your parcel waits", ["Your parcel waits"]),
        ("FedEx: delivered. https://www.fedex.com", ["FedEx: delivered. https://www.fedex.com"]),
        ("Pelea en uspsa.org", ["Pelea en uspsa.org"]),
        ("Pay at usps-pay.com", ["Pay at usps-pay.com"]),
        ("USPS: your parcel waits", []),
        ("U.S.P.S parcel", []),
        ("El Servicio Postal tiene su paquete", []),
        ("Track at https://tools.usps.com", []),
        ("9400111206206406260787 delivered", []),
    ],
)
def test_usps_not_named(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.usps_not_named, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CVS Pharmacy: your refill is ready", ["CVS"]),
        ("Your FedEx package is delayed", ["FedEx"]),
        ("Correos: su envio llega hoy", ["Correos"]),
        ("Amazon: https://a.co/d/1", ["Amazon"]),
        ("USPS: your parcel is here", []),
        ("FedEx: pay at https://abc.top", []),
        ("Your parcel is here", []),
        ("We chase the target and discover an apple", []),
        (f"{'Hello neighbours and friends. ' * 3}I work for FedEx", []),
    ],
)
def test_another_sender_named(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.another_sender_named, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See you at nine", ["See you at nine"]),
        ("Dana, the dog ate your shoe!", ["Dana, the dog ate your shoe!"]),
        ("Ya llegamos a la casa", ["Ya llegamos a la casa"]),
        # a call to action
        ("See abc.top", []),
        ("Call me at 202-555-0143", []),
        # what scams are after
        ("Your package is here", []),
        ("The bank called", []),
        ("Su paquete llega hoy", []),
        ("Your code is 123456", []),
    ],
)
def test_nothing_at_stake(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.nothing_at_stake, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police: texts about parcels are a scam", ["are a scam"]),
        ('Got "USPS: pay at usps[.]top" again. Fake text!', ["Fake text"]),
        ("Son estafas. No haga clic en nada", ["Son estafas", "No haga"]),
        # it leads to a stranger
        ("This is a scam alert, confirm at abc.top", []),
        ("Fraud alert: call (888) 555-0142", []),
        # it warns of nothing
        ("See you at nine", []),
        ("Your parcel is here", []),
    ],
)
def test_warns_of_scams(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.warns_of_scams, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Card blocked. (888) 555-0142", ["(888) 555-0142"]),
        ("Not you? Ring 202-555-0143", ["202-555-0143"]),
        ("Su cuenta fue cerrada, llame al 888-555-0142", ["888-555-0142"]),
        ("Ring 202-555-0143 or see gracehillchurch.com", []),
        ("Ring 202-555-0143 or write to desk@gracehillchurch.com", []),
        ("Ring 1-800-275-8777", []),
        ("USPS claim paid, questions: 202-555-0143", []),
        ("See you at 8", []),
    ],
)
def test_only_a_number(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.only_a_number, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lol https://www.instagram.com/reel/C9k", ["https://www.instagram.com/reel/C9k"]),
        ("Notes: docs.google.com/document/d/1kQ", ["docs.google.com/document/d/1kQ"]),
        ("El evento: https://www.facebook.com/events/1", ["https://www.facebook.com/events/1"]),
        ("Notes: docs.google.com/forms/d/1kQ", []),
        ("Chat: wa.me/12025550143", []),
        ("Claim your prize https://www.instagram.com/reel/C9k", []),
        ("Your USPS box: https://www.facebook.com/p/1", []),
        ("https://www.instagram.com/reel/C9k and abc.top/x", []),
        ("https://www.instagram.com/reel/C9k or call 202-555-0143", []),
    ],
)
def test_shows_a_page(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(contact.shows_a_page, text) == expected
