"""Tasks with numbers: judged, kept, and where they start at once, called by nobody.

What the document leaves open is decided here: a request with one wrong field is refused
whole; an order id is unique for ever; ``startupType`` 2 is taken and never starts, since
no field says when; a task that starts at once calls all its numbers in that moment.
"""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.nxcloud.dialout import WRONG_FIELD
from dialer.sandbox.nxcloud.nxcc_gateway import NxccEndpoint, read_queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.messages import Answer
    from dialer.sandbox.nxcloud.fields import Fields
    from dialer.sandbox.nxcloud.team import Team
    from dialer.sandbox.phrases import Phrasebook

_MAX_DISPATCH = 2
_MAX_STARTUP = 3
_AT_ONCE = 3
_PREDICTIVE_DECIMALS = 2
_RATIO_DECIMALS = 1
_MAX_CALLS = 100_000
_FIRST_TASK_ID = 100_001


@dataclass(frozen=True, slots=True)
class OrderedNumber:
    """One number of a task."""

    order_id: str
    user_phone: str
    other: str


@dataclass(frozen=True, slots=True)
class KeptTask:
    """A task the sandbox said yes to.

    Attributes:
        task_id: shown in call records only, as at the provider.
    """

    task_id: str
    name: str
    country: str
    group_no: str
    dispatch_type: int
    predict_call_rate: float
    ratio_call_rate: float
    start_count: int
    startup_type: int
    numbers: tuple[OrderedNumber, ...]


@dataclass(frozen=True, slots=True)
class TaskCall:
    """A call of a task that started."""

    serial: int
    call_id: str
    task_id: str
    group_no: str
    number: OrderedNumber
    starts_ms: int


class TaskBook:
    """The tasks of one sandbox and their calls, the oldest calls dropped beyond a bound."""

    def __init__(self) -> None:
        self._tasks: list[KeptTask] = []
        self._started: set[str] = set()
        self._order_ids: set[str] = set()
        self._calls: deque[TaskCall] = deque(maxlen=_MAX_CALLS)
        self._next_serial = 1

    @property
    def tasks(self) -> tuple[KeptTask, ...]:
        """The kept tasks, the first first."""
        return tuple(self._tasks)

    def find_repeated(self, numbers: Sequence[OrderedNumber]) -> str | None:
        """The first order id that was used before, here or in an earlier task."""
        seen: set[str] = set()
        for number in numbers:
            if number.order_id in self._order_ids or number.order_id in seen:
                return number.order_id
            seen.add(number.order_id)
        return None

    def next_task_id(self) -> str:
        """What the next task is called in records."""
        return str(_FIRST_TASK_ID + len(self._tasks))

    def add(self, task: KeptTask, *, now_ms: int) -> None:
        """Keeps a task, and calls its numbers where it starts at once."""
        self._tasks.append(task)
        self._order_ids.update(number.order_id for number in task.numbers)
        if task.startup_type == _AT_ONCE:
            self._call(task, now_ms)

    def start(self, task_id: str, *, now_ms: int) -> bool:
        """Calls a task's numbers, as its button in the portal would; never a second time.

        Returns:
            False where there is no such task, or it was started before.
        """
        waiting = (task for task in self._tasks if task.task_id == task_id)
        task = next(waiting, None)
        if task is None or task_id in self._started:
            return False
        self._call(task, now_ms)
        return True

    def _call(self, task: KeptTask, now_ms: int) -> None:
        self._started.add(task.task_id)
        for number in task.numbers:
            self._calls.append(
                TaskCall(
                    serial=self._next_serial,
                    call_id=uuid.uuid4().hex,
                    task_id=task.task_id,
                    group_no=task.group_no,
                    number=number,
                    starts_ms=now_ms,
                )
            )
            self._next_serial += 1

    def newest_first(self) -> tuple[TaskCall, ...]:
        """The kept calls, the last one first."""
        return tuple(reversed(self._calls))


class CreateTaskEndpoint(NxccEndpoint):
    """Takes a task with its numbers; the reply holds no task id."""

    path: ClassVar[str] = "/saas/cc/openapi/ai/createandcall"
    wrong_field: ClassVar[int] = WRONG_FIELD

    def __init__(
        self,
        credentials: SandboxCredentials,
        phrases: Phrasebook,
        *,
        team: Team,
        tasks: TaskBook,
    ) -> None:
        super().__init__(credentials, phrases, team=team)
        self._tasks = tasks

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        task = self._read_task(fields)
        repeated = self._tasks.find_repeated(task.numbers)
        if repeated is not None:
            fields.refuse("order_repeated", value=repeated)
        self._tasks.add(task, now_ms=now_ms)
        return self._accept(None)

    def _read_task(self, fields: Fields) -> KeptTask:
        country, name = fields.country("country"), fields.text("taskName")
        fields.optional_text("taskDesc")
        fields.text("strategyName")
        return KeptTask(
            task_id=self._tasks.next_task_id(),
            name=name,
            country=country,
            dispatch_type=fields.whole("dispatchType", most=_MAX_DISPATCH),
            group_no=read_queue(fields, "agentGroupNo", self._team).group_no,
            predict_call_rate=fields.number("predictCallRate", decimals=_PREDICTIVE_DECIMALS),
            ratio_call_rate=fields.number("ratioCallRate", decimals=_RATIO_DECIMALS),
            start_count=fields.whole("startCount"),
            startup_type=fields.optional_whole("startupType", most=_MAX_STARTUP),
            numbers=tuple(_read_number(item) for item in fields.objects("callList")),
        )


def _read_number(item: Fields) -> OrderedNumber:
    return OrderedNumber(
        order_id=item.text("orderID"),
        user_phone=item.phone("userPhone"),
        other=item.text("other"),
    )
