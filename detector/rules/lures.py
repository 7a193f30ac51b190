"""What the message says: the lures of scams, in English and Spanish, and disguised letters."""

import re
from collections.abc import Iterator

from detector.label import Label
from detector.lure import Lure
from detector.message import Message
from detector.openings import Phrase
from detector.rules.rule import rule
from detector.span import Span

_PARCEL = (
    r"(?:packages?|parcels?|items?|shipments?|orders?|mail|delivery|deliveries|paquetes?|envios?|pedidos?"
    r"|encomiendas?|entregas?)"
)
_PAY = (
    r"(?:pay|paid|payment|paying|fees?|charges?|cost|balance|due|owed?|settle|deposit|pagar?|pague|pago"
    r"|tarifa|cargos?|costo|abon\w+|saldo)"
)
_MONEY = r"(?:us)?\$\s?\d[\d.,]*|\d[\d.,]*\s?(?:usd|dollars|dolares|cents)\b|£\s?\d[\d.,]*|€\s?\d[\d.,]*"

_REOPEN = Phrase(
    r"""\b(?:reply|respond|text|answer|send|responda|responde|conteste|envie)\b[^.!?\n]{0,20}["'(\[]?\b(?:y|1
        |yes|ok|s|si)\b
    .{0,160}?\b(?:exit|re-?open|reopen|open\ (?:it|the|this|again)|activate|close|quit|salga|salir|vuelva|abra
        |reabr\w+|activar|active)\b"""
)
_BROWSER = Phrase(
    r"""\b(?:copy|paste|copie|copia|pegue|pegar)\b[^.!?\n]{0,70}\b(?:safari|browser|chrome|navegador|google|web
        |link|enlace|url)\b"""
)


@rule(Label.SMISHING, fact="reply-and-reopen", lure=Lure.DELIVERY, needs=_REOPEN)
def reply_to_activate(message: Message) -> Iterator[Span]:
    """It asks you to reply and open the message again, which turns on a link that your phone had blocked.

    Covers "Reply Y, then exit and reopen" in English and Spanish. Silent on a plain "Reply YES" or "Reply C", which
    genuine opt-ins and appointment reminders use.
    """
    yield from _REOPEN(message)


@rule(Label.SMISHING, fact="reply-and-reopen", lure=Lure.DELIVERY, needs=_BROWSER)
def copy_into_browser(message: Message) -> Iterator[Span]:
    """It asks you to copy a link into a browser, which gets around your phone's protection.

    Covers "copy the link to Safari". Mails that say "copy and paste this link if the button does not work" fire too;
    where the link leads then speaks for them.
    """
    yield from _BROWSER(message)


_DELIVERY_FEE = Phrase(
    rf"""\b(?:re-?delivery|redeliver|delivery|shipping|postage|handling|processing|storage|service|courier
        |reschedul\w+|transport\w*)
        \s(?:(?:and|&|re-?delivery|service|or)\s)?(?:fees?|charges?|costs?|payment|balance|dues?)\b
    | \b(?:unpaid|insufficient|additional|underpaid|outstanding|short|missing|extra)\s(?:\w+\s)?(?:postage
        |shipping|delivery|franqueo)\b
    | \bpostage\s(?:due|is|was|of|not|unpaid|shortfall|must)\b
    | \b(?:tarifa|cargos?|gastos|costos?|pago|cuota)\s(?:\w+\s){{0,2}}(?:envio|reenvio|entrega|reentrega
        |franqueo|correo|almacenaje|manejo|tramite)\b
    | \b{_PAY}\b[^.!?\n]{{0,40}}(?:{_MONEY})[^.!?\n]{{0,60}}\b(?:deliver\w*|redeliver\w*|ship\w*|release
        |entrega\w*|envio|reenvio|{_PARCEL})\b"""
)
_CUSTOMS = Phrase(
    rf"""\b(?:customs|dut(?:y|ies)|import\s(?:tax|fee|duty)|clearance|cbp|aduanas?|arancel\w*
        |aduaner\w+)\b[^!?\n]{{0,90}}?\b{_PAY}\b
    | \b{_PAY}\b[^!?\n]{{0,60}}?\b(?:customs|dut(?:y|ies)|import|aduanas?|arancel\w*|aduaner\w+)\b"""
)


