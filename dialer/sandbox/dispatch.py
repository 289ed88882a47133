"""One exchange after another: journal, script, endpoint, reply."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.sandbox.connection import ConnectionEnded, HttpConnection, RequestRefused
from dialer.sandbox.faults import (
    Delay,
    Fault,
    Faults,
    Hold,
    Point,
    ResetConnection,
    first_replacing,
    total_skew_ms,
)
from dialer.sandbox.messages import Answer, Endpoint, ReceivedRequest, Reply, RequestHead
from dialer.sandbox.replies import misshape, plain_reply, reply_in_place, reply_of, spoil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dialer.sandbox.control import Control
    from dialer.sandbox.journal import Journal
    from dialer.sandbox.phrases import Phrasebook

_FORBIDDEN = 403
_NOT_FOUND = 404
_METHOD_NOT_ALLOWED = 405
_FAULT_OF_OURS = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workings:
    """The parts of a sandbox that every exchange uses.

    Attributes:
        clock_ms: the sandbox's clock without the script's skew.
    """

    journal: Journal
    faults: Faults
    phrases: Phrasebook
    clock_ms: Callable[[], int]


class Dispatcher:
    """Takes each request from its headers to its reply."""

    def __init__(
        self, workings: Workings, endpoints: Iterable[Endpoint], *, control: Control | None
    ) -> None:
        self._journal = workings.journal
        self._faults = workings.faults
        self._phrases = workings.phrases
        self._clock_ms = workings.clock_ms
        self._control = control
        self._endpoints: dict[str, dict[str, Endpoint]] = {}
        for endpoint in endpoints:
            self._endpoints.setdefault(endpoint.path, {})[endpoint.method] = endpoint

    async def handle(self, connection: HttpConnection, head: RequestHead) -> None:
        """Brings one request to its reply.

        Raises:
            ConnectionEnded: the exchange ended without a whole reply.
            RequestRefused: it is to be answered with a bare status.
            OSError: the client went away.
        """
        if self._control is not None and self._control.is_for(head):
            body = await connection.receive_body(head)
            await connection.send(self._control.reply(head, body), date_ms=self._now_ms())
            return
        serial = self._journal.begin(head, received_ms=self._now_ms())
        try:
            outcome = await self._exchange(connection, head, serial)
        except (ConnectionEnded, RequestRefused) as end:
            self._journal.settle(serial, str(end))
            raise
        except OSError:
            self._journal.settle(serial, "the client went away")
            raise
        except asyncio.CancelledError:
            self._journal.settle(serial, "the sandbox stopped first")
            raise
        except Exception as fault:
            self._journal.settle(serial, f"sandbox fault: {type(fault).__name__}")
            # The type alone: a message could quote what the client sent.
            _log.error("The sandbox failed to answer a request: %s", type(fault).__name__)
            raise RequestRefused(_FAULT_OF_OURS) from fault
        self._journal.settle(serial, outcome)

    async def _exchange(self, connection: HttpConnection, head: RequestHead, serial: int) -> str:
        if not head.is_for_loopback:
            raise RequestRefused(_FORBIDDEN)
        script = self._faults.take(head.path)
        await self._strike(connection, script, Point.BEFORE_BODY)
        body = await connection.receive_body(head)
        self._journal.complete(serial, body)
        request = ReceivedRequest(head, body, self._clock_ms() + total_skew_ms(script))
        reply, script = self._decide(request, script)
        await self._strike(connection, script, Point.BEFORE_REPLY)
        for fault in script:
            if isinstance(fault, Delay):
                await asyncio.sleep(fault.delay_s)
        reply = spoil(reply, script)
        try:
            await connection.send(reply, date_ms=self._clock_ms() + total_skew_ms(script))
        except ConnectionEnded:
            if not reply.is_cut:
                raise
            raise ConnectionEnded(reply.outcome) from None
        return reply.outcome

    async def _strike(
        self, connection: HttpConnection, script: tuple[Fault, ...], point: Point
    ) -> None:
        if Hold(point) in script:
            await self._faults.hold()
        if ResetConnection(point) in script:
            connection.reset()

    def _decide(
        self, request: ReceivedRequest, script: tuple[Fault, ...]
    ) -> tuple[Reply, tuple[Fault, ...]]:
        by_method = self._endpoints.get(request.head.path, {})
        endpoint = by_method.get(request.head.method)
        refuse = endpoint.refuse if endpoint is not None else self._refuse_anything
        replacing = first_replacing(script)
        if replacing is not None:
            return reply_in_place(replacing, refuse, self._phrases), script
        if endpoint is None:
            if not by_method:
                return plain_reply(_NOT_FOUND), script
            allowed = (("Allow", ", ".join(sorted(by_method))),)
            return plain_reply(_METHOD_NOT_ALLOWED, headers=allowed), script
        answer = endpoint.answer(request)
        script = (*script, *answer.faults)
        replacing = first_replacing(answer.faults)
        if replacing is not None:
            return reply_in_place(replacing, refuse, self._phrases), script
        return reply_of(misshape(answer, script)), script

    def _refuse_anything(self, code: int, words: str | None) -> Answer:
        said = self._phrases.for_code(code) if words is None else words
        return Answer({"code": code, "msg": said}, f"code {code}")

    def _now_ms(self) -> int:
        return self._clock_ms() + self._faults.skew_ms
