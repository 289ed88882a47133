from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dialer import resources
from dialer.resources import find_resource

if TYPE_CHECKING:
    from pathlib import Path

LOOK = "from dialer.resources import find_resource; print(find_resource('icons/phone.svg'))"


def test_the_tree_holds_the_icons() -> None:
    assert find_resource("icons/phone.svg").read_bytes().startswith(b"<svg")


def test_what_does_not_ship_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-file"):
        find_resource("icons/no-such-file.svg")


def test_an_installed_package_brings_its_own(tmp_path: Path) -> None:
    package = tmp_path / "dialer"
    (package / "_resources" / "icons").mkdir(parents=True)
    (package / "__init__.py").touch()
    shutil.copy(resources.__file__, package)
    shutil.copy(find_resource("icons/phone.svg"), package / "_resources" / "icons")
    found = subprocess.run(
        [sys.executable, "-c", LOOK], check=True, capture_output=True, text=True, cwd=tmp_path
    ).stdout.strip()
    assert found == str(package.resolve() / "_resources" / "icons" / "phone.svg")


def test_a_frozen_program_looks_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    icon = tmp_path / "dialer" / "_resources" / "icons" / "phone.svg"
    icon.parent.mkdir(parents=True)
    icon.write_bytes(b"<svg/>")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert find_resource("icons/phone.svg") == icon
