"""The organisation's policy file: followed to the letter, or at its strictest."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialer.domain.policy import Policy
from dialer.policy import machine_policy_path, read_policy


def policy_of(folder: Path, text: str | bytes) -> Policy:
    path = folder / "policy.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_policy(path)


def test_without_a_file_provider_time_is_allowed(tmp_path: Path) -> None:
    assert read_policy(tmp_path / "none.toml") == Policy(allows_provider_time=True, problem="")


@pytest.mark.parametrize(
    ("text", "allows"),
    [
        ("", True),
        ("# nothing\n", True),
        ("[clock]\n", True),
        ("[clock]\nallow_provider_time = true\n", True),
        ("[clock]\nallow_provider_time = false\n", False),
        ("clock.allow_provider_time = false\n", False),
        ("\ufeff[clock]\r\nallow_provider_time = false\r\n", False),
    ],
)
def test_what_the_file_says_counts(tmp_path: Path, text: str, *, allows: bool) -> None:
    assert policy_of(tmp_path, text) == Policy(allows_provider_time=allows)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("[clock]\nallow_provider_time = yes\n", "line 2", "not valid TOML"),
        ("[clock\n", "line 1", "not valid TOML"),
        ("[clock]\nallow_provider_time =", "line 2", "not valid TOML"),
        ("[clock]\n\nallow_provider_time = 1\n", "line 3", "must be true or false"),
        ('[clock]\nallow_provider_time = "true"\n', "line 2", "must be true or false"),
        ("# ok\n[clock]\nallow_provider_tim = true\n", "line 3", "“allow_provider_tim” is unknown"),
        ("[clocks]\nallow_provider_time = true\n", "line 1", "“clocks” is unknown"),
        ("allow_provider_time = true\n", "line 1", "“allow_provider_time” is unknown"),
        ("clock = true\n", "line 1", "must be a table"),
        ("clock.allow_time = true\n", "line 1", "“allow_time” is unknown"),
        (b"[clock]\nallow_provider_time = true # \xff\n", "policy.toml", "not UTF-8"),
    ],
)
def test_a_slip_forbids_and_is_named(
    tmp_path: Path, text: str | bytes, place: str, reason: str
) -> None:
    policy = policy_of(tmp_path, text)
    assert not policy.allows_provider_time
    assert str(tmp_path / "policy.toml") in policy.problem
    assert place in policy.problem
    assert reason in policy.problem


def test_a_file_that_cannot_be_read_forbids(tmp_path: Path) -> None:
    policy = read_policy(tmp_path)  # a folder
    assert not policy.allows_provider_time
    assert str(tmp_path) in policy.problem


def test_each_system_has_its_own_place() -> None:
    assert machine_policy_path("linux") == Path("/etc/outdial/policy.toml")
    mac = machine_policy_path("darwin")
    assert mac == Path("/Library/Application Support/Outdial/policy.toml")
    windows = machine_policy_path("win32", {"PROGRAMDATA": r"D:\Data"})
    assert str(windows) == r"D:\Data\Outdial\policy.toml"
    assert "ProgramData" in str(machine_policy_path("win32", {}))
