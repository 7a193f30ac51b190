"""The forms of genuine correspondence: what each rule must recognise, and what it must not be fooled by."""

from collections.abc import Callable

import pytest

from detector.rules import notices

_MAIL = (
    "From: auto-reply@usps.com\nSubject: USPS® Expected Delivery\n\n"
    "Tracking Number: 9400111206206406260787\nVisit https://tools.usps.com\nPrivacy Policy | FAQs"
)
_DIGEST = "Subject: Your Daily Digest\n\nInformed Delivery: two mailpieces. https://informeddelivery.usps.com"
_SPANISH = (
    "De: auto-reply@usps.com\nAsunto: USPS\n\n"
    "Numero de rastreo: RB123456785US. https://es.usps.com\nPolitica de privacidad"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "USPS 01123456789123456789, Delivered 01/15/2014 11:10pm NORTH ANDOVER MA 01845 "
            "Reply HELP 4 info-STOP to cancel",
            ["Delivered"],
        ),
        ("USPS: Your package will arrive today by 9:00pm", ["will arrive"]),
        ("9400111206206406260787 out for delivery", ["out for delivery"]),
        ("Servicio Postal: su envio en camino", ["en camino"]),
        # somebody else's, or nobody's
        ("Your package will arrive today", []),
        ("UPS 1Z5R89390357567127 delivered", []),
        # a call to action or a demand
        ("USPS: delivered. See https://www.usps.com", []),
        ("USPS: delivery attempted, see abc.top", []),
        ("USPS: out for delivery, call (888) 555-0142", []),
        ("USPS: delivered after a redelivery fee", []),
        ("USPS: delayed, update your address", []),
        ("USPS: delivered. Owed: $3", []),
        ("USPS: se retiene, envie su direccion", []),
    ],
)
def test_tracking_text_form(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(notices.tracking_text_form, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS Text Tracking: Reply YES to start", ["Text Tracking: Reply YES"]),
        ("USPS: quiet time is on. Text AWAKE to end", ["quiet time", "Text AWAKE"]),
        ("USPS: responda SI, o ALTO", ["responda SI, o ALTO"]),
        ("USPS: you are unsubscribed", ["unsubscribed"]),
        ("CVS: Reply STOP to end", []),
        ("USPS: Reply YES at abc.top", []),
        ("USPS: Reply YES, then exit and reopen", []),
        ("USPS: Reply YES and pay $3", []),
        ("USPS: your parcel is here", []),
        ("Reply YES for the picnic", []),
    ],
)
def test_service_text_form(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(notices.service_text_form, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS Account Services: your validation code is 123456", ["validation code"]),
        ("USPS: your passport appointment is at nine", ["appointment"]),
        ("USPS: su codigo de verificacion es 123456", ["codigo de verificacion"]),
        ("Your bank: validation code 123456", []),
        ("USPS: reply with your address and the verification code", []),
        ("USPS: appointment at abc.top", []),
        ("USPS: the code of the gate", []),
        ("Su cita es a las nueve", []),
    ],
)
def test_code_or_appointment_form(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(notices.code_or_appointment_form, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_MAIL, ["Expected Delivery", "Tracking Number", "Privacy Policy", "FAQs"]),
        (_DIGEST, ["Your Daily Digest", "Informed Delivery", "mailpieces"]),
        (_SPANISH, ["Numero de rastreo", "Politica de privacidad"]),
        (f"{_MAIL}\nhttps://abc.top", []),
        (f"{_MAIL}\nCall (888) 555-0142", []),
        (f"{_MAIL}\nEnter your card number", []),
        (f"{_MAIL}\nVisit https://shipup.co/t", []),
        # one mark is none
        ("Subject: USPS\n\nYour item waits. Privacy Policy", []),
        # a text, and another's mail
        ("USPS: Tracking Number 9400111206206406260787, out for delivery", []),
        ("Subject: Order\n\nTracking Number: 123. Privacy Policy", []),
    ],
)
def test_mail_form(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(notices.mail_form, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS 9400111206206406260787, Delivered. Not you? photo-proof.app/u", ["Delivered"]),
        ("USPS: Notice left. Call 888-555-0142", ["Notice left"]),
        ("9400111206206406260787 Retenido, pague en abc.top", ["Retenido"]),
        ("USPS: su paquete fue entregado, confirme en abc.top", ["entregado"]),
        ("USPS 9400111206206406260787, Delivered 01/15/2014 ANDOVER MA", []),
        ("USPS: Delivered. See https://tools.usps.com/go", []),
        ("FedEx: Delivered by USPS today, see abc.top", []),
        ("Your order from Old Mill Yarns left our shop and goes with USPS. In transit: oldmillyarns.com/t", []),
        ("Delivered! See abc.top", []),
        ("USPS: su paquete fue entregado", []),
    ],
)
def test_notice_form_leads_elsewhere(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(notices.notice_form_leads_elsewhere, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: your access code is 935520", ["USPS"]),
        ("USPS: new address added. See usps.com", ["USPS"]),
        ("Servicio Postal: su cita es mañana", ["Servicio Postal"]),
        ("USPS: pay at abc.top", []),
        ("USPS: call (888) 555-0142", []),
        ("My parcel is lost, says the woman at the counter of USPS", []),
        ("Your order is with USPS now", []),
    ],
)
def test_speaks_as_usps_leads_nowhere_else(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(notices.speaks_as_usps_leads_nowhere_else, text) == expected
