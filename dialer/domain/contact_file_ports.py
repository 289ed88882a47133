"""What the import and export of contacts need of the world: who reads and writes files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.contact_files import (
        ContactFileFormat,
        ContactPreview,
        ExportForm,
        ExportProgress,
        FileReading,
        ImportProgress,
    )


class ContactFiles(Protocol):
    """Reads files of contacts into the store, and writes what is there to files.

    One thing at a time; what is asked meanwhile waits. Every method may raise StoreError
    where the contacts cannot be read or stored.
    """

    async def preview(
        self, path: str, *, wanted: ContactFileFormat | None = None
    ) -> ContactPreview:
        """The first contacts, read as guessed, or as ``wanted`` says.

        Raises:
            InputError: the file cannot be read, or holds no contacts; its sentence says why.
        """

    async def read(
        self,
        path: str,
        chosen: ContactFileFormat,
        *,
        import_id: str,
        region: str,
        list_name: str,
        on_progress: Callable[[ImportProgress], None],
    ) -> FileReading:
        """Adds the contacts of a file to an import that is open, a batch at a time.

        Args:
            path: of the file.
            chosen: how to read it; complete, as a preview gives it.
            import_id: of an open import; it stays open, however this ends.
            region: ISO 3166-1 alpha-2 code national numbers are read in; may be ``""``.
            list_name: a list all of them are put in; ``""`` for none.
            on_progress: told several times a second; must not block.

        Raises:
            InputError: the file cannot be read to its end.
        """

    async def save_skipped(self, path: str, titles: Sequence[str]) -> int:
        """Writes what the last reading skipped to a table; returns how many rows it has.

        Args:
            path: of the file; one that is there is replaced once the new one is whole.
            titles: of the columns line, what stands there, and reason.

        Raises:
            OSError: the file cannot be written.
        """

    async def write(
        self,
        path: str,
        form: ExportForm,
        *,
        list_name: str,
        on_progress: Callable[[ExportProgress], None],
    ) -> int:
        """Writes contacts to a file, and returns how many.

        Cancelling it leaves the file as it was, and so does any error.

        Args:
            path: of the file; one that is there is replaced once the new one is whole.
            form: what to write.
            list_name: those of a list; ``""`` for all.
            on_progress: told several times a second; must not block.

        Raises:
            InputError: the file cannot be written; the sentence says why.
        """
