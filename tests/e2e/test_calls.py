from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import secretstorage
from e2e.outdial import (
    ACCOUNT_NAME,
    AGENT_NUMBER,
    DID,
    Attempt,
    add_account,
    open_call_page,
    place_call,
    wait_for_outcome,
)
from e2e.wiretap import open_wiretap
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # ships no types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop import Desktop
    from e2e.outdial import Outdial
    from e2e.provider import Provider, Seen


pytestmark = [pytest.mark.display, pytest.mark.keyring]


def stored_secrets(environment: Mapping[str, str]) -> list[str]:
    """What the Secret Service keeps for Outdial."""
    with closing(open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])) as connection:
        entries = secretstorage.search_items(connection, {"service": "outdial"})
        return [entry.get_secret().decode() for entry in entries]


def is_verified(request: Seen, callee: str) -> bool:
    """Whether the provider checked its signature, and it asked for the right call."""
    wanted = {"did": DID[1:], "callee": callee[1:], "connectNumber": AGENT_NUMBER[1:]}
    return request.outcome == "code 0" and wanted.items() <= request.fields.items()


def test_the_sandbox_account_calls_and_explains_a_refusal(outdial: Outdial) -> None:
    window = outdial.start()

    place_call(window, "+12025550147")
    wait_for_outcome(window, "+1 202-555-0147", "Accepted")
    call_id = window.words_of("call.call_id")

    place_call(window, "+12025550103")
    wait_for_outcome(window, "+1 202-555-0103", "Rejected")
    title = window.words_of("call.result.title")
    body = window.words_of("call.result.body")
    details = window.words_of("call.result.details")

    assert "wrong signature (1003)" in title
    assert body.startswith("No call was placed. The access secret, the digest")
    assert "Your supervisor can fix this." in body
    assert "“Signature error”" in details
    assert "reqId " in details
    assert window.find("call.call_id") is None
    assert call_id
    assert window.quit() == 0
    assert outdial.attempts() == [
        Attempt("+12025550147", "accepted", call_id, None),
        Attempt("+12025550103", "rejected", None, "1003"),
    ]


def test_an_account_added_in_settings_calls_before_and_after_a_restart(
    outdial: Outdial, provider: Provider, desktop: Desktop
) -> None:
    with open_wiretap(provider.port) as wiretap:
        window = outdial.start()
        add_account(window, provider, base_url=wiretap.base_url)
        assert stored_secrets(desktop.environment) == [provider.access_secret]
        window.wait_for("frame.accounts", says=ACCOUNT_NAME)
        open_call_page(window)

        place_call(window, "+12025550131", is_first=True)
        wait_for_outcome(window, "+1 202-555-0131", "Accepted")
        first_id = window.words_of("call.call_id")
        assert len(provider.dialouts()) == 1
        assert window.quit() == 0

        again = outdial.start()
        again.wait_for("frame.accounts", says=ACCOUNT_NAME)
        place_call(again, "+12025550132")
        wait_for_outcome(again, "+1 202-555-0132", "Accepted")
        second_id = again.words_of("call.call_id")
        assert again.quit() == 0

    first, second = provider.dialouts()
    assert is_verified(first, "+12025550131")
    assert is_verified(second, "+12025550132")
    assert wiretap.call_ids == [first_id, second_id]
    assert outdial.attempts() == [
        Attempt("+12025550131", "accepted", first_id, None),
        Attempt("+12025550132", "accepted", second_id, None),
    ]


def test_a_second_press_sends_no_second_request(outdial: Outdial, provider: Provider) -> None:
    window = outdial.start()
    add_account(window, provider)
    open_call_page(window)
    number = "call.callee"
    place_call(window, "+12025550110", is_first=True)
    wait_for_outcome(window, "+1 202-555-0110", "Accepted")
    presses = (
        ("+1 202-555-0111", ["key", "--delay", "1", "Return", "Return"]),
        ("+1 202-555-0112", ["click", "--repeat", "2", "--delay", "1", "1"]),
        ("+1 202-555-0113", ["key", "--delay", "1", "Return", "click", "1"]),
    )
    for count, (callee, press) in enumerate(presses, start=2):
        provider.spoil_next_dialout("hold")
        window.type_into(number, callee)
        window.put_mouse_on("call.place")
        window.mouse(*press)
        provider.wait_for_dialouts(count)
        window.keys("Return", "ctrl+Return")
        provider.release()
        wait_for_outcome(window, callee, "Accepted")
        # What was pressed meanwhile was dealt with before this was typed.
        window.type_into(number, "+1 202-555-0199")
        assert [len(provider.dialouts()), len(window.rows_of("call.recent"))] == [count, count]

    assert window.quit() == 0
    asked_for = [request.fields["callee"] for request in provider.dialouts()]
    assert asked_for == ["12025550110", "12025550111", "12025550112", "12025550113"]
    assert [attempt.state for attempt in outdial.attempts()] == ["accepted"] * 4