@rule(Label.SMISHING, fact="redelivery-is-free", lure=Lure.FEE, needs=_DELIVERY_FEE)
def delivery_fee(message: Message) -> Iterator[Span]:
    """It talks about a fee or postage for a delivery.

    Covers redelivery, shipping, storage and unpaid-postage fees. Shops do name shipping fees in order mails.
    """
    yield from _DELIVERY_FEE(message)


@rule(Label.SMISHING, fact="customs-at-the-door", lure=Lure.CUSTOMS, needs=_CUSTOMS)
def customs_fee(message: Message) -> Iterator[Span]:
    """It talks about a payment for customs.

    DHL, FedEx and UPS do bill duty by link; their own domains speak for them.
    """
    yield from _CUSTOMS(message)


_ADDRESS_WORDS = r"""(?:address(?:es)?|street|house\snumber|unit\snumber|apartment|apt|zip|zip\scode
    |postal\scode|door\snumber|recipient|delivery\sinfo\w*
    |direccion|domicilio|codigo\spostal|calle|numero\sde\s(?:casa|apartamento|calle)|destinatario)"""
_ADDRESS_PROBLEM = Phrase(
    rf"""\b(?:incomplete|incorrect|invalid|wrong|unclear|missing|illegible|unreadable|mismatch\w*|inaccurate
        |damaged|blurred|vague|error|erroneous
        |unrecogni[sz]ed|outdated|unverified|incompleta|incorrecta|invalida|erronea|equivocada|ilegible|falta\w*
        |error|incompletos?|incorrectos?)\b
        [^.!?\n]{{0,40}}\b{_ADDRESS_WORDS}\b
    | \b{_ADDRESS_WORDS}\b[^.!?\n]{{0,50}}\b(?:incomplete|incorrect|invalid|wrong|unclear|missing|illegible
        |unreadable|mismatch\w*|not\smatch
        |does\snot|doesn't|could\snot|couldn't|can't|cannot|not\sclear|damaged|blurred|inaccurate
        |incomplet[ao]s?|incorrect[ao]s?|invalid[ao]
        |erronea|equivocada|ilegible|falta\w*|no\scoincide|no\ses)\b"""
)
_CONFIRM_ADDRESS = Phrase(
    rf"""\b(?:update|updating|confirm|confirming|verify|correct|complete|provide|fill\s(?:in|out)|supplement
        |edit|re-?enter|enter|submit|check|resubmit
        |actualic\w+|actualizar|confirm[ea]\w*|confirmar|corrij\w+|corregir|verifi\w+|complete|completar
        |proporcion\w+|ingres\w+|indique|envi\w+)\b
        [^.!?\n]{{0,45}}\b(?:{_ADDRESS_WORDS}|(?:delivery|shipping|personal|your|sus
        |tus)\s(?:\w+\s)?(?:information|details|info|datos|informacion)|location)\b"""
)
_HELD = Phrase(
    rf"""\b{_PARCEL}\b[^.!?\n]{{0,70}}\b(?:held|on\shold|hold|holding|suspended|detained|stuck|retained|paused
        |pending|seized|halted|frozen
        |warehouse|undeliverable|undelivered|retenid[oa]s?|detenid[oa]s?|suspendid[oa]s?|almacen|bodega|deposito)\b
    | \b(?:suspended|detained|holding|pending|undelivered|hold\son)\b[^.!?\n]{{0,30}}\b{_PARCEL}\b"""
)
_DEADLINE = Phrase(
    r"""\bwithin\s(?:the\snext\s)?\w+\s?(?:hours?|hrs?|h|days?|minutes)\b | \b(?:12|24|48|72)\s?-?(?:hours?|hrs?|h)\b
    | \b(?:be|being|is|get)\s(?:\w+\s)?(?:returned|sent\sback|disposed|discarded|destroyed|cancell?ed)\b
        | \breturn(?:ed)?\sto\s(?:the\s)?(?:sender|seller|merchant)\b
    | \b(?:final|last)\s(?:notice|attempt|chance|reminder|warning|delivery)\b | \bimmediate(?:ly)?\b
        | \burgent(?:ly|e|emente)?\b | \basap\b
    | \b(?:to|para)\s(?:avoid|evitar)\b | \b(?:before|by)\s(?:midnight|the\send|tomorrow|it\sis)\b | \bor\s(?:it
        |the\s\w+|your\s\w+)\swill\b | \botherwise\b
    | \ben\s(?:las\sproximas\s|un\splazo\sde\s|menos\sde\s)?\d+\s?(?:horas|hrs|h|dias)\b | \bdentro\sde\b
        | \bser[ao]n?\s(?:devuelt|destruid|cancelad)[oa]s?\b
    | \b(?:se\s)?devolver(?:a|emos)\b | \bultim[oa]\s(?:aviso|oportunidad|intento|dia)\b
        | \bde\slo\scontrario\b | \binmediat[ao](?:mente)?\b"""
)


