"""Tell genuine USPS correspondence from smishing, with reasons that add up.

>>> from detector import Detector, Message
>>> verdict = Detector().check(Message("USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x"))
>>> verdict.decision.value
'smishing'
"""

from detector.channel import Channel
from detector.classifier import Detector
from detector.errors import DetectorError, InvalidMessageError, ModelError
from detector.label import Decision, Label
from detector.message import Message
from detector.verdict import Evidence, Verdict

__all__ = [
    "Channel",
    "Decision",
    "Detector",
    "DetectorError",
    "Evidence",
    "InvalidMessageError",
    "Label",
    "Message",
    "ModelError",
    "Verdict",
]
