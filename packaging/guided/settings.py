"""The steps in Settings."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from dialer.keychain import SERVICE_NAME
from dialer.ui import theme
from guided.processes import WAIT_S, StepFailed, running, wait_until
from guided.window import Spot, find_bar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from PySide6.QtGui import QImage

    from guided.program import Program

ACCOUNT_NAME = "Support line"
AGENT_COUNT = 1000
_SECTIONS = QRect(theme.RAIL_WIDTH + theme.STEP_XL, theme.TOP_BAR_HEIGHT, 180, 600)
_SECTION_HEIGHT = 36
_BUTTON_SIZE = (80, 4)  # of the part above its words; the frame of a field is thinner
_PILL_WIDTH = 60
_NOTICE_WIDTH = 300
_FROM_TEST_TO_ADD_PX = 200
_ASK_KEYRING = "import keyring, sys; print(keyring.get_password(*sys.argv[1:]) or '')"


@dataclass(frozen=True, slots=True)
class Provider:
    """A stand-alone sandbox.

    Attributes:
        base_url: its address.
        access_key: what it knows its client by.
        access_secret: what its client signs with.
    """

    base_url: str
    access_key: str
    access_secret: str = field(repr=False)


@contextmanager
def provider(environment: Mapping[str, str], folder: Path) -> Iterator[Provider]:
    """Runs a sandbox of its own, as if it were the provider.

    Raises:
        StepFailed: it does not start.
    """
    command = [sys.executable, "-m", "dialer.sandbox", "--agents", str(AGENT_COUNT)]
    log = folder / "sandbox.log"
    with running(command, environment, log=log, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        words = process.stdout.readline().decode().split()
        if words[:2] != ["listening", "on"]:
            raise StepFailed("The stand-alone sandbox did not start.")
        told = dict(word.split("=", 1) for word in words[3:])
        yield Provider(words[2], told["access_key"], told["access_secret"])


def add_account(program: Program, wanted: Provider) -> str:
    """Adds an account with its secret, saves it, and sees it tested."""
    window = program.window
    window.press("ctrl+comma")
    wait_until(lambda: _find_test_button(program) is not None, "Settings did not open.")
    window.picture()  # the list of accounts arrives after the page
    test = _test_button(program)
    window.click(Spot(test.x + _FROM_TEST_TO_ADD_PX, test.y + theme.CONTROL_HEIGHT // 2))
    wait_until(lambda: _is_below(program, test), "“Add account…” did not open a form.")
    window.type(ACCOUNT_NAME)
    window.press("Tab", "End", "Tab")  # the last choice is an address of one's own
    for text in (wanted.base_url, wanted.access_key, wanted.access_secret):
        window.type(text)
        window.press("Tab")
    window.press("Tab")  # the country stays as it is
    window.type("+44 20 7946 0123")
    window.press("Tab")
    window.type("+1 202-555-0181")
    program.save_picture("08-account-form")
    window.press("Return")
    wait_until(lambda: bool(program.journal.account_id(ACCOUNT_NAME)), "No account was saved.")
    wait_until(lambda: _is_verified(program), "The connection test did not succeed.")
    program.save_picture("08-account-saved")
    _see_notice(program)
    files = _keep_secret_in_keyring(program, wanted.access_secret)
    return (
        f"Added the account “{ACCOUNT_NAME}” and saved it: connection tested, verified;"
        f" its secret is in the keyring and in none of {files} files of the data folder"
    )


def turn_dark(program: Program) -> str:
    """Takes the pictures of the light theme, chooses the dark one, and takes them again."""
    window = program.window
    window.press("ctrl+comma")
    wait_until(lambda: _find_test_button(program) is not None, "Settings did not open.")
    image = program.save_picture("10-settings-light")
    chosen = find_bar(image, program.tokens.accent, at_least=2, area=_SECTIONS)
    if chosen is None:
        raise StepFailed("The sections of Settings are not in sight.")
    window.click(Spot(chosen.x + 20, chosen.y + _SECTION_HEIGHT))
    wait_until(lambda: _find_test_button(program) is None, "“Appearance” did not open.")
    image = program.save_picture("10-appearance-light")
    area = _content_of(image)
    segment = find_bar(image, program.tokens.accent_tint, at_least=_PILL_WIDTH, area=area)
    if segment is None:
        raise StepFailed("The choice of themes is not in sight.")
    window.click(Spot(segment.x + 20, segment.y + theme.CONTROL_HEIGHT // 2))
    window.press("Right", "Right")
    program.tokens = theme.DARK
    wait_until(lambda: _is_dark(window.look()), "The window did not turn dark.")
    program.save_picture("10-appearance-dark")
    window.click(Spot(chosen.x + 20, chosen.y + theme.STEP_S))
    wait_until(lambda: _find_test_button(program) is not None, "“Accounts” did not open.")
    program.save_picture("10-settings-dark")
    window.press("ctrl+1")
    program.wait_for_card(theme.Tone.OK)
    program.save_picture("10-call-dark")
    return "Chose the dark theme in Settings, Appearance: the window turned dark at once"


def _find_test_button(program: Program) -> Spot | None:
    """The one filled button of the page, where it is in sight."""
    image = program.window.look()
    width, height = _BUTTON_SIZE
    area = _content_of(image)
    return find_bar(image, program.tokens.accent, at_least=width, area=area, height=height)


def _test_button(program: Program) -> Spot:
    found = _find_test_button(program)
    if found is None:
        raise StepFailed("“Test connection” is not in sight.")
    return found


def _is_below(program: Program, earlier: Spot) -> bool:
    """Whether the button moved down to make room for a form."""
    now = _find_test_button(program)
    return now is not None and now.y > earlier.y + theme.CONTROL_HEIGHT


def _is_verified(program: Program) -> bool:
    image = program.window.look()
    tint = program.tokens.ok_tint
    return find_bar(image, tint, at_least=_PILL_WIDTH, area=_content_of(image)) is not None


def _see_notice(program: Program) -> None:
    """Scrolls to the words under the form."""
    window = program.window
    middle = _content_of(window.look()).center()
    window.turn_wheel(Spot(middle.x(), middle.y()), steps=20)
    image = program.save_picture("08-account-tested")
    tint = program.tokens.ok_tint
    if find_bar(image, tint, at_least=_NOTICE_WIDTH, area=_content_of(image)) is None:
        raise StepFailed("The page does not say that the connection works.")


def _keep_secret_in_keyring(program: Program, secret: str) -> int:
    """Makes sure of where the secret is; returns the number of files it is not in."""
    ended = subprocess.run(
        [
            *(sys.executable, "-c", _ASK_KEYRING),
            *(SERVICE_NAME, program.journal.account_id(ACCOUNT_NAME)),
        ],
        env=program.environment,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    if ended.stdout.strip() != secret:
        raise StepFailed("The keyring does not hold the secret.")
    files = [path for path in program.data_folder.rglob("*") if path.is_file()]
    for path in [*files, program.log]:
        content = path.read_bytes()
        if secret.encode() in content or secret.encode("utf-16-le") in content:
            raise StepFailed(f"The secret is in the file {path.name}.")
    return len(files)


def _content_of(image: QImage) -> QRect:
    """What lies right of the sections, below the top bar."""
    return image.rect().adjusted(_SECTIONS.right() + 1, theme.TOP_BAR_HEIGHT, 0, 0)


def _is_dark(image: QImage) -> bool:
    return image.pixelColor(image.width() - 2, image.height() - 2).lightness() < 128  # noqa: PLR2004 - half of 0 to 255
