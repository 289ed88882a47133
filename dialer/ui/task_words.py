"""The words people see for outbound tasks, their batches and number lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from dialer.domain.number_lists import RowVerdict
from dialer.domain.tasks import BatchState, DispatchKind, StartKind, TaskState
from dialer.ui.theme import Tone
from dialer.ui.widgets.tiles import TileWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_lists import NumberList
    from dialer.domain.tasks import Batch, OutboundTask, TaskSettings

# Named as lupdate knows it.
translate = QCoreApplication.translate

_MS_PER_S = 1000
_S_PER_MIN = 60
_MIN_PER_H = 60
# Shorter spans are told in seconds, longer ones in minutes.
_SECONDS_UP_TO = 90
_MINUTES_UP_TO = 90


def count_words(number: int) -> str:
    """A count with the separators of the person's language, e.g. ``48,212``."""
    return QLocale().toString(number)


def numbers_words(count: int) -> str:
    """So many phone numbers, e.g. ``48,212 numbers``."""
    if count == 1:
        return translate("tasks", "1 number")
    return translate("tasks", "{count} numbers").format(count=count_words(count))


def rows_words(count: int) -> str:
    """So many rows of a file."""
    if count == 1:
        return translate("tasks", "1 row")
    return translate("tasks", "{count} rows").format(count=count_words(count))


def tasks_words(count: int) -> str:
    """So many tasks at the provider."""
    if count == 1:
        return translate("tasks", "1 task")
    return translate("tasks", "{count} tasks").format(count=count_words(count))


def time_left_words(left_ms: int | None) -> str:
    """How long it still takes, e.g. ``about 20 s left``; ``""`` where nobody knows."""
    if left_ms is None:
        return ""
    seconds = max(1, round(left_ms / _MS_PER_S))
    if seconds <= _SECONDS_UP_TO:
        return translate("tasks", "about {seconds} s left").format(seconds=seconds)
    minutes = round(seconds / _S_PER_MIN)
    if minutes <= _MINUTES_UP_TO:
        return translate("tasks", "about {minutes} min left").format(minutes=minutes)
    hours = round(minutes / _MIN_PER_H)
    return translate("tasks", "about {hours} h left").format(hours=hours)


def dispatch_words(kind: DispatchKind) -> str:
    """How calls are paced, as a choice."""
    return {
        DispatchKind.NONE: translate("tasks", "None"),
        DispatchKind.PROPORTIONAL: translate("tasks", "Proportional"),
        DispatchKind.PREDICTIVE: translate("tasks", "Predictive"),
    }[kind]


def start_words(kind: StartKind) -> str:
    """When a task starts, as a choice."""
    return {
        StartKind.MANUAL: translate("tasks", "In the portal"),
        StartKind.AT_ONCE: translate("tasks", "At once"),
        StartKind.NOT_SET: translate("tasks", "Not set"),
    }[kind]


def start_sentence(kind: StartKind) -> str:
    """What a start means, below its choice."""
    return {
        StartKind.MANUAL: translate(
            "tasks", "Nobody is called until somebody starts the task in the provider's portal."
        ),
        StartKind.AT_ONCE: translate(
            "tasks", "The provider starts calling the moment it accepts a batch."
        ),
        StartKind.NOT_SET: translate(
            "tasks", "The provider decides when calling starts; its documents do not say."
        ),
    }[kind]


def task_pill(task: OutboundTask) -> tuple[str, Tone]:
    """Where a task stands, as the words and tone of a pill."""
    sums = task.sums
    if sums.unknown and task.state is not TaskState.SENDING:
        return translate("tasks", "Needs you"), Tone.WARN
    if task.state is TaskState.PAUSED and (sums.rejected or sums.not_sent):
        return translate("tasks", "Needs you"), Tone.WARN
    return {
        TaskState.SENDING: (translate("tasks", "Sending"), Tone.ACCENT),
        TaskState.PAUSED: (translate("tasks", "Paused"), Tone.NEUTRAL),
        TaskState.CANCELLED: (translate("tasks", "Cancelled"), Tone.NEUTRAL),
        TaskState.DONE: (translate("tasks", "Sent"), Tone.OK),
    }[task.state]


def is_unfinished(task: OutboundTask) -> bool:
    """True for a task nobody sends now that is not at its end: it waits for the person."""
    return task.state is TaskState.PAUSED and not all(batch.is_settled for batch in task.batches)


def progress_words(task: OutboundTask) -> str:
    """How many numbers the provider took, e.g. ``30,000 of 48,212 accepted``."""
    return translate("tasks", "{done} of {total} accepted").format(
        done=count_words(task.sums.accepted), total=count_words(task.count)
    )


def batch_pill(batch: Batch) -> tuple[str, Tone]:
    """What is known of a batch, as the words and tone of a pill."""
    if batch.state is BatchState.REJECTED:
        return translate("tasks", "Refused {code}").format(code=batch.code).strip(), Tone.BAD
    return {
        BatchState.WAITING: (translate("tasks", "Waiting"), Tone.NEUTRAL),
        BatchState.SENDING: (translate("tasks", "Sending"), Tone.ACCENT),
        BatchState.ACCEPTED: (translate("tasks", "Accepted"), Tone.OK),
        BatchState.NOT_SENT: (translate("tasks", "Not sent"), Tone.BAD),
        BatchState.UNKNOWN: (translate("tasks", "Outcome unknown"), Tone.WARN),
        BatchState.SKIPPED: (translate("tasks", "Skipped"), Tone.NEUTRAL),
    }[batch.state]


