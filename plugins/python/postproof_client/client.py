"""The two clients: the same words, one waits and one awaits."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from types import TracebackType
from typing import Self, Unpack

import httpx2

from postproof_client import questions
from postproof_client.answers import BatchResult, Label, MailVerdict, ReportReceipt, ReportState, Verdict
from postproof_client.errors import PostproofError
from postproof_client.exchange import NAME, address_of, headers_of, outcome_of, request_of
from postproof_client.questions import MAX_MESSAGES, Answer, BatchMessage, Call, Channel, Language, Options, Reading
from postproof_client.retry import Retry, may_repeat, unreachable

TIMEOUT = 10.0


class _Asker:
    """What both clients know: the service's address, and how patient they are."""

    def __init__(self, address: str, timeout: float, retry: Retry | None) -> None:
        if not timeout > 0:
            raise ValueError("timeout: must be more than 0 seconds")
        self.address = address_of(address)
        self._timeout = timeout
        self._retry = Retry() if retry is None else retry

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.address!r})"

    def _unreachable(self, error: httpx2.RequestError) -> PostproofError:
        return unreachable(error, self.address, self._timeout)

    def _wait(self, error: PostproofError, tried: int, *, repeatable: bool) -> float:
        """Seconds until the next try. Raises the error where there is none."""
        after: float | None = getattr(error, "retry_after", None)
        wait = self._retry.wait(tried, after) if may_repeat(error, repeatable=repeatable) else None
        if wait is None:
            raise error
        return wait


class Client(_Asker):
    """A service, asked by a program that waits. Use it in `with`, or `close` it.

    Parameters
    ----------
    address
        Where the service is, as https://postproof.example.org.
    key
        A key of the service; None asks without one, under a lower limit.
    timeout
        Seconds to wait for a connection, and for each piece of an answer.
    retry
        How patient it is; `Retry(times=0)` asks once.

    Raises
    ------
    ValueError
        Where one of these cannot be used. The questions raise `PostproofError`.
    """

    def __init__(
        self, address: str, *, key: str | None = None, timeout: float = TIMEOUT, retry: Retry | None = None
    ) -> None:
        super().__init__(address, timeout, retry)
        self._http = httpx2.Client(timeout=timeout, headers=headers_of(key))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of open connections."""
        self._http.close()

    def check(
        self, text: str, *, sender: str = "", channel: Channel = "unknown", **options: Unpack[Options]
    ) -> Verdict:
        """The verdict on one message. Nothing of it is stored; no link in it is opened."""
        return self._ask(questions.check(text, sender, channel, options))

    def check_batch(
        self, messages: Iterable[str | BatchMessage], *, at_once: int = MAX_MESSAGES, **options: Unpack[Options]
    ) -> Iterator[BatchResult]:
        """A result or a problem for each message, in their order, as they come.

        They are asked in parts that the API takes, of at most `at_once` messages: take fewer where your limit is lower.
        Nothing is sent before the first result is taken. Where a part fails its error is raised there; what came before
        stays good.
        """
        for call in questions.check_batch(messages, at_once, options):
            yield from self._ask(call)

    def check_email(
        self, raw: bytes, *, trusted_authserv_id: str | None = None, **reading: Unpack[Reading]
    ) -> MailVerdict:
        """The verdict on a raw mail, headers first, as it was received.

        `trusted_authserv_id` names the mail receiver whose Authentication-Results are believed, as mx.example.org.
        """
        return self._ask(questions.check_email(raw, trusted_authserv_id, reading))

    def report(
        self,
        text: str,
        label: Label,
        *,
        consent: bool,
        sender: str = "",
        channel: Channel = "unknown",
        language: Language = "en",
        client: str = NAME,
        redact: bool = True,
    ) -> ReportReceipt:
        """Give a message to the service's analysts, with its recipient's consent. Keep the receipt: it is told once."""
        more = {"sender": sender, "channel": channel, "language": language, "client": client, "redact": redact}
        return self._ask(questions.report(questions.label_fields(text, label, consent, more)))

    def report_state(self, receipt: str) -> ReportState:
        """How a report is, and when it expires."""
        return self._ask(questions.report_state(receipt))

    def delete_report(self, receipt: str) -> None:
        """Delete a report, for good."""
        self._ask(questions.delete_report(receipt))

    def _ask(self, call: Call[Answer]) -> Answer:
        tried = 0
        while True:
            tried += 1
            outcome = self._exchange(call)
            if not isinstance(outcome, PostproofError):
                return outcome
            time.sleep(self._wait(outcome, tried, repeatable=call.repeatable))

    def _exchange(self, call: Call[Answer]) -> Answer | PostproofError:
        try:
            response = self._http.send(request_of(self._http, self.address, call))
        except httpx2.RequestError as error:
            # Given back and raised elsewhere: as a cause it would hold the request, and with it the message.
            return self._unreachable(error)
        return outcome_of(response, call, self.address)


class AsyncClient(_Asker):
    """A service, asked by a program that awaits (asyncio). Parameters and words are those of `Client`."""

    def __init__(
        self, address: str, *, key: str | None = None, timeout: float = TIMEOUT, retry: Retry | None = None
    ) -> None:
        super().__init__(address, timeout, retry)
        self._http = httpx2.AsyncClient(timeout=timeout, headers=headers_of(key))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of open connections."""
        await self._http.aclose()

    async def check(
        self, text: str, *, sender: str = "", channel: Channel = "unknown", **options: Unpack[Options]
    ) -> Verdict:
        """The verdict on one message, as `Client.check`."""
        return await self._ask(questions.check(text, sender, channel, options))

    async def check_batch(
        self, messages: Iterable[str | BatchMessage], *, at_once: int = MAX_MESSAGES, **options: Unpack[Options]
    ) -> AsyncIterator[BatchResult]:
        """A result or a problem for each message, in their order, as `Client.check_batch`."""
        for call in questions.check_batch(messages, at_once, options):
            for result in await self._ask(call):
                yield result

    async def check_email(
        self, raw: bytes, *, trusted_authserv_id: str | None = None, **reading: Unpack[Reading]
    ) -> MailVerdict:
        """The verdict on a raw mail, as `Client.check_email`."""
        return await self._ask(questions.check_email(raw, trusted_authserv_id, reading))

    async def report(
        self,
        text: str,
        label: Label,
        *,
        consent: bool,
        sender: str = "",
        channel: Channel = "unknown",
        language: Language = "en",
        client: str = NAME,
        redact: bool = True,
    ) -> ReportReceipt:
        """Give a message to the service's analysts, as `Client.report`."""
        more = {"sender": sender, "channel": channel, "language": language, "client": client, "redact": redact}
        return await self._ask(questions.report(questions.label_fields(text, label, consent, more)))

    async def report_state(self, receipt: str) -> ReportState:
        """How a report is, as `Client.report_state`."""
        return await self._ask(questions.report_state(receipt))

    async def delete_report(self, receipt: str) -> None:
        """Delete a report, as `Client.delete_report`."""
        await self._ask(questions.delete_report(receipt))

    async def _ask(self, call: Call[Answer]) -> Answer:
        tried = 0
        while True:
            tried += 1
            outcome = await self._exchange(call)
            if not isinstance(outcome, PostproofError):
                return outcome
            await asyncio.sleep(self._wait(outcome, tried, repeatable=call.repeatable))

    async def _exchange(self, call: Call[Answer]) -> Answer | PostproofError:
        try:
            response = await self._http.send(request_of(self._http, self.address, call))
        except httpx2.RequestError as error:
            return self._unreachable(error)
        return outcome_of(response, call, self.address)
