"""Writing the rows of a list that are not sent to a file the person chooses."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError
from dialer.services.list_export import export_rejected
from dialer.ui import task_words
from dialer.ui.error_text import describe
from dialer.ui.exporting import ask_where, write_problem
from dialer.ui.task_words import translate
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from dialer.domain.number_lists import NumberList
    from dialer.domain.task_ports import NumberListStore
    from dialer.ui.aio import TaskOwner

    Say = Callable[[Tone, str, str], None]

_SAVE = "list_save"


class RejectedSaving:
    """Asks for a file and writes it, one at a time.

    Args:
        lists: where the rows are.
        tasks: keeps one thing at a time under way.
    """

    def __init__(self, lists: NumberListStore, tasks: TaskOwner) -> None:
        self._lists = lists
        self._tasks = tasks

    def start(self, found: NumberList, parent: QWidget, say: Say) -> None:
        """Saves the rows of a list; ``say`` is told how it ended, with a tone."""
        self._tasks.start(_SAVE, self._save(found, parent, say))

    async def _save(self, found: NumberList, parent: QWidget, say: Say) -> None:
        suggested = translate("tasks", "{name} rejected.csv").format(name=PurePath(found.name).stem)
        path = await ask_where(
            parent,
            translate("tasks", "Save rejected numbers"),
            object_name="tasks.save_dialog",
            file_name=suggested,
        )
        if not path:
            return
        try:
            count = await export_rejected(self._lists, found.list_id, path, header=_column_titles())
        except OSError as error:
            say(Tone.BAD, *write_problem(error))
            return
        except DialerError as error:
            text = describe(error)
            say(Tone.BAD, text.title, text.sentence)
            return
        say(
            Tone.OK,
            translate("tasks", "{rows} saved").format(rows=task_words.rows_words(count)),
            translate("tasks", "With line numbers and reasons, in {name}.").format(
                name=Path(path).name
            ),
        )


def _column_titles() -> tuple[str, ...]:
    return (
        translate("tasks", "Line"),
        translate("tasks", "Number"),
        translate("tasks", "Note"),
        translate("tasks", "What is wrong"),
    )