@rule(Label.SMISHING, fact="paper-slip", lure=Lure.ADDRESS, needs=_ADDRESS_PROBLEM)
def address_problem(message: Message) -> Iterator[Span]:
    """It says that an address, house number or ZIP Code is wrong or missing.

    The lure of most USPS smishing. Carriers do report bad addresses, as a status without a question.
    """
    yield from _ADDRESS_PROBLEM(message)


@rule(Label.SMISHING, fact="never-asks-personal-data", lure=Lure.ADDRESS, needs=_CONFIRM_ADDRESS)
def asks_to_confirm_address(message: Message) -> Iterator[Span]:
    """It asks you to confirm or correct an address or personal details.

    Shops and clinics ask so as well; where their link leads speaks for them.
    """
    yield from _CONFIRM_ADDRESS(message)


@rule(Label.SMISHING, lure=Lure.HELD, needs=_HELD)
def parcel_held(message: Message) -> Iterator[Span]:
    """It says that a package is on hold, stopped or waiting in a warehouse.

    USPS does hold parcels at a Post Office; that is a documented status and counts elsewhere.
    """
    yield from _HELD(message)


@rule(Label.SMISHING, needs=_DEADLINE)
def deadline(message: Message) -> Iterator[Span]:
    """It puts you under time pressure.

    Covers "within 24 hours", "will be returned", "final notice". Real reminders have deadlines too.
    """
    if message.unverified_calls:
        yield from _DEADLINE(message)


