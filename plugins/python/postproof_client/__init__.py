"""A client of the Postproof service, which tells genuine USPS correspondence from scams.

`Client` waits for its answers, `AsyncClient` awaits them; both have the same words. Answers are plain dictionaries with
the fields of the API, typed in `postproof_client.answers`. Whatever goes wrong is a `PostproofError` that says what to
do, and repeats nothing of a message.
"""

from postproof_client.answers import (
    BatchResult,
    MailVerdict,
    Problem,
    ReportReceipt,
    ReportState,
    Verdict,
)
from postproof_client.client import AsyncClient, Client
from postproof_client.errors import (
    InvalidRequestError,
    KeyRefusedError,
    NotFoundError,
    NotSentError,
    PostproofError,
    RefusedError,
    ServiceError,
    SlowError,
    TooManyError,
    UnexpectedAnswerError,
    UnreachableError,
)
from postproof_client.questions import BatchMessage, Options, Thresholds
from postproof_client.retry import Retry

__all__ = [
    "AsyncClient",
    "BatchMessage",
    "BatchResult",
    "Client",
    "InvalidRequestError",
    "KeyRefusedError",
    "MailVerdict",
    "NotFoundError",
    "NotSentError",
    "Options",
    "PostproofError",
    "Problem",
    "RefusedError",
    "ReportReceipt",
    "ReportState",
    "Retry",
    "ServiceError",
    "SlowError",
    "Thresholds",
    "TooManyError",
    "UnexpectedAnswerError",
    "UnreachableError",
    "Verdict",
]
