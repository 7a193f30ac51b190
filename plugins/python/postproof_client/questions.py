"""What can be asked: each question as a `Call`, ready to be sent by either client."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, Literal, NamedTuple, NotRequired, TypedDict, TypeVar, cast
from urllib.parse import quote

from postproof_client.answers import BatchResult, Label, MailVerdict, ReportReceipt, ReportState, Verdict

Channel = Literal["sms", "imessage", "email", "unknown"]
Language = Literal["en", "es"]
Profile = Literal["consumer", "gateway", "analyst"]
Answer = TypeVar("Answer")
# What the API takes in one batch.
MAX_MESSAGES = 1000
MAX_BYTES = 4 * 1024 * 1024
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


class Thresholds(TypedDict):
    """The probability that each decision needs; the first that is reached is the answer, else `uncertain`."""

    smishing: float
    genuine: float
    other: float


class Reading(TypedDict, total=False):
    """How an answer is to be told: its language, what it is used for, and whether it holds the evidence."""

    lang: Language
    profile: Profile
    evidence: bool


class Options(Reading, total=False):
    """The same with thresholds of your own, instead of a profile."""

    thresholds: Thresholds


class BatchMessage(TypedDict):
    """One message of a batch; `id` is yours and told again in its result."""

    text: str
    sender: NotRequired[str]
    channel: NotRequired[Channel]
    id: NotRequired[str]


class Call(NamedTuple, Generic[Answer]):
    """A request and what is read off its answer; `repeatable` where asking twice does the same as asking once."""

    method: str
    path: str
    read: Callable[[bytes], Answer]
    content: bytes = b""
    headers: Mapping[str, str] = {}
    params: Mapping[str, str] = {}
    repeatable: bool = True


def check(text: str, sender: str, channel: Channel, options: Options) -> Call[Verdict]:
    """One message."""
    asked = {"text": text, "sender": sender, "channel": channel, **options}
    return Call("POST", "/v1/check", _verdict, _written(asked), _JSON)


def check_batch(
    messages: Iterable[str | BatchMessage], at_once: int, options: Options
) -> Iterator[Call[list[BatchResult]]]:
    """Many messages, in parts of at most `at_once` that the API takes. Raises `ValueError`."""
    if not 1 <= at_once <= MAX_MESSAGES:
        raise ValueError(f"at_once: must be from 1 to {MAX_MESSAGES:,}")
    frame = _written({"messages": [], **options})
    part: list[bytes] = []
    size = 0
    for message in messages:
        written = _written({"text": message} if isinstance(message, str) else message)
        if part and (len(part) == at_once or size + len(written) + 1 > MAX_BYTES - len(frame)):
            yield _part(part, frame)
            part, size = [], 0
        part.append(written)
        size += len(written) + 1
    if part:
        yield _part(part, frame)


def check_email(raw: bytes, trusted_authserv_id: str | None, reading: Reading) -> Call[MailVerdict]:
    """A raw mail, headers first."""
    params = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in reading.items()}
    if trusted_authserv_id is not None:
        params["trusted_authserv_id"] = trusted_authserv_id
    headers = {"Content-Type": "message/rfc822", "Accept": "application/json"}
    return Call("POST", "/v1/check/email", _mail_verdict, raw, headers, params)


def report(fields: Mapping[str, object]) -> Call[ReportReceipt]:
    """A message that its recipient gives away: sent twice, it would be kept twice."""
    return Call("POST", "/v1/reports", _receipt, _written(fields), _JSON, repeatable=False)


def report_state(receipt: str) -> Call[ReportState]:
    """How a report is."""
    return Call("GET", _report_path(receipt), _state)


def delete_report(receipt: str) -> Call[None]:
    """A report's end: asked twice, the second answer would be that there is none."""
    return Call("DELETE", _report_path(receipt), lambda _: None, repeatable=False)


def label_fields(text: str, label: Label, consent: bool, more: Mapping[str, object]) -> dict[str, object]:
    """The fields of a report. Raises `ValueError` without consent, before anything is sent."""
    if consent is not True:
        raise ValueError("consent: must be True: the message is kept and read by analysts, so its recipient must agree")
    return {"text": text, "label": label, "consent": True, **more}


def _report_path(receipt: str) -> str:
    return f"/v1/reports/{quote(receipt, safe='')}"


def _part(messages: list[bytes], frame: bytes) -> Call[list[BatchResult]]:
    content = frame.replace(b"[]", b"[" + b",".join(messages) + b"]", 1)
    return Call("POST", "/v1/check/batch", _results, content, _JSON)


def _written(value: object) -> bytes:
    # UTF-8 and not \u escapes, which the service's limit on bytes would feel; half a surrogate pair has no UTF-8.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def _object(content: bytes, *needed: str) -> dict[str, Any]:
    """A JSON object with the fields that tell an answer of this API. Raises `ValueError`."""
    value = json.loads(content)
    if not isinstance(value, dict) or not set(needed) <= set(value):
        raise ValueError("not an answer of this API")
    return value


def _verdict(content: bytes) -> Verdict:
    return cast("Verdict", _object(content, "decision", "probabilities"))


def _mail_verdict(content: bytes) -> MailVerdict:
    return cast("MailVerdict", _object(content, "decision", "probabilities", "mail"))


def _results(content: bytes) -> list[BatchResult]:
    return cast("list[BatchResult]", _object(content, "results")["results"])


def _receipt(content: bytes) -> ReportReceipt:
    return cast("ReportReceipt", _object(content, "receipt", "state"))


def _state(content: bytes) -> ReportState:
    return cast("ReportState", _object(content, "state"))
