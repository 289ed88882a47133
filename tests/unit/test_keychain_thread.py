from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from dialer.domain.errors import KeyringRefused, NoKeyring
from dialer.keychain import Keychain, _KeyringThread

ROOT = Path(__file__).parents[2]


def test_the_library_is_not_loaded_with_the_module() -> None:
    program = "import dialer.keychain, sys; print(any('keyring' in m for m in sys.modules))"
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert child.stdout == "False\n"


def test_work_is_done_in_turn_on_one_daemon_thread() -> None:
    seen: list[tuple[int, str, bool]] = []

    def work(number: int) -> int:
        thread = threading.current_thread()
        seen.append((number, thread.name, thread.daemon))
        return number

    async def scenario() -> None:
        thread = _KeyringThread()
        results = await asyncio.gather(*(thread.run(partial(work, number)) for number in range(20)))
        assert results == list(range(20))
        thread.close()

    asyncio.run(scenario())
    assert seen == [(number, "keyring", True) for number in range(20)]


def test_what_nobody_awaits_any_more_is_not_begun() -> None:
    done: list[str] = []

    async def scenario() -> None:
        held = threading.Event()
        thread = _KeyringThread()
        first = asyncio.ensure_future(thread.run(lambda: held.wait(30)))
        second = asyncio.ensure_future(thread.run(lambda: done.append("second")))
        third = asyncio.ensure_future(thread.run(lambda: done.append("third")))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        held.set()
        assert await first
        await third
        thread.close()

    asyncio.run(scenario())
    assert done == ["third"]


def test_an_answer_that_comes_after_the_loop_is_dropped() -> None:
    begun, held = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def wait() -> None:
        threads.append(threading.current_thread())
        begun.set()
        held.wait(30)

    async def scenario() -> None:
        thread = _KeyringThread()
        waiting = asyncio.ensure_future(thread.run(wait))
        assert await asyncio.get_running_loop().run_in_executor(None, begun.wait, 30)
        waiting.cancel()
        thread.close()

    asyncio.run(scenario())
    held.set()
    # An error on the thread would become a warning, and a warning fails the test.
    threads[0].join(30)
    assert not threads[0].is_alive()


def test_an_error_reaches_the_one_who_awaits() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    async def scenario() -> None:
        thread = _KeyringThread()
        with pytest.raises(ZeroDivisionError):
            await thread.run(fail)
        assert await thread.run(lambda: "still here") == "still here"
        thread.close()

    asyncio.run(scenario())


def test_a_closed_keychain_forgets_and_asks_no_more() -> None:
    async def scenario() -> None:
        keychain = Keychain()
        await keychain.save_for_session("1", "for now")
        assert await keychain.fetch_secret("1") == "for now"
        assert "for now" not in repr(keychain)
        keychain.close()
        with pytest.raises(KeyringRefused, match="closing"):
            await keychain.fetch_secret("1")

    asyncio.run(scenario())


class GoneKeyring:
    """A keyring that is there until the test takes it away."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.is_gone = False

    def fetch(self, account_id: str) -> str:
        self._raise_if_gone()
        return self.kept[account_id]

    def save(self, account_id: str, secret: str) -> None:
        self._raise_if_gone()
        self.kept[account_id] = secret

    def delete(self, account_id: str) -> None:
        self._raise_if_gone()
        self.kept.pop(account_id, None)

    def _raise_if_gone(self) -> None:
        if self.is_gone:
            raise NoKeyring


@pytest.mark.parametrize("came_to_know_by", ["saving", "fetching"])
def test_a_keyring_that_held_a_secret_and_is_gone_is_told(
    monkeypatch: pytest.MonkeyPatch, came_to_know_by: str
) -> None:
    async def scenario() -> None:
        keyring = GoneKeyring()
        keychain = Keychain()
        monkeypatch.setattr(keychain, "_keyring", keyring)
        if came_to_know_by == "saving":
            await keychain.save_secret("1", "kept")
        else:
            keyring.kept["1"] = "kept"
            await keychain.fetch_secret("1")
        keyring.is_gone = True
        await keychain.save_for_session("1", "for now")
        with pytest.raises(NoKeyring):
            await keychain.delete_secret("1")
        keyring.is_gone = False
        await keychain.delete_secret("1")
        assert keyring.kept == {}
        keyring.is_gone = True
        await keychain.delete_secret("1")
        keychain.close()

    asyncio.run(scenario())


def test_a_secret_that_no_keyring_ever_held_is_forgotten_without_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        keyring = GoneKeyring()
        keyring.is_gone = True
        keychain = Keychain()
        monkeypatch.setattr(keychain, "_keyring", keyring)
        await keychain.save_secret("1", "for now")
        await keychain.delete_secret("1")
        with pytest.raises(NoKeyring):
            await keychain.fetch_secret("1")
        keychain.close()

    asyncio.run(scenario())
