"""Who it says it is from: what each rule must catch, and what it must leave alone."""

from collections.abc import Callable

import pytest

from detector.rules import sender as rules

_PARCEL = "USPS: your package waits"
_MAIL = "Subject: USPS® Item Delivered\n\nYour item was delivered."


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_PARCEL, "joe@abc.com", "sms", ["joe@abc.com"]),
        ("Your parcel is on hold", "x9@hotmail.example", "imessage", ["x9@hotmail.example"]),
        ("Su paquete espera", "ana@abc.com.mx", "unknown", ["ana@abc.com.mx"]),
        (_PARCEL, "joe@abc.com", "email", []),
        (_MAIL, "joe@abc.com", "unknown", []),
        (_PARCEL, "auto-reply@usps.com", "sms", []),
        ("See you at nine", "joe@abc.com", "imessage", []),
        ("Your FedEx package waits", "joe@abc.com", "imessage", []),
        (_PARCEL, "28777", "sms", []),
    ],
)
def test_email_sends_text(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.email_sends_text, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_PARCEL, "2025550143@vtext.com", "sms", ["2025550143@vtext.com"]),
        (_PARCEL, "1410100123", "sms", ["1410100123"]),
        ("Su paquete espera", "1410200456", "unknown", ["1410200456"]),
        (_PARCEL, "(410) 555-0143", "sms", []),
        (_PARCEL, "joe@abc.com", "sms", []),
        (_PARCEL, "28777", "sms", []),
        (_PARCEL, "", "sms", []),
    ],
)
def test_gateway_sends_text(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.gateway_sends_text, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_PARCEL, "+63 917 555 0101", "sms", ["+63 917 555 0101"]),
        ("Netflix: pay now", "+44 7911 123456", "imessage", ["+44 7911 123456"]),
        ("Su paquete espera", "+52 55 1234 5678", "sms", ["+52 55 1234 5678"]),
        ("Hi love, landed in Manila", "+63 917 555 0101", "sms", []),
        (_PARCEL, "+1 202-555-0143", "sms", []),
        (_PARCEL, "+1 416-555-0143", "sms", []),
        (_PARCEL, "28777", "sms", []),
        (_PARCEL, "Mom", "sms", []),
    ],
)
def test_foreign_sender(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.foreign_sender, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_PARCEL, "+1 (202) 555-0143", "sms", ["+1 (202) 555-0143"]),
        # a spoofed USPS number is no USPS sender either
        (_PARCEL, "(800) 275-8777", "sms", ["(800) 275-8777"]),
        ("El Servicio Postal tiene su paquete", "202-555-0143", "unknown", ["202-555-0143"]),
        (_PARCEL, "28777", "sms", []),
        (_PARCEL, "", "sms", []),
        (_PARCEL, "202-555-0143", "email", []),
        ("Your package waits", "202-555-0143", "sms", []),
        (_PARCEL, "Mom", "sms", []),
    ],
)
def test_ordinary_number_for_usps(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.ordinary_number_for_usps, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_PARCEL, "287771", "sms", ["287771"]),
        (_PARCEL, "465-902", "imessage", ["465-902"]),
        ("Servicio Postal: su paquete", "872 265", "unknown", ["872 265"]),
        (_PARCEL, "28777", "sms", []),
        # five digits, none of the documented codes: unknown, not fraud
        (_PARCEL, "92881", "sms", []),
        ("Your bank code is 123456", "692632", "sms", []),
        (_PARCEL, "", "sms", []),
    ],
)
def test_six_digits_for_usps(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.six_digits_for_usps, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_PARCEL, "joe@abc.com", "imessage", ["joe@abc.com"]),
        (_PARCEL, "", "imessage", [_PARCEL]),
        ("El Servicio Postal tiene su paquete", "+63 917 555 0101", "imessage", ["+63 917 555 0101"]),
        (_PARCEL, "Mom", "imessage", []),
        (_PARCEL, "joe@abc.com", "sms", []),
        ("Dinner at nine?", "joe@abc.com", "imessage", []),
        (_PARCEL, "28777", "unknown", []),
    ],
)
def test_imessage_for_usps(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.imessage_for_usps, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_MAIL, "USPS <us.status@abc.com>", "email", ["USPS <us.status@abc.com>"]),
        (_MAIL, "contact@usps-help.com", "email", ["contact@usps-help.com"]),
        (f"From: USPS Delivery <joe@abc.com>\n{_MAIL}", "", "unknown", ["USPS Delivery <joe@abc.com>"]),
        (f"De: Servicio Postal <joe@abc.com>\n{_MAIL}", "", "unknown", ["Servicio Postal <joe@abc.com>"]),
        (_MAIL, "auto-reply@usps.com", "email", []),
        (f"From: USPS <auto-reply@usps.com>\n{_MAIL}", "", "unknown", []),
        (_MAIL, "USPS <survey@opinions-inmoment.com>", "email", []),
        (_MAIL, "Lake Shop <news@lakeshop.com>", "email", []),
        (_PARCEL, "usps@abc.com", "sms", []),
        (_MAIL, "", "email", []),
    ],
)
def test_mail_from_elsewhere(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.mail_from_elsewhere, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_PARCEL, "28777", "sms", ["28777"]),
        ("USPS: your appointment is on 11/23", "69975", "sms", ["69975"]),
        ("Su paquete está en camino. Llame al 1-800-275-8777", "28777", "unknown", ["28777"]),
        ("Available for pickup, TAOS NM 87571", "28777", "sms", ["28777"]),
        # nothing of USPS in it
        ("See you at nine", "28777", "sms", []),
        # a spoofed code gains nothing
        ("USPS: pay at https://abc.top", "28777", "sms", []),
        ("USPS: call (888) 555-0142", "28777", "sms", []),
        ("USPS: reply with your full address", "28777", "sms", []),
        (_PARCEL, "92881", "sms", []),
        (_PARCEL, "287771", "sms", []),
        (_PARCEL, "+1 28777", "sms", []),
        (_PARCEL, "", "sms", []),
    ],
)
def test_official_code_sender(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.official_code_sender, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        (_MAIL, "auto-reply@usps.com", "email", ["auto-reply@usps.com"]),
        (
            _MAIL,
            "USPSInformeddelivery@email.informeddelivery.usps.com",
            "email",
            ["USPSInformeddelivery@email.informeddelivery.usps.com"],
        ),
        (f"From: USPS <auto-reply@usps.com>\n{_MAIL}", "", "unknown", ["USPS <auto-reply@usps.com>"]),
        (
            "De: USPS <auto-reply@usps.com>\nAsunto: Entregado\n\nSu envio en usps.com",
            "",
            "unknown",
            ["USPS <auto-reply@usps.com>"],
        ),
        (f"{_MAIL} Pay at https://abc.top", "auto-reply@usps.com", "email", []),
        (_MAIL, "auto-reply@usps.com.abc.top", "email", []),
        (_MAIL, "auto-reply@usps.org", "email", []),
        (_PARCEL, "auto-reply@usps.com", "sms", []),
        (_MAIL, "usps.com@abc.top", "email", []),
    ],
)
def test_official_mail_sender(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.official_mail_sender, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        ("CVS: your refill is ready", "28732", "sms", ["28732"]),
        ("Your code is 123456", "692632", "sms", ["692632"]),
        ("Su cita es a las nueve", "87226", "unknown", ["87226"]),
        (_PARCEL, "28777", "sms", []),
        (_PARCEL, "287771", "sms", []),
        ("CVS: your refill is ready", "202-555-0143", "sms", []),
        ("CVS: your refill is ready", "", "sms", []),
        ("Hi", "Mom", "sms", []),
    ],
)
def test_short_code_of_others(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.short_code_of_others, text, sender, channel) == expected


