"""The ports, written by hand and kept in memory. ``tests/contract`` holds them to their word."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.domain.accounts import KeyringState, KeyringStatus, SecretPlace
from dialer.domain.call_notes import NO_NOTE
from dialer.domain.calls import CallState
from dialer.domain.errors import (
    InputError,
    KeyringLocked,
    KeyringRefused,
    NoKeyring,
    SecretMissing,
)
from dialer.domain.history import HistoryPage
from dialer.domain.number_lists import (
    DoNotCallEntry,
    DoNotCallSource,
    NumberSample,
    RowVerdict,
)
from dialer.domain.tasks import BatchState, TaskState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dialer.domain.accounts import Account
    from dialer.domain.call_notes import CallNote
    from dialer.domain.calls import Call
    from dialer.domain.errors import StoreError
    from dialer.domain.history import CallSearch
    from dialer.domain.number_lists import NumberList, RejectedRow
    from dialer.domain.tasks import OutboundTask, TaskNumber

MAX_SECRET_UNITS = 1280


class FixedClock:
    """A clock that moves when the test says so."""

    def __init__(self, now_ms: int = 1_760_000_000_000) -> None:
        self._now_ms = now_ms
        self._monotonic_ms = 0

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic_ms(self) -> int:
        return self._monotonic_ms

    def advance(self, ms: int) -> None:
        """Time passes, on both clocks."""
        self._now_ms += ms
        self._monotonic_ms += ms

    def set_wall(self, now_ms: int) -> None:
        """Somebody sets the wall clock; the other clock does not notice."""
        self._now_ms = now_ms


class InMemoryCallJournal:
    """Keeps calls in a dict; ``failure`` makes every use of it fail."""

    def __init__(self) -> None:
        self.calls: dict[str, Call] = {}
        self.notes: dict[str, CallNote] = {}
        self.failure: StoreError | None = None

    async def record(self, call: Call) -> None:
        self._fail_if_told()
        if not call.events:
            raise ValueError("a call is recorded with its first event")
        if call.client_call_id in self.calls:
            raise ValueError(f"call {call.client_call_id} is already recorded")
        self.calls[call.client_call_id] = call

    async def update(self, call: Call) -> None:
        self._fail_if_told()
        stored = self.calls.get(call.client_call_id)
        if stored is None:
            raise LookupError(f"call {call.client_call_id} was never recorded")
        if len(stored.events) > len(call.events):
            raise ValueError(f"call {call.client_call_id} has later events than these")
        self.calls[call.client_call_id] = replace(
            stored,
            state=call.state,
            call_id=call.call_id,
            events=(*stored.events, *call.events[len(stored.events) :]),
        )

    async def fetch_recent(self, limit: int) -> Sequence[Call]:
        self._fail_if_told()
        return tuple(reversed(self._oldest_first()))[:limit]

    async def fetch_calls_to(self, callee_e164: str, limit: int) -> Sequence[Call]:
        self._fail_if_told()
        newest_first = reversed(self._oldest_first())
        return tuple(call for call in newest_first if call.callee == callee_e164)[:limit]

    async def fetch_latest(self, callees: Collection[str]) -> Mapping[str, Call]:
        return {call.callee: call for call in self._oldest_first() if call.callee in callees}

    async def fetch_unfinished(self) -> Sequence[Call]:
        self._fail_if_told()
        return tuple(c for c in self._oldest_first() if c.state is CallState.REQUESTING)

    async def fetch_call(self, client_call_id: str) -> Call:
        self._fail_if_told()
        found = self.calls.get(client_call_id)
        if found is None:
            raise LookupError(f"call {client_call_id} was never recorded")
        return found

    async def has_called(self, account_id: str, region: str) -> bool:
        self._fail_if_told()
        wanted = (account_id, region)
        left = (c for c in self.calls.values() if c.state is not CallState.NOT_SENT)
        return any((call.account_id, call.region) == wanted for call in left)

    async def fetch_page(self, search: CallSearch, *, limit: int, mark: str = "") -> HistoryPage:
        self._fail_if_told()
        newest_first = self._oldest_first()[::-1]
        if mark:
            names = [call.client_call_id for call in newest_first]
            newest_first = newest_first[names.index(mark) + 1 :]
        wanted = [call for call in newest_first if self._admits(search, call)]
        listed = tuple(wanted[:limit])
        is_last = len(wanted) <= limit or not listed
        return HistoryPage(calls=listed, next_mark="" if is_last else listed[-1].client_call_id)

    async def count_calls(self, search: CallSearch) -> int:
        self._fail_if_told()
        return sum(self._admits(search, call) for call in self.calls.values())

    def _admits(self, search: CallSearch, call: Call) -> bool:
        return search.admits(call, self.notes.get(call.client_call_id, NO_NOTE))

    def _oldest_first(self) -> list[Call]:
        # The sort is stable: calls of one millisecond stay in the order they were recorded.
        return sorted(self.calls.values(), key=lambda call: call.started_ms)

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure


class InMemoryCallNotes:
    """Keeps notes beside the calls of a journal."""

    def __init__(self, journal: InMemoryCallJournal) -> None:
        self._journal = journal

    async def save_disposition(self, client_call_id: str, disposition: str) -> None:
        note = await self._find(client_call_id)
        self._journal.notes[client_call_id] = replace(note, disposition=disposition)

    async def save_text(self, client_call_id: str, text: str) -> None:
        note = await self._find(client_call_id)
        self._journal.notes[client_call_id] = replace(note, text=text)

    async def save_call_back(self, client_call_id: str, call_back_ms: int | None) -> None:
        note = await self._find(client_call_id)
        self._journal.notes[client_call_id] = replace(note, call_back_ms=call_back_ms)

    async def fetch_notes(self, client_call_ids: Collection[str]) -> Mapping[str, CallNote]:
        notes = self._journal.notes
        return {name: notes[name] for name in client_call_ids if name in notes}

    async def fetch_call_backs(self) -> Sequence[tuple[str, int]]:
        found = [
            (name, note.call_back_ms)
            for name, note in self._journal.notes.items()
            if note.call_back_ms is not None
        ]
        return sorted(found, key=lambda one: one[1])

    async def fetch_dispositions(self) -> Sequence[str]:
        return sorted({note.disposition for note in self._journal.notes.values()} - {""})

    async def _find(self, client_call_id: str) -> CallNote:
        await self._journal.fetch_call(client_call_id)
        return self._journal.notes.get(client_call_id, NO_NOTE)


class InMemoryCallForgetting:
    """Removes calls from a journal in memory."""

    def __init__(self, journal: InMemoryCallJournal) -> None:
        self._journal = journal

    async def forget_before(self, before_ms: int, *, limit: int) -> int:
        notes = self._journal.notes
        old = [
            name
            for name, call in self._journal.calls.items()
            if call.started_ms < before_ms
            and not call.is_unresolved
            and notes.get(name, NO_NOTE).call_back_ms is None
        ]
        old.sort(key=lambda name: self._journal.calls[name].started_ms)
        for name in old[:limit]:
            del self._journal.calls[name]
            notes.pop(name, None)
        return len(old[:limit])


class InMemoryTaskJournal:
    """Keeps outbound tasks in a dict; ``failure`` makes every use of it fail."""

    def __init__(self) -> None:
        self.tasks: dict[str, OutboundTask] = {}
        self.failure: StoreError | None = None

    async def record_task(self, task: OutboundTask) -> None:
        self._fail_if_told()
        if task.task_id in self.tasks:
            raise ValueError(f"task {task.task_id} is already recorded")
        self.tasks[task.task_id] = task

    async def update_batch(self, task: OutboundTask, position: int) -> None:
        self._fail_if_told()
        stored = self._find(task)
        stored.batch(position)
        batches = tuple(
            task.batch(batch.position) if batch.position == position else batch
            for batch in stored.batches
        )
        self.tasks[task.task_id] = replace(stored, state=task.state, batches=batches)

    async def update_state(self, task: OutboundTask) -> None:
        self._fail_if_told()
        stored = self._find(task)
        batches = tuple(
            new if new.state is BatchState.SKIPPED else old
            for old, new in zip(stored.batches, task.batches, strict=True)
        )
        self.tasks[task.task_id] = replace(stored, state=task.state, batches=batches)

    async def fetch_task(self, task_id: str) -> OutboundTask | None:
        self._fail_if_told()
        return self.tasks.get(task_id)

    async def fetch_tasks(self, limit: int) -> Sequence[OutboundTask]:
        self._fail_if_told()
        return self._newest_first()[:limit]

    async def fetch_unfinished(self) -> Sequence[OutboundTask]:
        self._fail_if_told()
        return tuple(
            task
            for task in reversed(self._newest_first())
            if task.state is TaskState.SENDING
            or any(batch.state is BatchState.SENDING for batch in task.batches)
        )

    async def fetch_tasks_with_list(self, list_id: str) -> Sequence[OutboundTask]:
        self._fail_if_told()
        return tuple(task for task in self._newest_first() if task.list_id == list_id)

    async def fetch_tasks_named(self, account_id: str, name: str) -> Sequence[OutboundTask]:
        self._fail_if_told()
        wanted = (account_id, name)
        return tuple(
            task for task in self._newest_first() if (task.account_id, task.settings.name) == wanted
        )

    async def fetch_strategies(self, account_id: str) -> Sequence[str]:
        self._fail_if_told()
        names = (
            task.settings.strategy for task in self._newest_first() if task.account_id == account_id
        )
        return tuple(dict.fromkeys(names))

    def _find(self, task: OutboundTask) -> OutboundTask:
        stored = self.tasks.get(task.task_id)
        if stored is None:
            raise LookupError(f"task {task.task_id} was never recorded")
        return stored

    def _newest_first(self) -> tuple[OutboundTask, ...]:
        # The sort is stable: tasks of one millisecond stay in the order they were recorded.
        oldest_first = sorted(self.tasks.values(), key=lambda task: task.created_ms)
        return tuple(reversed(oldest_first))

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure


class InMemoryAccountStore:
    """Keeps accounts in a dict, which remembers their order."""

    def __init__(self, *accounts: Account) -> None:
        self.accounts = {account.account_id: account for account in accounts}

    async def fetch_accounts(self) -> Sequence[Account]:
        return tuple(self.accounts.values())

    async def save_account(self, account: Account) -> None:
        self.accounts[account.account_id] = account

    async def delete_account(self, account_id: str) -> None:
        self.accounts.pop(account_id, None)


class InMemorySettingsStore:
    """Keeps settings in a dict."""

    def __init__(self, **settings: str) -> None:
        self.settings = dict(settings)

    async def fetch_setting(self, name: str) -> str | None:
        return self.settings.get(name)

    async def save_setting(self, name: str, value: str) -> None:
        self.settings[name] = value


class InMemoryNumberListStore:
    """Keeps checked lists in dicts; ``failure`` makes every use of it fail."""

    def __init__(self) -> None:
        self.lists: dict[str, NumberList] = {}
        self.numbers: dict[str, Sequence[TaskNumber]] = {}
        self.rejected: dict[str, Sequence[RejectedRow]] = {}
        self.used: Counter[tuple[str, str]] = Counter()
        self.used_at_ms: dict[tuple[str, str], int] = {}
        self.do_not_call: dict[str, dict[str, str]] = {}
        self.listed_ms: dict[tuple[str, str], int] = {}
        self.failure: StoreError | None = None

    def add_list(
        self,
        number_list: NumberList,
        numbers: Sequence[TaskNumber],
        rejected: Sequence[RejectedRow] = (),
    ) -> None:
        """What the checker does at its end; for tests."""
        assert len(numbers) == number_list.accepted
        self.lists[number_list.list_id] = number_list
        self.numbers[number_list.list_id] = tuple(numbers)
        self.rejected[number_list.list_id] = sorted(rejected, key=lambda row: row.line)

    async def fetch_list(self, list_id: str) -> NumberList | None:
        self._fail_if_told()
        return self.lists.get(list_id)

    async def fetch_numbers(self, list_id: str, *, start: int, count: int) -> Sequence[TaskNumber]:
        self._fail_if_told()
        return self.numbers.get(list_id, ())[start : start + count]

    async def fetch_samples(self, list_id: str) -> Sequence[NumberSample]:
        self._fail_if_told()
        ranges: dict[tuple[int, str], list[str]] = {}
        for number in self.numbers.get(list_id, ()):
            key = (len(number.e164), number.e164[: len("+") + 7])
            ranges.setdefault(key, []).append(number.e164)
        return tuple(NumberSample(e164=min(some), count=len(some)) for some in ranges.values())

    async def fetch_rejected(
        self, list_id: str, *, after_line: int, limit: int
    ) -> Sequence[RejectedRow]:
        self._fail_if_told()
        rows = [row for row in self.rejected.get(list_id, ()) if row.line > after_line]
        return tuple(rows[:limit])

    async def fetch_barred(
        self, list_id: str, *, start: int, count: int, task_id: str
    ) -> Sequence[tuple[int, RowVerdict]]:
        self._fail_if_told()
        others = {e164 for e164, task in self.used if task != task_id}
        barred = []
        for position, number in self._slice(list_id, start, count):
            if number.e164 in self.do_not_call:
                barred.append((position, RowVerdict.DO_NOT_CALL))
            elif number.e164 in others:
                barred.append((position, RowVerdict.IN_EARLIER_TASK))
        return tuple(barred)

    async def note_use(
        self, list_id: str, *, start: int, count: int, task_id: str, at_ms: int
    ) -> None:
        self._fail_if_told()
        noted = [(number.e164, task_id) for _, number in self._slice(list_id, start, count)]
        self.used.update(noted)
        self.used_at_ms.update(dict.fromkeys(noted, at_ms))

    async def take_back_use(self, list_id: str, *, start: int, count: int, task_id: str) -> None:
        self._fail_if_told()
        # Subtraction drops what has come down to nothing.
        self.used -= Counter(
            (number.e164, task_id) for _, number in self._slice(list_id, start, count)
        )

    async def find_uses(self, e164: str) -> Sequence[tuple[str, int]]:
        self._fail_if_told()
        found = [
            (task_id, self.used_at_ms[number, task_id])
            for number, task_id in self.used
            if number == e164
        ]
        return tuple(sorted(found, key=lambda use: -use[1]))

    async def delete_list(self, list_id: str) -> None:
        self._fail_if_told()
        for kept in (self.lists, self.numbers, self.rejected):
            kept.pop(list_id, None)

    async def add_do_not_call(
        self, numbers: Sequence[str], *, source: str, reason: str, at_ms: int
    ) -> int:
        self._fail_if_told()
        assert at_ms >= 0
        before = len(self.do_not_call)
        for e164 in numbers:
            self.do_not_call.setdefault(e164, {})[source] = reason
            self.listed_ms.setdefault((e164, source), at_ms)
        return len(self.do_not_call) - before

    async def count_do_not_call(self) -> int:
        self._fail_if_told()
        return len(self.do_not_call)

    async def find_do_not_call(self, e164: str) -> tuple[str, str] | None:
        self._fail_if_told()
        found = self.do_not_call.get(e164, {}).items()
        return min(found, key=lambda one: (self.listed_ms[e164, one[0]], one[0]), default=None)

    def _slice(self, list_id: str, start: int, count: int) -> Sequence[tuple[int, TaskNumber]]:
        numbers = self.numbers.get(list_id, ())[start : start + count]
        if len(numbers) != count:
            raise LookupError(f"list {list_id} has no positions {start} to {start + count - 1}")
        return tuple(enumerate(numbers, start=start))

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure


class InMemoryDoNotCallStore:
    """Looks after the do-not-call numbers of an InMemoryNumberListStore."""

    def __init__(self, lists: InMemoryNumberListStore) -> None:
        self._lists = lists

    async def fetch_sources(self) -> Sequence[DoNotCallSource]:
        entries = await self.find_entries("", limit=len(self._lists.listed_ms))
        counts = Counter(entry.source for entry in entries)
        return tuple(
            DoNotCallSource(
                name=name,
                count=counts[name],
                added_ms=min(entry.added_ms for entry in entries if entry.source == name),
            )
            for name in sorted(counts)
        )

    async def find_entries(self, digits: str, *, limit: int) -> Sequence[DoNotCallEntry]:
        found = [
            DoNotCallEntry(
                e164=e164,
                source=source,
                reason=reason,
                added_ms=self._lists.listed_ms[e164, source],
            )
            for e164, sources in self._lists.do_not_call.items()
            for source, reason in sources.items()
            if digits in e164
        ]
        found.sort(key=lambda entry: (int(entry.e164), entry.added_ms, entry.source))
        return tuple(found[:limit])

    async def add_entry(self, e164: str, *, source: str, reason: str, at_ms: int) -> None:
        await self._lists.add_do_not_call([e164], source=source, reason=reason, at_ms=at_ms)

    async def remove_entry(self, e164: str, *, source: str) -> None:
        self._lists.do_not_call.get(e164, {}).pop(source, None)
        self._lists.listed_ms.pop((e164, source), None)
        if not self._lists.do_not_call.get(e164):
            self._lists.do_not_call.pop(e164, None)

    async def remove_source(self, source: str) -> int:
        listed = [e164 for e164, name in self._lists.listed_ms if name == source]
        for e164 in listed:
            await self.remove_entry(e164, source=source)
        return len(listed)


class InMemorySecretStore:
    """A keyring in the state the test puts it in."""

    def __init__(self, state: KeyringState = KeyringState.WORKING) -> None:
        self.state = state
        self.keyring: dict[str, str] = {}
        self.session: dict[str, str] = {}

    async def check(self) -> KeyringStatus:
        name = "" if self.state is KeyringState.ABSENT else "Test Keyring"
        detail = "no" if self.state is KeyringState.REFUSED else ""
        return KeyringStatus(self.state, keyring_name=name, detail=detail)

    async def fetch_secret(self, account_id: str) -> str:
        if account_id in self.session:
            return self.session[account_id]
        if self.state is KeyringState.ABSENT:
            raise NoKeyring("this machine has no usable keyring")
        self._raise_unless_working()
        if account_id not in self.keyring:
            raise SecretMissing("no secret is stored for this account")
        return self.keyring[account_id]

    async def save_secret(self, account_id: str, secret: str) -> SecretPlace:
        _refuse_unstorable(secret)
        if self.state is KeyringState.ABSENT:
            self.session[account_id] = secret
            return SecretPlace.SESSION
        self._raise_unless_working()
        self.keyring[account_id] = secret
        self.session.pop(account_id, None)
        return SecretPlace.KEYRING

    async def save_for_session(self, account_id: str, secret: str) -> None:
        _refuse_unstorable(secret)
        self.session[account_id] = secret

    async def delete_secret(self, account_id: str) -> None:
        self.session.pop(account_id, None)
        if self.state is KeyringState.ABSENT:
            return
        self._raise_unless_working()
        self.keyring.pop(account_id, None)

    def _raise_unless_working(self) -> None:
        if self.state is KeyringState.LOCKED:
            raise KeyringLocked("the keyring is locked")
        if self.state is KeyringState.REFUSED:
            raise KeyringRefused("no")


def _refuse_unstorable(secret: str) -> None:
    if not secret:
        raise InputError("access_secret", "Type the access secret.")
    if len(secret.encode("utf-16-le")) > 2 * MAX_SECRET_UNITS:
        raise InputError("access_secret", "The access secret is too long.")
