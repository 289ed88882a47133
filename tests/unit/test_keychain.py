"""The keychain against a real Secret Service, each time in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

secret_service = pytest.importorskip("secret_service", reason="only Linux has a Secret Service")

pytestmark = [
    pytest.mark.keyring,
    pytest.mark.skipif(
        not secret_service.is_installed(), reason="dbus-daemon or gnome-keyring is missing"
    ),
]

SECRET = "canary-7Jq2-ünï-秘密"
ROOT = Path(__file__).parents[2]

# Takes [[method, argument...], ...] and prints what each step gave or raised.
DRIVER = """
import asyncio, dataclasses, json, sys
from dialer.keychain import Keychain

async def main(steps):
    keychain = Keychain()
    outcomes = []
    for method, *arguments in steps:
        try:
            value = await getattr(keychain, method)(*arguments)
        except Exception as error:
            outcomes.append({
                "error": type(error).__name__,
                "words": str(error),
                "field": getattr(error, "field", None),
                "chain": [repr(error.__cause__), repr(error.__context__)],
            })
        else:
            outcomes.append(dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value)
    keychain.close()
    print(json.dumps(outcomes))

asyncio.run(main(json.loads(sys.stdin.read())))
"""

# Opens a prompt nobody answers, goes on with other things, and ends when told.
IMPATIENT = """
import asyncio, sys, threading
from dialer.keychain import Keychain

async def main():
    keychain = Keychain()
    prompt = asyncio.ensure_future(keychain.check())
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.readline)
    await keychain.save_for_session("1", "for now")
    assert await keychain.fetch_secret("1") == "for now"
    waiting = asyncio.ensure_future(keychain.fetch_secret("2"))
    await asyncio.sleep(0)
    assert not prompt.done() and not waiting.done()
    waiting.cancel()
    prompt.cancel()
    keychain.close()
    print("went on")

asyncio.run(main())
"""


@pytest.fixture
def unlocked(tmp_path: Path) -> Iterator[dict[str, str]]:
    with secret_service.secret_service(tmp_path) as environment:
        yield environment


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[dict[str, str]]:
    with secret_service.secret_service(tmp_path, locked=True) as environment:
        yield environment


@pytest.fixture(params=["no bus", "an empty bus"])
def absent(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    with secret_service.session_bus(tmp_path / "home") as environment:
        if request.param == "no bus":
            del environment["DBUS_SESSION_BUS_ADDRESS"]
        yield environment


def use_keychain(environment: Mapping[str, str], *steps: list[str]) -> list[Any]:
    child = subprocess.run(
        [sys.executable, "-c", DRIVER],
        input=json.dumps(steps),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    assert SECRET not in child.stderr
    outcomes: list[Any] = json.loads(child.stdout)
    return outcomes


def with_backend(
    environment: Mapping[str, str], folder: Path, module: str, source: str
) -> dict[str, str]:
    """Names a backend for the keyring library, as a person may."""
    path = folder / Path(*module.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    search = os.pathsep.join([str(folder), environment.get("PYTHONPATH", "")])
    return {
        **environment,
        "PYTHONPATH": search.rstrip(os.pathsep),
        "PYTHON_KEYRING_BACKEND": f"{module}.Keyring",
    }


BACKEND = """
import keyring.backend
import keyring.errors

class Keyring(keyring.backend.KeyringBackend):
    priority = 9
    kept = {}

    def get_password(self, service, username):
        return self.kept.get(username)

    def set_password(self, service, username, password):
        self.kept[username] = password

    def delete_password(self, service, username):
        del self.kept[username]
