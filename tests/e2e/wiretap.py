"""Listens on the wire between the program and a provider, and changes nothing."""

from __future__ import annotations

import re
import socket
import socketserver
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOST = "127.0.0.1"
_READ_BYTES = 64 * 1024
_CALL_ID = re.compile(rb'"callId"\s*:\s*"([^"]*)"')


class Wiretap:
    """What the provider answered.

    Args:
        port: where the wiretap listens.
    """

    def __init__(self, port: int) -> None:
        self.base_url = f"http://{_HOST}:{port}"
        self.replies = bytearray()

    @property
    def call_ids(self) -> list[str]:
        """The call ids the provider gave, the oldest first."""
        return [found.decode() for found in _CALL_ID.findall(self.replies)]


@contextmanager
def open_wiretap(provider_port: int) -> Iterator[Wiretap]:
    """Listens between a port of its own and the provider's.

    Args:
        provider_port: where the provider listens on this machine.
    """

    class Conversation(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((_HOST, provider_port)) as onward:
                asking = Thread(target=_pass_on, args=(self.request, onward))
                asking.start()
                _pass_on(onward, self.request, heard=wiretap.replies)
                asking.join()

    with socketserver.ThreadingTCPServer((_HOST, 0), Conversation) as server:
        wiretap = Wiretap(server.server_address[1])
        listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        listening.start()
        try:
            yield wiretap
        finally:
            server.shutdown()
            listening.join()


def _pass_on(
    source: socket.socket, target: socket.socket, *, heard: bytearray | None = None
) -> None:
    """Passes bytes on until the source closes, then closes that direction of the target."""
    while data := source.recv(_READ_BYTES):
        if heard is not None:
            heard += data
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)
