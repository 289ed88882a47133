"""Queues, which the API calls agent groups: the list, the members, and changing them.

What the documents leave open is decided here: an empty ``queueName`` lists every group,
any other is the number or the name of one; the members sent replace those before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.nxcloud.nxcc_gateway import (
    NxccEndpoint,
    read_page,
    read_queue,
    read_tenant,
)

if TYPE_CHECKING:
    from dialer.sandbox.messages import Answer
    from dialer.sandbox.nxcloud.fields import Fields


class GroupPageEndpoint(NxccEndpoint):
    """Lists groups; no total is documented."""

    path: ClassVar[str] = "/saas/cc/openapi/agentGroup/page"

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        read_tenant(fields)
        wanted_name = fields.empty_or_text("queueName")
        wanted = read_page(fields)
        found = [
            queue
            for queue in self._team.queues.values()
            if wanted_name in {"", queue.group_no, queue.name}
        ]
        return self._accept_page([queue.to_row() for queue in found[wanted]], total=len(found))


class GroupMembersEndpoint(NxccEndpoint):
    """Lists everyone in a group."""

    path: ClassVar[str] = "/saas/cc/openapi/agentGroup/member/list"

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        read_tenant(fields)
        queue = read_queue(fields, "queueNo", self._team)
        return self._accept(
            [
                {
                    "nickName": agent.nick_name,
                    "userName": agent.user_name,
                    "sipNumber": agent.sip_number,
                }
                for agent in self._team.members(queue.group_no)
            ]
        )


class UpdateMembersEndpoint(NxccEndpoint):
    """Replaces the members of a group."""

    path: ClassVar[str] = "/saas/cc/openapi/agentGroup/updateMembers"

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        read_tenant(fields)
        queue = read_queue(fields, "queueNo", self._team)
        members = fields.texts("members")
        if not all(member in self._team.agents for member in members):
            fields.refuse("agent_unknown", field="members")
        self._team.replace_members(queue.group_no, members)
        return self._accept(None)
