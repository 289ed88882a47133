"""The sandbox itself: a local HTTP server inside whichever asyncio loop starts it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Self

from dialer.sandbox import aicc, nxcloud
from dialer.sandbox.connection import ConnectionEnded, HttpConnection, RequestRefused
from dialer.sandbox.control import Control
from dialer.sandbox.credentials import SandboxAppCredentials, SandboxCredentials
from dialer.sandbox.dispatch import Dispatcher, Workings
from dialer.sandbox.faults import Faults
from dialer.sandbox.journal import Journal
from dialer.sandbox.limits import SandboxLimits
from dialer.sandbox.phrases import Language, Phrasebook

if TYPE_CHECKING:
    from collections.abc import Callable

_HOST = "127.0.0.1"
_ACCEPTING_S = 0.001


def _system_clock_ms() -> int:
    return time.time_ns() // 1_000_000


class Sandbox:
    """A provider on this machine that rings nobody.

    An ``async with`` block starts and stops it; it needs no thread, no signal handler and
    no loop of its own. Leaving the block ends every exchange, held ones included, and
    frees every socket.

    Args:
        credentials: what clients must sign with; random ones where None.
        app_credentials: what AICC's clients must sign in with; random ones where None.
        language: of the provider's words.
        now_ms: the clock, in milliseconds since 1970.
        control: whether ``/_sandbox/`` answers; never in a program a customer runs.
        limits: what a client may use.
        port: 0 lets the system choose.
        agent_count: how many invented agents NXCLOUD's team has.

    Attributes:
        credentials: what clients must sign with.
        app_credentials: what AICC's clients must sign in with.
        journal: what reached the sandbox.
        faults: the script of what goes wrong.
    """

    def __init__(
        self,
        *,
        credentials: SandboxCredentials | None = None,
        app_credentials: SandboxAppCredentials | None = None,
        language: Language = "en",
        now_ms: Callable[[], int] = _system_clock_ms,
        control: bool = False,
        limits: SandboxLimits | None = None,
        port: int = 0,
        agent_count: int = nxcloud.DEFAULT_AGENT_COUNT,
    ) -> None:
        self.credentials = credentials or SandboxCredentials.random()
        self.app_credentials = app_credentials or SandboxAppCredentials.random()
        self.journal = Journal()
        self.faults = Faults()
        self._tasks = nxcloud.TaskBook()
        self._phrases = Phrasebook(language)
        self._clock_ms = now_ms
        self._limits = limits or SandboxLimits()
        self._wanted_port = port
        self._port = 0
        self._server: asyncio.Server | None = None
        self._is_open = False
        self._conversations: set[asyncio.Task[None]] = set()
        workings = Workings(self.journal, self.faults, self._phrases, now_ms)
        self._dispatcher = Dispatcher(
            workings,
            (
                *nxcloud.endpoints(
                    self.credentials, self._phrases, tasks=self._tasks, agent_count=agent_count
                ),
                *aicc.endpoints(self.app_credentials, self._phrases),
            ),
            control=Control(workings, self._tasks) if control else None,
        )

    @property
    def port(self) -> int:
        """The port it listens on; 0 while it does not."""
        return self._port

    @property
    def base_url(self) -> str:
        """What every path is appended to, without a slash at its end."""
        return f"http://{_HOST}:{self._port}"

    @property
    def tasks(self) -> tuple[nxcloud.KeptTask, ...]:
        """NXCLOUD's tasks it said yes to, the first first, as its portal would show them."""
        return self._tasks.tasks

    @property
    def language(self) -> Language:
        """The language of the provider's words; a change shows in the next reply."""
        return self._phrases.language

    @language.setter
    def language(self, language: Language) -> None:
        self._phrases.language = language

    def now_ms(self) -> int:
        """The sandbox's clock, with what the script's permanent faults add to it."""
        return self._clock_ms() + self.faults.skew_ms

    async def start(self) -> None:
        """Begins to listen.

        Raises:
            OSError: the port is taken.
        """
        self._is_open = True
        self._server = await asyncio.start_server(self._accept, _HOST, self._wanted_port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stops listening and ends every exchange; harmless when repeated."""
        self._is_open = False
        server, self._server = self._server, None
        if server is None:
            return
        # asyncio drops a connection unclosed when its server closes between accepting it
        # and making its transport. A loop runs timers after what it accepted: by then the
        # transport is there.
        await asyncio.sleep(_ACCEPTING_S)
        server.close()
        conversations = tuple(self._conversations)
        for conversation in conversations:
            conversation.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)
        await server.wait_closed()
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._is_open or len(self._conversations) >= self._limits.max_connections:
            writer.transport.abort()
            return
        self.journal.connections += 1
        connection = HttpConnection(reader, writer, self._limits)
        conversation = asyncio.get_running_loop().create_task(self._serve(connection))
        self._conversations.add(conversation)
        conversation.add_done_callback(self._conversations.discard)

    async def _serve(self, connection: HttpConnection) -> None:
        try:
            with contextlib.suppress(OSError):  # the client is gone: nobody is left to tell
                await self._converse(connection)
                await connection.finish()
        finally:
            await connection.abandon()

    async def _converse(self, connection: HttpConnection) -> None:
        try:
            while True:
                head = await connection.receive_head()
                await self._dispatcher.handle(connection, head)
                if not connection.start_next_cycle():
                    return
        except RequestRefused as refusal:
            await connection.refuse(refusal.status, date_ms=self.now_ms())
        except ConnectionEnded:
            return
