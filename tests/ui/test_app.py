"""The composition root where something fails: a sentence, and everything closed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from dialer.app import _build_window, _NoFolder, _serve, _take_folder
from dialer.backend import open_backend
from dialer.desktop.single_instance import FolderLock
from dialer.ui.early_intents import EarlyIntents
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import QByteArray
    from pytestqt.qtbot import QtBot

    from dialer.ui.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("qapp")


class FullDisk(WindowState):
    """Cannot keep the window's place."""

    def save_geometry(self, geometry: QByteArray) -> None:
        del geometry
        raise OSError("no room left")


@pytest.fixture(autouse=True)
def own_hooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes back what a served window sets for the whole process."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.getLogger("dialer").setLevel(logging.NOTSET)


def make_database(folder: Path) -> None:
    async def scenario() -> None:
        await (await open_backend(folder)).close()

    asyncio.run(scenario())


def serve(folder: Path, state: WindowState) -> tuple[str, MainWindow]:
    window, page = _build_window(state)
    early = EarlyIntents(window, page, state=state, on_sandbox=True)
    window.show()
    problem = _serve(window, page, folder=folder, state=state, early=early, on_sandbox=True)
    return problem, window


def is_closed(folder: Path) -> bool:
    """SQLite takes these away when its last connection is closed."""
    return not (folder / "outdial.db-wal").exists() and not (folder / "outdial.db-shm").exists()


def test_a_database_that_fails_while_serving_ends_in_a_sentence(tmp_path: Path) -> None:
    make_database(tmp_path)
    with closing(sqlite3.connect(tmp_path / "outdial.db")) as database:
        database.execute("ALTER TABLE call_events RENAME TO gone")
    problem, window = serve(tmp_path, WindowState(tmp_path))
    assert problem.endswith(".")
    assert not window.isVisible()
    assert is_closed(tmp_path)


def test_the_database_is_closed_whatever_fails_before_it(tmp_path: Path) -> None:
    make_database(tmp_path)
    with closing(sqlite3.connect(tmp_path / "outdial.db")) as database:
        database.execute("ALTER TABLE call_events RENAME TO gone")
    with pytest.raises(OSError, match="no room left"):
        serve(tmp_path, FullDisk(tmp_path))
    assert is_closed(tmp_path)


def test_a_database_that_cannot_be_opened_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "outdial.db").write_bytes(b"not a database, and long enough to be read" * 100)
    problem, window = serve(tmp_path, WindowState(tmp_path))
    assert problem.endswith(".")
    assert not window.isVisible()


def test_a_folder_in_use_is_told_from_one_that_cannot_be_written(
    tmp_path: Path, qtbot: QtBot
) -> None:
    del qtbot
    folder, lock = _take_folder(tmp_path / "mine")
    with pytest.raises(_NoFolder, match="already open"):
        _take_folder(folder)
    lock.free()
    with pytest.raises(OSError, match="cannot be written"):
        FolderLock(tmp_path / "taken away").take()


@pytest.mark.skipif(sys.platform != "linux", reason="a folder nobody can write to, even root")
def test_a_folder_that_cannot_be_written_is_named_with_a_way_out() -> None:
    from pathlib import Path  # noqa: PLC0415 - elsewhere only a type

    with pytest.raises(_NoFolder, match=r"cannot be written: /proc\..*--data-dir"):
        _take_folder(Path("/proc"))