"""


def test_a_secret_outlives_the_process_that_stored_it(unlocked: dict[str, str]) -> None:
    assert use_keychain(unlocked, ["save_secret", "1", SECRET]) == ["keyring"]
    assert use_keychain(unlocked, ["fetch_secret", "1"]) == [SECRET]


def test_each_account_has_a_secret_of_its_own_which_can_be_replaced(
    unlocked: dict[str, str],
) -> None:
    outcomes = use_keychain(
        unlocked,
        ["save_secret", "1", "first"],
        ["save_secret", "2", SECRET],
        ["save_secret", "1", "second"],
        ["fetch_secret", "1"],
        ["fetch_secret", "2"],
    )
    assert outcomes[3:] == ["second", SECRET]
    assert len(secret_service.labels(unlocked)) == 2


def test_a_deleted_secret_is_missing_and_may_be_deleted_again(unlocked: dict[str, str]) -> None:
    outcomes = use_keychain(
        unlocked,
        ["save_secret", "1", SECRET],
        ["delete_secret", "1"],
        ["delete_secret", "1"],
        ["fetch_secret", "1"],
    )
    assert outcomes[1:3] == [None, None]
    assert outcomes[3]["error"] == "SecretMissing"
    assert secret_service.labels(unlocked) == []


def test_a_working_keyring_is_named_and_the_probe_leaves_nothing(unlocked: dict[str, str]) -> None:
    use_keychain(unlocked, ["save_secret", "1", SECRET])
    before = secret_service.labels(unlocked)
    (status,) = use_keychain(unlocked, ["check"])
    assert status == {"state": "working", "keyring_name": "GNOME Keyring", "detail": ""}
    assert len(before) == 1
    assert secret_service.labels(unlocked) == before


def test_the_longest_secret_comes_back_whole(unlocked: dict[str, str]) -> None:
    longest = "秘" * 1280
    outcomes = use_keychain(unlocked, ["save_secret", "1", longest], ["fetch_secret", "1"])
    assert outcomes == ["keyring", longest]


@pytest.mark.parametrize("secret", ["x" * 1281, "𐐷" * 641, "", "half \ud83d"])
@pytest.mark.parametrize("method", ["save_secret", "save_for_session"])
def test_what_no_keyring_takes_is_refused_beside_its_field(
    unlocked: dict[str, str], method: str, secret: str
) -> None:
    refused, fetched = use_keychain(unlocked, [method, "1", secret], ["fetch_secret", "1"])
    assert (refused["error"], refused["field"]) == ("InputError", "access_secret")
    assert not secret or secret not in refused["words"]
    assert refused["chain"] == ["None", "None"]
    assert fetched["error"] == "SecretMissing"


def test_without_a_keyring_a_secret_is_kept_for_the_session(
    absent: dict[str, str], tmp_path: Path
) -> None:
    outcomes = use_keychain(absent, ["check"], ["save_secret", "1", SECRET], ["fetch_secret", "1"])
    assert outcomes[0]["state"] == "absent"
    assert outcomes[1:] == ["session", SECRET]
    (later,) = use_keychain(absent, ["fetch_secret", "1"])
    assert later["error"] == "NoKeyring"
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [content for content in kept if SECRET.encode() in content]


def test_without_a_keyring_a_secret_can_be_forgotten(absent: dict[str, str]) -> None:
    outcomes = use_keychain(
        absent, ["save_secret", "1", SECRET], ["delete_secret", "1"], ["fetch_secret", "1"]
    )
    assert outcomes[1] is None
    assert outcomes[2]["error"] == "NoKeyring"


def test_a_locked_keyring_says_so_and_the_person_may_choose(locked: dict[str, str]) -> None:
    outcomes = use_keychain(
        locked,
        ["check"],
        ["save_secret", "1", SECRET],
        ["fetch_secret", "1"],
        ["save_for_session", "1", SECRET],
        ["fetch_secret", "1"],
    )
    assert outcomes[0] == {"state": "locked", "keyring_name": "GNOME Keyring", "detail": ""}
    assert outcomes[1]["error"] == outcomes[2]["error"] == "KeyringLocked"
    assert outcomes[1]["chain"] == outcomes[2]["chain"] == ["None", "None"]
    assert outcomes[3:] == [None, SECRET]


def test_a_keyring_that_is_locked_later_keeps_its_secret(unlocked: dict[str, str]) -> None:
    use_keychain(unlocked, ["save_secret", "1", SECRET])
    secret_service.lock(unlocked)
    fetched, deleted = use_keychain(unlocked, ["fetch_secret", "1"], ["delete_secret", "1"])
    assert fetched["error"] == deleted["error"] == "KeyringLocked"
    assert len(secret_service.labels(unlocked)) == 1


def test_an_unanswered_prompt_holds_up_nothing_else(locked: dict[str, str]) -> None:
    with (
        secret_service.silent_prompter(locked) as wait_for_prompt,
        subprocess.Popen(
            [sys.executable, "-c", IMPATIENT],
            env=locked,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child,
    ):
        wait_for_prompt()
        # The prompt stays open for 25 seconds: an end before that did not wait for it.
        output, errors = child.communicate("go on\n", timeout=15)
    assert (output, child.returncode) == ("went on\n", 0), errors


def test_a_keyring_that_cannot_write_refuses(unlocked: dict[str, str]) -> None:
    folder = Path(unlocked["HOME"]) / ".local" / "share" / "keyrings"
    shutil.rmtree(folder)
    folder.touch()
    status, saved = use_keychain(unlocked, ["check"], ["save_secret", "1", SECRET])
    assert status["state"] == "refused"
    assert status["keyring_name"] == "GNOME Keyring"
    assert status["detail"].startswith("Couldn't create item")
    assert saved["error"] == "KeyringRefused"
    assert saved["words"].startswith("Couldn't create item")


def test_a_refusal_carries_the_keyrings_words_but_never_the_secret(
    unlocked: dict[str, str], tmp_path: Path
) -> None:
    source = BACKEND.replace(
        "self.kept[username] = password",
        "raise keyring.errors.PasswordSetError(f'disk on fire at {password} or {password!r}')",
    )
    environment = with_backend(unlocked, tmp_path, "on_fire", source)
    status, saved, fetched = use_keychain(
        environment, ["check"], ["save_secret", "1", SECRET + "\\"], ["fetch_secret", "1"]
    )
    assert status == {
        "state": "refused",
        "keyring_name": "on fire Keyring",
        "detail": "disk on fire at ••• or '•••'",
    }
    assert saved == {
        "error": "KeyringRefused",
        "words": "disk on fire at ••• or '•••'",
        "field": None,
        "chain": ["None", "None"],
    }
    assert fetched["error"] == "SecretMissing"
    assert secret_service.labels(unlocked) == []


def test_a_keyring_that_keeps_nothing_is_found_out(
    unlocked: dict[str, str], tmp_path: Path
) -> None:
    source = BACKEND.replace("self.kept[username] = password", "pass")
    environment = with_backend(unlocked, tmp_path, "forgetful", source)
    status, saved = use_keychain(environment, ["check"], ["save_secret", "1", SECRET])
    assert status["state"] == "refused"
    assert saved["error"] == "KeyringRefused"


def test_a_keyring_somebody_named_is_used(unlocked: dict[str, str], tmp_path: Path) -> None:
    environment = with_backend(unlocked, tmp_path, "of_the_house", BACKEND)
    outcomes = use_keychain(
        environment, ["check"], ["save_secret", "1", SECRET], ["fetch_secret", "1"]
    )
    assert outcomes[0]["state"] == "working"
    assert outcomes[1:] == ["keyring", SECRET]
    assert secret_service.labels(unlocked) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("keyrings.alt.file", BACKEND),
        ("house_plaintext", BACKEND + "\nclass PlaintextKeyring(Keyring): pass\n"
         "Keyring = PlaintextKeyring\n"),
        ("unrecommended", BACKEND.replace("priority = 9", "priority = 0.5")),
    ],
)  # fmt: skip
def test_a_keyring_in_a_file_is_never_used(
    unlocked: dict[str, str], tmp_path: Path, module: str, source: str
) -> None:
    environment = with_backend(unlocked, tmp_path, module, source)
    status, saved = use_keychain(environment, ["check"], ["save_secret", "1", SECRET])
    assert status["state"] == "absent"
    assert saved == "session"


@pytest.mark.parametrize("module", ["null", "fail"])
def test_a_keyring_that_is_none_is_never_used(unlocked: dict[str, str], module: str) -> None:
    environment = {**unlocked, "PYTHON_KEYRING_BACKEND": f"keyring.backends.{module}.Keyring"}
    status, saved = use_keychain(environment, ["check"], ["save_secret", "1", SECRET])
    assert status["state"] == "absent"
    assert saved == "session"


def test_a_secret_of_the_session_gives_way_to_the_keyring(unlocked: dict[str, str]) -> None:
    outcomes = use_keychain(
        unlocked,
        ["save_for_session", "1", "for now"],
        ["fetch_secret", "1"],
        ["save_secret", "1", SECRET],
        ["fetch_secret", "1"],
    )
    assert outcomes == [None, "for now", "keyring", SECRET]
