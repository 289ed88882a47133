"""Everything behind the window that its pages work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.desktop_ports import GlobalHotkey, LinkHandler, Tray, TrayEntry
    from dialer.domain.ports import SecretStore
    from dialer.domain.task_ports import NumberListChecker, NumberListStore
    from dialer.services.accounts import AccountService
    from dialer.services.agent_figures import AgentFigureService
    from dialer.services.agents import AgentService
    from dialer.services.back_offs import BackOffs
    from dialer.services.call_history import CallHistory
    from dialer.services.call_notes import CallNoteService
    from dialer.services.calling_rules import CallingRulesService
    from dialer.services.calls import CallService
    from dialer.services.clock_doctor import ClockDoctor
    from dialer.services.contact_import import ContactImportService
    from dialer.services.contacts import ContactService
    from dialer.services.do_not_call_lists import DoNotCallLists
    from dialer.services.explanations import Explainer
    from dialer.services.following import FollowingService
    from dialer.services.queues import QueueService
    from dialer.services.records import RecordService
    from dialer.services.retention import RetentionService
    from dialer.services.settling import SettlingService
    from dialer.services.tasks import TaskService


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """What the desktop offers; each part is made when it is first needed.

    Attributes:
        make_link_handler: gives what makes this program the one that opens links.
        make_hotkey: gives the keys that work in every program.
        make_tray: puts an icon into the tray, with a menu and what a press of the icon
            does; gives None where the desktop has no tray.
    """

    make_link_handler: Callable[[], LinkHandler]
    make_hotkey: Callable[[], GlobalHotkey]
    make_tray: Callable[[Sequence[TrayEntry], Callable[[], None]], Tray | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the window works with.

    Attributes:
        calls: places calls.
        following: asks how two-way calls go.
        history: finds calls of the past.
        notes: keeps what agents say of calls.
        retention: removes calls that are too old to keep.
        settling: finds out what became of calls.
        records: reads providers' own records of calls.
        accounts: looks after accounts.
        agents: lists agents.
        queues: lists queues and changes who is in them.
        figures: reads what agents did.
        clock_doctor: knows how far this computer's clock is off.
        back_offs: knows which providers asked for fewer requests.
        rules: what calls must keep to.
        do_not_call: the lists of numbers that may not be called.
        outbound: makes outbound tasks and sends them.
        contacts: looks after contacts.
        contact_imports: reads contacts from files, and writes them to some.
        number_lists: keeps checked number lists.
        list_checker: reads and checks number lists.
        explainer: puts outcomes into words.
        secrets: the keyring, for its check.
        sandbox_numbers: number and lesson of each, for dial-out.
        two_way_numbers: the same, for two-way calls.
        desktop: what the desktop offers; None where the window stands alone.
    """

    calls: CallService
    following: FollowingService
    history: CallHistory
    notes: CallNoteService
    retention: RetentionService
    settling: SettlingService
    records: RecordService
    accounts: AccountService
    agents: AgentService
    queues: QueueService
    figures: AgentFigureService
    clock_doctor: ClockDoctor
    back_offs: BackOffs
    rules: CallingRulesService
    do_not_call: DoNotCallLists
    outbound: TaskService
    contacts: ContactService
    contact_imports: ContactImportService
    number_lists: NumberListStore
    list_checker: NumberListChecker
    explainer: Explainer
    secrets: SecretStore
    sandbox_numbers: Sequence[tuple[str, str]]
    two_way_numbers: Sequence[tuple[str, str]] = ()
    desktop: Desktop | None = None
