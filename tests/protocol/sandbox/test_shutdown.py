"""Leaving the block leaves nothing: no task, no socket, no warning."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from protocol.sandbox.raw_client import Caller

from dialer.sandbox import CutReply, Hold, HugeBody, Point, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any


def run_and_look(scenario: Callable[[], Coroutine[Any, Any, int]]) -> None:
    """Runs a scenario that returns the port of a closed sandbox, and looks for remains."""

    async def watched() -> None:
        complaints: list[dict[str, Any]] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: complaints.append(context))
        port = await scenario()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        gc.collect()
        assert complaints == []

    asyncio.run(watched(), debug=True)
    gc.collect()  # an unclosed socket warns here, and a warning is an error


def test_an_unused_sandbox_closes() -> None:
    async def scenario() -> int:
        async with Sandbox() as sandbox:
            port = sandbox.port
        assert sandbox.port == 0
        await sandbox.close()
        return port

    run_and_look(scenario)


@pytest.mark.parametrize("point", [Point.BEFORE_BODY, Point.BEFORE_REPLY])
def test_held_exchanges_end(point: Point) -> None:
    async def scenario() -> int:
        async with Sandbox() as sandbox:
            port = sandbox.port
            sandbox.faults.always(Hold(point))
            caller = Caller(sandbox)
            dials = [asyncio.create_task(caller.dial()) for _ in range(3)]
            await sandbox.faults.wait_for_holds(3)
        ends = await asyncio.gather(*dials, return_exceptions=True)
        assert all(isinstance(end, EOFError | OSError) for end in ends), ends
        outcomes = {entry.outcome for entry in sandbox.journal.requests}
        assert outcomes == {"the sandbox stopped first"}
        assert sandbox.faults.holding == 0
        return port

    run_and_look(scenario)


def test_the_number_that_never_answers_does_not_hold_the_sandbox_up() -> None:
    async def scenario() -> int:
        async with Sandbox() as sandbox:
            port = sandbox.port
            dial = asyncio.create_task(Caller(sandbox).dial("12025550160"))
            await sandbox.journal.wait_for_requests(1, body_complete=True)
        (end,) = await asyncio.gather(dial, return_exceptions=True)
        assert isinstance(end, EOFError | OSError)
        return port

    run_and_look(scenario)


def test_idle_and_half_sent_connections_end() -> None:
    async def scenario() -> int:
        async with Sandbox() as sandbox:
            port = sandbox.port
            caller = Caller(sandbox)
            async with caller.connect() as idle, caller.connect() as half, caller.connect() as kept:
                await half.send(caller.request()[:-3])
                await kept.send(caller.request())
                await kept.receive()
                await sandbox.journal.wait_for_requests(2)
                await sandbox.close()
                assert await idle.reader.read() == b""
        return port

    run_and_look(scenario)


def test_a_client_that_does_not_read_does_not_hold_the_sandbox_up() -> None:
    async def scenario() -> int:
        async with Sandbox() as sandbox:
            port = sandbox.port
            caller = Caller(sandbox)
            sandbox.faults.once(HugeBody())
            async with caller.connect() as wire:
                await wire.send(caller.request())
                await wire.reader.readline()
                await sandbox.close()
        return port

    run_and_look(scenario)


def test_clients_that_come_while_it_closes() -> None:
    async def scenario() -> int:
        async with Sandbox() as sandbox:
            port = sandbox.port
            sandbox.faults.once(CutReply())
            caller = Caller(sandbox)
            dials = [asyncio.create_task(caller.dial()) for _ in range(20)]
            await sandbox.journal.wait_for_requests(1)
        await asyncio.gather(*dials, return_exceptions=True)
        return port

    run_and_look(scenario)


@pytest.mark.parametrize("turns", range(6))
def test_connections_it_is_just_accepting_are_freed(turns: int) -> None:
    async def scenario() -> int:
        with contextlib.ExitStack() as clients:
            async with Sandbox() as sandbox:
                port = sandbox.port
                for _ in range(5):
                    client = clients.enter_context(socket.socket())
                    client.setblocking(False)
                    assert client.connect_ex(("127.0.0.1", port)) in {0, errno.EINPROGRESS}
                for _ in range(turns):
                    await asyncio.sleep(0)
        return port

    run_and_look(scenario)


def test_it_starts_again_on_another_port() -> None:
    async def scenario() -> int:
        sandbox = Sandbox()
        for _ in range(2):
            async with sandbox:
                port = sandbox.port
                assert (await Caller(sandbox).dial()).status == 200
        assert len(sandbox.journal.requests) == 2
        return port

    run_and_look(scenario)


def test_a_taken_port_is_an_error() -> None:
    async def scenario() -> None:
        async with Sandbox() as first:
            second = Sandbox(port=first.port)
            with pytest.raises(OSError, match=r".") as caught:
                await second.start()
            assert caught.value.errno == errno.EADDRINUSE
            await second.close()
            assert (await Caller(first).dial()).status == 200

    asyncio.run(scenario())


INSIDE_QT = """
import asyncio
import gc

import qasync
from PySide6.QtCore import QCoreApplication

from dialer.sandbox import Hold, Sandbox

REQUEST = b"POST /a HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Length: 2\\r\\n\\r\\n{}"


async def main():
    async with Sandbox() as sandbox:
        reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
        writer.write(REQUEST)
        assert (await reader.readline()).startswith(b"HTTP/1.1 404 ")
        sandbox.faults.once(Hold())
        writer.write(REQUEST)
        await sandbox.faults.wait_for_holds(1)
    await reader.read()
    writer.close()
    await writer.wait_closed()
    assert len(asyncio.all_tasks()) == 1


app = QCoreApplication([])
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
    runner.run(main())
gc.collect()
print("clean")
"""


def test_it_runs_inside_the_window_loop() -> None:
    # Another process: a Qt application made here would be in the way of the window's tests.
    ran = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", INSIDE_QT],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("clean\n", "", 0)
