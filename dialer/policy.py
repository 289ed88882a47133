"""The machine's policy file, by which an organisation rules what Outdial may do."""

from __future__ import annotations

import logging
import os
import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from dialer.domain.policy import STRICTEST, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger(__name__)
_CLOCK, _ALLOW_PROVIDER_TIME = "clock", "allow_provider_time"
_KNOWN: Mapping[str, frozenset[str]] = {_CLOCK: frozenset({_ALLOW_PROVIDER_TIME})}
_LINE_IN_ERROR = re.compile(r"line (\d+)")


def machine_policy_path(
    platform: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> Path:
    """Where the policy of this computer lies; only an administrator can write there."""
    if platform == "win32":
        folder = environment.get("PROGRAMDATA") or r"C:\ProgramData"
        return Path(str(PureWindowsPath(folder) / "Outdial" / "policy.toml"))
    if platform == "darwin":
        return Path("/Library/Application Support/Outdial/policy.toml")
    return Path("/etc/outdial/policy.toml")


def read_policy(path: Path) -> Policy:
    """Reads a policy file; one that is not there rules nothing.

    A file that cannot be read, or says what this program does not understand, makes every
    rule as strict as it can be: a slip of the administrator must not open what was to be
    closed.
    """
    try:
        # Editors on Windows like to start a file with a byte order mark.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Policy()
    except UnicodeDecodeError:
        return _strictest(path, None, "it is not UTF-8 text")
    except OSError as error:
        return _strictest(path, None, error.strerror or "it cannot be read")
    try:
        return _policy_of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_ERROR.search(str(error))
        line = int(found[1]) if found else len(text.splitlines()) or 1
        return _strictest(path, line, "it is not valid TOML")
    except _NotUnderstood as problem:
        return _strictest(path, _line_of(text, problem.key), str(problem))


class _NotUnderstood(Exception):
    """The file says something this program does not know."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def _policy_of(tables: Mapping[str, object]) -> Policy:
    for name, table in tables.items():
        if name not in _KNOWN:
            raise _NotUnderstood(name, f"“{name}” is unknown")
        if not isinstance(table, dict):
            raise _NotUnderstood(name, f"“{name}” must be a table, [{name}]")
        for key, value in table.items():
            if key not in _KNOWN[name]:
                raise _NotUnderstood(key, f"“{key}” is unknown")
            if not isinstance(value, bool):
                raise _NotUnderstood(key, f"“{key}” must be true or false")
    clock = tables.get(_CLOCK)
    allows = clock.get(_ALLOW_PROVIDER_TIME, True) if isinstance(clock, dict) else True
    return Policy(allows_provider_time=bool(allows))


def _line_of(text: str, key: str) -> int | None:
    """The line a key stands on, where it stands there in plain letters."""
    stands = re.compile(rf"""^\s*\[*\s*(?:[\w.-]+\.)?["']?{re.escape(key)}["']?\s*[\].=]""")
    numbered = enumerate(text.splitlines(), start=1)
    return next((number for number, line in numbered if stands.match(line)), None)


def _strictest(path: Path, line: int | None, reason: str) -> Policy:
    place = f"{path}, line {line}" if line else f"{path}"
    problem = f"{place}: {reason}."
    _log.warning("The policy is at its strictest. %s", problem)
    return replace(STRICTEST, problem=problem)
