"""Errors nobody caught: in the log, without numbers or keys, and still on stderr."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from dialer.logs import log_loop_errors, log_uncaught_errors, start_logging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = "dialling +6281234567890"


def fail() -> None:
    raise RuntimeError(WORDS)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    dialer_level = logging.getLogger("dialer").level
    # As Python has them: pytest puts its own in their place.
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    start_logging(tmp_path)
    log_uncaught_errors()
    yield tmp_path / "outdial.log"
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.getLogger("dialer").setLevel(dialer_level)


def assert_told(log: Path, stderr: str) -> None:
    logged = log.read_text(encoding="utf-8")
    assert "RuntimeError: dialling [number]" in logged
    assert "81234567890" not in logged
    assert "in fail" in logged, "the traceback says where"
    assert logged.count("ERROR") == 1
    assert "RuntimeError" in stderr


def raise_and_tell() -> None:
    try:
        fail()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)


def test_an_error_on_the_main_thread(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raise_and_tell()
    assert_told(log, capsys.readouterr().err)


def test_an_error_in_a_thread(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    thread = threading.Thread(target=fail, name="lookup")
    thread.start()
    thread.join()
    assert_told(log, capsys.readouterr().err)
    assert "in thread lookup" in log.read_text(encoding="utf-8")


def test_an_error_in_the_loop(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        log_loop_errors(loop)
        loop.call_soon(fail)
        await asyncio.sleep(0)

    asyncio.run(scenario())
    assert_told(log, capsys.readouterr().err)


def test_a_task_whose_error_nobody_took(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def doomed() -> None:
        fail()

    async def scenario() -> None:
        log_loop_errors(asyncio.get_running_loop())
        task = asyncio.ensure_future(doomed())
        await asyncio.wait([task])

    asyncio.run(scenario())
    assert_told(log, capsys.readouterr().err)


class BrokenHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        del record
        raise OSError("no room left")


@pytest.mark.usefixtures("log")
def test_a_log_that_fails_hides_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().addHandler(BrokenHandler())
    raise_and_tell()
    assert "RuntimeError" in capsys.readouterr().err


def test_no_console_is_no_second_error(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        log_loop_errors(loop)
        loop.call_soon(fail)
        await asyncio.sleep(0)

    monkeypatch.setattr(sys, "stderr", None)
    asyncio.run(scenario())
    raise_and_tell()
    assert "RuntimeError: dialling [number]" in log.read_text(encoding="utf-8")


def test_without_a_place_for_the_log_the_program_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    before = list(logging.getLogger().handlers)
    start_logging(tmp_path / "logs")
    assert logging.getLogger().handlers == before
    assert "No log is kept" in capsys.readouterr().err
