"""A task's settings as they stand in the form: raw text, and how it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QLocale

from dialer.domain.errors import InputError, InputErrors
from dialer.domain.task_rules import DEFAULT_BATCH_SIZE, find_setting_problems, find_size_problem
from dialer.domain.tasks import DispatchKind, StartKind, TaskSettings

# Named as lupdate knows it.
translate = QCoreApplication.translate

PREDICTIVE_DEFAULT = Decimal("1.00")
PROPORTIONAL_DEFAULT = Decimal("1.0")
_FIELDS = (
    "name",
    "description",
    "country",
    "strategy",
    "queue_id",
    "dispatch",
    "predictive_rate",
    "proportional_rate",
    "start_count",
    "start",
    "batch_size",
)
_DECIMAL = re.compile(r"(\d*)(?:([.,])(\d*))?")
_THOUSAND = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsDraft:
    """What stands in the fields, exactly as typed."""

    name: str = ""
    description: str = ""
    country: str = ""
    strategy: str = ""
    queue_id: str = ""
    dispatch: str = DispatchKind.NONE.value
    predictive_rate: str = ""
    proportional_rate: str = ""
    start_count: str = "1"
    start: str = StartKind.MANUAL.value
    batch_size: str = str(DEFAULT_BATCH_SIZE)


def read_draft(draft: SettingsDraft, count: int) -> tuple[TaskSettings, int]:
    """Reads every field.

    Args:
        draft: what was typed.
        count: numbers the task is for.

    Returns:
        The settings, and how many numbers a request carries.

    Raises:
        InputErrors: all that is wrong, in the order of the fields.
    """
    dispatch = DispatchKind(draft.dispatch)
    problems: list[InputError] = []
    # The provider asks for both rates always; one that is not in use is its plain value.
    predictive = proportional = ""
    if dispatch is DispatchKind.PREDICTIVE:
        predictive = draft.predictive_rate
    if dispatch is DispatchKind.PROPORTIONAL:
        proportional = draft.proportional_rate
    batch_size = _try_whole("batch_size", draft.batch_size, problems)
    settings = TaskSettings(
        name=draft.name.strip(),
        description=draft.description.strip(),
        country=draft.country,
        strategy=draft.strategy.strip(),
        queue_id=draft.queue_id.strip(),
        dispatch=dispatch,
        predictive_rate=_try_decimal("predictive_rate", predictive, PREDICTIVE_DEFAULT, problems),
        proportional_rate=_try_decimal(
            "proportional_rate", proportional, PROPORTIONAL_DEFAULT, problems
        ),
        start_count=_try_whole("start_count", draft.start_count, problems),
        start=StartKind(draft.start),
    )
    told = {problem.field for problem in problems}
    found = [*find_setting_problems(settings)]
    size_problem = None if "batch_size" in told else find_size_problem(count, batch_size)
    found += [size_problem] if size_problem else []
    problems += [problem for problem in found if problem.field not in told]
    if problems:
        raise InputErrors(tuple(sorted(problems, key=_place)))
    return settings, batch_size


def read_batch_size(text: str) -> int:
    """The batch size, for saying what it leads to; 0 where it cannot be read."""
    try:
        return _read_whole("batch_size", text)
    except InputError:
        return 0


def _place(problem: InputError) -> int:
    return _FIELDS.index(problem.field) if problem.field in _FIELDS else len(_FIELDS)


def _try_decimal(field: str, text: str, default: Decimal, problems: list[InputError]) -> Decimal:
    """A rate, or the default where it cannot be read and that was noted."""
    try:
        return _read_decimal(field, text, default)
    except InputError as problem:
        problems.append(problem)
        return default


def _try_whole(field: str, text: str, problems: list[InputError]) -> int:
    """A whole number, or 0 where it cannot be read and that was noted."""
    try:
        return _read_whole(field, text)
    except InputError as problem:
        problems.append(problem)
        return 0


def _read_decimal(field: str, text: str, default: Decimal) -> Decimal:
    """A rate with either decimal sign; empty is the default."""
    typed = text.strip()
    if not typed:
        return default
    found = _DECIMAL.fullmatch(typed)
    whole, sign, part = found.groups("") if found else ("", "", "")
    if not (whole or part):
        raise InputError(field, translate("tasks", "Type a number, such as 1.5."))
    is_foreign = bool(sign) and sign != QLocale().decimalPoint()
    if is_foreign and len(part) == _THOUSAND:
        # 1,000 may be one, or a thousand: people are called at one of them.
        raise InputError(field, translate("tasks", "Leave out the separator of thousands."))
    try:
        return Decimal(f"{whole or '0'}.{part or '0'}")
    except InvalidOperation as error:
        raise InputError(field, translate("tasks", "Type a number, such as 1.5.")) from error


def _read_whole(field: str, text: str) -> int:
    typed = text.strip()
    number, is_number = QLocale().toLongLong(typed)
    if not is_number:
        number, is_number = QLocale.c().toLongLong(typed)
    if not is_number:
        raise InputError(field, translate("tasks", "Type a whole number."))
    return number
