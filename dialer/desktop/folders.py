"""Where the program keeps its files."""

from __future__ import annotations

from pathlib import Path

_PRIVATE = 0o700


def is_usual_folder(folder: Path) -> bool:
    """Whether a data folder is the desktop's own place."""
    import platformdirs  # noqa: PLC0415 - not needed with --data-dir

    return folder == Path(platformdirs.user_data_dir("outdial", appauthor=False))


def prepare_data_folder(chosen: Path | None) -> Path:
    """The folder for settings, database and log; made if missing, private to its owner.

    Args:
        chosen: from ``--data-dir``; None for the desktop's own place.

    Raises:
        OSError: the folder cannot be made or opened.
    """
    if chosen is None:
        import platformdirs  # noqa: PLC0415 - not needed with --data-dir

        folder = Path(platformdirs.user_data_dir("outdial", appauthor=False))
    else:
        folder = chosen.expanduser().absolute()
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    return folder
