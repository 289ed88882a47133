"""Queues: listing them, who is in one, and changing that without losing anybody.

The provider's interface takes the whole list of members at once. So a change is planned
from the members as they were read and confirmed; they are read again right before it is
written, and the write is left out where somebody else changed them meanwhile; it is sent
once; and what the provider has afterwards is read and compared.
"""

from __future__ import annotations

import asyncio
import enum
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.errors import NotSupported, OutcomeUnknown, SendError
from dialer.domain.memberships import MembershipDifference, compare
from dialer.domain.ports import SupportsAgents
from dialer.services.paging import PagedRows, read_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dialer.domain.agents import Queue, QueueMember
    from dialer.domain.memberships import MembershipChange
    from dialer.services.paging import PageProgress
    from dialer.services.provider_pool import ProviderPool

PAGE_SIZE = 200
_log = logging.getLogger(__name__)


class ChangeOutcome(enum.StrEnum):
    """What became of a change, by what the provider has now.

    Attributes:
        VERIFIED: exactly the intended members.
        UNCHANGED: exactly the members from before.
        DIFFERS: something else.
        NOT_READ: nobody knows: it could not be read.
        CHANGED_MEANWHILE: somebody else changed the members first; nothing was written.
    """

    VERIFIED = "verified"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    NOT_READ = "not_read"
    CHANGED_MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """What became of a change.

    Attributes:
        outcome: by what the provider has now.
        change: what was asked for.
        now: the members the provider has; empty where they could not be read.
        difference: how ``now`` differs from the intended members; after
            CHANGED_MEANWHILE, from the members the change was planned from.
        write_error: why nobody knows whether the provider took the list; None where it
            said so, or where nothing was written.
    """

    outcome: ChangeOutcome
    change: MembershipChange
    now: tuple[QueueMember, ...]
    difference: MembershipDifference
    write_error: OutcomeUnknown | None = None


