"""The steps in Settings."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialer.keychain import SERVICE_NAME
from dialer.ui import theme
from guided.processes import WAIT_S, StepFailed, running, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from PySide6.QtGui import QImage

    from guided.program import Program

ACCOUNT_NAME = "Support line"
AGENT_COUNT = 1000
_TENANT_ID = "144"
_DIDS, _AGENT_NUMBERS = "+44 20 7946 0123", "+1 202-555-0181"
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

    def skew_clock(self, offset_s: int) -> None:
        """Lets its clock differ from this computer's from now on.

        Raises:
            StepFailed: it does not do so.
        """
        fault = {"kind": "skew_clock", "skew_ms": offset_s * 1000, "permanent": True}
        self._control("POST", json.dumps(fault))

    def mend(self) -> None:
        """Ends everything that is wrong with it.

        Raises:
            StepFailed: it does not do so.
        """
        self._control("DELETE")

    def _control(self, method: str, body: str | None = None) -> None:
        address = self.base_url.partition("//")[2]
        with closing(http.client.HTTPConnection(address, timeout=WAIT_S)) as client:
            client.request(method, "/_sandbox/faults", body=body)
            reply = client.getresponse()
            reply.read()
        if reply.status != http.client.OK:
            raise StepFailed(f"The stand-alone sandbox answered {reply.status}.")


@contextmanager
def provider(environment: Mapping[str, str], folder: Path) -> Iterator[Provider]:
    """Runs a sandbox of its own, as if it were the provider.

    Raises:
        StepFailed: it does not start.
    """
    command = [sys.executable, "-m", "dialer.sandbox", "--control", "--agents", str(AGENT_COUNT)]
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
    controls = program.controls
    program.window.press("ctrl+comma")
    controls.press("settings.account.add")
    controls.fill("settings.account.name", ACCOUNT_NAME)
    controls.focus("settings.account.name")
    program.window.press("Tab", "End")  # the last choice is an address of one's own
    for name, text in (
        ("base_url", wanted.base_url),
        ("access_key", wanted.access_key),
        ("secret", wanted.access_secret),
        ("caller_ids", _DIDS),
        ("agent_numbers", _AGENT_NUMBERS),
        ("tenant_id", _TENANT_ID),
    ):
        controls.fill(f"settings.account.{name}", text)
    program.save_picture("11-account-form")
    controls.press("settings.account.save")
    notice = controls.wait_for("settings.account.notice.title", says="Connected in ")
    program.save_picture("11-account-saved")
    files = _keep_secret_in_keyring(program, wanted.access_secret)
    return (
        f"Added the account “{ACCOUNT_NAME}” and saved it: {notice.name.lower()};"
        f" its secret is in the keyring and in none of {files} files of the data folder"
    )


def turn_dark(program: Program) -> str:
    """Takes the pictures of the light theme, chooses the dark one, and takes them again."""
    window, controls = program.window, program.controls
    window.press("ctrl+comma")
    controls.wait_for("settings.account.add")
    program.save_picture("18-settings-light")
    controls.press("settings.section.appearance")
    program.save_picture("18-appearance-light")
    controls.choose("settings.appearance.theme", "Dark")
    program.tokens = theme.DARK
    wait_until(lambda: _is_dark(window.look()), "The window did not turn dark.")
    program.save_picture("18-appearance-dark")
    controls.press("settings.section.accounts")
    controls.wait_for("settings.account.add")
    program.save_picture("18-settings-dark")
    for page in ("history", "tasks", "agents", "call"):
        controls.press(f"frame.nav.{page}")
        program.save_picture(f"18-{page}-dark")
    return "Chose the dark theme in Settings, Appearance: every page turned dark at once"


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


def _is_dark(image: QImage) -> bool:
    return image.pixelColor(image.width() - 2, image.height() - 2).lightness() < 128  # noqa: PLR2004 - half of 0 to 255
