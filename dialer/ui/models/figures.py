"""Rows and columns of what agents did: time in states, and figures of efficiency."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from dialer.services.agent_figures import names_in_order
from dialer.ui.figure_words import (
    agents_words,
    duration_words,
    number_words,
    spelled_out,
    state_words,
)
from dialer.ui.models.cells import CellsModel, Column, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QObject

    from dialer.domain.agents import AgentDurations, AgentEfficiency

# Named as lupdate knows it.
translate = QCoreApplication.translate


class FigureRow(NamedTuple):
    """An agent with figures by the provider's names, and other texts by theirs."""

    name: str
    account_name: str
    sip_number: str
    figures: Mapping[str, float]
    labels: Mapping[str, str]


def make_figures_model(
    parent: QObject | None = None, *, sums_up: bool = False
) -> CellsModel[FigureRow]:
    """A model of figures, whose filter looks into who it is and into labels."""
    return CellsModel(
        lambda row: (row.name, row.account_name, row.sip_number, *row.labels.values()),
        parent,
        sums_up=sums_up,
    )


def row_of_durations(durations: AgentDurations) -> FigureRow:
    """One agent's time in states, in seconds."""
    return FigureRow(
        durations.name,
        durations.account_name,
        durations.sip_number,
        dict(durations.seconds_by_state),
        {},
    )


def row_of_efficiency(efficiency: AgentEfficiency) -> FigureRow:
    """One agent's figures."""
    return FigureRow(
        efficiency.name,
        efficiency.account_name,
        "",
        dict(efficiency.figures),
        dict(efficiency.labels),
    )


def state_columns(rows: Iterable[FigureRow]) -> tuple[Column, ...]:
    """Who, the time in every state anyone was in, and its sum."""
    states = names_in_order(row.figures for row in rows)
    whole = Column(
        translate("agents", "Total"),
        lambda row: sum(row.figures.values()),
        ColumnKind.FIGURE,
        duration_words,
        total=lambda listed: sum(sum(row.figures.values()) for row in listed),
        tip=translate("agents", "The sum of the states; time signed out is in none of them."),
    )
    return (
        _who(total=lambda listed: agents_words(len(listed))),
        Column(translate("agents", "SIP number"), lambda row: row.sip_number, ColumnKind.ID),
        *(_state_column(state) for state in states),
        whole,
    )


def efficiency_columns(rows: Sequence[FigureRow]) -> tuple[Column, ...]:
    """Who, every label, and every figure the provider sends of anyone."""
    labels = names_in_order(row.labels for row in rows)
    figures = names_in_order(row.figures for row in rows)
    return (
        _who(),
        Column(translate("agents", "Account"), lambda row: row.account_name, ColumnKind.QUIET),
        *(_label_column(label) for label in labels),
        *(_figure_column(figure) for figure in figures),
    )


def _who(total: Callable[[Sequence[FigureRow]], str] | None = None) -> Column:
    return Column(
        translate("agents", "Agent"), lambda row: row.name or row.account_name, total=total
    )


def _state_column(state: str) -> Column:
    def total(rows: Sequence[FigureRow]) -> float:
        return sum(row.figures.get(state, 0) for row in rows)

    return Column(
        state_words(state),
        lambda row: row.figures.get(state),
        ColumnKind.FIGURE,
        duration_words,
        total=total,
        tip=translate("agents", "The provider calls it {name}.").format(name=state),
    )


def _figure_column(name: str) -> Column:
    return Column(
        spelled_out(name),
        lambda row: row.figures.get(name),
        ColumnKind.FIGURE,
        number_words,
        tip=translate("agents", "The provider calls it {name}.").format(name=name),
    )


def _label_column(name: str) -> Column:
    return Column(spelled_out(name), lambda row: row.labels.get(name))
