"""What the process that reads and writes files of contacts is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from dialer.domain.contact_files import ContactFileFormat, ExportForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewContacts:
    """Asks for the first contacts; answered by a ContactPreview."""

    path: str
    wanted: ContactFileFormat | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadContacts:
    """Asks for a file to be read into an open import; answered by a FileReading.

    Attributes:
        skipped_path: a file for the rows that are skipped.
        at_ms: ms since the epoch.
    """

    path: str
    chosen: ContactFileFormat
    import_id: str
    region: str
    list_name: str
    skipped_path: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteContacts:
    """Asks for contacts to be written; answered by how many they are."""

    path: str
    form: ExportForm
    list_name: str


Request: TypeAlias = PreviewContacts | ReadContacts | WriteContacts