_REFUND = Phrase(
    r"""\b(?:refunds?|compensation|reimbursement|rebate|overpaid|overcharged|settlement|reembolso|indemnizacion
        |compensacion)\b[^.!?\n]{0,80}
        \b(?:claim|process|pending|owed|available|approved|eligible|receive|issue|deposit|link|confirm|due
        |reclam\w+|disponible|aprobad[oa]|recibir|pendiente)\b
    | \b(?:claim|receive|eligible|entitled|approved|owed|pending|unclaimed|reclam\w+|recib\w+)\b[^.!?\n]{0,60}
        \b(?:refund|compensation|reimbursement|rebate|settlement|reembolso|indemnizacion|compensacion)\b"""
)
_PRIZE = Phrase(
    r"""\b(?:congratulations|congrats|felicidades|enhorabuena)\b | \byou(?:'ve|\shave|\sare
        |'re)?\s(?:\w+\s)?(?:won(?!'t)|been\s(?:selected|chosen)|a\swinner)\b
    | \b(?:claim|collect|redeem|receive|get|win|reclam\w+|cobr\w+|recib\w+)\b[^.!?\n]{0,40}\b(?:prize|reward
        |gift|free|bonus|premio|regalo|recompensa)\b
    | \b(?:survey|encuesta)\b[^.!?\n]{0,80}\b(?:reward|gift|win|\$|free|prize|receive|regalo|premio|gana\w*
        |recib\w+|gratis)
    | \b(?:loyalty|sweepstakes|giveaway|sorteo|raffle)\b | \bha\s(?:sido\sseleccionad[oa]|ganado)\b"""
)
_JOB = Phrase(
    r"""\b(?:hiring|recruit\w*|job|position|vacancy|part[\s-]?time|work\sfrom\shome|remote|trabajo|empleo
        |vacante|contratando)\b.{0,160}?
        (?:\$\s?\d[\d,.]*|\b(?:per|a|each)\s(?:day|week|hour)|\bdaily\b|\bal\sdia\b|\bpor\s(?:dia|hora|semana)\b
        |\bwhats?\s?app\b|\btelegram\b)
    | \b(?:earn|make|ganar?|gane)\b[^.!?\n]{0,30}(?:\$\s?\d[\d,.]*)[^.!?\n]{0,30}\b(?:day|daily|week|weekly|hour
        |dia|semana|diarios?)\b"""
)
_STAMPS = Phrase(
    r"""\b(?:stamps?|estampillas|sellos)\b.{0,80}?(?:%|\boff\b|\bdiscount|\bsale\b|\bclearance|\bonly\b
        |\bdescuento|\boferta|\blimited)
    | \b(?:(?<=%\s)off|discount|clearance|sale)[^.!?\n]{0,40}\bstamps\b"""
)


@rule(Label.SMISHING, lure=Lure.REFUND, needs=_REFUND)
def refund_offer(message: Message) -> Iterator[Span]:
    """It offers a refund or other money back that you are to claim.

    Shops announce refunds too, as done and with nothing to claim.
    """
    yield from _REFUND(message)


@rule(Label.SMISHING, lure=Lure.SURVEY, needs=_PRIZE)
def prize_or_survey(message: Message) -> Iterator[Span]:
    """It promises a prize, a gift or a reward.

    Loyalty programmes and marketing fire too; wording and links tell them apart.
    """
    yield from _PRIZE(message)


@rule(Label.SMISHING, lure=Lure.JOB, needs=_JOB)
def job_offer(message: Message) -> Iterator[Span]:
    """It offers easy work, and names the pay or a chat app right away.

    Job alerts that somebody subscribed to fire where they name the pay.
    """
    yield from _JOB(message)


@rule(Label.SMISHING, lure=Lure.STAMPS, needs=_STAMPS)
def stamps_sale(message: Message) -> Iterator[Span]:
    """It offers stamps as a bargain; USPS does not sell stamps at a discount.

    Silent on "stamps" alone.
    """
    yield from _STAMPS(message)


_ACCOUNT = Phrase(
    r"""\b(?:account|card|profile|access|wallet|id|membership|subscription|login|cuenta|tarjeta|perfil|acceso
        |suscripcion)\b[^.!?\n]{0,50}
        \b(?:suspen\w+|locked|limited|restricted|deactivated|disabled|on\shold|blocked|frozen|compromised
        |terminated|closed|bloquead[oa]|suspendid[oa]
        |restringid[oa]|limitad[oa]|expired?|cancell?ed|desactivad[oa])\b
    | \b(?:unusual|suspicious|unauthori[sz]ed|unrecogni[sz]ed|inusual|sospechosa|no\sautorizad[oa])\b[^.!?\n]{0,30}
        \b(?:activity|log-?in|sign-?in|charge|transaction|purchase|attempt|access|payment|transfer|device
        |actividad|cargo|compra|acceso|inicio|transferencia)\b
    | \b(?:suspen\w+|locked|restricted|blocked|bloqueamos|suspendimos)\b[^.!?\n]{0,25}\b(?:account|card|access
        |cuenta|tarjeta)\b"""
)
_SECRETS = Phrase(
    r"""\b(?<!never\s)(?<!not\s)(?<!nunca\s)(?<!no\s)(?<!n't\s)(?:enter|provide|confirm|give|send|submit|update|verify|need|reply|read|tell|share|add|fill|link
        |ingres\w+|proporcion\w+|confirm\w+|envi\w+|actualic\w+|verifi\w+|dig\w+|complete)\b
        (?![^.!?\n]{0,40}\b(?:never|not|nunca|no)\b)[^.!?\n]{0,50}
        \b(?:card\s(?:number|details|info\w*|on)|(?:credit|debit|bank)\s(?:card|account|details|info\w*)|cvv|ssn
        |social\ssecurity(?:\snumber)?|pin|password|seed\sphrase
        |routing|date\sof\sbirth|driver'?s\slicense|credentials|numero\sde\s(?:tarjeta|seguro\ssocial|cuenta)
        |datos\sde\s(?:su|tu|la)\s(?:tarjeta|cuenta)|tarjeta\sde\s(?:credito|debito)
        |contrasena|seguro\ssocial|clave)\b"""
)


