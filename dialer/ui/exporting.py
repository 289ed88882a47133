"""Asking where a table is to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog

from dialer.ui.aio import ask
from dialer.ui.error_text import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


async def ask_where(parent: QWidget, title: str, *, object_name: str, file_name: str) -> str:
    """The path a table is to be written to; ``""`` where the person cancels."""
    filters = (translate("exporting", "Tables (*.csv)"),)
    path, _ = await ask_where_and_what(
        parent, title, object_name=object_name, file_name=file_name, filters=filters
    )
    return path


async def ask_where_and_what(
    parent: QWidget, title: str, *, object_name: str, file_name: str, filters: Sequence[str]
) -> tuple[str, str]:
    """The path something is to be written to, and the filter that says as what.

    Args:
        parent: what the dialog belongs to.
        title: the dialog's.
        object_name: stable name of the dialog.
        file_name: suggested, with the ending of the first filter.
        filters: name filters with one ending each, e.g. ``Tables (*.csv)``.

    Returns:
        ``""`` for the path where the person cancels.
    """
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(object_name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(filters))

    def take_ending(chosen: str) -> None:
        dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))

    dialog.filterSelected.connect(take_ending)
    take_ending(filters[0])
    dialog.selectFile(file_name)
    try:
        if await ask(dialog) != QDialog.DialogCode.Accepted:
            return "", ""
        return dialog.selectedFiles()[0], dialog.selectedNameFilter()
    finally:
        dialog.close()
        dialog.deleteLater()


def write_problem(error: OSError) -> tuple[str, str]:
    """Title and sentence for a table that could not be written."""
    return (
        translate("exporting", "The file could not be written"),
        translate("exporting", "{reason}. Choose another folder.").format(
            reason=error.strerror or type(error).__name__
        ),
    )
