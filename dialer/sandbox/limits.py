"""How much of this machine a client may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """Bounds on what one client can make the sandbox hold or wait for.

    Attributes:
        max_body_bytes: a larger request body is answered 413.
        max_connections: open at one time; one more is dropped unanswered.
        idle_timeout_s: how long a kept-alive connection may be silent. Longer than any
            client keeps one, so that the sandbox is never the side that loses the race.
        head_timeout_s: from the first byte of a request to the end of its headers.
        body_timeout_s: for the whole of a request body.
        write_timeout_s: for a client to make room for the next piece of a reply.
        linger_timeout_s: how long a closing connection waits for the client's end, so
            that bytes still on the way do not destroy the reply before it is read.
    """

    max_body_bytes: int = 1024 * 1024
    max_connections: int = 256
    idle_timeout_s: float = 300.0
    head_timeout_s: float = 20.0
    body_timeout_s: float = 20.0
    write_timeout_s: float = 20.0
    linger_timeout_s: float = 1.0
