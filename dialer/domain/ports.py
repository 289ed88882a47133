"""What services need of the world, as protocols the adapters fulfil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from dialer.domain.diagnosis import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from dialer.domain.accounts import (
        Account,
        ConnectionReport,
        KeyringStatus,
        SecretPlace,
    )
    from dialer.domain.agents import (
        AgentDurations,
        AgentEfficiency,
        AgentPage,
        Queue,
        QueueMember,
    )
    from dialer.domain.calling_rules import LocalTime
    from dialer.domain.calls import (
        Call,
        CallEvent,
        CallProgress,
        DialoutRequest,
        Receipt,
        TwoWayRequest,
    )
    from dialer.domain.diagnosis import Diagnosis
    from dialer.domain.exchanges import ExchangeReport
    from dialer.domain.history import CallSearch, HistoryPage
    from dialer.domain.records import RecordPage, RecordQuery
    from dialer.domain.tasks import TaskNumber, TaskReceipt, TaskSettings


class Clock(Protocol):
    """The only source of time for services."""

    def now_ms(self) -> int:
        """Wall clock, ms since the epoch."""

    def monotonic_ms(self) -> int:
        """A clock that never jumps, in ms from an arbitrary start."""


class TimeZones(Protocol):
    """Knows what time it is where a number is."""

    async def fetch_local_times(
        self, numbers: Sequence[str], *, at_ms: int
    ) -> Sequence[tuple[LocalTime, ...]]:
        """For each E.164 number the time in every zone its range may lie in.

        A number whose zones nobody knows has none. Made for thousands of numbers; does not
        block.

        Args:
            numbers: in E.164 form.
            at_ms: when, in ms since the epoch.
        """


class Provider(Protocol):
    """A connection to one provider account."""

    async def test_connection(self) -> ConnectionReport:
        """Sends a harmless signed read; never a call.

        Raises:
            SendError: the request was refused, not sent, or its outcome is unknown.
        """


@runtime_checkable
class SupportsDialout(Protocol):
    """Can connect an agent number and a customer through a DID."""

    async def place_dialout(
        self, request: DialoutRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        """Sends the request once.

        Args:
            request: what to place.
            observe: told SIGNED and SENT as they happen; must not block.

        Raises:
            SendError: which of its three kinds says what is proven.
        """


@runtime_checkable
class SupportsTwoWayCall(Protocol):
    """Can ring an agent's phone, then the customer's."""

    async def place_two_way_call(
        self, request: TwoWayRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        """Sends the request once; again only after a definite HTTP 401 and a new token.

        Raises:
            InputError: a field breaks a limit of the provider.
            SendError: which of its three kinds says what is proven.
        """


@runtime_checkable
class SupportsCallState(Protocol):
    """Can say how a placed call goes."""

    async def fetch_call_state(self, call_id: str) -> CallProgress:
        """Asks for the state of one call.

        Raises:
            SendError: no readable answer, or a refusal.
        """


@runtime_checkable
class SupportsRecords(Protocol):
    """Can list its own records of calls."""

    async def fetch_records(self, query: RecordQuery, page: int) -> RecordPage:
        """One page of records; the first page is 1.

        Raises:
            InputError: the query breaks a limit of the provider.
            SendError: no readable answer, or a refusal.
        """


@runtime_checkable
class SupportsTwoWayRecords(Protocol):
    """Can list its own records of two-way calls, which hold the call ids of their receipts.

    An account may offer both families (the Sandbox does): ``fetch_records`` of such an
    account lists its dial-out family's records alone. Whoever looks for a two-way call
    asks here; where an account offers two-way calls only, both lists are the same.
    """

    async def fetch_two_way_records(self, query: RecordQuery, page: int) -> RecordPage:
        """One page of two-way calls; the first page is 1, the span at most 7 days.

        Raises:
            InputError: the query breaks a limit of the provider.
            SendError: no readable answer, or a refusal.
        """


@runtime_checkable
class SupportsDidRecords(Protocol):
    """Can list what its DIDs did on one day. These records hold no call id."""

    async def fetch_did_records(self, query: RecordQuery, page: int) -> RecordPage:
        """One page of the day ``query.start_ms`` lies in, by the provider's clock.

        Raises:
            InputError: the query asks for what these records cannot tell.
            SendError: no readable answer, or a refusal.
        """


@runtime_checkable
class SupportsAgents(Protocol):
    """Can list agents and queues, and change who is in a queue."""

    async def fetch_agents(self, page: int, page_size: int) -> AgentPage:
        """One page of agents; the first page is 1, at most 200 a page."""

    async def fetch_queues(self, page: int, page_size: int) -> Sequence[Queue]:
        """One page of queues; a short page is the last.

        Raises:
            QueueNumberNeeded: queues are told of one at a time: ``find_queues``.
            SendError: no readable answer, or another refusal.
        """

    async def find_queues(self, queue_id: str) -> Sequence[Queue]:
        """The queues the provider finds for a queue's number; none where there is none."""

    async def fetch_queue_members(self, queue_id: str) -> Sequence[QueueMember]:
        """Everyone in a queue."""

    async def replace_queue_members(self, queue_id: str, sip_numbers: Sequence[str]) -> None:
        """Sends the whole intended list; the caller has read, shown and confirmed it.

        Raises:
            InputError: the list is empty; an empty list is never sent.
            SendError: sent once, so a lost reply leaves it unknown: read again.
        """

    async def fetch_agent_durations(
        self, account_name: str, start_ms: int, end_ms: int
    ) -> Sequence[AgentDurations]:
        """How long an agent was in each state over a span."""

    async def fetch_agent_efficiency(
        self, start_ms: int, end_ms: int, *, page: int, by_day: bool
    ) -> Sequence[AgentEfficiency]:
        """Figures of agents over a span; a page shorter than 100 is the last."""


