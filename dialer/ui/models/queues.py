"""Columns of queues and of those who are in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.ui.models.cells import CellsModel, Column, ColumnKind
from dialer.ui.widgets.list_table import ColumnWidth

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from dialer.domain.agents import Queue, QueueMember

QUEUE_WIDTHS = (
    ColumnWidth(136, 100),
    ColumnWidth(104, 92),
    ColumnWidth(160, 152),
    ColumnWidth(104, 96),
    ColumnWidth(180, 80),
)
MEMBER_WIDTHS = (ColumnWidth(130, 90), ColumnWidth(190, 100), ColumnWidth(90, 80))
# Named as lupdate knows it.
translate = QCoreApplication.translate


def make_queues_model(parent: QObject | None = None) -> CellsModel[Queue]:
    """A model of queues, whose filter looks into name, number and remark."""
    return CellsModel(
        lambda queue: (queue.name, queue.queue_id, queue.remark), parent, columns=queue_columns()
    )


def make_members_model(parent: QObject | None = None) -> CellsModel[QueueMember]:
    """A model of members, whose filter looks into everything about them."""
    return CellsModel(member_texts, parent, columns=member_columns())


def queue_columns() -> tuple[Column, ...]:
    """What is told of a queue."""
    return (
        Column(translate("queues", "Queue"), lambda queue: queue.name),
        Column(translate("queues", "Number"), lambda queue: queue.queue_id, ColumnKind.ID),
        Column(translate("queues", "Agents ring"), lambda queue: _ring_words(queue.rings_all)),
        Column(
            translate("queues", "Familiar first"),
            lambda queue: _familiar_words(queue.prefers_familiar_agent),
            tip=translate(
                "queues", "Whether a call goes first to who spoke with the customer before."
            ),
        ),
        Column(translate("queues", "Remark"), lambda queue: queue.remark, ColumnKind.QUIET),
    )


def member_columns() -> tuple[Column, ...]:
    """What is told of a member."""
    return (
        Column(translate("queues", "Agent"), lambda member: member.name),
        Column(
            translate("queues", "Account"), lambda member: member.account_name, ColumnKind.QUIET
        ),
        Column(translate("queues", "SIP number"), lambda member: member.sip_number, ColumnKind.ID),
    )


def member_texts(member: QueueMember) -> tuple[str, str, str]:
    """What a filter looks into."""
    return member.name, member.account_name, member.sip_number


def _ring_words(rings_all: bool | None) -> str:  # noqa: FBT001 - the value itself
    if rings_all is None:
        return translate("queues", "Not said")
    if rings_all:
        return translate("queues", "All at once")
    return translate("queues", "One after the other")


def _familiar_words(prefers: bool | None) -> str:  # noqa: FBT001 - the value itself
    if prefers is None:
        return translate("queues", "Not said")
    return translate("queues", "Yes") if prefers else translate("queues", "No")
