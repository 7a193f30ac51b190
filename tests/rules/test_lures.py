"""What scams say: what each rule must catch, and what it must leave alone."""

from collections.abc import Callable

import pytest

from detector.rules import lures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(Reply Y, then exit the text and reopen it)", ["Reply Y, then exit"]),
        ("Please respond with 1 and open the link again", ["respond with 1 and open the"]),
        ("Responda Y, salga del mensaje y vuelva", ["Responda Y, salga"]),
        ("Reply YES to get USPS updates", []),
        ("Reply C to confirm your appointment", []),
        ("Reply STOP to end. We open at nine", []),
        ("Text Y or N for the picnic", []),
        ("Open the window and close the door", []),
    ],
)
def test_reply_to_activate(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.reply_to_activate, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Copy the link to Safari", ["Copy the link to Safari"]),
        ("Paste it into your browser", ["Paste it into your browser"]),
        ("Copie el enlace en su navegador", ["Copie el enlace en su navegador"]),
        ("Copy that, see you at nine", []),
        ("A paper copy. The link is below", []),
        ("View in your browser", []),
        ("Pegue la etiqueta en la caja", []),
    ],
)
def test_copy_into_browser(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.copy_into_browser, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A redelivery fee applies", ["redelivery fee"]),
        ("Stopped for unpaid postage", ["unpaid postage"]),
        ("Pay $0.30 so that we deliver", ["Pay $0.30 so that we deliver"]),
        ("Pague la tarifa de reenvio", ["tarifa de reenvio"]),
        ("Free delivery on Friday", []),
        ("Your parcel was delivered", []),
        ("The entrance fee is $5", []),
        ("Rent is due Monday", []),
        ("Entrega gratis hoy", []),
    ],
)
def test_delivery_fee(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.delivery_fee, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Customs needs you to pay today", ["Customs needs you to pay"]),
        ("An import fee is due", ["import fee is due"]),
        ("Pague el arancel hoy", ["Pague el arancel"]),
        ("La aduana exige un pago", ["aduana exige un pago"]),
        ("USPS: Inbound Out of Customs, 3:05 pm", []),
        ("Processed through customs", []),
        ("En la aduana de Miami", []),
        ("Duty calls, see you at nine", []),
        ("He pays rent", []),
    ],
)
def test_customs_fee(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.customs_fee, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An incomplete address stops us", ["incomplete address"]),
        ("The house number is missing", ["house number is missing"]),
        ("Your ZIP code doesn't match", ["ZIP code doesn't"]),
        ("La direccion es incorrecta", ["direccion es incorrecta"]),
        ("Delivered to your address", []),
        ("What is your new address?", []),
        ("Main Street is wonderful", []),
        ("Wrong number, sorry", []),
        ("La calle es larga", []),
    ],
)
def test_address_problem(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.address_problem, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Update your address here", ["Update your address"]),
        ("Please confirm the delivery information", ["confirm the delivery information"]),
        ("Actualice su direccion", ["Actualice su direccion"]),
        ("Proporcione sus datos", ["Proporcione sus datos"]),
        ("Delivered at your address", []),
        ("We have a new address", []),
        ("Confirm by Friday", []),
        ("Confirme la hora", []),
        ("Information desk on your left", []),
    ],
)
def test_asks_to_confirm_address(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.asks_to_confirm_address, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your package waits in our warehouse", ["package waits in our warehouse"]),
        ("The parcel is on hold", ["parcel is on hold"]),
        ("We have an undelivered parcel", ["undelivered parcel"]),
        ("Su paquete fue retenido", ["paquete fue retenido"]),
        ("Your parcel was delivered", []),
        ("The party is on hold", []),
        ("A warehouse sale on Friday", []),
        ("Su paquete llega hoy", []),
        ("Package here. He held the door", []),
    ],
)
def test_parcel_held(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.parcel_held, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc.top within 24 hours", ["within 24 hours"]),
        ("abc.top or it will be returned", ["or it will", "be returned"]),
        ("Final notice: abc.top", ["Final notice"]),
        ("abc.top en 24 horas", ["en 24 horas"]),
        # nothing unverified is asked
        ("Delivered within 24 hours", []),
        ("Final notice: https://www.irs.gov", []),
        ("Pick it up before it is returned to sender", []),
        ("abc.top when you have time", []),
        ("Listo en 24 horas", []),
    ],
)
def test_deadline(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.deadline, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claim your refund", ["Claim your refund"]),
        ("A refund of $20 is pending", ["refund of $20 is pending"]),
        ("Su reembolso esta disponible", ["reembolso esta disponible"]),
        ("Your refund was sent", []),
        ("No refunds", []),
        ("Claim your seat", []),
        ("Reembolso enviado", []),
    ],
)
def test_refund_offer(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.refund_offer, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Congratulations from the Post Office", ["Congratulations"]),
        ("Claim your USPS gift", ["Claim your USPS gift"]),
        ("Take the survey and win", ["survey and win"]),
        ("Cobre su premio", ["Cobre su premio"]),
        ("USPS customer experience survey", []),
        ("A birthday gift arrived", []),
        ("Free delivery", []),
        ("Encuesta de satisfaccion", []),
        ("Who won?", []),
    ],
)
def test_prize_or_survey(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.prize_or_survey, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS is hiring, $35 an hour", ["hiring, $35"]),
        ("Earn $200 per day", ["Earn $200 per day"]),
        ("Trabajo desde casa, 50 por hora", ["Trabajo desde casa, 50 por hora"]),
        ("Good job!", []),
        ("Part-time school starts Monday", []),
        ("The remote is on the sofa", []),
        ("Buen trabajo, equipo", []),
        ("Your interview is at nine", []),
    ],
)
def test_job_offer(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.job_offer, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forever stamps 50% off", ["stamps 50%"]),
        ("Clearance: rolls of stamps", ["Clearance: rolls of stamps"]),
        ("Estampillas con descuento", ["Estampillas con descuento"]),
        ("Pick up stamps, please", []),
        ("My stamps came today", []),
        ("Compra estampillas y pan", []),
        ("Shoes 50% off", []),
    ],
)
def test_stamps_sale(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.stamps_sale, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your account is suspended", ["account is suspended"]),
        ("Unusual activity on your card", ["Unusual activity"]),
        ("Su tarjeta fue bloqueada", ["tarjeta fue bloqueada"]),
        ("Your account statement is ready", []),
        ("A postcard came", []),
        ("Unusual weather today", []),
        ("Su cuenta esta lista", []),
        ("Limited seats left", []),
    ],
)
def test_account_problem(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.account_problem, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enter your card number", ["Enter your card number"]),
        ("Verify your Social Security number", ["Verify your Social Security number"]),
        ("Ingrese su numero de tarjeta", ["Ingrese su numero de tarjeta"]),
        ("Confirm the PIN", ["Confirm the PIN"]),
        ("We will never ask for your password", []),
        ("Your PIN is yours alone", []),
        ("Nunca comparta su clave", []),
        ("A birthday card came", []),
    ],
)
def test_asks_for_secrets(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.asks_for_secrets, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unpaid toll: abc.top", ["Unpaid toll"]),
        ("Your toll of $4 is overdue, abc.top", ["toll of $4 is overdue"]),
        ("Peaje vencido: abc.top", ["Peaje vencido"]),
        ("Unpaid toll: https://www.sunpass.com", []),
        ("The toll is $4", []),
        ("The storm took its toll: abc.top", []),
        ("Peaje pagado", []),
    ],
)
def test_unpaid_toll(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.unpaid_toll, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A warrant is out, call (888) 555-0142", ["warrant"]),
        ("Your license will be suspended: abc.top", ["license will be suspended"]),
        ("Orden de arresto: abc.top", ["Orden de arresto"]),
        ("IRS: a refund waits at https://www.irs.gov", []),
        ("License to grill: abc.top", []),
        ("Taxes are dull", []),
        ("Multa de la biblioteca", []),
    ],
)
def test_authority_threat(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.authority_threat, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi mum, I have a new number", ["Hi mum, I have a new number"]),
        ("Hola mama, perdi el telefono", ["Hola mama, perdi"]),
        ("Grandma, I am in jail", ["Grandma, I am in jail"]),
        ("Hi mom, home at nine", []),
        ("I have a new number", []),
        ("Dad fixed the car", []),
        ("Hola mama, ya voy", []),
    ],
)
def test_family_emergency(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.family_emergency, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bitcoin with guaranteed gain", ["Bitcoin with guaranteed"]),
        ("Add me on Telegram", ["Add me on Telegram"]),
        ("Inversion con ganancias", ["Inversion con ganancias"]),
        ("Buy gift cards and send the codes", ["Buy gift cards and send the codes"]),
        ("Bitcoin fell today", []),
        ("The gift card was for Ana", []),
        ("Is Telegram down?", []),
        ("Una inversion dificil", []),
    ],
)
def test_easy_money(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.easy_money, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: scan the QR code", ["scan the QR code"]),
        ("USPS: open the attached slip", ["open the attached"]),
        ("USPS: see notice.pdf", ["notice.pdf"]),
        ("Servicio Postal: escanee el codigo", ["escanee el codigo"]),
        ("Scan the QR code for the menu", []),
        ("USPS: delivered at nine", []),
        ("See the attached invoice", []),
        ("USPS: the code is for you alone", []),
        ("Escanee el codigo del menu", []),
    ],
)
def test_code_or_attachment(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.code_or_attachment, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # zero-width, Cyrillic, full-width, dotted, spaced, leet, broken
        ("u\u200bsps parcel, abc.top", ["u\u200bsps"]),
        ("раckage at abc.top", ["раckage"]),
        ("ＵＳＰＳ at abc.top", ["ＵＳＰＳ"]),
        ("U.S.P.S waits, abc.top", ["U.S.P.S"]),
        ("p a c k a g e held, abc.top", ["p a c k a g e"]),
        ("Your del1very at abc.top", ["del1very"]),
        ("Your pack·age of t0day, abc.top", ["pack·age", "t0day"]),
        ("Su pa-quete en abc.top", ["pa-quete"]),
        # nothing is asked
        ("u\u200bsps parcel", []),
        ("Your del1very came", []),
        # what friends and shops write
        ("C a l l me, abc.top", []),
        ("FedEx: your del1very at abc.top", []),
        # ordinary spelling: marks, accents, other scripts, emoji, codes
        ("USPS® package™ — “here”, abc.top", []),
        ("Dirección: señal en abc.top", []),
        ("Привет, абв: abc.top", []),
        ("👨\u200d👩\u200d👧 at abc.top", []),
        ("Code T3ST-01 at abc.top", []),
        ("re-delivery and e-mail, abc.top", []),
    ],
)
def test_disguised_text(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.disguised_text, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: $0.30 is due", ["$0.30"]),
        ("USPS: send 3.50 USD", ["3.50 USD"]),
        ("USPS: a fee applies", ["fee"]),
        ("Servicio Postal: pague hoy", ["pague"]),
        ("CVS: pay $3", []),
        ("I owe you $3 for the USPS box", []),
        ("USPS: delivered 01/15/2026 at 11:10", []),
        ("Subject: USPS receipt\n\nUSPS: you paid $12.50", []),
        ("Servicio Postal: su envio llega hoy", []),
    ],
)
def test_money_in_usps_text(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.money_in_usps_text, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Send it with Zelle", ["Zelle"]),
        ("Two gift cards, please", ["gift cards"]),
        ("Mande bitcoin", ["bitcoin"]),
        ("A gift from Ana", []),
        ("Cash or credit?", []),
        ("The wire fence fell", []),
        ("Apple pie and western films", []),
        ("Pague en efectivo", []),
    ],
)
def test_untraceable_payment(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.untraceable_payment, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please don't tell mom, I need bail", ["don't tell mom"]),
        ("I can't talk, in a meeting", ["can't talk"]),
        ("Keep this between us until it is done", ["Keep this between us"]),
        ("No le digas a mi papá", ["No le digas a mi papá"]),
        ("Tell me when you land", []),
        ("I don't tell jokes", []),
        ("Keep it up! The secret is butter", []),
        ("We can talk at nine", []),
        ("Dile a tu mamá que llame", []),
        ("Never tell anyone this code: 4471", []),
        ("Bumble 457868. Do not tell anyone!", []),
        ("Your answers are kept confidential", []),
    ],
)
def test_asks_for_secrecy(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(lures.asks_for_secrecy, text) == expected