@runtime_checkable
class SupportsTasks(Protocol):
    """Can take lists of numbers to call."""

    async def send_task(
        self,
        settings: TaskSettings,
        numbers: Sequence[TaskNumber],
        *,
        before_leaving: Callable[[], None] = lambda: None,
    ) -> TaskReceipt:
        """Makes one task with one batch of numbers. Rings phones: sent once.

        Args:
            settings: what the task is made with.
            numbers: whom it calls.
            before_leaving: called once it is the request's turn, which may take a minute;
                raises NotSent where it may not leave any more.

        Raises:
            InputError: a setting or a number breaks a rule of the provider; nothing was sent.
            SendError: which of its three kinds says what is proven.
        """


class CodeBook(Protocol):
    """What a provider's codes mean."""

    def explain(
        self,
        code: str,
        *,
        words: str = "",
        request_id: str | None = None,
        clock_offset_ms: int | None = None,
        purpose: Purpose = Purpose.CALL,
        wait_s: int = 0,
    ) -> Diagnosis:
        """Explains a code; one that is not documented keeps the provider's words.

        Args:
            code: the provider's, or ``HTTP nnn``.
            words: the provider's words, verbatim.
            request_id: the provider's id for the request, where it gave one.
            clock_offset_ms: provider clock minus ours, where known. Where that explains
                the refusal, the next step is USE_PROVIDER_TIME.
            purpose: what the request was for.
            wait_s: for how much longer the account's requests are held back.
        """


class ExchangeObserver(Protocol):
    """Wants to know of every answered request."""

    def hear(self, report: ExchangeReport) -> None:
        """Takes note; must not block."""


class CallJournal(Protocol):
    """Keeps every attempt."""

    async def record(self, call: Call) -> None:
        """Adds a call. When it returns, the row survives a power cut.

        Raises:
            ValueError: the call has no event, or its client call id is already recorded.
            StoreError: nothing of it was stored.
        """

    async def update(self, call: Call) -> None:
        """Adds a recorded call's new events and its state, as durably as ``record``.

        Raises:
            LookupError: the call was never recorded.
            ValueError: stored events are missing from it: it is out of date.
            StoreError: nothing of it was stored.
        """

    async def fetch_recent(self, limit: int) -> Sequence[Call]:
        """The newest calls, newest first."""

    async def fetch_calls_to(self, callee_e164: str, limit: int) -> Sequence[Call]:
        """The newest calls to one number, newest first."""

    async def fetch_latest(self, callees: Collection[str]) -> Mapping[str, Call]:
        """The newest call to each of some E.164 numbers, by number, where there is one."""

    async def fetch_unfinished(self) -> Sequence[Call]:
        """Calls left in REQUESTING, oldest first."""

    async def fetch_call(self, client_call_id: str) -> Call:
        """One call as it stands.

        Raises:
            LookupError: the call was never recorded.
        """

    async def has_called(self, account_id: str, region: str) -> bool:
        """Tells whether a call to a country has ever left through an account.

        Args:
            account_id: the account.
            region: ISO 3166-1 alpha-2 code; ``""`` stands for numbers of no country.

        Returns:
            True where some attempt is anything but NOT_SENT. Instant however many there are.
        """

    async def fetch_page(self, search: CallSearch, *, limit: int, mark: str = "") -> HistoryPage:
        """The newest of the calls that are wanted, newest first, however many there are.

        Args:
            search: which calls.
            limit: how many at most.
            mark: the ``next_mark`` of the page before, or ``""`` for the first.

        Raises:
            ValueError: the mark is not from this journal.
        """

    async def count_calls(self, search: CallSearch) -> int:
        """How many calls are wanted."""


class AccountStore(Protocol):
    """Keeps accounts. Secrets are not its business."""

    async def fetch_accounts(self) -> Sequence[Account]:
        """All accounts, in the order they were added."""

    async def save_account(self, account: Account) -> None:
        """Adds the account, or replaces the one with its id."""

    async def delete_account(self, account_id: str) -> None:
        """Forgets the account; its calls stay."""


class SettingsStore(Protocol):
    """Keeps the person's choices as text by name."""

    async def fetch_setting(self, name: str) -> str | None:
        """The stored text, or None."""

    async def save_setting(self, name: str, value: str) -> None:
        """Stores the text."""


class SecretStore(Protocol):
    """Keeps one secret an account."""

    async def check(self) -> KeyringStatus:
        """Writes, reads and deletes a probe. Never raises for what it finds."""

    async def fetch_secret(self, account_id: str) -> str:
        """The account's secret.

        Raises:
            SecretError: which kind says whether it is missing, locked, absent or refused.
        """

    async def save_secret(self, account_id: str, secret: str) -> SecretPlace:
        """Stores the secret in the keyring, or for this session where there is none.

        Raises:
            InputError: the secret is too long for the keyring.
            KeyringLocked: the person has not unlocked it.
            KeyringRefused: it answered with an error.
        """

    async def save_for_session(self, account_id: str, secret: str) -> None:
        """Keeps the secret in memory alone, where the person chose that."""

    async def delete_secret(self, account_id: str) -> None:
        """Forgets the secret; nothing happens where there is none.

        Raises:
            KeyringLocked: the person has not unlocked it.
            KeyringRefused: it answered with an error.
            NoKeyring: the secret was seen in a keyring that is no longer there.
        """
