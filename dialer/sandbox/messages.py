"""What travels between the socket and the endpoints."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.faults import Fault

_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A request up to the blank line.

    Attributes:
        target: the request target as sent, query included.
        headers: name and value as sent, one Latin-1 character per byte.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def is_for_loopback(self) -> bool:
        """Whether the client meant this machine; a rebound host name does not."""
        host = self.header("host").partition(":")[0]
        return host.lower() in _LOOPBACK_HOSTS

    def has_header(self, name: str) -> bool:
        """Whether the header was sent at all."""
        wanted = name.lower()
        return any(sent.lower() == wanted for sent, _ in self.headers)

    def header(self, name: str) -> str:
        """The first value sent under a name, in any case; ``""`` where none was."""
        wanted = name.lower()
        return next((value for sent, value in self.headers if sent.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A whole request, and the sandbox's clock when it was judged."""

    head: RequestHead
    body: bytes
    now_ms: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint says, before it becomes bytes.

    Attributes:
        payload: the JSON object of the reply.
        outcome: a few words for the journal.
        http_status: 200 for business refusals too, as the provider does.
        faults: what the called number asks to happen to this reply.
    """

    payload: Mapping[str, object]
    outcome: str
    http_status: int = 200
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What is written to the socket.

    Attributes:
        filler_bytes: spaces that follow the body, made while they are sent.
        announces_length: False sends the body in chunks, its length untold.
        is_cut: half of the body is sent, and the connection closed.
        is_last: the connection is closed after the reply.
        outcome: a few words for the journal.
    """

    status: int
    outcome: str
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    filler_bytes: int = 0
    announces_length: bool = True
    is_cut: bool = False
    is_last: bool = False


class Endpoint(Protocol):
    """One method on one path, of any API family."""

    @property
    def method(self) -> str:
        """The HTTP method it answers."""

    @property
    def path(self) -> str:
        """The exact path it answers."""

    def answer(self, request: ReceivedRequest) -> Answer:
        """Judges a request and answers it."""

    def refuse(self, code: int, words: str | None = None) -> Answer:
        """A refusal in this family's envelope; its own words where none are given."""


def to_json(value: object) -> bytes:
    """Compact JSON in UTF-8; text that UTF-8 cannot carry becomes question marks."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")
