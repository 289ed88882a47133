"""``--self-check``: proves that the program can work on this computer, placing no call."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_OK, _PROBLEM = 0, 1


def run_self_check(data_dir: Path | None) -> int:
    """Checks one thing after another and prints a line for each.

    Args:
        data_dir: the folder to check; None for a folder of its own, thrown away.

    Returns:
        0 where everything works.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the platform is chosen

    from dialer.ui import aio  # noqa: PLC0415 - the same

    app = QApplication.instance() or QApplication(["outdial"])
    with tempfile.TemporaryDirectory(prefix="outdial-check-") as scratch:
        folder = data_dir or Path(scratch)
        problems = aio.run(_check_all(folder))
    app.quit()
    return _PROBLEM if problems else _OK


async def _check_all(folder: Path) -> int:
    """Runs every check; returns how many failed."""
    checks: tuple[tuple[str, Callable[[], Awaitable[str]]], ...] = (
        ("database", lambda: _check_database(folder)),
        ("keyring", _check_keyring),
        ("resources", _check_resources),
        ("TLS", _check_tls),
        ("sandbox", lambda: _check_sandbox(folder)),
    )
    problems = 0
    for name, check in checks:
        try:
            found = await check()
        except Exception as error:  # noqa: BLE001 - whatever fails is the finding
            problems += 1
            found = f"PROBLEM: {type(error).__name__}: {error}"
        sys.stdout.write(f"{name}: {found}\n")
    sys.stdout.flush()
    return problems


async def _check_database(folder: Path) -> str:
    from dialer.store import Database, SqliteCallJournal  # noqa: PLC0415 - a check each

    database = Database(folder)
    try:
        await database.open()
        await SqliteCallJournal(database).fetch_recent(1)
    finally:
        database.close()
    return "opens"


async def _check_keyring() -> str:
    from dialer.keychain import Keychain  # noqa: PLC0415 - a check each

    keychain = Keychain()
    try:
        status = await keychain.check()
    finally:
        keychain.close()
    # No keyring is no fault of the program: secrets then last for a session.
    return " ".join(part for part in (status.state, status.keyring_name, status.detail) if part)


async def _check_resources() -> str:
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - a check each

    from dialer.resources import find_resource  # noqa: PLC0415 - the same

    icons = sorted(find_resource("icons/phone.svg").parent.glob("*.svg"))
    broken = [icon.name for icon in icons if not QSvgRenderer(str(icon)).isValid()]
    if broken:
        raise ValueError(f"cannot be drawn: {', '.join(broken)}")
    return f"{len(icons)} icons"


async def _check_tls() -> str:
    from dialer.providers.transport import build_http_client  # noqa: PLC0415 - a check each

    client = await asyncio.to_thread(build_http_client)
    await client.aclose()
    return "trust store opens"


async def _check_sandbox(folder: Path) -> str:
    from dialer.backend import open_backend  # noqa: PLC0415 - a check each
    from dialer.domain.accounts import sandbox_account  # noqa: PLC0415 - the same

    backend = await open_backend(folder)
    try:
        report = await backend.accounts.test(sandbox_account(), None)
    finally:
        await backend.close()
    return f"answers in {report.round_trip_ms} ms"