@pytest.mark.parametrize(
    ("text", "sender", "channel", "expected"),
    [
        ("USPS 9400111206206406260787, Delivered", "+63 917 555 0101", "sms", ["+63 917 555 0101"]),
        ("USPS: your package was delivered", "joe@abc.com", "unknown", ["joe@abc.com"]),
        ("USPS: su paquete fue entregado", "773490", "sms", ["773490"]),
        ("usps left it at your door", "Mom", "imessage", ["Mom"]),
        ("USPS: your package was delivered", "auto-reply@usps.com", "sms", ["auto-reply@usps.com"]),
        ("USPS: your package was delivered", "28777", "sms", []),
        ("USPS: your package was delivered", "48773", "sms", []),
        ("USPS: your package was delivered", "USPS", "sms", []),
        ("USPS Item Delivered", "auto-reply@usps.com", "email", []),
        ("USPS survey", "USPS <usps@opinions-inmoment.com>", "email", []),
        ("Your package was delivered", "+63 917 555 0101", "sms", []),
        ("USPS: su paquete fue entregado", "", "sms", []),
    ],
)
def test_sender_not_of_usps(
    quotes: Callable[..., list[str]], text: str, sender: str, channel: str, expected: list[str]
) -> None:
    assert quotes(rules.sender_not_of_usps, text, sender, channel) == expected
