"""The composition root: shows the window, loads the rest behind it, wires, runs one loop."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal
from PySide6.QtWidgets import QApplication

from dialer import __version__
from dialer.desktop.folders import is_usual_folder, prepare_data_folder
from dialer.desktop.handover import hand_over
from dialer.desktop.single_instance import FolderLock
from dialer.ui import theme
from dialer.ui.early_intents import EarlyIntents
from dialer.ui.link_inbox import LinkInbox
from dialer.ui.main_window import CALL_PAGE, MainWindow
from dialer.ui.pages.call_page import CallPage
from dialer.ui.theme import apply_theme
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from dialer.backend import Backend
    from dialer.domain.desktop_ports import GlobalHotkey, LinkHandler, Tray, TrayEntry
    from dialer.ui.services import Desktop, Services

_CANNOT_RUN = 1
_HAND_OVER_ATTEMPTS = 10
_HAND_OVER_PAUSE_S = 0.1


def run(data_dir: Path | None, *, link: str | None, on_sandbox: bool) -> int:
    """Runs the program until its window is closed.

    Args:
        data_dir: folder for every file of this run; None for the desktop's own place.
        link: names a number that is put into the field.
        on_sandbox: starts on the Sandbox whatever account was used last.

    Returns:
        The exit code.
    """
    app = _make_application()
    app.setApplicationName("outdial")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("outdial")
    app.setQuitOnLastWindowClosed(False)
    try:
        folder, lock = _take_folder(data_dir)
    except _NoFolder as refusal:
        if _is_taken_over(data_dir, link):
            return 0
        return _refuse(str(refusal))
    try:
        state = WindowState(folder)
        apply_theme(app, state.theme)
        window, page = _build_window(state)
        early = EarlyIntents(window, page, state=state, on_sandbox=on_sandbox)
        links = LinkInbox(window, page, is_locked=_is_screen_locked)
        if link is not None:
            links.fill_in(link)
        window.painted.connect(lambda: _listen(folder, links))
        if sys.platform == "darwin":
            window.painted.connect(lambda: _hear_links(app, links))
        window.show()
        _load_behind(window)
        problem = _serve(
            window, page, folder=folder, state=state, early=early, on_sandbox=on_sandbox
        )
    finally:
        lock.free()
    return _refuse(problem) if problem else 0


def _is_taken_over(data_dir: Path | None, link: str | None) -> bool:
    """Whether the Outdial that holds the folder, which may just be starting, took this start."""
    from time import sleep  # noqa: PLC0415 - rare

    for _attempt in range(_HAND_OVER_ATTEMPTS):
        with contextlib.suppress(OSError):
            if hand_over(prepare_data_folder(data_dir), link):
                return True
        sleep(_HAND_OVER_PAUSE_S)
    return False


def _make_application() -> QApplication:
    if sys.platform == "darwin":
        from dialer.desktop.link_application import LinkApplication  # noqa: PLC0415 - there only

        return LinkApplication(sys.argv[:1])
    return QApplication(sys.argv[:1])


def _hear_links(app: QApplication, links: LinkInbox) -> None:
    """Takes the links that macOS hands to the program itself."""
    from dialer.desktop.link_application import LinkApplication  # noqa: PLC0415 - there only

    if isinstance(app, LinkApplication):
        app.give_links_to(links.take)


def _is_screen_locked() -> bool:
    from dialer.desktop.screen_lock import is_screen_locked  # noqa: PLC0415 - links are rare

    return is_screen_locked()


def _listen(folder: Path, links: LinkInbox) -> None:
    """Hears of later starts from now on, for as long as the inbox is there."""
    from dialer.desktop.start_listener import StartListener  # noqa: PLC0415 - after first paint

    listener = StartListener(folder, links)
    listener.started.connect(lambda start: links.take(start.link, start.activation_token))
    listener.listen()


class _NoFolder(Exception):
    """There is no folder to work in; ``str()`` is a sentence for the person."""


def _take_folder(data_dir: Path | None) -> tuple[Path, FolderLock]:
    """The data folder and its lock, taken.

    Raises:
        _NoFolder: it cannot be made or written, or another Outdial has it open.
    """
    try:
        folder = prepare_data_folder(data_dir)
    except OSError as error:
        raise _NoFolder(
            f"The folder for Outdial's files cannot be used: {error.strerror}."
        ) from error
    lock = FolderLock(folder)
    try:
        is_taken = lock.take()
    except OSError as error:
        raise _NoFolder(
            f"The folder for Outdial's files cannot be written: {folder}. Make it writable, or"
            " make room on its disk; or start Outdial with --data-dir and another folder."
        ) from error
    if not is_taken:
        raise _NoFolder(
            "Outdial is already open with this data folder. Look for its window. If there is none,"
            " it still waits for the answer to a call: try again in half a minute."
        )
    return folder, lock


def _build_window(state: WindowState) -> tuple[MainWindow, CallPage]:
    """The frame with the page that is painted first."""
    window = MainWindow()
    page = CallPage()
    window.add_page(CALL_PAGE, QCoreApplication.translate("frame", "Call"), "phone", lambda: page)
    geometry = state.geometry
    if geometry is not None:
        window.restoreGeometry(geometry)
    page.focus_number()
    return window, page


class _Loader(QObject):
    """Imports what the window does not need for its first paint.

    Nothing of Qt: PySide6 makes its types when they are first named, and crashes where
    two threads do so at once.
    """

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.error: ImportError | None = None

    def load(self) -> None:
        """Runs on a thread of its own; the window paints and answers meanwhile."""
        try:
            import phonenumbers  # noqa: F401, PLC0415

            import dialer.backend  # noqa: F401, PLC0415
        except ImportError as error:
            self.error = error
        finally:
            self.done.emit()


def _load_behind(window: MainWindow) -> None:
    """Lets the window live on a plain Qt loop until asyncio and the adapters are loaded."""
    loop = QEventLoop(window)
    loader = _Loader()
    loader.done.connect(loop.quit)
    thread = threading.Thread(target=loader.load, name="loader", daemon=True)
    # Not before: the thread would fight the painting for the interpreter.
    window.painted.connect(thread.start)
    loop.exec()
    thread.join()
    # What is loaded now stays to the end: the collector need never look at it again.
    gc.freeze()
    gc.enable()
    if loader.error is not None:
        raise loader.error


def _serve(
    window: MainWindow,
    page: CallPage,
    *,
    folder: Path,
    state: WindowState,
    early: EarlyIntents,
    on_sandbox: bool,
) -> str:
    """Runs the loop until the window is closed.

    Returns:
        Why it could not go on, or ``""``.
    """
    import asyncio  # noqa: PLC0415 - loaded behind the window

    from dialer.backend import open_backend  # noqa: PLC0415 - loaded behind the window
    from dialer.domain.errors import StoreError  # noqa: PLC0415 - the same
    from dialer.logs import log_loop_errors, log_uncaught_errors, start_logging  # noqa: PLC0415 - the same
    from dialer.ui import aio  # noqa: PLC0415 - the same
    from dialer.ui.session import Session  # noqa: PLC0415 - the same

    start_logging(folder / "logs")
    log_uncaught_errors()

    async def main() -> str:
        log_loop_errors(asyncio.get_running_loop())
        try:
            backend = await open_backend(folder)
            try:
                services = _services(backend, _desktop(window, folder))
                session = Session(window, page, services=services, state=state, early=early)
                try:
                    await session.run(on_sandbox=on_sandbox)
                finally:
                    await session.close()
            finally:
                await backend.close()
        except StoreError as error:
            return str(error)
        finally:
            window.let_close()
        return ""

    return aio.run(main())


def _desktop(window: MainWindow, folder: Path) -> Desktop:
    """What the desktop offers; nothing of it is imported before it is needed."""
    from dialer.ui.services import Desktop  # noqa: PLC0415 - as above

    def make_link_handler() -> LinkHandler:
        from dialer.desktop import link_handler  # noqa: PLC0415 - with Settings
        from dialer.desktop.own_command import own_command  # noqa: PLC0415 - the same

        command = own_command(None if is_usual_folder(folder) else folder)
        return link_handler.make_link_handler(command, folder)

    def make_hotkey() -> GlobalHotkey:
        from dialer.desktop import hotkey  # noqa: PLC0415 - once it is wanted

        return hotkey.make_hotkey(lambda: int(window.winId()))

    def make_tray(entries: Sequence[TrayEntry], on_open: Callable[[], None]) -> Tray | None:
        from dialer.desktop import tray  # noqa: PLC0415 - after the window is ready
        from dialer.ui.icons import make_icon  # noqa: PLC0415 - the same

        icon = make_icon("phone", theme.current().accent)
        return tray.make_tray(icon, entries, on_open=on_open)

    return Desktop(
        make_link_handler=make_link_handler, make_hotkey=make_hotkey, make_tray=make_tray
    )


def _services(backend: Backend, desktop: Desktop | None = None) -> Services:
    from dialer.sandbox.aicc.two_way_numbers import TWO_WAY_NUMBERS  # noqa: PLC0415 - as above
    from dialer.sandbox.sandbox_numbers import SANDBOX_NUMBERS  # noqa: PLC0415 - as above
    from dialer.ui.services import Services  # noqa: PLC0415 - as above

    return Services(
        calls=backend.calls,
        following=backend.following,
        history=backend.history,
        notes=backend.notes,
        retention=backend.retention,
        settling=backend.settling,
        records=backend.records,
        accounts=backend.accounts,
        agents=backend.agents,
        queues=backend.queues,
        figures=backend.figures,
        clock_doctor=backend.clock_doctor,
        back_offs=backend.back_offs,
        rules=backend.rules,
        do_not_call=backend.do_not_call,
        outbound=backend.tasks,
        contacts=backend.contacts,
        contact_imports=backend.contact_imports,
        number_lists=backend.number_lists,
        list_checker=backend.list_checker,
        explainer=backend.explainer,
        secrets=backend.secrets,
        sandbox_numbers=[(f"+{number.digits}", number.lesson) for number in SANDBOX_NUMBERS],
        two_way_numbers=[(f"+{number.digits}", number.lesson) for number in TWO_WAY_NUMBERS],
        desktop=desktop,
    )


def _refuse(sentence: str) -> int:
    """Says why the program cannot start or go on, on the terminal and in a window of its own."""
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - rare, and costs 2 ms

    print(sentence, file=sys.stderr)  # noqa: T201 - for IT, who start it from a terminal
    box = QMessageBox(QMessageBox.Icon.Warning, "Outdial", sentence)
    box.exec()
    return _CANNOT_RUN
