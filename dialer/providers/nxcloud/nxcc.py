"""NXCLOUD's call centre (NXCC) in the product's words: agents, queues, tasks, records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import InputError, QueueNumberNeeded, Rejected
from dialer.domain.records import AnsweredFilter, RecordPage
from dialer.providers.nxcloud import wire_agents, wire_records, wire_tasks
from dialer.providers.nxcloud.provider import NxcloudProvider, require_page
from dialer.providers.nxcloud.wire import accepted_envelope

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.accounts import RoutingHeaders
    from dialer.domain.agents import (
        AgentDurations,
        AgentEfficiency,
        AgentPage,
        Queue,
        QueueMember,
    )
    from dialer.domain.ports import Clock
    from dialer.domain.records import RecordQuery
    from dialer.domain.tasks import TaskNumber, TaskReceipt, TaskSettings
    from dialer.providers.nxcloud.client import NxcloudClient

# What a wrong type of a field is answered with.
_WRONG_PARAMETER_CODES = frozenset({"1002", "41000"})


class NxccProvider(NxcloudProvider):
    """Adds SupportsAgents, SupportsTasks and SupportsRecords for an account with a team.

    Args:
        client: signs and sends.
        clock: for the times of events.
        dialout_headers: the account's overrides for dial-out.
        tenant_id: the account's team.
    """

    def __init__(
        self,
        client: NxcloudClient,
        clock: Clock,
        *,
        dialout_headers: RoutingHeaders,
        tenant_id: int,
    ) -> None:
        super().__init__(client, clock, dialout_headers=dialout_headers)
        self._nxcc = client
        self._tenant_id = tenant_id

    async def fetch_agents(self, page: int, page_size: int) -> AgentPage:
        """One page of agents. See SupportsAgents."""
        _require_size(page, page_size)
        body = wire_agents.agent_page_body(self._tenant_id, page=page, page_size=page_size)
        envelope = accepted_envelope(await self._nxcc.agent_page(body))
        return wire_agents.read_agents(envelope, page=page, page_size=page_size)

    async def fetch_queues(self, page: int, page_size: int) -> Sequence[Queue]:
        """One page of agent groups. See SupportsAgents.

        That an empty group number asks for every group is a reading the provider has not
        confirmed: where the field is refused, groups can only be asked for by number.
        """
        _require_size(page, page_size)
        body = wire_agents.group_page_body(self._tenant_id, page=page, page_size=page_size)
        try:
            return wire_agents.read_queues(accepted_envelope(await self._nxcc.group_page(body)))
        except Rejected as refusal:
            if refusal.code not in _WRONG_PARAMETER_CODES:
                raise
            raise QueueNumberNeeded(
                refusal.code,
                refusal.words,
                http_status=refusal.http_status,
                request_id=refusal.request_id,
                clock_offset_ms=refusal.clock_offset_ms,
            ) from refusal

    async def find_queues(self, queue_id: str) -> Sequence[Queue]:
        """The groups of a number. See SupportsAgents."""
        _require_queue(queue_id)
        body = wire_agents.group_page_body(
            self._tenant_id, page=1, page_size=wire_agents.MAX_PAGE_SIZE, queue_id=queue_id
        )
        return wire_agents.read_queues(accepted_envelope(await self._nxcc.group_page(body)))

    async def fetch_queue_members(self, queue_id: str) -> Sequence[QueueMember]:
        """Everyone in an agent group. See SupportsAgents."""
        _require_queue(queue_id)
        body = wire_agents.group_members_body(self._tenant_id, queue_id)
        return wire_agents.read_members(accepted_envelope(await self._nxcc.group_members(body)))

    async def replace_queue_members(self, queue_id: str, sip_numbers: Sequence[str]) -> None:
        """Sends the whole intended list, once. See SupportsAgents.

        The page takes one list and no word on adding or removing: that it replaces the
        members is a reading the provider has not confirmed, so read them again after it.
        """
        _require_queue(queue_id)
        unique = list(dict.fromkeys(sip_numbers))
        if not unique or not all(unique):
            raise InputError("sip_numbers", "Keep at least one agent in the queue.")
        body = wire_agents.update_members_body(self._tenant_id, queue_id, unique)
        accepted_envelope(await self._nxcc.update_members(body))

    async def fetch_agent_durations(
        self, account_name: str, start_ms: int, end_ms: int
    ) -> Sequence[AgentDurations]:
        """Totals by state. See SupportsAgents.

        The times go as numbers, as the page declares them; where those are refused, once
        more as texts, as its sample shows them.
        """
        try:
            return await self._fetch_durations(account_name, start_ms, end_ms, as_text=False)
        except Rejected as refusal:
            if refusal.code not in _WRONG_PARAMETER_CODES:
                raise
        return await self._fetch_durations(account_name, start_ms, end_ms, as_text=True)

    async def fetch_agent_efficiency(
        self, start_ms: int, end_ms: int, *, page: int, by_day: bool
    ) -> Sequence[AgentEfficiency]:
        """One page of figures. See SupportsAgents."""
        require_page(page)
        body = wire_agents.agent_efficiency_body(
            self._tenant_id, start_ms, end_ms, page=page, by_day=by_day
        )
        return wire_agents.read_efficiency(
            accepted_envelope(await self._nxcc.agent_efficiency(body))
        )

    async def send_task(
        self,
        settings: TaskSettings,
        numbers: Sequence[TaskNumber],
        *,
        before_leaving: Callable[[], None] = lambda: None,
    ) -> TaskReceipt:
        """Makes one task with one batch of numbers. See SupportsTasks."""
        body = wire_tasks.create_task_body(settings, numbers)
        reply = await self._nxcc.create_and_call(body, before_leaving=before_leaving)
        return wire_tasks.read_task_receipt(accepted_envelope(reply), reply)

    async def fetch_records(self, query: RecordQuery, page: int) -> RecordPage:
        """One page of NXCC records. See SupportsRecords.

        A query for nothing but an order goes to the endpoint for orders: it holds every
        record of the order on one page, whatever the span.
        """
        require_page(page)
        if not _is_for_order_alone(query):
            body = wire_records.records_page_body(query, page=page)
            return wire_records.read_records_page(
                accepted_envelope(await self._nxcc.records_page(body))
            )
        if page > 1:
            return RecordPage((), is_last=True)
        body = wire_records.records_by_order_body(self._tenant_id, query.order_id)
        records = wire_records.read_records(
            accepted_envelope(await self._nxcc.records_by_order(body))
        )
        return RecordPage(records, is_last=True)

    async def _fetch_durations(
        self, account_name: str, start_ms: int, end_ms: int, *, as_text: bool
    ) -> Sequence[AgentDurations]:
        body = wire_agents.agent_status_body(
            self._tenant_id, account_name, start_ms, end_ms, as_text=as_text
        )
        return wire_agents.read_durations(accepted_envelope(await self._nxcc.agent_status(body)))


def _require_size(page: int, page_size: int) -> None:
    require_page(page)
    if not 1 <= page_size <= wire_agents.MAX_PAGE_SIZE:
        raise InputError("page_size", f"A page holds 1 to {wire_agents.MAX_PAGE_SIZE} rows.")


def _require_queue(queue_id: str) -> None:
    if not queue_id:
        raise InputError("queue_id", "Choose a queue.")


def _is_for_order_alone(query: RecordQuery) -> bool:
    others = (query.call_id, query.caller, query.callee, query.agent, query.direction)
    is_any = not any(others) and query.answered is AnsweredFilter.ALL
    return bool(query.order_id) and is_any
