"""The team behind the sandbox: invented agents and their queues.

What the documents leave open is decided here: one team, whose number is ``TENANT_ID``;
an agent may be in several queues; a new list of members replaces the old one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TENANT_ID = 144
DEFAULT_AGENT_COUNT = 214
_MAX_AGENTS = 99_999
_FIRST_NAMES = (
    *("Amara", "Björn", "Chloé", "Dewi", "Elif", "Farid", "Grace", "Hana", "Iván", "Jaya"),
    *("Kwame", "Leila", "Mateo", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Siti", "Tomás"),
    *("Uma", "Viktor", "Wen", "Ximena", "Yusuf", "Zoë"),
)
_LAST_NAMES = (
    *("Adeyemi", "Bianchi", "Castro", "Dubois", "Eriksen", "Fernández", "Gupta", "Hartono"),
    *("Ito", "Jensen", "Kowalska", "Lim", "Mbeki", "Nguyen", "Okafor", "Park", "Quispe"),
    *("Rossi", "Santoso", "Tan", "Ueda", "Vargas", "Wijaya", "Xu", "Yilmaz"),
)
_CHINESE_NAMES = ("王小明", "李娜", "陈思远", "林佳怡")
_EVERY_CHINESE = 41
_EVERY_DISABLED = 17
_EVERY_IN_TWO = 5
# Each as one element of the list that is sent: the document joins codes within one text.
_COUNTRIES: tuple[tuple[str, ...], ...] = (
    ("US, SG",),
    ("HK",),
    ("ID, SG, MY",),
    ("US", "CA"),
    (),
)
_RECORDING: tuple[bool | int, ...] = (True, 1, False, 0)
_STORAGE_DAYS = (30, 90, 180)
_QUEUE_NAMES = (
    ("Sales", "Calls about new orders"),
    ("Support", ""),
    ("Collections", "Weekdays only"),
    ("Retention", ""),
    ("Night shift", "20:00 to 06:00"),
    ("华语客服", "普通话与粤语"),
)
_RING_POLICIES = (1, 2)


@dataclass(frozen=True, slots=True)
class SandboxAgent:
    """An agent nobody is.

    Attributes:
        index: from 1; figures are made from it.
        user_name: an e-mail address in a domain kept for examples.
    """

    index: int
    sip_number: str
    user_name: str
    nick_name: str

    @property
    def is_enabled(self) -> bool:
        """Whether the account may sign in."""
        return self.index % _EVERY_DISABLED != 0

    def is_named(self, name: str) -> bool:
        """Whether a name field means this agent: the e-mail or the NX account."""
        return name in {self.user_name, self.sip_number}

    def to_row(self, queue_names: Sequence[str]) -> dict[str, object]:
        """The agent as the list shows it."""
        day = self.index % 28 + 1
        return {
            "allowCountry": list(_COUNTRIES[self.index % len(_COUNTRIES)]),
            "enableStatusLog": self.index % 3 == 0,
            "endPointName": "WebRTC" if self.index % 2 else "SIP",
            "gmtCreate": f"2024-03-{day:02d} 09:20:00",
            "gmtModified": f"2025-01-{day:02d} 17:45:30",
            "nickName": self.nick_name,
            "queueName": list(queue_names),
            "recording": _RECORDING[self.index % len(_RECORDING)],
            "recordingStorageDays": _STORAGE_DAYS[self.index % len(_STORAGE_DAYS)],
            "sipNumber": self.sip_number,
            "status": int(self.is_enabled),
            "userName": self.user_name,
        }


@dataclass(frozen=True, slots=True)
class SandboxQueue:
    """An agent group."""

    group_no: str
    name: str
    remark: str
    prefers_familiar_agent: bool
    ring_policy: int

    def to_row(self) -> dict[str, object]:
        """The group as the list shows it; an empty remark is left out."""
        row: dict[str, object] = {
            "groupName": self.name,
            "groupNo": self.group_no,
            "familiarizeFirst": self.prefers_familiar_agent,
            "ringPolicy": self.ring_policy,
        }
        if self.remark:
            row["remark"] = self.remark
        return row


class Team:
    """The agents, the queues, and who is in which; made when first asked for.

    Args:
        agent_count: how many agents there are.
    """

    def __init__(self, agent_count: int = DEFAULT_AGENT_COUNT) -> None:
        if not 1 <= agent_count <= _MAX_AGENTS:
            raise ValueError("agent_count is out of range")
        self._agent_count = agent_count

    @cached_property
    def agents(self) -> Mapping[str, SandboxAgent]:
        """Every agent by SIP number, in order."""
        made = (_agent(index) for index in range(1, self._agent_count + 1))
        return {agent.sip_number: agent for agent in made}

    @cached_property
    def queues(self) -> Mapping[str, SandboxQueue]:
        """Every queue by its number, in order."""
        made = (
            SandboxQueue(
                group_no=f"NX{TENANT_ID}G{position:03d}",
                name=name,
                remark=remark,
                prefers_familiar_agent=position % 2 == 0,
                ring_policy=_RING_POLICIES[position % len(_RING_POLICIES)],
            )
            for position, (name, remark) in enumerate(_QUEUE_NAMES, start=1)
        )
        return {queue.group_no: queue for queue in made}

    def members(self, group_no: str) -> tuple[SandboxAgent, ...]:
        """Everyone in a queue."""
        return tuple(self.agents[sip_number] for sip_number in self._members[group_no])

    def replace_members(self, group_no: str, sip_numbers: Sequence[str]) -> None:
        """Gives a queue other members; each must be an agent."""
        self._members[group_no] = tuple(dict.fromkeys(sip_numbers))

    def queue_names_by_agent(self) -> Mapping[str, list[str]]:
        """The names of the queues of each agent that is in one."""
        names: dict[str, list[str]] = {}
        for group_no, sip_numbers in self._members.items():
            for sip_number in sip_numbers:
                names.setdefault(sip_number, []).append(self.queues[group_no].name)
        return names

    def find_agent(self, name: str) -> SandboxAgent | None:
        """The agent of an e-mail or NX account."""
        return next((agent for agent in self.agents.values() if agent.is_named(name)), None)

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        count = len(self.queues)
        members: dict[str, list[str]] = {group_no: [] for group_no in self.queues}
        lists = list(members.values())
        for agent in self.agents.values():
            lists[agent.index % count].append(agent.sip_number)
            if agent.index % _EVERY_IN_TWO == 0:
                lists[(agent.index + 1) % count].append(agent.sip_number)
        return {group_no: tuple(sip_numbers) for group_no, sip_numbers in members.items()}


def _agent(index: int) -> SandboxAgent:
    first = _FIRST_NAMES[index % len(_FIRST_NAMES)]
    last = _LAST_NAMES[index // len(_FIRST_NAMES) % len(_LAST_NAMES)]
    nick_name = f"{first} {last}"
    if index % _EVERY_CHINESE == 0:
        nick_name = _CHINESE_NAMES[index // _EVERY_CHINESE % len(_CHINESE_NAMES)]
    return SandboxAgent(
        index=index,
        sip_number=f"NX{index:05d}",
        user_name=f"{_ascii(first)}.{_ascii(last)}.{index}@example.com",
        nick_name=nick_name,
    )


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
