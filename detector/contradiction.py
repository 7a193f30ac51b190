"""Why verified facts speak against a label that somebody gave a message."""

from collections.abc import Iterator

from detector.calls import ADDRESSED
from detector.classifier import fire
from detector.label import Label
from detector.message import Message
from detector.rules import RULES, contact, lures, sender

# What something is asked by. A text that leads to USPS alone and asks for nothing cannot harm.
_ASKING = frozenset(
    rule.id
    for rule in (
        contact.asks_for_reply,
        contact.asks_to_send_details,
        lures.asks_for_secrets,
        lures.asks_to_confirm_address,
        lures.code_or_attachment,
        lures.untraceable_payment,
    )
)
_SENT_BY_OTHERS = {rule.id for rule in RULES if rule.reads == "sender" and rule.points_to is Label.SMISHING} | {
    sender.sender_not_of_usps.id
}
_SENT_BY_USPS = frozenset((sender.official_code_sender.id, sender.official_mail_sender.id))


def contradictions(message: Message, label: Label) -> Iterator[str]:
    """How a label goes against verified facts, in words that follow "labelled genuine, but it ..."."""
    fired = fire(message).keys()
    if label is Label.GENUINE:
        # A number that belongs to no region is hardly a phone's.
        others = {phone.span for phone in message.phones if not phone.region}
        calls = (call for call in message.unverified_calls if call.kind in ADDRESSED and call.span not in others)
        kinds = sorted({call.kind.value for call in calls})
        if kinds:
            yield f"leads to nobody known by {' and '.join(kinds)}"
        if sender.sender_not_of_usps.id in fired:
            yield "was sent by somebody else than USPS"
    elif message.leads_only_to_usps and message.calls and not fired & (_ASKING | _SENT_BY_OTHERS):
        if label is Label.SMISHING:
            yield "leads to USPS alone and asks for nothing"
        elif fired & _SENT_BY_USPS:
            yield "was sent by USPS and leads to USPS alone"
