"""SQLite's errors in words for the person at the desk."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

from dialer.domain.errors import DatabaseUnusable

if TYPE_CHECKING:
    from pathlib import Path

_PRIMARY_CODE_MASK = 0xFF
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_NOT_WRITABLE = frozenset(
    {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
    }
)
_IN_USE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def explain_sqlite_error(error: sqlite3.Error, path: Path) -> DatabaseUnusable:
    """Turns an error of SQLite into the domain's error.

    Args:
        error: what SQLite raised.
        path: the database file, which the sentence names.
    """
    # Extended codes carry the primary code in their lowest byte.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE_MASK
    if code in _DAMAGED:
        return damaged(path)
    if code in _NOT_WRITABLE:
        return not_writable(path)
    if code == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if code in _IN_USE:
        return DatabaseUnusable(
            f"Another program is using {path}. Close that program, then try again."
        )
    if code == sqlite3.SQLITE_IOERR:
        return DatabaseUnusable(
            f"The disk reported an error while Outdial was using {path}. "
            "Check that the disk is connected, healthy and not full, then try again."
        )
    return DatabaseUnusable(
        f"Outdial could not use {path} ({error}). Start Outdial again; where this comes back, "
        "move the file to another place, or put back a copy from the same folder."
    )


def damaged(path: Path) -> DatabaseUnusable:
    """The file's content cannot be trusted."""
    return DatabaseUnusable(
        f"{path} is damaged, or is not an Outdial database. "
        "Move the file to another place and start Outdial again, or put back a copy "
        f"({path.stem}-v….db in the same folder)."
    )


def not_writable(path: Path) -> DatabaseUnusable:
    """The file or its folder cannot be opened for writing."""
    return DatabaseUnusable(
        f"Outdial may not write to {path}. Give yourself the right to change this folder, "
        "or choose another folder with --data-dir."
    )


def disk_full(path: Path) -> DatabaseUnusable:
    """No room is left for the file to grow."""
    return DatabaseUnusable(
        f"The disk is full, so Outdial cannot write to {path}. Free some space, then try again."
    )


def explain_os_error(error: OSError, path: Path) -> DatabaseUnusable:
    """Turns an error of the file system into the domain's error."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(path)
    return not_writable(path)
