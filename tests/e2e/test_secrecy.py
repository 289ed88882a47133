"""Secrets, signatures and callees that are told from all else, and where they must not be."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from e2e.outdial import ACCOUNT_NAME, add_account, open_call_page, place_call, wait_for_outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from desktop import Desktop
    from e2e.outdial import Outdial
    from e2e.provider import Provider

pytestmark = [pytest.mark.display, pytest.mark.keyring]

ACCEPTED, REJECTED, UNKNOWN, CRASHED, NOT_SENT = (f"20255501{n}" for n in (31, 32, 33, 34, 35))


def shown(digits: str) -> str:
    return f"+1 {digits[:3]}-{digits[3:6]}-{digits[6:]}"


def spellings(secret: str) -> list[bytes]:
    """A secret as text, as Windows writes text, and in base64."""
    return [
        secret.encode(),
        secret.encode("utf-16-le"),
        base64.b64encode(secret.encode()).rstrip(b"="),
    ]


def files_below(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def find(canaries: Mapping[str, Iterable[bytes]], files: Iterable[Path]) -> list[str]:
    """Which canary is in which file."""
    return [
        f"{name} in {path.name}"
        for path in files
        for content in [path.read_bytes()]
        for name, needles in canaries.items()
        if any(needle in content for needle in needles)
    ]


def make_every_outcome(outdial: Outdial, provider: Provider) -> None:
    """One call of each outcome, the last two after a crash."""
    window = outdial.start()
    add_account(window, provider)
    open_call_page(window)
    place_call(window, f"+1{ACCEPTED}", is_first=True)
    wait_for_outcome(window, shown(ACCEPTED), "Accepted")
    provider.spoil_next_dialout("business_error", code=1003)
    place_call(window, f"+1{REJECTED}")
    wait_for_outcome(window, shown(REJECTED), "Rejected 1003")
    provider.spoil_next_dialout("cut_reply")
    place_call(window, f"+1{UNKNOWN}")
    wait_for_outcome(window, shown(UNKNOWN), "Outcome unknown")
    provider.spoil_next_dialout("hold")
    place_call(window, f"+1{CRASHED}")
    provider.wait_for_dialouts(4)
    window.kill()

    again = outdial.start()
    again.wait_for("frame.accounts", says=ACCOUNT_NAME)
    wait_for_outcome(again, shown(CRASHED), "Outcome unknown")
    again.keys("ctrl+comma")
    again.press("settings.account.test")
    again.wait_for("settings.account.notice.title", says="Connected in ")
    open_call_page(again)


def test_no_secret_signature_or_callee_is_left_where_it_does_not_belong(
    outdial: Outdial, provider: Provider, desktop: Desktop
) -> None:
    make_every_outcome(outdial, provider)
    window = outdial.windows[-1]
    requests = provider.requests()
    provider.stop()
    place_call(window, f"+1{NOT_SENT}")
    wait_for_outcome(window, shown(NOT_SENT), "Not sent")
    alive = [*files_below(outdial.data_folder, desktop.home, desktop.runtime_folder)]
    secrets = {"the secret": spellings(provider.access_secret)} | {
        f"signature {number}": [request.headers["sign"].encode()]
        for number, request in enumerate(requests)
    }
    callees = {
        digits: [digits.encode(), shown(digits)[3:].encode()]
        for digits in (ACCEPTED, REJECTED, UNKNOWN, CRASHED, NOT_SENT)
    }
    assert find(secrets, alive) == []  # with the write-ahead log still there
    assert window.quit() == 0

    # The files of the keyring are read too: they hold the secret, but encrypted.
    everything = [*files_below(outdial.data_folder, desktop.home, desktop.runtime_folder)]
    outputs = sorted(desktop.folder.glob("program-*"))
    logs = [*files_below(outdial.data_folder / "logs")]
    databases = [path for path in everything if path.name.startswith("outdial.db")]
    assert any(path.suffix == ".keyring" for path in everything)
    assert len(secrets) >= 6
    assert find(secrets, [*everything, *outputs]) == []
    assert sorted(find(callees, databases)) == sorted(f"{c} in outdial.db" for c in callees)
    assert find(callees, [path for path in everything if path not in databases]) == []
    assert [attempt.state for attempt in outdial.attempts()] == [
        "accepted",
        "rejected",
        "unknown",
        "unknown",
        "not_sent",
    ]
    written = "".join(path.read_text() for path in logs)
    assert written.count("INFO dialer.services.calls: Call ") == 5
    assert provider.access_key not in written
