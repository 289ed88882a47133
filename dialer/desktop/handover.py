"""Handing a start over to the Outdial that already has the data folder open.

Nothing here imports Qt: the second start has to be over before a person notices it. The
one who listens (``dialer.desktop.start_listener``) treats what arrives as untrusted.
"""

from __future__ import annotations

import errno
import os
import sys
import zlib
from pathlib import Path

MAX_MESSAGE_BYTES = 8192
LENGTH_BYTES = 4
TAKEN = b"\x06"
_PATIENCE_S = 2.0
# A socket's address may have 108 bytes at most, and 104 on macOS.
_MAX_ADDRESS = 100


def address_of(folder: Path) -> str:
    """Where the program of a data folder listens: a socket's path, or a pipe's on Windows.

    The folder's name is shortened into it, so a message names the folder as well.
    """
    name = f"outdial-{zlib.crc32(os.fsencode(folder)):08x}"
    if sys.platform == "win32":
        return rf"\\.\pipe\{name}-{os.environ.get('USERNAME', '')}"
    place = Path(os.environ.get("XDG_RUNTIME_DIR") or folder) / f"{name}.sock"
    if len(os.fsencode(place)) > _MAX_ADDRESS:
        place = Path("/tmp") / f"outdial-{os.getuid()}" / f"{name}.sock"  # noqa: S108 - made private by who listens
    return str(place)


def hand_over(folder: Path, link: str | None) -> bool:
    """Gives a start to the program that has the folder open.

    Args:
        folder: the data folder of both.
        link: what this start was given, or None to bring the window to the front alone.

    Returns:
        True once that program said that it took it; False where none listens, or the
        message is longer than one takes.
    """
    try:
        return _send(address_of(folder), folder, link) == TAKEN
    except OSError:
        return False


def frame(folder: Path, link: str | None) -> bytes:
    """The message of a later start: its length, then JSON.

    Raises:
        OSError: it is longer than anybody takes.
    """
    import json  # noqa: PLC0415 - a first start has nobody to tell, and must be quick

    fields = {
        "folder": str(folder),
        "link": link,
        # Lets the window come to the front where the desktop guards that.
        "activation_token": os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    }
    body = json.dumps(fields).encode()
    if len(body) > MAX_MESSAGE_BYTES:
        raise OSError(errno.EMSGSIZE, "the link is too long")
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def _send(address: str, folder: Path, link: str | None) -> bytes:
    if sys.platform == "win32":
        with open(address, "r+b", buffering=0) as pipe:  # noqa: PTH123 - no path of the file system
            pipe.write(frame(folder, link))
            return pipe.read(len(TAKEN)) or b""
    # Somebody else's socket under our name must not learn whom we call.
    if os.lstat(address).st_uid != os.getuid():
        return b""
    import socket  # noqa: PLC0415 - a first start finds no address, and ends above

    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE_S)
        connection.connect(address)
        connection.sendall(frame(folder, link))
        return connection.recv(len(TAKEN))
