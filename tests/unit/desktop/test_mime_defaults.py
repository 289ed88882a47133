"""The lists every Linux desktop reads: found as it finds them, changed without loss."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.desktop.mime_defaults import (
    DesktopFolders,
    MimeDefaults,
    with_default,
    without_default,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="they are files of Linux")
TEL = "x-scheme-handler/tel"
OURS = "outdial-links.desktop"


@pytest.fixture
def folders(tmp_path: Path) -> DesktopFolders:
    found = DesktopFolders.of(
        {
            "HOME": str(tmp_path / "home"),
            "XDG_CONFIG_DIRS": str(tmp_path / "etc"),
            "XDG_DATA_DIRS": f"{tmp_path / 'local'}:{tmp_path / 'usr'}",
            "XDG_CURRENT_DESKTOP": "Ubuntu:GNOME",
        }
    )
    for folder in (*found.config, *(one / "applications" for one in found.data)):
        folder.mkdir(parents=True)
    for name, words in (("skype.desktop", "Skype"), ("calls.desktop", "Calls"), (OURS, "Outdial")):
        entry = (
            f"[Desktop Entry]\nName={words}\nName[id]=x\nExec=true\n[Desktop Action A]\nName=B\n"
        )
        (found.data[2] / "applications" / name).write_text(entry)
    return found


def write(path: Path, text: str) -> None:
    path.write_text(text)


def test_the_persons_choice_counts_before_the_machines(folders: DesktopFolders) -> None:
    defaults = MimeDefaults(folders)
    assert defaults.find(TEL) == ""
    cache = folders.data[2] / "applications" / "mimeinfo.cache"
    write(cache, f"[MIME Cache]\n{TEL}=gone.desktop;calls.desktop;\n")
    assert defaults.find(TEL) == "calls.desktop"
    write(folders.config[1] / "mimeapps.list", f"[Default Applications]\n{TEL}=skype.desktop\n")
    assert defaults.find(TEL) == "skype.desktop"
    write(folders.config[0] / "mimeapps.list", f"[Default Applications]\n{TEL} = {OURS};\n")
    assert defaults.find(TEL) == OURS
    mine = folders.config[0] / "gnome-mimeapps.list"
    write(mine, f"[Default Applications]\n{TEL}=gone.desktop;calls.desktop\n")
    assert defaults.find(TEL) == "calls.desktop"
    assert defaults.name_of("calls.desktop") == "Calls"


def test_a_program_in_a_folder_of_its_own_is_found_by_its_dash(folders: DesktopFolders) -> None:
    place = folders.data[1] / "applications" / "kde" / "dialer.desktop"
    place.parent.mkdir()
    write(place, "[Desktop Entry]\nName=KDE Dialer\n")
    write(
        folders.config[0] / "mimeapps.list", f"[Default Applications]\n{TEL}=kde-dialer.desktop\n"
    )
    defaults = MimeDefaults(folders)
    assert defaults.find(TEL) == "kde-dialer.desktop"
    assert defaults.name_of("kde-dialer.desktop") == "KDE Dialer"


@pytest.mark.parametrize("name", ["mimeapps.list", "gnome-mimeapps.list"])
def test_preferred_and_dropped_again_the_list_is_what_it_was(
    folders: DesktopFolders, name: str
) -> None:
    path = folders.config[0] / name
    before = f"# mine\n[Default Applications]\ntext/html=x.desktop\n{TEL}=skype.desktop;\n[Other]\n"
    write(path, before)
    defaults = MimeDefaults(folders)
    defaults.prefer(TEL, OURS)
    assert defaults.find(TEL) == OURS
    assert f"\n{TEL}={OURS};skype.desktop;\n" in path.read_text()
    defaults.drop(TEL, OURS)
    assert path.read_text() == before


def test_what_was_chosen_meanwhile_stays(folders: DesktopFolders) -> None:
    defaults = MimeDefaults(folders)
    defaults.prefer(TEL, OURS)
    path = folders.config[0] / "mimeapps.list"
    write(path, path.read_text().replace(f"{OURS};", "skype.desktop"))
    defaults.drop(TEL, OURS)
    assert defaults.find(TEL) == "skype.desktop"


def test_a_list_made_for_this_goes_with_it(folders: DesktopFolders) -> None:
    defaults = MimeDefaults(folders)
    defaults.prefer(TEL, OURS)
    assert (folders.config[0] / "mimeapps.list").exists()
    defaults.drop(TEL, OURS)
    assert list(folders.config[0].iterdir()) == []


def test_a_list_that_is_kept_elsewhere_stays_a_link_with_its_mode(
    folders: DesktopFolders, tmp_path: Path
) -> None:
    kept = tmp_path / "dotfiles.list"
    write(kept, "[Added Associations]\na/b=\udcff.desktop\n".encode("utf-8", "replace").decode())
    kept.chmod(0o600)
    link = folders.config[0] / "mimeapps.list"
    link.symlink_to(kept)
    MimeDefaults(folders).prefer(TEL, OURS)
    assert link.is_symlink()
    assert f"{TEL}={OURS};" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.glob("*outdial-*")] == []


def test_bytes_that_are_no_text_survive(folders: DesktopFolders) -> None:
    path = folders.config[0] / "mimeapps.list"
    path.write_bytes(b"[Default Applications]\na/b=\xff\xfe.desktop\n")
    defaults = MimeDefaults(folders)
    defaults.prefer(TEL, OURS)
    defaults.drop(TEL, OURS)
    assert path.read_bytes() == b"[Default Applications]\na/b=\xff\xfe.desktop\n"


LINE = st.sampled_from(
    [
        "",
        "# a note",
        "[Default Applications]",
        "[Added Associations]",
        f"{TEL}=skype.desktop",
        f"{TEL}=calls.desktop;skype.desktop;",
        "text/html=x.desktop;",
        "broken",
    ]
)


@given(st.lists(LINE, max_size=8))
def test_any_list_comes_back_as_it_was(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n" if lines else ""
    changed = with_default(text, TEL, OURS)
    assert with_default(changed, TEL, OURS) == changed
    restored = without_default(changed, TEL, OURS)
    assert OURS not in restored
    left = [line for line in restored.splitlines() if line.strip() != "[Default Applications]"]
    given_lines = [line for line in lines if line.strip() != "[Default Applications]"]
    assert [line for line in left if line] == [line for line in given_lines if line]
