"""Hears of later starts on the same data folder, each of which may bring a link."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer

from dialer.desktop.handover import LENGTH_BYTES, MAX_MESSAGE_BYTES, TAKEN, address_of

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

_PATIENCE_MS = 2000
_MAX_AT_ONCE = 20
_MAX_LINK = 2048
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class LaterStart:
    """What a second start brought.

    Attributes:
        link: as it was given to that start; None where there was none.
        activation_token: the desktop's leave to come to the front, or ``""``.
    """

    link: str | None
    activation_token: str


class StartListener(QObject):
    """Listens while this program has the folder open.

    Whatever arrives is untrusted: one message a connection, of bounded size and time, and
    nothing of it is acted on here.

    Args:
        folder: the data folder.

    Signals:
        started: a LaterStart.
    """

    started = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MAX_AT_ONCE)
        self._server.newConnection.connect(self._accept)

    def listen(self) -> bool:
        """Begins to listen; False where the system does not let it.

        Only the holder of the folder's lock may call this: it removes what a crashed
        program left behind.
        """
        address = address_of(self._folder)
        if not address.startswith("\\\\"):
            # Where the runtime directory has no room for it, the folder is made here.
            Path(address).parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            if Path(address).parent.stat().st_uid != os.getuid():
                return False
        QLocalServer.removeServer(address)
        return self._server.listen(address)

    def close(self) -> None:
        """Listens no longer."""
        self._server.close()

    def _accept(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.readyRead.connect(partial(self._read, connection))
            connection.disconnected.connect(connection.deleteLater)
            QTimer.singleShot(_PATIENCE_MS, connection, connection.abort)
            self._read(connection)

    def _read(self, connection: QLocalSocket) -> None:
        waiting = connection.bytesAvailable()
        if waiting < LENGTH_BYTES:
            return
        length = int.from_bytes(bytes(connection.peek(LENGTH_BYTES).data()), "big")
        if length > MAX_MESSAGE_BYTES:
            connection.abort()
        elif waiting >= LENGTH_BYTES + length:
            message = bytes(connection.read(LENGTH_BYTES + length).data())
            start = read_start(message[LENGTH_BYTES:], self._folder)
            if start is not None:
                connection.write(TAKEN)
            connection.disconnectFromServer()
            if start is not None:
                self.started.emit(start)


def read_start(body: bytes, folder: Path) -> LaterStart | None:
    """What a message says; None where it is none, or meant for another folder."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.get("folder") != str(folder):
        return None
    link, token = fields.get("link"), fields.get("activation_token")
    if link is not None and (not isinstance(link, str) or len(link) > _MAX_LINK):
        return None
    return LaterStart(link, token if isinstance(token, str) else "")
