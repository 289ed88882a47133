"""The import of contacts, wired to the service and the process that carries it out."""

from __future__ import annotations

import asyncio
import csv
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import FixedClock
from PySide6.QtCore import QLocale, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)
from ui.test_session import until

from dialer.contact_desk import ContactDesk
from dialer.services.contact_import import ContactImportService
from dialer.store import ContactDatabase, SqliteContactImports, SqliteContactStore
from dialer.ui import aio
from dialer.ui.aio import TaskOwner
from dialer.ui.contact_export_controller import ContactExportController
from dialer.ui.contact_import_controller import ContactImportController
from dialer.ui.pages.contact_import_view import ContactImportView
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.loading_bar import LoadingBar
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

VCARDS = Path(__file__).resolve().parents[1] / "data" / "vcards"
PATIENCE_S = 60
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


class Desk:
    """The view, and everything behind it, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = ContactDatabase(folder / "data")
        self.store = SqliteContactStore(self.database)
        self.imports = SqliteContactImports(self.database)
        self.files = ContactDesk(folder / "data", FixedClock())
        self.service = ContactImportService(self.imports, self.files, FixedClock())
        self.errors: list[BaseException] = []
        self.owner = TaskOwner(self.errors.append)
        self.changes = 0
        self.view = ContactImportView()
        self.controller = ContactImportController(
            self.view, service=self.service, tasks=self.owner, on_change=self._note_change
        )

    def _note_change(self) -> None:
        self.changes += 1

    def file(self, text: str, name: str = "customers.csv") -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def find(self, name: str) -> QWidget:
        widget = self.view.findChild(QWidget, f"contacts.import.{name}")
        assert isinstance(widget, QWidget), name
        return widget

    def text(self, name: str) -> str:
        widget = self.view.findChild(QWidget, f"contacts.{name}")
        return widget.text() if isinstance(widget, QLabel) and widget.isVisible() else ""

    def press(self, name: str) -> None:
        button = self.find(name)
        assert isinstance(button, QAbstractButton)
        assert button.isVisible(), name
        assert button.isEnabled(), name
        button.click()

    def choose(self, name: str, value: str) -> None:
        """Chooses as a person does, who sees the words but not the value."""
        combo = self.find(name)
        assert isinstance(combo, QComboBox)
        index = combo.findData(value)
        assert index >= 0, value
        combo.setCurrentIndex(index)
        combo.activated.emit(index)

    def cells(self, name: str) -> list[list[str]]:
        table = self.find(name)
        assert isinstance(table, QTableView)
        model = table.model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def titles(self, name: str) -> list[str]:
        table = self.find(name)
        assert isinstance(table, QTableView)
        model = table.model()
        return [
            str(model.headerData(column, Qt.Orientation.Horizontal))
            for column in range(model.columnCount())
        ]

    async def take(self, path: str) -> None:
        self.controller.take_file(path)
        await until(
            lambda: self.find("start").isVisible() or bool(self.text("import.notice.title"))
        )

    async def finish(self) -> None:
        await until(lambda: not self.controller.is_busy)

    async def answer(self, dialog_name: str, path: str, name_filter: str = "") -> None:
        """Types a path into a file dialog."""
        found: list[QFileDialog] = []

        def look() -> bool:
            found[:] = [
                widget
                for widget in QApplication.topLevelWidgets()
                if isinstance(widget, QFileDialog)
                and widget.objectName() == dialog_name
                and widget.isVisible()
            ]
            return bool(found)

        await until(look)
        (dialog,) = found
        if name_filter:
            dialog.selectNameFilter(name_filter)
            dialog.filterSelected.emit(name_filter)
        dialog.selectFile(path)
        edit = dialog.findChild(QLineEdit)
        if edit is not None:
            edit.setText(path)
        dialog.accept()


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    desk = Desk(folder)
    await desk.database.open()
    await desk.imports.open()
    desk.view.resize(1036, 672)
    desk.view.show()
    try:
        desk.controller.open(region="ID", lists=["VIP"])
        yield desk
        assert not desk.errors
    finally:
        await desk.owner.cancel_all()
        await desk.files.close()
        await desk.imports.close()
        desk.database.close()
        desk.view.close()
        desk.view.deleteLater()


def run(scenario: Coroutine[object, object, None]) -> None:
    """Runs on Qt's loop, for so long and no longer."""

    async def in_time() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await scenario

    aio.run(in_time())