def verdict_words(verdict: RowVerdict) -> str:
    """Why a row is not sent, in a word or two."""
    return {
        RowVerdict.ACCEPTED: translate("tasks", "Will be sent"),
        RowVerdict.EMPTY: translate("tasks", "Empty"),
        RowVerdict.INVALID: translate("tasks", "Invalid"),
        RowVerdict.REPEATED: translate("tasks", "In this list twice"),
        RowVerdict.IN_EARLIER_TASK: translate("tasks", "In an earlier task"),
        RowVerdict.DO_NOT_CALL: translate("tasks", "On do-not-call list"),
    }[verdict]


def list_tiles(found: NumberList) -> tuple[TileWords, ...]:
    """What checking found, as tiles; no row of the list is missing from them."""
    repeated = found.repeated + found.in_earlier_task
    note = ""
    if repeated:
        note = translate("tasks", "{here} in this list · {earlier} in an earlier task").format(
            here=count_words(found.repeated), earlier=count_words(found.in_earlier_task)
        )
    tiles = [
        TileWords("accepted", translate("tasks", "Will be sent"), count_words(found.accepted)),
        TileWords(
            "invalid",
            translate("tasks", "Invalid"),
            count_words(found.invalid),
            Tone.BAD if found.invalid else None,
        ),
        TileWords("duplicates", translate("tasks", "Duplicates"), count_words(repeated), note=note),
        TileWords(
            "do_not_call",
            translate("tasks", "On do-not-call list"),
            count_words(found.do_not_call),
            Tone.WARN if found.do_not_call else None,
        ),
    ]
    if found.empty:
        tiles.append(
            TileWords("empty", translate("tasks", "Without a number"), count_words(found.empty))
        )
    return tuple(tiles)


def check_sentence(found: NumberList) -> str:
    """What went in, above the tiles it adds up from."""
    return translate("tasks", "{rows} read in {name}.").format(
        rows=rows_words(found.read), name=found.name
    )


def batch_plan_sentence(count: int, batch_size: int, name: str) -> str:
    """How a list is split, with the names its tasks get at the provider."""
    batches = -(-count // max(1, batch_size))
    if batches <= 1:
        return translate("tasks", "{numbers} make one task at the provider.").format(
            numbers=numbers_words(count)
        )
    shown = name or translate("tasks", "name")
    return translate(
        "tasks",
        "{numbers} make {tasks}, named “{name} (1/{total})” to “{name} ({total}/{total})”:"
        " the provider cannot add numbers to a task.",
    ).format(numbers=numbers_words(count), tasks=tasks_words(batches), name=shown, total=batches)


def settings_title(settings: TaskSettings) -> str:
    """What a task is called, and where it calls."""
    return " · ".join(filter(None, (settings.name, settings.country)))


def country_doubt(country: str, regions: Sequence[str]) -> str:
    """What speaks against a task's country; ``""`` where numbers of the list are of it.

    Args:
        country: ISO 3166-1 alpha-2 code.
        regions: codes of the first numbers' countries.
    """
    if not regions or country in regions:
        return ""
    return translate(
        "tasks", "The task says {country}; the first numbers of the list are of {others}."
    ).format(country=_country_name(country), others=", ".join(map(_country_name, regions)))


def _country_name(region: str) -> str:
    return QLocale.territoryToString(QLocale.codeToTerritory(region)) or region


def settings_facts(
    settings: TaskSettings, *, queue: str, account: str, batch_size: int
) -> tuple[tuple[str, str, str], ...]:
    """A task's settings: key, name and value of each, in reading order.

    Args:
        settings: what it is made with.
        queue: name and number of its queue.
        account: name of the account it is sent through.
        batch_size: numbers a request.
    """
    locale = QLocale()
    predictive = locale.toString(float(settings.predictive_rate), "f", 2)
    proportional = locale.toString(float(settings.proportional_rate), "f", 1)
    facts = [
        ("queue", translate("tasks", "Queue"), queue),
        ("dispatch", translate("tasks", "Dispatch"), dispatch_words(settings.dispatch)),
        ("strategy", translate("tasks", "Strategy"), settings.strategy),
        ("start", translate("tasks", "Start"), start_words(settings.start)),
        ("predictive_rate", translate("tasks", "Predictive rate"), predictive),
        ("proportional_rate", translate("tasks", "Proportional rate"), proportional),
        ("start_count", translate("tasks", "Start count"), count_words(settings.start_count)),
        ("batch_size", translate("tasks", "Numbers in one request"), count_words(batch_size)),
        ("account", translate("tasks", "Account"), account),
        ("description", translate("tasks", "Description"), settings.description or "–"),
    ]
    return tuple(facts)
