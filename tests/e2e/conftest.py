from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from desktop import Desktop
    from e2e.outdial import Outdial
    from e2e.provider import Provider

# The desktop these tests bring up is Linux's.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    from desktop import open_desktop  # noqa: PLC0415 - it imports what only Linux has

    with open_desktop(tmp_path) as opened:
        yield opened


@pytest.fixture
def outdial(desktop: Desktop) -> Iterator[Outdial]:
    """The program on a data folder of its own; it must never print anything."""
    from e2e.outdial import Outdial  # noqa: PLC0415 - as above

    program = Outdial(desktop, desktop.folder / "data")
    yield program
    program.close()
    assert program.printed == ""


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    from e2e.provider import open_provider  # noqa: PLC0415 - as above

    with open_provider(tmp_path / "provider.log") as opened:
        yield opened
    assert (tmp_path / "provider.log").read_text() == ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds a picture of the display, and what the programs printed, to a failure's report."""
    report = yield
    arguments: dict[str, object] = getattr(item, "funcargs", {})
    desktop = arguments.get("desktop")
    if call.when == "call" and report.failed and desktop is not None:
        report.sections.append(("Desktop", _tell(item, desktop)))  # type: ignore[arg-type]
    return report


def _tell(item: pytest.Item, desktop: Desktop) -> str:
    name = re.sub(r"\W+", "-", item.name).strip("-")
    picture = item.config.rootpath / "build" / "e2e" / f"{name}.png"
    lines = []
    try:
        desktop.take_picture(picture)
        lines.append(f"picture: {picture}")
    except OSError as error:
        lines.append(f"no picture: {error}")
    for number, program in enumerate(desktop.programs):
        state = "runs" if program.is_running else f"ended with {program.process.poll()}"
        lines.append(f"program {number} {state}; it printed: {program.stdout}{program.stderr}")
    lines += (log.read_text() for log in sorted(desktop.folder.glob("data/logs/*.log")))
    return "\n".join(lines)
