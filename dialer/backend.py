"""The half of the composition root behind the window: adapters and services.

Kept apart from ``dialer.app`` because its imports (HTTP, TLS, SQLite) cost more than the
window's first paint may wait for.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.clock import SystemClock
from dialer.connector import Connector
from dialer.contact_desk import ContactDesk
from dialer.domain.accounts import ProviderKind, sandbox_account
from dialer.keychain import Keychain
from dialer.list_checker import ListChecker
from dialer.policy import machine_policy_path, read_policy
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.services.accounts import AccountService
from dialer.services.agent_figures import AgentFigureService
from dialer.services.agents import AgentService
from dialer.services.back_offs import BackOffs
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.call_history import CallHistory
from dialer.services.call_notes import CallNoteService
from dialer.services.calling_rules import CallingRulesService
from dialer.services.calls import CallService
from dialer.services.clock_doctor import ClockDoctor
from dialer.services.contact_import import ContactImportService
from dialer.services.contacts import ContactService
from dialer.services.do_not_call import DoNotCall
from dialer.services.do_not_call_lists import DoNotCallLists
from dialer.services.explanations import Explainer
from dialer.services.following import Cadence, FollowingService
from dialer.services.provider_pool import ProviderPool
from dialer.services.queues import QueueService
from dialer.services.records import RecordService
from dialer.services.retention import RetentionService
from dialer.services.settling import LookTimes, SettlingService
from dialer.services.task_limits import TaskLimits
from dialer.services.tasks import TaskService
from dialer.store import (
    ContactDatabase,
    Database,
    SqliteAccountStore,
    SqliteCallForgetting,
    SqliteCallJournal,
    SqliteCallNotes,
    SqliteContactImports,
    SqliteContactStore,
    SqliteDoNotCallStore,
    SqliteNumberListStore,
    SqliteSettingsStore,
    SqliteTaskJournal,
)
from dialer.time_zones import NumberTimeZones

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dialer.domain.calls import Call
    from dialer.domain.guard import Concern
    from dialer.domain.ports import CallJournal, Clock, CodeBook
    from dialer.domain.task_ports import NumberListChecker, NumberListStore
    from dialer.providers.sending import ReplyLimits
    from dialer.providers.transport import Timeouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """Everything behind the window, wired."""

    calls: CallService
    following: FollowingService
    accounts: AccountService
    agents: AgentService
    queues: QueueService
    figures: AgentFigureService
    history: CallHistory
    notes: CallNoteService
    retention: RetentionService
    settling: SettlingService
    records: RecordService
    tasks: TaskService
    contacts: ContactService
    rules: CallingRulesService
    contact_imports: ContactImportService
    do_not_call: DoNotCallLists
    clock_doctor: ClockDoctor
    back_offs: BackOffs
    explainer: Explainer
    secrets: Keychain
    connector: Connector
    number_lists: NumberListStore
    list_checker: NumberListChecker
    _stack: AsyncExitStack

    async def close(self) -> None:
        """Waits for requests under way, then closes everything in reverse."""
        try:
            await self.following.finish()
            await self.settling.finish()
            await self.calls.finish()
            await self.tasks.finish()
            await self.queues.finish()
        finally:
            await self._stack.aclose()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stores:
    """The open files, and what closes them."""

    database: Database
    number_lists: SqliteNumberListStore
    contacts: SqliteContactStore
    contact_imports: SqliteContactImports
    stack: AsyncExitStack


async def _open_stores(data_dir: Path) -> _Stores:
    async with AsyncExitStack() as opening:
        database = Database(data_dir)
        opening.callback(database.close)
        number_lists = SqliteNumberListStore(data_dir)
        opening.push_async_callback(number_lists.close)
        contacts = ContactDatabase(data_dir)
        opening.callback(contacts.close)
        contact_imports = SqliteContactImports(contacts)
        opening.push_async_callback(contact_imports.close)
        # Each on its own thread: the window waits for the slowest one, not for all.
        await asyncio.gather(database.open(), number_lists.open(), contacts.open())
        await contact_imports.open()
        return _Stores(
            database=database,
            number_lists=number_lists,
            contacts=SqliteContactStore(contacts),
            contact_imports=contact_imports,
            stack=opening.pop_all(),
        )


def _make_workers(data_dir: Path, stores: _Stores, clock: Clock) -> tuple[ListChecker, ContactDesk]:
    """What has heavy work done in processes of its own; none is started yet."""
    list_checker = ListChecker(data_dir, stores.number_lists, clock)
    stores.stack.push_async_callback(list_checker.close)
    contact_desk = ContactDesk(data_dir, clock)
    stores.stack.push_async_callback(contact_desk.close)
    return list_checker, contact_desk


def _code_books() -> Mapping[ProviderKind, CodeBook]:
    return {ProviderKind.NXCLOUD: NxcloudCodeBook(), ProviderKind.AICC: AiccCodeBook()}


class _Standing:
    """What the exchanges with each account's provider showed, for those who go by it."""

    def __init__(self, clock: Clock, policy_path: Path | None) -> None:
        self.doctor = ClockDoctor(clock, read_policy(policy_path or machine_policy_path()))
        self.back_offs = BackOffs(clock)

    def make_connector(
        self,
        clock: Clock,
        stack: AsyncExitStack,
        *,
        limits: ReplyLimits | None,
        timeouts: Timeouts | None,
    ) -> Connector:
        return Connector(
            clock,
            stack,
            doctor=self.doctor,
            observers=(self.doctor, self.back_offs),
            limits=limits,
            timeouts=timeouts,
        )

    def make_explainer(self) -> Explainer:
        return Explainer(
            _code_books(),
            wait_left_ms=self.back_offs.left_ms,
            may_use_provider_time=lambda account_id: self.doctor.get_state(account_id).may_start,
        )

    def learn_from(self, call: Call, explainer: Explainer) -> None:
        """Takes the provider's word where a call was refused for the time of its request."""
        event = call.outcome_event
        if event is not None and event.clock_offset_ms is not None and explainer.blames_clock(call):
            self.doctor.believe(call.account_id, event.clock_offset_ms)

    def find_hurdles(self, account_id: str) -> tuple[Concern, ...]:
        """What speaks against any call through an account now."""
        return (
            *self.back_offs.find_concerns(account_id),
            *self.doctor.find_concerns(account_id),
        )


