"""A number that may not be called leaves on no path; what the sandbox was sent is counted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sample_lists import a_list, some_numbers, write_list
from ui.test_session import DIALOUT_PATH, PATIENCE_S, Desk, a_desk, until, visible_title
from ui.test_session_tasks import SETTINGS, leave, make_task

from dialer.backend import open_backend
from dialer.domain.calls import CallState, DialoutRequest, TwoWayRequest
from dialer.domain.contact_drafts import ContactDraft, NumberDraft
from dialer.domain.errors import CallRefused, NotSentReason
from dialer.domain.guard import ConcernKind, NumberSource
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.tasks import BatchState, TaskState
from dialer.sandbox.aicc.create_call import CreateCallEndpoint
from dialer.services.calls import PlaceCall
from dialer.ui import aio
from dialer.ui.link_inbox import LinkInbox

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from dialer.backend import Backend

pytestmark = pytest.mark.usefixtures("qapp")
NUMBER, SHOWN = "+12025550111", "+1 202-555-0111"
REFUSED = "+12025550188"
EVERYTHING = frozenset(ConcernKind)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


async def bar(backend: Backend, number: str = NUMBER) -> None:
    await backend.do_not_call.add(number, region="", source="register.csv", reason="asked")


async def bar_as_contact(backend: Backend, number: str = NUMBER) -> None:
    draft = ContactDraft(name="Budi", numbers=(NumberDraft(text=number, do_not_call=True),))
    await backend.contacts.save(draft, region="")


async def sent(desk: Desk) -> int:
    """How many requests that ring a phone the sandbox was sent."""
    sandbox = await desk.backend.connector.fetch_sandbox()
    return sum(
        len(sandbox.journal.for_path(path)) for path in (DIALOUT_PATH, CreateCallEndpoint.path)
    )


def enter(desk: Desk) -> None:
    QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)


async def call_once(desk: Desk, number: str = NUMBER) -> None:
    """A call before the number is barred."""
    desk.type_into("call.callee", number)
    enter(desk)
    await until(lambda: visible_title(desk).startswith(("Call accepted", "Not called")))
    await until(desk.find("call.place").isEnabled)


async def refused(desk: Desk, number: str = SHOWN) -> None:
    await until(lambda: visible_title(desk) == f"Not called: {number}")
    assert "asked" in desk.text_of("call.result.body") or "Budi" in desk.text_of("call.result.body")


async def typed(desk: Desk) -> None:
    desk.type_into("call.callee", NUMBER)
    enter(desk)


async def button(desk: Desk) -> None:
    desk.type_into("call.callee", NUMBER)
    desk.click("call.place")


async def anywhere_on_the_form(desk: Desk) -> None:
    desk.type_into("call.callee", NUMBER)
    QTest.keyClick(desk.find("call.did"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


async def search_box(desk: Desk) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    desk.window.search_submitted.emit(NUMBER)


async def link(desk: Desk) -> None:
    LinkInbox(desk.window, desk.page, is_locked=lambda: False).take(f"tel:{NUMBER}")
    enter(desk)


async def clipboard(desk: Desk) -> None:
    QGuiApplication.clipboard().setText(f"Call {SHOWN} back")
    desk.window.clipboard_wanted.emit()
    await until(lambda: desk.page.form.number.text)
    enter(desk)


@pytest.mark.parametrize("by", [bar, bar_as_contact])
@pytest.mark.parametrize("path", [typed, button, anywhere_on_the_form, search_box, link, clipboard])
def test_a_new_call_is_refused(
    tmp_path: Path,
    path: Callable[[Desk], Awaitable[None]],
    by: Callable[[Backend], Awaitable[None]],
) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), a_desk(tmp_path) as desk:
            await by(desk.backend)
            await path(desk)
            await refused(desk)
            assert await sent(desk) == 0
            (call,) = await desk.backend.calls.fetch_recent(5)
            assert call.state is CallState.NOT_SENT
            assert call.last_event.reason == NotSentReason.BLOCKED

    aio.run(main())


async def bring_back(desk: Desk) -> None:
    desk.page.form.number.edit.clear()
    desk.window.last_number_wanted.emit()
    enter(desk)


async def call_on_an_empty_field(desk: Desk) -> None:
    desk.page.form.number.edit.clear()
    enter(desk)
    await until(lambda: desk.page.form.number.text)
    enter(desk)


async def from_the_history(desk: Desk) -> None:
    (call,) = await desk.backend.calls.fetch_recent(5)
    desk.window.unresolved_opened.emit(call)
    await until(lambda: desk.window.findChild(QWidget, "history.call_again") is not None)
    await desk.press("history.call_again")
    await until(lambda: desk.window.page_key == "call")
    enter(desk)


@pytest.mark.parametrize("path", [bring_back, call_on_an_empty_field, from_the_history])
def test_a_call_of_before_is_not_repeated(
    tmp_path: Path, path: Callable[[Desk], Awaitable[None]]
) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), a_desk(tmp_path) as desk:
            await call_once(desk)
            assert await sent(desk) == 1
            await bar(desk.backend)
            await path(desk)
            await refused(desk)
            assert await sent(desk) == 1

    aio.run(main())


def test_trying_again_is_refused(tmp_path: Path) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), a_desk(tmp_path) as desk:
            await call_once(desk, REFUSED)
            await bar(desk.backend, REFUSED)
            await desk.press("call.result.action")
            await refused(desk, "+1 202-555-0188")
            assert await sent(desk) == 1

    aio.run(main())


def test_a_yes_to_another_question_is_no_yes_to_this(tmp_path: Path) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), a_desk(tmp_path) as desk:
            desk.page.set_number(NUMBER, NumberSource.LINK)
            enter(desk)
            await until(lambda: visible_title(desk).startswith("Call "))
            await bar(desk.backend)
            await desk.press("call.confirm")
            await refused(desk)
            assert await sent(desk) == 0

    aio.run(main())


def test_a_press_before_everything_is_loaded_is_refused(tmp_path: Path) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S):
            backend = await open_backend(tmp_path)
            await bar(backend)
            desk = Desk(backend, tmp_path)
            desk.type_into("call.callee", NUMBER)
            enter(desk)
            session = desk.start_session()
            running = asyncio.ensure_future(session.run(on_sandbox=False))
            await refused(desk)
            assert await sent(desk) == 0
            desk.window.close()
            await running
            await session.close()
            await backend.close()

    aio.run(main())


@pytest.mark.parametrize(
    "request_",
    [
        DialoutRequest(
            caller_id=PhoneNumber("+12025550170"),
            callee=PhoneNumber(NUMBER),
            agent_number=PhoneNumber("+12025550180"),
        ),
        TwoWayRequest(agent_number="6001", callee=PhoneNumber(NUMBER)),
    ],
    ids=["dial-out", "two-way"],
)
def test_nobody_can_wave_it_through(
    tmp_path: Path, request_: DialoutRequest | TwoWayRequest
) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), a_desk(tmp_path) as desk:
            await bar(desk.backend)
            wish = PlaceCall(account_id="sandbox", request=request_, waved_through=EVERYTHING)
            with pytest.raises(CallRefused) as caught:
                await desk.backend.calls.place(wish)
            assert [one.kind for one in caught.value.concerns] == [ConcernKind.DO_NOT_CALL]
            assert await sent(desk) == 0

    aio.run(main())


async def task_numbers(desk: Desk) -> Sequence[str]:
    sandbox = await desk.backend.connector.fetch_sandbox()
    return [f"+{number.user_phone}" for task in sandbox.tasks for number in task.numbers]


@pytest.mark.parametrize("by", [bar, bar_as_contact])
def test_a_task_goes_without_what_was_barred_after_its_check(
    tmp_path: Path, by: Callable[[Backend, str], Awaitable[None]]
) -> None:
    barred = some_numbers(30)[7][0]

    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), a_desk(tmp_path) as desk:
            write_list(tmp_path, a_list(accepted=30), some_numbers(30), ())
            number_list = await desk.backend.number_lists.fetch_list("list 1")
            assert number_list is not None
            task = await desk.backend.tasks.create("sandbox", number_list, SETTINGS, batch_size=10)
            await by(desk.backend, barred)
            await desk.backend.tasks.resume(task.task_id)
            await until(lambda: not desk.backend.tasks.is_sending(task.task_id))
            found = await desk.backend.tasks.fetch_task(task.task_id)
            assert found.state is TaskState.DONE
            assert [batch.left_out for batch in found.batches] == [1, 0, 0]
            expected = [e164 for e164, _note in some_numbers(30) if e164 != barred]
            assert await task_numbers(desk) == expected

    aio.run(main())


@pytest.mark.parametrize("by", [bar, bar_as_contact])
def test_a_task_that_goes_on_by_itself_goes_on_without_it(
    tmp_path: Path, by: Callable[[Backend, str], Awaitable[None]]
) -> None:
    barred = some_numbers(30)[12][0]

    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S):
            task = await make_task(tmp_path)
            await leave(tmp_path, task, BatchState.ACCEPTED)
            backend = await open_backend(tmp_path)
            await by(backend, barred)
            await backend.close()
            async with a_desk(tmp_path) as desk:
                await until(lambda: not desk.backend.tasks.is_sending(task.task_id))
                found = await desk.backend.tasks.fetch_task(task.task_id)
                assert found.state is TaskState.DONE
                assert [batch.left_out for batch in found.batches] == [0, 1, 0]
                numbers = await task_numbers(desk)
                assert len(numbers) == 19
                assert barred not in numbers

    aio.run(main())
