from __future__ import annotations

import json
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dialer.desktop.handover import (
    LENGTH_BYTES,
    MAX_MESSAGE_BYTES,
    TAKEN,
    address_of,
    frame,
    hand_over,
)
from dialer.desktop.start_listener import LaterStart, StartListener, read_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes are not sockets there")
LINK = "tel:+12025550123"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path / "data"


@pytest.fixture
def listener(qtbot: QtBot, folder: Path) -> Iterator[StartListener]:
    del qtbot
    one = StartListener(folder)
    assert one.listen()
    yield one
    one.close()


def in_background(folder: Path, link: str | None) -> tuple[threading.Thread, list[bool]]:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(hand_over(folder, link)))
    thread.start()
    return thread, answers


def received(qtbot: QtBot, connection: socket.socket) -> bytes:
    """The first byte of the answer, or none at its end; the window's loop runs meanwhile."""
    connection.setblocking(False)
    answers: list[bytes] = []

    def is_over() -> bool:
        try:
            answers.append(connection.recv(1))
        except BlockingIOError:
            return False
        except ConnectionResetError:
            answers.append(b"")
        return True

    qtbot.waitUntil(is_over)
    return answers[0]


@pytest.mark.parametrize("link", [LINK, None])
def test_a_later_start_is_heard_and_told_so(
    qtbot: QtBot, folder: Path, listener: StartListener, link: str | None
) -> None:
    with qtbot.waitSignal(listener.started) as heard:
        thread, answers = in_background(folder, link)
    qtbot.waitUntil(lambda: bool(answers))
    thread.join()
    assert answers == [True]
    assert heard.args == [LaterStart(link, "")]


def test_nobody_listens(folder: Path) -> None:
    assert not hand_over(folder, LINK)


@pytest.mark.usefixtures("listener")
def test_what_a_crashed_program_left_is_in_nobodys_way(qtbot: QtBot, folder: Path) -> None:
    again = StartListener(folder)
    assert again.listen()
    with qtbot.waitSignal(again.started):
        thread, answers = in_background(folder, LINK)
    qtbot.waitUntil(lambda: bool(answers))
    thread.join()
    assert answers == [True]
    again.close()


@pytest.mark.usefixtures("listener")
def test_only_its_owner_can_reach_the_socket(folder: Path) -> None:

    assert Path(address_of(folder)).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.0\r\n\r\n",
        (MAX_MESSAGE_BYTES + 1).to_bytes(LENGTH_BYTES, "big") + b"x",
        (4).to_bytes(LENGTH_BYTES, "big") + b"null",
        (9).to_bytes(LENGTH_BYTES, "big") + b"[[[[[[[[[",
    ],
)
def test_what_is_no_message_is_dropped(
    qtbot: QtBot, folder: Path, listener: StartListener, sent: bytes
) -> None:
    heard: list[object] = []
    listener.started.connect(heard.append)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(address_of(folder))
        stranger.sendall(sent)
        stranger.shutdown(socket.SHUT_WR)
        assert received(qtbot, stranger) == b""
    assert heard == []


def test_a_message_may_come_in_pieces(qtbot: QtBot, folder: Path, listener: StartListener) -> None:
    message = frame(folder, LINK)
    with socket.socket(socket.AF_UNIX) as slow:
        slow.connect(address_of(folder))
        slow.sendall(message[:7])
        qtbot.wait(1)
        with qtbot.waitSignal(listener.started):
            slow.sendall(message[7:])
        assert received(qtbot, slow) == TAKEN


@pytest.mark.parametrize(
    "fields",
    [{}, {"folder": "/elsewhere"}, {"folder": "f", "link": 7}, {"folder": "f", "link": "t" * 4000}],
)
def test_a_message_for_somebody_else_or_with_nonsense_is_none(fields: dict[str, object]) -> None:

    assert read_start(json.dumps(fields).encode(), Path("f")) is None


@pytest.mark.usefixtures("listener")
def test_a_link_beyond_measure_is_not_handed_over(folder: Path) -> None:
    assert not hand_over(folder, "tel:" + "1" * MAX_MESSAGE_BYTES)