@rule(Label.SMISHING, lure=Lure.ACCOUNT, needs=_ACCOUNT)
def account_problem(message: Message) -> Iterator[Span]:
    """It says that an account, a card or your access is locked or misused.

    Banks' true alerts say so too; they ask for a keyword, name no link, or link to their own domain.
    """
    yield from _ACCOUNT(message)


@rule(Label.SMISHING, fact="never-asks-personal-data", lure=Lure.ACCOUNT, needs=_SECRETS)
def asks_for_secrets(message: Message) -> Iterator[Span]:
    """It asks for card or bank details, a password, or your Social Security number.

    Silent on warnings never to give them.
    """
    yield from _SECRETS(message)


_TOLL = Phrase(
    r"""\b(?:unpaid|outstanding|overdue|due|owe|missed|pending|late|final|past|pendientes?|impag[oa]|adeud\w+
        |vencid[oa])\b[^!?\n]{0,60}\b(?:tolls?|tollway|turnpike|peajes?)\b
    | \b(?:tolls?|tollway|turnpike|peajes?)\b[^!?\n]{0,90}\b(?:unpaid|outstanding|overdue|due|owe|late|penalt\w+
        |fines?|violation|settle|pay|vencid[oa]|pendiente|multa|pague|pagar)\b"""
)
_AUTHORITY = Phrase(
    r"""\b(?:warrant|arrest|lawsuit|legal\saction|prosecut\w+|law\senforcement|orden\sde\sarresto
        |accion(?:es)?\slegal(?:es)?|demanda)\b
    | \b(?:licen[cs]e|registration|benefits|ssn|social\ssecurity|licencia
        |beneficios)\b[^.!?\n]{0,50}\b(?:suspen\w+|revok\w+|terminat\w+|cancel\w*)\b
    | \b(?:irs|tax|taxes|treasury|stimulus|impuestos)\b[^.!?\n]{0,60}\b(?:refund|credit|relief|rebate|owe|unpaid
        |reembolso|deposit|check|payment)\b
    | \b(?:dmv|traffic|parking|multa)\b[^!?\n]{0,80}\b(?:violation|ticket|fine|penalt\w+|unpaid|outstanding
        |suspend\w*|pague|pagar|pendiente)\b
    | \b(?:student\s)?loan\s(?:forgiveness|relief)\b"""
)
_FAMILY = Phrase(
    r"""\b(?:hi|hey|hello|hola|oi)\s(?:mum|mom|mommy|dad|daddy|mama|papa|ma|grandma|grandpa|nana
        |abuel[ao])\b[^\n]{0,120}
        \b(?:new\s(?:number|phone)|broke|broken|lost|dropped|cracked|nuevo\snumero|numero\snuevo|perdi|rompio
        |se\sme\s(?:rompio|cayo|dano)|different\snumber|another\snumber|friend'?s\sphone)\b
    | \b(?:mum|mom|dad|mama|papa|grandma|grandpa|abuel[ao])\b.{0,160}\b(?:bail|jail|accident|hospital
        |urgent(?:ly)?|wire|gift\scards?|zelle|transfer)\b"""
)
_MONEY_MAKING = Phrase(
    r"""\b(?:bitcoin|btc|usdt|eth|crypto\w*|forex|invest\w*|trading|inver\w+
        |cripto\w*)\b[^\n]{0,120}\b(?:profit\w*|returns?|guaranteed|daily|earn\w*|double|withdraw\w*|mentor
        |group|ganancias?|rendimiento)\b
    | \b(?:add|contact|message|text|reach|write|join|escriba\w*|contact\w+|unase)\b[^.!?\n]{0,40}\b(?:whats?app
        |telegram|wechat|line\sgroup)\b
    | \b(?:buy|purchase|get|need|compr\w+)\b[^.!?\n]{0,40}\bgift\scards?\b[^\n]{0,120}\b(?:codes?|scratch|send
        |photo|pictures?|reimburse)\b"""
)


