"""The data folder and its files, which nobody but their owner may read."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

PRIVATE_FOLDER_MODE = 0o700
PRIVATE_FILE_MODE = 0o600
_OTHER_PEOPLE = 0o077
_SIDECARS = ("", "-wal", "-shm", "-journal")


def prepare_private_folder(folder: Path) -> None:
    """Makes the folder, and takes an existing one away from other people.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(mode=PRIVATE_FOLDER_MODE, parents=True, exist_ok=True)
    if os.name == "posix":
        _tighten(folder)


def create_private_file(path: Path) -> None:
    """Makes an empty file where there is none; tightens it and SQLite's sidecars.

    SQLite gives the files it makes beside a database the mode of the database, so
    the mode has to be right before SQLite opens it.

    A file that is there is not opened: on POSIX, closing it again would take away every
    lock that another connection of this process holds on it, and a process that closes the
    database then takes itself for the last to use it, and deletes its log.

    Raises:
        OSError: it cannot be made or written to.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE))
    except FileExistsError:
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path)) from None
    if os.name == "posix":
        for suffix in _SIDECARS:
            sidecar = Path(f"{path}{suffix}")
            if sidecar.exists():
                _tighten(sidecar)


def _tighten(path: Path) -> None:
    mode = path.stat().st_mode
    if not mode & _OTHER_PEOPLE or mode & stat.S_ISVTX:
        # A sticky folder is a meeting place of the whole machine, like the folder for
        # temporary files: closing it would break other programs.
        return
    # A file of somebody else, or a file system without modes: the database can be used.
    with contextlib.suppress(PermissionError):
        path.chmod(stat.S_IMODE(mode) & ~_OTHER_PEOPLE)
