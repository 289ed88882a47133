"""Asking which file is to be read."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from dialer.ui.aio import ask
from dialer.ui.error_text import translate


def list_filters() -> tuple[str, ...]:
    """Name filters of files that hold number lists."""
    return (
        translate("tasks", "Lists (*.csv *.txt *.tsv *.xlsx)"),
        translate("tasks", "All files (*)"),
    )


async def ask_file_to_read(
    parent: QWidget, title: str, object_name: str, *, filters: tuple[str, ...]
) -> str:
    """The path of the file to read; ``""`` where none was chosen.

    Args:
        parent: what the dialog belongs to.
        title: the dialog's.
        object_name: stable name of the dialog.
        filters: name filters, the one in use first.
    """
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(object_name)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(list(filters))
    try:
        accepted = await ask(dialog) == QDialog.DialogCode.Accepted
        return dialog.selectedFiles()[0] if accepted else ""
    finally:
        dialog.close()
        dialog.deleteLater()