@rule(Label.SMISHING, lure=Lure.TOLL, needs=_TOLL)
def unpaid_toll(message: Message) -> Iterator[Span]:
    """It says that you owe a road toll.

    Toll operators remind their customers as well, from their own domains.
    """
    if message.unverified_calls:
        yield from _TOLL(message)


@rule(Label.SMISHING, lure=Lure.GOVERNMENT, needs=_AUTHORITY)
def authority_threat(message: Message) -> Iterator[Span]:
    """It threatens you, or promises money, in the name of the law or a government office.

    Covers warrants, licence suspension, tax refunds and fines. Courts and tax offices do write; from .gov addresses.
    """
    if message.unverified_calls:
        yield from _AUTHORITY(message)


@rule(Label.SMISHING, lure=Lure.FAMILY, needs=_FAMILY)
def family_emergency(message: Message) -> Iterator[Span]:
    """The sender claims to be family with a new phone number or in trouble.

    Real families change phones too: call the number you know.
    """
    yield from _FAMILY(message)


@rule(Label.SMISHING, lure=Lure.MONEY, needs=_MONEY_MAKING)
def easy_money(message: Message) -> Iterator[Span]:
    """It steers you to an investment, gift cards or a chat app.

    Friends share messenger groups as well.
    """
    yield from _MONEY_MAKING(message)


_QR = Phrase(
    r"""\b(?:scan|escane\w+)\b[^.!?\n]{0,30}\b(?:qr|code|codigo)\b | \buse\b[^.!?\n]{0,30}\bqr\b
    | \bqr\s(?:code|codigo)\b | \bcodigo\sqr\b
    | \b(?:open|see|view|print|download|review|complete|fill|abra|descargue|imprima|revise
        |consulte)\b[^.!?\n]{0,40}\b(?:attach\w+|pdf|adjunt[oa]|archivo|document)\b
    | \battached\s(?:\w+\s)?(?:pdf|file|form|label|invoice|document|slip|notice|receipt)\b"""
)
_FILE = re.compile(r"\b\w+\.(?:pdf|html?|zip|docx?|exe|apk)\b")
_FILE_WORDS = frozenset(
    "qr attached attachment pdf scan scanning adjunto adjunta codigo escanee archivo label document".split()
)


@rule(Label.SMISHING, lure=Lure.DELIVERY, needs="usps_names")
def code_or_attachment(message: Message) -> Iterator[Span]:
    """It wants you to scan a QR code or open an attached file, which hides where it leads.

    Lockers and pickups use codes too; it counts only where a parcel or USPS is spoken of.
    """
    if message.usps_names:
        yield from _QR(message)
        if not _FILE_WORDS.isdisjoint(message.vocabulary):
            yield from message.spans_of(_FILE)