class QueueService:
    """Lists queues and changes who is in them.

    Args:
        providers: connections of accounts.
    """

    def __init__(self, providers: ProviderPool) -> None:
        self._providers = providers
        self._writes: dict[tuple[str, str], asyncio.Task[ChangeReport]] = {}

    async def load(
        self, account_id: str, *, on_progress: Callable[[PageProgress], None]
    ) -> PagedRows[Queue]:
        """Loads every page; each queue comes once.

        Args:
            account_id: whose queues.
            on_progress: told after each page; must not block.

        Raises:
            QueueNumberNeeded: the provider lists none; ask for one with ``find``.
            NotSupported: the account has no call centre.
            UnknownAccount: there is no such account (any more).
            SecretError: its secret cannot be had.
            SendError: a page was refused, not sent, or did not arrive.
        """
        provider = await self._fetch_provider(account_id)
        paged = await read_pages(
            lambda page: provider.fetch_queues(page, PAGE_SIZE),
            page_size=PAGE_SIZE,
            identify=_identity,
            on_progress=on_progress,
        )
        unique: dict[Hashable, Queue] = {}
        for queue in paged.rows:
            unique.setdefault(_identity(queue), queue)
        return PagedRows(rows=tuple(unique.values()), pages=paged.pages)

    async def find(self, account_id: str, queue_id: str) -> tuple[Queue, ...]:
        """Looks a queue up by its number; empty where there is none.

        Raises:
            InputError: no number was given.
            DialerError: as ``load``.
        """
        provider = await self._fetch_provider(account_id)
        return tuple(await provider.find_queues(queue_id))

    async def fetch_members(self, account_id: str, queue_id: str) -> tuple[QueueMember, ...]:
        """Everyone in a queue, as the provider has it now.

        Raises:
            DialerError: as ``load``.
        """
        provider = await self._fetch_provider(account_id)
        return tuple(await provider.fetch_queue_members(queue_id))

    async def change_members(
        self,
        account_id: str,
        change: MembershipChange,
        *,
        on_write: Callable[[], None] = lambda: None,
    ) -> ChangeReport:
        """Writes the intended members, once, and reads them again.

        Until the write begins, cancelling stops everything. From then on it is carried
        through and compared, whoever still waits for it.

        Args:
            account_id: whose queue.
            change: what the person has confirmed.
            on_write: told right before the write.

        Raises:
            DialerError: as ``load``; nothing was changed.
        """
        provider = await self._fetch_provider(account_id)
        key = (account_id, change.queue_id)
        while True:
            if key in self._writes:
                await asyncio.wait({self._writes[key]})
            now = tuple(await provider.fetch_queue_members(change.queue_id))
            if key not in self._writes:
                break
        difference = compare(change.before, now)
        if not difference.is_none:
            report = ChangeReport(
                outcome=ChangeOutcome.CHANGED_MEANWHILE,
                change=change,
                now=now,
                difference=difference,
            )
            _note(report)
            return report
        on_write()
        write = asyncio.ensure_future(self._write(provider, change))
        self._writes[key] = write
        write.add_done_callback(lambda ended: self._settle(key, ended))
        return await asyncio.shield(write)

    async def verify(self, account_id: str, report: ChangeReport) -> ChangeReport:
        """Reads the members once more after a write, and compares again.

        Raises:
            DialerError: as ``load``.
        """
        now = await self.fetch_members(account_id, report.change.queue_id)
        return _judge(report.change, now, report.write_error)

    async def finish(self) -> None:
        """Waits for writes under way."""
        if self._writes:
            await asyncio.wait(tuple(self._writes.values()))

    async def _write(self, provider: SupportsAgents, change: MembershipChange) -> ChangeReport:
        write_error = None
        intended = [member.sip_number for member in change.after]
        try:
            await provider.replace_queue_members(change.queue_id, intended)
        except OutcomeUnknown as unknown:
            write_error = unknown
        try:
            now = await provider.fetch_queue_members(change.queue_id)
        except SendError:
            return ChangeReport(
                outcome=ChangeOutcome.NOT_READ,
                change=change,
                now=(),
                difference=MembershipDifference(),
                write_error=write_error,
            )
        return _judge(change, tuple(now), write_error)

    def _settle(self, key: tuple[str, str], ended: asyncio.Task[ChangeReport]) -> None:
        del self._writes[key]
        if ended.cancelled():
            return
        # Asked for here, so that one nobody waits for any more is not called forgotten.
        error = ended.exception()
        if error is None:
            _note(ended.result())
        else:
            _log.info("Queue members: not changed: %s", error)

    async def _fetch_provider(self, account_id: str) -> SupportsAgents:
        provider = await self._providers.fetch_provider(account_id)
        if not isinstance(provider, SupportsAgents):
            raise NotSupported(
                "It has no call centre that lists queues. Choose an account of an NXCC team, "
                "or the Sandbox."
            )
        return provider


def _judge(
    change: MembershipChange, now: tuple[QueueMember, ...], write_error: OutcomeUnknown | None
) -> ChangeReport:
    difference = compare(change.after, now)
    if difference.is_none:
        outcome = ChangeOutcome.VERIFIED
    elif compare(change.before, now).is_none:
        outcome = ChangeOutcome.UNCHANGED
    else:
        outcome = ChangeOutcome.DIFFERS
    return ChangeReport(
        outcome=outcome, change=change, now=now, difference=difference, write_error=write_error
    )


def _note(report: ChangeReport) -> None:
    """Who it was is not written down: the log may be sent to others."""
    change = report.change
    _log.info(
        "Queue members: %d to add, %d to remove, %d stay: %s%s",
        len(change.added),
        len(change.removed),
        change.kept_count,
        report.outcome.value,
        ", the write was not acknowledged" if report.write_error else "",
    )


def _identity(queue: Queue) -> Hashable:
    """What makes a queue the same one; without a number everything about it does."""
    return queue.queue_id or queue
