"""Rules for every text file of the checkout: nothing in it belongs to one machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dialer.sandbox import SANDBOX_NUMBERS, TWO_WAY_NUMBERS

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run.txt", "dev.txt", "build.txt")
INDEX_HOSTS = re.compile(r"(?:pypi|pythonhosted)\.org")
HOMES = r"home/[a-z_]\w*|Users/[A-Za-z]\w*|root|work"
MACHINE_PATH = re.compile(rf"(?<![\w./:~$}}>-])/(?:{HOMES})/\w|(?<![\w./])/tmp/(?!\.X11)\w")
WINDOWS_PATH = re.compile(r"\b[A-Z]:\\Users\\\w")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)(?: ; ([^\\]+?))? \\$")


def tracked_texts() -> dict[str, str]:
    """Text of every tracked file that is text, by path."""
    # A build server may own the checkout under another user; git is told that is fine.
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    texts: dict[str, str] = {}
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        # A file may be deleted and not committed yet.
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            texts[name] = data.decode("utf-8")
    return texts


def find_machine_words(text: str) -> list[str]:
    found: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for rule in (INDEX_HOSTS, MACHINE_PATH, WINDOWS_PATH):
            match = rule.search(line)
            if match is not None:
                found.append(f"{number}: {match[0]}")
    return found


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a copy without git lists no files")
def test_no_tracked_file_names_a_machine_or_a_package_index() -> None:
    found = [
        f"{path}:{where}"
        for path, text in tracked_texts().items()
        for where in find_machine_words(text)
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [  # in pieces, so that this file keeps its own rule
        "see /" + "home/alice/notes",
        "open('/" + "root/x')",
        "cd /" + "tmp/build",
        "x = '/" + "Users/Alice/x'",
        "C:" + r"\Users\alice",
        "https://" + "pypi." + "org/simple",
        "https://files.python" + "hosted.org/x.whl",
    ],
)
def test_a_machine_word_is_found(text: str) -> None:
    assert find_machine_words(text)


@pytest.mark.parametrize(
    "text",
    ["~/.local/share/outdial", "/" + "tmp/.X11-unix/X1", "GET /v1/work/items", "$HOME/root/x"],
)
def test_other_paths_pass(text: str) -> None:
    assert not find_machine_words(text)


def pins(lock: str) -> dict[str, tuple[str, str]]:
    """Version and marker by canonical name."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    found = [match for line in text.splitlines() if (match := PIN.match(line))]
    return {canonicalize_name(m[1]): (m[2], m[3] or "") for m in found}


def declared() -> dict[str, list[Requirement]]:
    """Requirements by the lock that must pin them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = [Requirement(text) for text in project["dependencies"]]
    dev = [Requirement(text) for text in project["optional-dependencies"]["dev"]]
    return {"run.txt": run, "dev.txt": run + dev}


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_the_lock_pins_what_pyproject_asks_for(lock: str) -> None:
    pinned = pins(lock)
    for requirement in declared()[lock]:
        version, marker = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"make lock: {requirement} in {lock}"
        assert not marker, f"{requirement.name} must be installed on every system"


def test_the_locks_agree_on_versions() -> None:
    run, dev, build = (pins(lock) for lock in LOCKS)
    assert run.keys() <= dev.keys()
    assert all(run[name][0] == dev[name][0] for name in run)
    assert all(build[name][0] == dev[name][0] for name in build.keys() & dev.keys())


def test_the_locks_keep_what_only_one_system_needs() -> None:
    markers = {name: marker for name, (_, marker) in pins("run.txt").items()}
    assert "sys_platform == 'linux'" in markers["secretstorage"]
    assert "sys_platform == 'linux'" in markers["jeepney"]
    assert "sys_platform == 'win32'" in markers["pywin32-ctypes"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_only_pins_with_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    joined = re.sub(r"\\\n", "", text)
    lines = [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9._-]+==", line), f"not a pin: {line[:60]}"
        assert "--hash=sha256:" in line, f"no hash: {line[:60]}"
    assert "://" not in text


def test_the_version_is_dynamic_in_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert "version" in project["dynamic"]


def test_the_readme_lists_the_sandbox_numbers_and_no_others() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \+1 (\d{3})-(\d{3})-(\d{4}) \|", readme, re.MULTILINE)
    numbers = [n.digits for n in SANDBOX_NUMBERS] + [n.digits for n in TWO_WAY_NUMBERS]
    assert ["1" + "".join(parts) for parts in listed] == numbers


def test_the_readme_lists_the_options_of_the_command_line() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    source = (ROOT / "dialer" / "__main__.py").read_text(encoding="utf-8")
    options = re.findall(r'"(--[a-z-]+)"', source)
    assert options
    for option in options:
        assert re.search(rf"^\| `{option}\b", readme, re.MULTILINE), option
