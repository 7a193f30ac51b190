"""What can go wrong. A message says what to do, and never repeats what was sent.

```
PostproofError
  + UnreachableError        no answer came: the connection broke off
    - NotSentError            there was no connection: refused, or name unknown
    - SlowError               it took longer than the timeout
  + UnexpectedAnswerError   something answered that is not Postproof
  + RefusedError            Postproof answered with a problem (`problem`, `retry_after`)
    - InvalidRequestError     400, 405, 406, 413, 415, 422: mend the request
    - KeyRefusedError         401, 403: no key, a wrong one, or one without the scope
    - NotFoundError           404: no report with this receipt
    - TooManyError            429: come again later
    - ServiceError            408, 500 and above: the service failed, or is not ready
```
"""

from postproof_client.answers import Problem


class PostproofError(Exception):
    """Whatever goes wrong between asking and being answered."""


class UnreachableError(PostproofError):
    """No answer came. A message that was checked was not stored either way."""


class NotSentError(UnreachableError):
    """There was no connection, so nothing was sent."""


class SlowError(UnreachableError):
    """The answer took longer than the timeout of the client."""


class UnexpectedAnswerError(PostproofError):
    """What answered does not speak this API: a wrong address, or a proxy in between. `status` is its HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class RefusedError(PostproofError):
    """The service answered with a `problem`; `retry_after` are seconds, where it says when to come again."""

    def __init__(self, problem: Problem, retry_after: float | None) -> None:
        super().__init__(f"{problem['status']} {problem['title']}: {problem['detail']}")
        self.problem = problem
        self.retry_after = retry_after


class InvalidRequestError(RefusedError):
    """The request must be mended; `problem` names the field."""


class KeyRefusedError(RefusedError):
    """A key is needed, is not valid, or has not the scope that is named."""


class NotFoundError(RefusedError):
    """There is nothing by this name: the report was deleted, has expired, or never was."""


class TooManyError(RefusedError):
    """The limit is reached; each message counts, in a batch too."""


class ServiceError(RefusedError):
    """The service failed, gave up, or is not ready; the same request may succeed later."""


_BY_STATUS = {401: KeyRefusedError, 403: KeyRefusedError, 404: NotFoundError, 408: ServiceError, 429: TooManyError}


def refused(problem: Problem, retry_after: float | None) -> RefusedError:
    """The error of a problem."""
    status = problem["status"]
    kind = _BY_STATUS.get(status, ServiceError if status >= 500 else InvalidRequestError)
    return kind(problem, retry_after)
