"""Asking where a table is to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog

from dialer.ui.aio import ask
from dialer.ui.error_text import translate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


async def ask_where(parent: QWidget, title: str, *, object_name: str, file_name: str) -> str:
    """The path a table is to be written to; ``""`` where the person cancels."""
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(object_name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(translate("exporting", "Tables (*.csv)"))
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(file_name)
    try:
        if await ask(dialog) != QDialog.DialogCode.Accepted:
            return ""
        return dialog.selectedFiles()[0]
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
