"""The sandbox as a program of its own: a provider at another address, and what it saw."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop import PATIENCE_S, ROOT, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIALOUT_PATH = "/did/openapi/amazon/dialout"
_FIRST_LINE = re.compile(
    r"listening on http://127\.0\.0\.1:([0-9]+) access_key=([0-9a-f]+) access_secret=([0-9a-f]+)"
    r" app_key=[0-9a-f]+ app_secret=[0-9a-f]+\n"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that reached the provider.

    Attributes:
        headers: with names in lower case.
        fields: of the JSON body; empty while it has not arrived.
        outcome: what became of it, in the sandbox's words.
    """

    path: str
    headers: dict[str, str]
    fields: dict[str, Any]
    outcome: str


class Provider:
    """Speaks to the sandbox's control API.

    Args:
        process: the sandbox.
        port: where it listens.
        access_key: the key it lets in.
        access_secret: and the secret that goes with it.
    """

    def __init__(
        self, process: subprocess.Popen[str], port: int, *, access_key: str, access_secret: str
    ) -> None:
        self.process = process
        self.base_url = f"http://127.0.0.1:{port}"
        self.access_key = access_key
        self.access_secret = access_secret
        self.port = port

    def requests(self) -> list[Seen]:
        """Everything that reached it, the oldest first."""
        return [
            Seen(
                entry["path"],
                {name.lower(): value for name, value in entry["headers"]},
                json.loads(entry["body"] or "{}") if entry["body_complete"] else {},
                entry["outcome"],
            )
            for entry in self._ask("GET", "journal")
        ]

    def dialouts(self) -> list[Seen]:
        """The requests to place a call."""
        return [request for request in self.requests() if request.path == DIALOUT_PATH]

    def wait_for_dialouts(self, count: int) -> None:
        """Waits until that many requests to place a call have come in whole."""
        wait_for(
            lambda: sum(bool(request.fields) for request in self.dialouts()) >= count,
            f"{count} dial-out requests at the provider",
        )

    def spoil_next_dialout(self, kind: str, **fields: object) -> None:
        """Lets a fault befall the next request to place a call."""
        self._ask("POST", "faults", {"kind": kind, "path": DIALOUT_PATH, **fields})

    def release(self) -> None:
        """Lets held replies go."""
        self._ask("POST", "release", {})

    def stop(self) -> None:
        """Ends it: nothing listens at its address any more."""
        self.process.terminate()
        self.process.wait(PATIENCE_S)

    def _ask(self, method: str, name: str, fields: dict[str, object] | None = None) -> Any:  # noqa: ANN401 - as it answers
        body = None if fields is None else json.dumps(fields)
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        ) as client:
            client.request(method, f"/_sandbox/{name}", body=body)
            reply = client.getresponse()
            answer = json.loads(reply.read())
        assert reply.status == http.client.OK, answer
        return answer


@contextmanager
def open_provider(log: Path) -> Iterator[Provider]:
    """Starts the sandbox and stops it at the end.

    Args:
        log: where it may complain.
    """
    command = [sys.executable, "-m", "dialer.sandbox", "--control"]
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            first = _FIRST_LINE.fullmatch(process.stdout.readline())
            assert first is not None, log.read_text()
            port, access_key, access_secret = first.groups()
            yield Provider(process, int(port), access_key=access_key, access_secret=access_secret)
        finally:
            process.kill()
