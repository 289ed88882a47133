"""Importing contacts, in place of the list of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import heading
from dialer.ui.widgets.contact_format_card import ContactFormatCard
from dialer.ui.widgets.contact_result_card import ContactResultCard
from dialer.ui.widgets.contact_source_card import ContactSourceCard
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.scroll_column import ScrollColumn

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from dialer.domain.contact_files import ContactPreview, FileReading


class ContactImportView(QWidget):
    """Source, the import and how the file is read, below each other.

    Signals:
        left: the person goes back to the contacts.
        file_dropped: path of a file that was dropped anywhere on it.
    """

    left = Signal()
    file_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contacts.import")
        self.back = Button(self.tr("Back to contacts"), parent=self)
        self.back.setObjectName("contacts.import.back")
        self.back.clicked.connect(lambda _checked: self.left.emit())
        self.body = ScrollColumn(self)
        self.source = ContactSourceCard(self)
        self.notice = Notice("contacts.import.notice", self)
        self.format = ContactFormatCard(self)
        self.result = ContactResultCard(self)
        for widget in (self.source, self.notice, self.result, self.format):
            self.body.column.addWidget(widget)
        self.body.end()
        self.result.leave_requested.connect(self.left)
        head = QHBoxLayout()
        head.addWidget(heading(self.tr("Import contacts"), self, theme.TITLE_PX), 1)
        head.addWidget(self.back)
        column = QVBoxLayout(self)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, theme.STEP_L, edge - theme.STEP_XS, theme.STEP_M)
        column.setSpacing(theme.STEP_M)
        column.addLayout(head)
        column.addWidget(self.body, 1)
        self.setAcceptDrops(True)
        self.show_nothing()

    def show_nothing(self) -> None:
        """There is no file yet."""
        self.format.hide()
        self.result.hide()
        self.result.show_unread()

    def show_preview(self, preview: ContactPreview) -> None:
        """Shows how a file is read; it can be imported now."""
        self.format.show_preview(preview)
        self.format.show()
        self.result.show_unread()
        self.result.show()

    def show_reading(self, reading: FileReading) -> None:
        """Says what an import has come to; how the file was read matters no more."""
        self.format.hide()
        self.result.show_reading(reading)

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile nothing can be changed but by cancelling."""
        self.source.setEnabled(not is_busy)
        self.format.setEnabled(not is_busy)
        self.result.set_busy(is_busy=is_busy)

    def take_focus(self) -> None:
        """Puts the keyboard where the next step is."""
        self.source.choose.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Takes one file of this computer."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and self.source.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Tells of the file."""
        event.acceptProposedAction()
        self.file_dropped.emit(event.mimeData().urls()[0].toLocalFile())
