"""One running program per data folder."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

if TYPE_CHECKING:
    from pathlib import Path


class FolderLock:
    """Held while the program runs; freed by the system when it dies.

    Two programs on one database would each take the other's calls under way for
    leftovers of a crash.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = QLockFile(str(folder / "outdial.lock"))
        # A lock is stale only when its process is gone, however long it has been held.
        self._lock.setStaleLockTime(0)

    def take(self) -> bool:
        """Takes the lock; False where another program holds it.

        Raises:
            OSError: the lock cannot be written, so nothing else could be either.
        """
        if self._lock.tryLock(0):
            return True
        if self._lock.error() is QLockFile.LockError.LockFailedError:
            return False
        raise OSError(errno.EACCES, "it cannot be written")

    def free(self) -> None:
        """Gives the lock back."""
        self._lock.unlock()
