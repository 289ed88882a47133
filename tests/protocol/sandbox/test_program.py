"""``python -m dialer.sandbox``, run as a person would."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = re.compile(
    r"listening on http://127\.0\.0\.1:([0-9]+) access_key=([0-9a-f]+) access_secret=([0-9a-f]+)"
    r" app_key=[0-9a-f]+ app_secret=[0-9a-f]+\n"
)
COMMAND = [sys.executable, "-X", "dev", "-W", "error", "-m", "dialer.sandbox"]


@contextlib.contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The program and the port it names in its first line."""
    with subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        try:
            assert program.stdout is not None
            first = LINE.fullmatch(program.stdout.readline())
            assert first is not None
            yield program, int(first[1])
        finally:
            program.kill()


def ask(port: int, method: str, path: str, body: str = "") -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request(method, path, body=body.encode())
        reply = client.getresponse()
        return reply.status, reply.read()
    finally:
        client.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quietly_when_told_to(number: signal.Signals) -> None:
    with running() as (program, port):
        assert ask(port, "GET", "/_sandbox/journal")[0] == 404
        program.send_signal(number)
        out, err = program.communicate(timeout=20)
        assert (out, err, program.returncode) == ("", "", 0)


def test_control_is_there_when_asked_for() -> None:
    with running("--control", "--language", "zh") as (_, port):
        status, body = ask(port, "POST", "/did/openapi/amazon/dialout", "{}")
        assert (status, json.loads(body)["msg"]) == (200, "缺少请求头 accessKey")
        status, body = ask(port, "GET", "/_sandbox/journal")
        assert (status, json.loads(body)[0]["body"]) == (200, "{}")


def test_a_taken_port_is_said_in_one_line() -> None:
    with running() as (_, port):
        again = subprocess.run(
            [*COMMAND, "--port", str(port)], capture_output=True, text=True, timeout=20, check=False
        )
    assert again.returncode == 1
    assert again.stderr.startswith(f"cannot listen on port {port}: ")
    assert again.stderr.count("\n") == 1


@pytest.mark.parametrize("options", [["--port", "65536"], ["--port", "x"], ["--language", "fr"]])
def test_options_that_make_no_sense(options: list[str]) -> None:
    ran = subprocess.run([*COMMAND, *options], capture_output=True, timeout=20, check=False)
    assert ran.returncode == 2