@rule(Label.SMISHING, needs="unverified_calls")
def disguised_text(message: Message) -> Iterator[Span]:
    """Letters are hidden or swapped for look-alikes, to slip past filters.

    Covers zero-width characters, other alphabets, full-width letters, "U.S.P.S", leet and broken words. Counts only
    where it is about USPS or a parcel and a call to action leads elsewhere: friends and shops play with letters too.
    """
    if message.about_usps and message.unverified_calls:
        for start, end in message.folded.disguises:
            yield Span("text", start, end)


_SUM = re.compile(r"(?:us)?[$£€]\s?\d[\d.,]*|(?<![\w.,])\d[\d.,]*+\s?(?:usd|dollars?|dolares)\b")
_PAYING = Phrase(
    r"""\b(?:pay|paying|payment|fees?|charges?|tip|deposit|zelle|venmo|gift\scards?|pague|pagar|pago|tarifa|cargo
        |saldo|cobro|invoice|renewal)\b"""
)


@rule(Label.SMISHING, fact="redelivery-is-free", lure=Lure.FEE, needs="usps_names")
def money_in_usps_text(message: Message) -> Iterator[Span]:
    """A text in the name of USPS talks about money; real USPS texts do not.

    Mails of the Postal Store and receipts do, so it is silent on mails.
    """
    if message.speaks_as_usps and not message.is_mail:
        yield from message.spans_of(_SUM)
        yield from _PAYING(message)


_TRANSFER = Phrase(
    r"""\b(?:zelle|venmo(?:ed)?|cash\s?app|chime|(?:e-?)?gift\s?cards?|western\sunion|moneygram
        |wire\s(?:transfer|the)|bitcoin|btc|usdt|apple\scards?|steam(?:\s\w+)?
        |(?:google\s)?play\s(?:cards?|vouchers?)|anydesk|teamviewer)\b"""
)


@rule(Label.SMISHING, lure=Lure.MONEY, needs=_TRANSFER)
def untraceable_payment(message: Message) -> Iterator[Span]:
    """It talks about a way to pay that makes it very hard to get your money back.

    Covers Zelle, Cash App, gift cards, wires, bitcoin and remote control of a computer. Friends and banks speak of
    them too.
    """
    yield from _TRANSFER(message)


_SECRECY = Phrase(
    r"""\b(?:don'?t|do\snot|dun|dnt|never)\s(?:\w+\s)?tell\s(?:\w+\s){0,2}(?:any(?:one|body)|others?|mom|mum|dad|parents
        |mommy|family|wife|husband|staff|the\s(?:bank|teller|staff|cashier|police))\b
    | \bkeep\s(?:this|it|that)\b[^.!?\n]{0,20}\b(?:secret|private|confidential|between\sus|quiet|discreet)\b
    | \bno\s(?:le\s|les\s|se\slo\s)?dig[ao]n?s?\s(?:nada\s)?a\s(?:\w+\s)?\w+ | \b(?:en|guarde\sel)\ssecreto\b
    | \b(?:tell|telling)\s(?:nobody|no\sone)\b | \bhandle[ds]?\s(?:this\s|it\s)?(?:quietly|discreetly)\b
    | \b(?:can'?t|cannot|cant|unable\sto)\s(?:talk|take\scalls|call|answer\scalls|speak)\b"""
)
_CODE_WORDS = frozenset("code codes otp pin passcode password codigo clave contrasena".split())
_CODE = re.compile(r"(?<!\d)\d{6,8}(?!\d)")


@rule(Label.SMISHING, lure=Lure.FAMILY, needs=_SECRECY)
def asks_for_secrecy(message: Message) -> Iterator[Span]:
    """It asks you to tell nobody, or says that the sender cannot talk on the phone.

    What keeps others from warning you. Surprise parties and quiet offices sound so too, so it is a mild sign. Silent on
    texts with a code, which rightly say so.
    """
    if _CODE_WORDS.isdisjoint(message.vocabulary) and (told := _SECRECY(message)):
        if not _CODE.search(message.folded.text):
            yield from told