TABLE = (
    "Nama;Kontak;Perusahaan;Kode\nSiti Dewi;0812 555 0100;Toko Maju;K1\nTom;ask the gate;;K2\n;;;\n"
)


def test_a_table_is_read_imported_and_undone(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            assert not desk.find("start").isVisible()
            await desk.take(desk.file(TABLE + "Eva;0812 555 0102;;K3\n"))
            assert desk.text("import.recognised") == "A table"
            assert desk.titles("preview")[0] == "Nama · Name"
            assert desk.cells("contacts")[0] == ["Siti Dewi", "0812 555 0100", "Toko Maju", ""]
            combo = desk.find("list")
            assert isinstance(combo, QComboBox)
            combo.setEditText("Spring sale")
            desk.press("start")
            await desk.finish()
            assert desk.text("import.sum") == (
                "4 read = 3 added + 0 merged + 0 unchanged + 1 skipped"
            )
            assert desk.text("imported.unread.count") == "1"
            assert desk.cells("skipped") == [["4", "", "There is nothing in this row."]]
            assert [one.name for one in await desk.store.fetch_lists()] == ["Spring sale"]
            siti = (await desk.store.fetch_by_number("+628125550100"))[0]
            assert (siti.name, siti.company) == ("Siti Dewi", "Toko Maju")
            assert desk.changes == 1

            desk.press("undo")
            question = desk.find("undo_question")
            assert isinstance(question, InlineQuestion)
            assert question.words == (
                "Undo this import?\n"
                "3 contacts it added will be removed. What was edited since stays."
            )
            await until(lambda: question.takes_answers)
            desk.press("undo_question.yes")
            await desk.finish()
            assert desk.text("import.notice.title") == "The import is undone"
            assert desk.text("import.notice.body") == "3 contacts removed."
            assert await desk.store.count_contacts() == 0
            assert not desk.find("start").isVisible()

    run(scenario())


def test_the_person_says_what_a_column_holds(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.take(desk.file(TABLE))
            assert desk.titles("preview")[3] == "Kode"
            desk.choose("column", "3")
            desk.choose("role", "lists")
            await until(lambda: desk.titles("preview")[3] == "Kode · Lists")
            assert desk.cells("contacts")[0][3] == "K1"
            desk.choose("column", "1")
            label = desk.find("label")
            assert isinstance(label, QLineEdit)
            label.setText("Shop")
            label.editingFinished.emit()
            await until(lambda: desk.cells("contacts")[0][1] == "Shop 0812 555 0100")
            desk.choose("header", "no")
            await until(lambda: len(desk.cells("preview")) == 3)
            desk.choose("header", "yes")
            await until(lambda: len(desk.cells("preview")) == 2)
            table = desk.find("preview")
            assert isinstance(table, QTableView)
            table.horizontalHeader().sectionClicked.emit(2)
            column = desk.find("column")
            assert isinstance(column, QComboBox)
            assert column.currentText() == "Perusahaan · Company"

    run(scenario())


def test_cards_of_a_phone_are_dropped_on_the_view_and_imported_twice(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            phone = VCARDS / "iphone.vcf"
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(phone))])
            drop = QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            desk.view.dropEvent(drop)
            await until(lambda: desk.find("start").isVisible())
            assert desk.text("import.file_name") == "iphone.vcf"
            assert desk.text("import.recognised") == "A file of vCards"
            assert not desk.find("column").isVisible()
            desk.press("start")
            await desk.finish()
            assert desk.text("import.sum") == (
                "3 read = 2 added + 0 merged + 0 unchanged + 1 skipped"
            )
            await desk.take(str(phone))
            desk.press("start")
            await desk.finish()
            assert desk.text("import.sum") == (
                "3 read = 0 added + 0 merged + 2 unchanged + 1 skipped"
            )
            assert not desk.find("undo").isVisible()

    run(scenario())