async def open_backend(
    data_dir: Path,
    *,
    clock: Clock | None = None,
    limits: ReplyLimits | None = None,
    timeouts: Timeouts | None = None,
    cadence: Cadence | None = None,
    look_times: LookTimes | None = None,
    policy_path: Path | None = None,
) -> Backend:
    """Opens the database in a folder and wires adapters to services.

    Args:
        data_dir: the folder.
        clock: this computer's where None.
        limits: how long to wait for replies.
        timeouts: how long to wait for connections.
        cadence: how often calls under way are asked about.
        look_times: when records are asked about a call of unknown outcome.
        policy_path: the organisation's rules; this computer's where None.

    Raises:
        StoreError: the database cannot be used.
    """
    clock = clock or SystemClock()
    stores = await _open_stores(data_dir)
    accounts, stack = SqliteAccountStore(stores.database), stores.stack
    secrets = Keychain()
    stack.callback(secrets.close)
    list_checker, contact_desk = _make_workers(data_dir, stores, clock)
    zones = NumberTimeZones()
    stack.callback(zones.close)
    standing = _Standing(clock, policy_path)
    connector = standing.make_connector(clock, stack, limits=limits, timeouts=timeouts)
    return _wire(
        _Ground(
            clock=clock,
            stores=stores,
            accounts=accounts,
            secrets=secrets,
            standing=standing,
            connector=connector,
            list_checker=list_checker,
            zones=zones,
            contact_desk=contact_desk,
            pool=ProviderPool(
                accounts, secrets, connect=connector.connect, sandbox=sandbox_account()
            ),
        ),
        cadence=cadence,
        look_times=look_times,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the services stand on."""

    clock: Clock
    stores: _Stores
    accounts: SqliteAccountStore
    secrets: Keychain
    standing: _Standing
    connector: Connector
    list_checker: ListChecker
    contact_desk: ContactDesk
    pool: ProviderPool
    zones: NumberTimeZones

    @property
    def settings(self) -> SqliteSettingsStore:
        return SqliteSettingsStore(self.stores.database)

    def make_retention(self) -> RetentionService:
        forgetting = SqliteCallForgetting(self.stores.database)
        return RetentionService(forgetting, self.settings, self.clock)

    @property
    def do_not_call(self) -> DoNotCallLists:
        store = SqliteDoNotCallStore(self.stores.number_lists.database)
        return DoNotCallLists(store, self.clock)

    def make_tasks(self, explainer: Explainer, rules: CallingRulesService) -> TaskService:
        return TaskService(
            SqliteTaskJournal(self.stores.database),
            self.stores.number_lists,
            self.pool,
            self.clock,
            proves_nobody_called=explainer.proves_nobody_called,
            limits=TaskLimits(
                self.clock,
                fetch_rules=rules.fetch,
                zones=self.zones,
                find_do_not_call=self.stores.contacts.find_do_not_call,
            ),
        )

    def make_guard(
        self,
        journal: CallJournal,
        explainer: Explainer,
        rules: CallingRulesService,
        tasks: TaskService,
    ) -> CallGuard:
        stores = self.stores
        barred = DoNotCall(stores.number_lists.find_do_not_call, stores.contacts.find_do_not_call)
        sources = GuardSources(
            rang_nobody=explainer.rang_nobody,
            find_hurdles=self.standing.find_hurdles,
            find_do_not_call=barred.find,
            fetch_rules=rules.fetch,
            find_task=tasks.find_task_with,
            zones=self.zones,
        )
        return CallGuard(journal, self.clock, sources=sources)


def _account_service(ground: _Ground) -> AccountService:
    return AccountService(
        ground.accounts,
        ground.secrets,
        ground.settings,
        providers=ground.pool,
        clock=ground.clock,
        sandbox=sandbox_account(),
    )


def _call_service(
    ground: _Ground, journal: SqliteCallJournal, explainer: Explainer, *, guard: CallGuard
) -> CallService:
    calls = CallService(
        journal,
        ground.pool,
        ground.clock,
        guard=guard,
        stop_sending=ground.connector.stop_sending,
    )
    calls.listen(lambda call: ground.standing.learn_from(call, explainer))
    return calls


def _wire(ground: _Ground, *, cadence: Cadence | None, look_times: LookTimes | None) -> Backend:
    pool, clock, standing = ground.pool, ground.clock, ground.standing
    explainer = standing.make_explainer()
    journal = SqliteCallJournal(ground.stores.database)
    history = CallHistory(journal)
    rules = CallingRulesService(ground.settings)
    tasks = ground.make_tasks(explainer, rules)
    calls = _call_service(
        ground, journal, explainer, guard=ground.make_guard(journal, explainer, rules, tasks)
    )
    return Backend(
        calls=calls,
        following=FollowingService(calls, pool, clock, cadence=cadence),
        history=history,
        retention=ground.make_retention(),
        notes=CallNoteService(SqliteCallNotes(ground.stores.database), ground.settings),
        settling=SettlingService(
            calls, history, pool, clock, rang_nobody=explainer.rang_nobody, times=look_times
        ),
        records=RecordService(pool),
        accounts=_account_service(ground),
        tasks=tasks,
        rules=rules,
        do_not_call=ground.do_not_call,
        contacts=ContactService(ground.stores.contacts, journal, ground.settings, clock),
        contact_imports=ContactImportService(
            ground.stores.contact_imports, ground.contact_desk, clock
        ),
        agents=AgentService(pool),
        queues=QueueService(pool),
        figures=AgentFigureService(pool),
        clock_doctor=standing.doctor,
        back_offs=standing.back_offs,
        explainer=explainer,
        secrets=ground.secrets,
        connector=ground.connector,
        number_lists=ground.stores.number_lists,
        list_checker=ground.list_checker,
        _stack=ground.stores.stack,
    )
