"""`POST /v1/check/email`: a raw mail in, its verdict and what the mail says of itself out."""

import math
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.authentication import Authentication
from api.check import TWO_LINES, is_packed
from api.language import language_for
from api.mail import Mail, MailError, read_mail
from api.options import Reading
from api.problems import (
    BODY_TOO_LARGE,
    INVALID_MAIL,
    NOT_ACCEPTABLE,
    WRONG_CONTENT_TYPE,
    ProblemError,
    described,
)
from api.schema import CheckResponse
from api.texts import texts
from api.wire import judged, respond
from detector import Channel, Detector, InvalidMessageError, Message, Verdict
from detector.calls import LeadsTo, domain_leads_to
from detector.phrases import Language
from detector.verdict import Thresholds

MEDIA_TYPE = "message/rfc822"
_NEVER = math.inf
_EXAMPLE = """\
Authentication-Results: mx.example.org; dmarc=fail header.from=usps.com
From: USPS <help@usps.com>
Reply-To: desk@parcel-desk.top
Subject: Your parcel is held
Content-Type: text/html; charset=utf-8

<p>Confirm your address: <a href="https://usps.com-track.top/x">https://www.usps.com/track</a></p>
"""


class MailOptions(Reading):
    """How a mail is to be read and its answer told. Other parameters are refused."""

    trusted_authserv_id: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9._-]{1,255}$",
            description="The name of the mail receiver whose Authentication-Results you trust, as that header begins; "
            "it must write one on every mail and strip those of others. Only the topmost of its name count.",
            examples=["mx.example.org"],
        ),
    ] = None


class Note(BaseModel):
    """Something about a mail that its reader should know."""

    id: Annotated[str, Field(description="Stable name of the note.", examples=["reply_elsewhere"])]
    sentence: Annotated[str, Field(description="The note in words.", examples=["An answer goes to another address."])]


class MailSaid(BaseModel):
    """What a mail says of itself, and what was checked of it."""

    sender: Annotated[
        str, Field(description="The From header, as a mail program shows it.", examples=["USPS <help@usps.com>"])
    ]
    from_domain: Annotated[str, Field(description="The domain of the From address, or empty.", examples=["usps.com"])]
    reply_to_domain: Annotated[
        str, Field(description="The domain that answers go to, if Reply-To names one.", examples=["parcel-desk.top"])
    ]
    authentication: Annotated[
        Authentication,
        Field(
            description="Whether the trusted receiver found the From domain to be true: `pass`, `fail`, or `none` "
            "where nobody trusted says.",
            examples=["fail"],
        ),
    ]
    notes: Annotated[list[Note], Field(description="What its reader should know; the first is on authentication.")]
    text: Annotated[
        str,
        Field(
            description="What was checked: the subject, and what the mail shows, with the true target after each link. "
            "The spans of the evidence lead into it.",
            examples=["Subject: Your parcel is held\n\nConfirm: www.usps.com <https://usps.com-track.top/x>"],
        ),
    ]


class MailResponse(CheckResponse):
    """The verdict on a mail."""

    mail: Annotated[MailSaid, Field(description="What the mail says of itself.")]


def mail_router(detector: Detector, trusted_authserv_id: str = "") -> APIRouter:
    """The route that checks mails; `trusted_authserv_id` is the receiver it trusts where the caller names none."""
    router = APIRouter(prefix="/v1", tags=["check"])

    @router.post(
        "/check/email",
        operation_id="check_email",
        summary="Check a raw mail",
        response_description="The verdict, and what the mail says of itself.",
        response_model=MailResponse,
        responses=TWO_LINES | described(NOT_ACCEPTABLE, BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_MAIL),
        openapi_extra={
            "requestBody": {
                "required": True,
                "description": "The mail as it was received, headers first.",
                "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}, "example": _EXAMPLE}},
            }
        },
    )
    async def check_email(asked: Annotated[MailOptions, Query()], request: Request) -> Response:
        """Tells whether a mail is genuine USPS correspondence, a scam, or neither, and why. At most 2,097,152 bytes.

        Read are From, Reply-To, Subject, what the mail shows as text, and the true targets of its links. A From address
        of a known sender that failed its check at the trusted receiver is not believed; the decision on one of USPS is
        then `smishing` or `uncertain`.
        """
        if not _is_mail(request.headers.get("content-type", "")) or is_packed(request):
            raise ProblemError(WRONG_CONTENT_TYPE, f"Send the raw mail with 'Content-Type: {MEDIA_TYPE}'.")
        raw = await request.body()
        trusted = trusted_authserv_id if asked.trusted_authserv_id is None else asked.trusted_authserv_id
        try:
            # A large mail takes some hundred milliseconds to take apart, which would keep others waiting.
            mail = await run_in_threadpool(read_mail, raw, trusted)
            verdict = judged(detector.check(_message(mail)), asked)
        except MailError as error:
            raise ProblemError(INVALID_MAIL, f"The mail: {error}.") from None
        except InvalidMessageError:
            raise ProblemError(INVALID_MAIL, "The mail: it shows nothing to read.") from None
        language = language_for(request, asked.lang)
        said = _said(mail, language)
        second = texts(language)["mail"]["authentication_fail_usps"] if _is_forged_usps(mail) else ""
        return respond(request, _doubted(verdict, mail), asked, second=second, mail=said)

    return router


def _is_mail(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == MEDIA_TYPE


def _message(mail: Mail) -> Message:
    """The message that is checked. A known sender's address that failed its check is a forgery and earns no trust."""
    forged = mail.authentication is Authentication.FAIL and _leads_to(mail) is not LeadsTo.UNVERIFIED
    return Message(mail.text, "" if forged else mail.sender, Channel.EMAIL)


def _leads_to(mail: Mail) -> LeadsTo:
    return domain_leads_to(mail.from_domain) if mail.from_domain else LeadsTo.UNVERIFIED


def _is_forged_usps(mail: Mail) -> bool:
    return mail.authentication is Authentication.FAIL and _leads_to(mail) is LeadsTo.USPS


def _doubted(verdict: Verdict, mail: Mail) -> Verdict:
    """The verdict, which never calls a mail genuine or harmless that uses an address of USPS and failed its check."""
    if not _is_forged_usps(mail):
        return verdict
    return replace(verdict, thresholds=Thresholds(verdict.thresholds.smishing, _NEVER, _NEVER))


def _said(mail: Mail, language: Language) -> dict[str, object]:
    words = texts(language)["mail"]
    first = "fail_usps" if _is_forged_usps(mail) else mail.authentication.value
    return {
        "sender": mail.sender,
        "from_domain": mail.from_domain,
        "reply_to_domain": mail.reply_to_domain,
        "authentication": mail.authentication.value,
        "notes": [{"id": note, "sentence": words[note]} for note in (f"authentication_{first}", *mail.notes)],
        "text": mail.text,
    }