def test_a_cancelled_import_leaves_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            rows = "".join(f"Anna {n},{6281200000000 + n}\n" for n in range(20_000))
            await desk.take(desk.file("Name,Phone\n" + rows))
            desk.press("start")
            words = desk.view.findChild(QLabel, "contacts.importing.progress_words")
            assert words is not None
            await until(lambda: "added" in words.text())
            assert not desk.find("file").isEnabled()
            assert not desk.find("start").isEnabled()
            cancel = desk.view.findChild(QAbstractButton, "contacts.importing.cancel")
            assert cancel is not None
            cancel.click()
            assert words.text().startswith("Taking back")
            await desk.finish()
            assert desk.text("import.notice.title") == "The import was cancelled"
            assert await desk.store.count_contacts() == 0
            assert desk.find("start").isEnabled()
            assert desk.find("file").isEnabled()

    run(scenario())


def test_what_ends_while_nobody_looks_is_there_to_be_read(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.take(desk.file(TABLE))
            desk.press("start")
            desk.view.hide()
            await desk.finish()
            desk.controller.open(region="ID", lists=[])
            desk.view.show()
            assert desk.text("import.sum").startswith("2 read = 2 added")
            desk.view.hide()
            desk.controller.open(region="ID", lists=[])
            desk.view.show()
            assert desk.text("import.sum") == ""
            assert not desk.find("start").isVisible()

    run(scenario())


def test_what_cannot_be_read_is_said_and_another_file_is_taken(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.take(str(tmp_path / "gone.vcf"))
            assert desk.text("import.notice.title") == "This file cannot be read"
            assert not desk.find("start").isVisible()
            await desk.take(desk.file(TABLE))
            assert desk.text("import.notice.title") == ""
            desk.choose("delimiter", "|")
            await until(lambda: len(desk.titles("preview")) == 1)
            (tmp_path / "customers.csv").unlink()
            desk.choose("delimiter", ";")
            await until(lambda: bool(desk.text("import.notice.title")))
            # The way it was read before stays.
            assert len(desk.titles("preview")) == 1

    run(scenario())


def test_skipped_lines_are_saved(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.take(desk.file(TABLE + "Eva;0812 555 0102;;\n"))
            desk.press("start")
            await desk.finish()
            desk.press("save_skipped")
            target = tmp_path / "skipped.csv"
            await desk.answer("contacts.import.save_dialog", str(target))
            await until(lambda: desk.text("import.notice.title") == "1 line saved")
            with target.open(encoding="utf-8-sig", newline="") as file:
                assert list(csv.reader(file)) == [
                    ["Line", "What stands there", "Why it is skipped"],
                    ["4", "", "There is nothing in this row."],
                ]

    run(scenario())


def test_contacts_are_exported_as_the_chosen_filter_says(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.take(desk.file(TABLE))
            desk.press("start")
            await desk.finish()
            bar = LoadingBar("contacts.exporting", "Exporting contacts", desk.view)
            notice = Notice("contacts.notice", desk.view)
            export = ContactExportController(
                desk.view, bar, notice, service=desk.service, tasks=desk.owner
            )
            for name, chosen, first in (
                ("all.vcf", "vCard 4.0 (*.vcf)", b"BEGIN:VCARD\r\nVERSION:4.0"),
                ("old.vcf", "vCard 3.0, for older programs (*.vcf)", b"BEGIN:VCARD\r\nVERSION:3.0"),
                ("all.csv", "Table (*.csv)", b"\xef\xbb\xbfName,Company,"),
                ("g.csv", "Table for Google Contacts (*.csv)", b"\xef\xbb\xbfFirst Name,"),
            ):
                target = tmp_path / name
                export.start()
                await desk.answer("contacts.export.dialog", str(target), chosen)
                await until(lambda: notice.words.startswith("2 contacts exported"))
                assert target.read_bytes().startswith(first)
                notice.clear()
            export.start()
            await desk.answer("contacts.export.dialog", str(tmp_path / "no" / "x.vcf"))
            await until(lambda: notice.words.startswith("The file could not be written"))
            await until(lambda: not desk.owner.is_running("contacts_export"))
            assert bar.isHidden()

    run(scenario())


def test_every_control_can_be_named_and_reached(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.take(desk.file(TABLE))
            for name in ("file", "region", "list", "start", "encoding", "delimiter", "header"):
                widget = desk.find(name)
                assert widget.isVisible(), name
                assert widget.accessibleName() or isinstance(widget, QAbstractButton), name
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, name
            for name in ("column", "role", "preview", "contacts"):
                assert desk.find(name).accessibleName(), name

    run(scenario())
