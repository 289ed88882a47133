"""Agents: who they are, how long they did what, and their figures.

What the documents leave open is decided here: a wrong field is 1002, an agent nobody
knows is one, and figures follow from the agent's number, so that they never change.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.nxcloud.nxcc_gateway import NxccEndpoint, read_page, read_tenant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dialer.sandbox.messages import Answer
    from dialer.sandbox.nxcloud.fields import Fields
    from dialer.sandbox.nxcloud.team import SandboxAgent

_EFFICIENCY_SIZE = 100
_IN_TOTAL, _BY_DAY = 0, 1
_MAX_DAYS = 366
# Shares of a span, in thousandths; what is left is time signed out.
_SHARES = {
    "busyDuration": 90,
    "wrapupDuration": 60,
    "idleDuration": 210,
    "callingDuration": 330,
    "ringingDuration": 40,
    "meetingDuration": 30,
    "eatingDuration": 50,
    "wcDuration": 15,
    "sleepDuration": 5,
    "otherDuration": 10,
}
_THOUSAND = 1000


class AgentPageEndpoint(NxccEndpoint):
    """Lists agents."""

    path: ClassVar[str] = "/saas/cc/openapi/agent/page"
    shows_total: ClassVar[bool] = True

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        read_tenant(fields)
        name = fields.optional_text("userName")
        wanted = read_page(fields)
        agents = [agent for agent in self._team.agents.values() if not name or agent.is_named(name)]
        queue_names = self._team.queue_names_by_agent()
        rows = [agent.to_row(queue_names.get(agent.sip_number, ())) for agent in agents[wanted]]
        return self._accept_page(rows, total=len(agents))


class AgentStatusEndpoint(NxccEndpoint):
    """How long one agent was in each state over a span."""

    path: ClassVar[str] = "/saas/cc/openapi/agent/status/info"

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        read_tenant(fields)
        agent = self._team.find_agent(fields.text("userName"))
        start_s = fields.seconds_or_text("startDateTime")
        end_s = fields.seconds_or_text("endDateTime")
        if agent is None:
            fields.refuse("agent_unknown", field="userName")
        if end_s < start_s:
            fields.refuse("end_before_start", field="endDateTime")
        return self._accept(
            {
                "nickName": agent.nick_name,
                "userName": agent.user_name,
                "sipNumber": agent.sip_number,
                **_durations(agent, end_s - start_s),
            }
        )


class AgentEfficiencyEndpoint(NxccEndpoint):
    """Figures of agents over a span, in total or by day."""

    path: ClassVar[str] = "/saas/cc/openapi/agent/efficiencyStatistical/page"
    shows_total: ClassVar[bool] = True

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        if fields.has("tenantId"):
            read_tenant(fields)
        agents = self._read_agents(fields)
        is_by_day = fields.whole("staticalType", most=_BY_DAY) == _BY_DAY
        start, end = fields.time("startDateTime"), fields.time("endDateTime")
        wanted = read_page(fields, most=_EFFICIENCY_SIZE)
        if end < start:
            fields.refuse("end_before_start", field="endDateTime")
        days = (end.date() - start.date()).days + 1
        if days > _MAX_DAYS:
            fields.refuse("span_too_long", field="endDateTime", most=_MAX_DAYS)
        if not is_by_day:
            rows = [_figures(agent, days) for agent in agents[wanted]]
            return self._accept_page(rows, total=len(agents))
        listed = islice(_days_of(agents, start.date(), days), wanted.start, wanted.stop)
        return self._accept_page(tuple(listed), total=len(agents) * days)

    def _read_agents(self, fields: Fields) -> list[SandboxAgent]:
        name, group_name = fields.optional_text("userName"), fields.optional_text("groupName")
        agents = [agent for agent in self._team.agents.values() if not name or agent.is_named(name)]
        if not group_name:
            return agents
        queue_names = self._team.queue_names_by_agent()
        return [agent for agent in agents if group_name in queue_names.get(agent.sip_number, ())]


def _durations(agent: SandboxAgent, span_s: int) -> dict[str, int]:
    """Totals by state; different for each agent, together less than the span."""
    turn = agent.index % 7
    return {
        state: span_s * max(share - turn * 5, 0) // _THOUSAND for state, share in _SHARES.items()
    }


def _figures(agent: SandboxAgent, days: int) -> dict[str, object]:
    """The two figures the document names, and further ones a client has not heard of."""
    answered = (20 + agent.index % 30) * days
    talk_s = answered * (95 + agent.index % 60)
    return {
        "agentName": agent.user_name,
        "agentNickName": agent.nick_name,
        "answerCountInFive": answered * 2 // 3,
        "answerCountInTen": answered * 5 // 6,
        "answerCount": answered,
        "missedCount": answered // 9,
        "talkDuration": talk_s,
        "averageTalkDuration": round(talk_s / answered, 1),
        "satisfactionScore": 4 + agent.index % 10 / 10,
    }


def _days_of(agents: list[SandboxAgent], first: dt.date, days: int) -> Iterator[dict[str, object]]:
    for offset in range(days):
        day = (first + dt.timedelta(days=offset)).isoformat()
        for agent in agents:
            yield {**_figures(agent, 1), "day": day}
