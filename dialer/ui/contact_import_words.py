"""The words people see for files of contacts: what was recognised, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.contact_files import ColumnRole, ExportForm, FileKind, Layout
from dialer.ui.task_words import count_words, time_left_words
from dialer.ui.theme import Tone
from dialer.ui.widgets.tiles import TileWords

if TYPE_CHECKING:
    from dialer.domain.contact_files import (
        ColumnUse,
        ContactFileFormat,
        FileReading,
        ImportProgress,
    )
    from dialer.domain.contacts import UndoCounts

# Named as lupdate knows it.
translate = QCoreApplication.translate

_ESTIMATE_FROM_MS = 1500


def contacts_words(count: int) -> str:
    """So many contacts, e.g. ``1,204 contacts``."""
    if count == 1:
        return translate("contacts", "1 contact")
    return translate("contacts", "{count} contacts").format(count=count_words(count))


def recognised_words(chosen: ContactFileFormat) -> str:
    """What a file is."""
    if chosen.kind is FileKind.CARDS:
        return translate("contacts", "A file of vCards")
    whose = {
        Layout.GOOGLE: translate("contacts", "A table of Google Contacts"),
        Layout.OUTLOOK: translate("contacts", "A table of Outlook"),
        Layout.OUTDIAL: translate("contacts", "A table Outdial wrote"),
        Layout.OTHER: translate("contacts", "A table"),
    }
    return whose[chosen.layout]


def role_words(role: ColumnRole) -> str:
    """What a column may hold, as a choice."""
    return {
        ColumnRole.IGNORED: translate("contacts", "Nothing that is imported"),
        ColumnRole.NAME: translate("contacts", "Name"),
        ColumnRole.PREFIX: translate("contacts", "Title before the name"),
        ColumnRole.GIVEN_NAME: translate("contacts", "First name"),
        ColumnRole.MIDDLE_NAME: translate("contacts", "Middle name"),
        ColumnRole.FAMILY_NAME: translate("contacts", "Last name"),
        ColumnRole.SUFFIX: translate("contacts", "What follows the name"),
        ColumnRole.COMPANY: translate("contacts", "Company"),
        ColumnRole.NUMBER: translate("contacts", "Number"),
        ColumnRole.LABEL: translate("contacts", "Label of the next number"),
        ColumnRole.NOTE: translate("contacts", "Notes"),
        ColumnRole.LISTS: translate("contacts", "Lists"),
        ColumnRole.UID: translate("contacts", "ID by which it is known again"),
        ColumnRole.ACCOUNT: translate("contacts", "Account to call through"),
    }[role]


def column_words(title: str, use: ColumnUse) -> str:
    """A column's title with what it is used for."""
    if use.role is ColumnRole.IGNORED:
        return title
    words = role_words(use.role)
    if use.role is ColumnRole.NUMBER and use.label:
        words = f"{words}, {use.label}"
    return f"{title} · {words}"


def progress_words(progress: ImportProgress, elapsed_ms: int) -> str:
    """How far an import has come, with the time left where that can be told."""
    words = translate("contacts", "{read} read, {added} added").format(
        read=count_words(progress.read), added=count_words(progress.added)
    )
    done, total = progress.bytes_read, progress.byte_count
    if not (done and total) or elapsed_ms < _ESTIMATE_FROM_MS:
        return words
    return f"{words} · {time_left_words(elapsed_ms * max(0, total - done) // done)}"


def sum_words(reading: FileReading) -> str:
    """How the counts add up."""
    return translate(
        "contacts",
        "{read} read = {added} added + {merged} merged + {unchanged} unchanged + {skipped} skipped",
    ).format(
        read=count_words(reading.read),
        added=count_words(reading.added),
        merged=count_words(reading.merged),
        unchanged=count_words(reading.unchanged),
        skipped=count_words(reading.skipped),
    )


def reading_tiles(reading: FileReading) -> list[TileWords]:
    """What an import has come to, a count each."""
    tiles = [
        TileWords(
            "added",
            translate("contacts", "Added"),
            count_words(reading.added),
            Tone.OK if reading.added else None,
        ),
        TileWords(
            "merged",
            translate("contacts", "Merged"),
            count_words(reading.merged),
            None,
            translate("contacts", "Had something new"),
        ),
        TileWords(
            "unchanged",
            translate("contacts", "Unchanged"),
            count_words(reading.unchanged),
            None,
            translate("contacts", "Were there already"),
        ),
        TileWords(
            "skipped",
            translate("contacts", "Skipped"),
            count_words(reading.skipped),
            Tone.WARN if reading.skipped else None,
        ),
    ]
    if reading.unread_numbers:
        tiles.append(
            TileWords(
                "unread",
                translate("contacts", "Numbers to mend"),
                count_words(reading.unread_numbers),
                Tone.WARN,
                translate("contacts", "Kept as they are written"),
            )
        )
    return tiles


def undo_words(reading: FileReading) -> str:
    """What undoing an import would do."""
    parts = []
    if reading.added:
        parts.append(
            translate("contacts", "{contacts} it added will be removed.").format(
                contacts=contacts_words(reading.added)
            )
        )
    if reading.merged:
        parts.append(
            translate("contacts", "{contacts} it changed will be as before.").format(
                contacts=contacts_words(reading.merged)
            )
        )
    parts.append(translate("contacts", "What was edited since stays."))
    return " ".join(parts)


def undone_words(counts: UndoCounts) -> tuple[str, str]:
    """Title and sentence for an import that was undone."""
    parts = [
        translate("contacts", "{contacts} removed.").format(contacts=contacts_words(counts.removed))
    ]
    if counts.restored:
        parts.append(
            translate("contacts", "{contacts} as before.").format(
                contacts=contacts_words(counts.restored)
            )
        )
    if counts.kept:
        parts.append(
            translate("contacts", "{contacts} were edited since, and stay as they are.").format(
                contacts=contacts_words(counts.kept)
            )
        )
    return translate("contacts", "The import is undone"), " ".join(parts)


def export_forms() -> tuple[tuple[ExportForm, str], ...]:
    """What contacts can be written as, in the words of a file dialog."""
    return (
        (ExportForm.CARDS_4, translate("contacts", "vCard 4.0 (*.vcf)")),
        (ExportForm.CARDS_3, translate("contacts", "vCard 3.0, for older programs (*.vcf)")),
        (ExportForm.TABLE, translate("contacts", "Table (*.csv)")),
        (ExportForm.GOOGLE_TABLE, translate("contacts", "Table for Google Contacts (*.csv)")),
    )
