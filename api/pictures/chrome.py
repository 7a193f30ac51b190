"""The words that a message program writes around messages, in English and Spanish, and the sender among them."""

import re
from collections.abc import Sequence

from api.pictures.line import Line

_TIME = re.compile(
    r"(?:(?:today|yesterday|hoy|ayer|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|mi[eé]rcoles|jueves|viernes"
    r"|s[aá]bado|domingo|(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)\.?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*\.? ?\d{1,2}"
    r"|\d{1,2} (?:de )?(?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)[a-z]*)?[ ,·•.]*)*"
    r"(?:(?:at|a las|a la) )?(?:\d{1,2}[:.]\d{2}(?: ?[ap]\.? ?m\.?)?)?[ ·•]*(?:sms|mms|rcs)?",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"(?:text message|mensaje de texto|imessage|rcs message|mensaje rcs|sms|mms|sms/mms|messages?|mensajes?)"
    r"(?: ?[•·.] ?(?:sms|rcs|mms))?",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"report(?: junk| spam)?|(?:reportar|denunciar|informar)(?: como)?(?: spam| no deseado)?"
    r"|block(?: & report spam)?|bloquear|delete(?: and report junk)?|not spam|copy code|tap to load preview"
    r"|delivered|entregado|read|le[ií]do|sent|enviado|learn more|edit|done|cancel|back|filters?|unknown senders?"
    r"|space|return|espacio|intro|ⅲ|iii"
    r"|(?:this|the) sender is not in your contacts?(?: list)?\.?|add (?:to )?contacts?"
    r"|this number isn['’]?t in your contacts?\.?|block number|bloquear n[uú]mero"
    r"|n[uú]mero desconocido\. ¿quiere bloquearlo\?"
    r"|el remitente no est[aá] en (?:tu lista de|tus) contactos\.?|a[ñn]adir (?:a )?contactos?",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?:texting with|chatting with|conversaci[oó]n con|mensajes con)\s+(.+?)\s*(?:\((?:sms|mms|rcs).*)?", re.IGNORECASE
)
_ADDRESS = re.compile(r"\+?[\d ().\-‑]{3,}|\S+@\S+\.\S+")
_FRAME = " ›>‹<〉〈←→⋮:|·•»«"
# What stands beside the time at the top of a phone: signal, network, battery.
_STATUS = re.compile(r"(?:5g\+?|lte\+?|4g|3g|wi-?fi|[\d% .,|]+|a?ll?)*", re.IGNORECASE)


def is_time(text: str) -> bool:
    """Whether a line is a date or a time."""
    return any(map(str.isalnum, text)) and _TIME.fullmatch(text.strip()) is not None


def is_field(text: str) -> bool:
    """Whether a line is the hint in the field for an answer, which the header has too."""
    return _FIELDS.fullmatch(text.strip(_FRAME + "+十")) is not None


def is_label(text: str) -> bool:
    """Whether a line is a field's hint, a button or a state."""
    return is_field(text) or _LABELS.fullmatch(text.strip(_FRAME + "+十")) is not None


def is_spelt(text: str) -> bool:
    """Whether a line says in a sentence with whom the user writes."""
    return _WITH.fullmatch(text.strip()) is not None


def sender_in(text: str) -> str:
    """What a line of the header says as sender, without the signs around it."""
    said = _WITH.fullmatch(text.strip())
    return (said[1] if said else text).strip(_FRAME)


def sender_of(lines: Sequence[Line], width: int) -> tuple[str, list[Line]]:
    """The sender among the lines above the messages, and the line that says it; "" and none where nothing does.

    A number or address goes before a name, the header's before "Texting with".
    """
    told = [line for line in lines if _may_name(line, lines)]
    plain = [line for line in told if not _WITH.fullmatch(line.text)]
    spelt = [line for line in told if line not in plain]
    addresses = [line for line in plain if _ADDRESS.fullmatch(sender_in(line.text))]
    # A number of waiting messages beside the arrow back is at the very left.
    numbers = [line for line in addresses if line.left > 0.14 * width or len(sender_in(line.text)) > 3]
    names = [line for line in plain if line not in addresses and line.left > 0.08 * width]
    for found in (numbers, spelt, names):
        if found:
            return sender_in(found[0].text), found[:1]
    return "", []


def _may_name(line: Line, lines: Sequence[Line]) -> bool:
    text = sender_in(line.text)
    if sum(map(str.isalnum, text)) < 2 or is_time(text) or is_label(text):
        return False
    # The row of the status bar begins with a time.
    beside = [other for other in lines if other.top < line.bottom and line.top < other.bottom and is_time(other.text)]
    return not (beside and _STATUS.fullmatch(text))
