"""The statements that look through the journal, and what is put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dialer.domain.history import STATES, CallSearch, OutcomeFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

# Each line lets everything through whose parameter is at its default.
SELECT_PAGE = """
    SELECT number, client_call_id, account_id, kind, caller_id, callee, agent_number,
        leg_order, delay_ms, region, options, state, call_id
    FROM calls
    WHERE (started_ms, number) < (:mark_ms, :mark_number)
        AND started_ms BETWEEN :since_ms AND :until_ms - 1
        AND (:account_id = '' OR account_id = :account_id)
        AND (:states = '' OR state IN (SELECT value FROM json_each(:states)))
        AND (:settled IS NULL OR :settled = EXISTS (
            SELECT 1 FROM call_events
            WHERE call_number = calls.number AND call_events.kind = 'settled'))
        AND (:disposition = '' OR EXISTS (
            SELECT 1 FROM call_notes
            WHERE call_number = calls.number AND disposition = :disposition))
        AND (:needle = ''
            OR (:digits <> '' AND instr(callee, :digits) > 0)
            OR instr(lower(call_id), :needle) > 0
            OR instr(lower(code), :needle) > 0
            OR instr(lower(request_id), :needle) > 0
            OR instr(lower(client_call_id), :needle) > 0
            OR (:folded <> '' AND EXISTS (
                SELECT 1 FROM call_notes
                WHERE call_number = calls.number AND instr(folded, :folded) > 0)))
    ORDER BY started_ms DESC, number DESC
    LIMIT :limit
"""

COUNT = """
    SELECT count(*)
    FROM calls
    WHERE (started_ms, number) < (:mark_ms, :mark_number)
        AND started_ms BETWEEN :since_ms AND :until_ms - 1
        AND (:account_id = '' OR account_id = :account_id)
        AND (:states = '' OR state IN (SELECT value FROM json_each(:states)))
        AND (:settled IS NULL OR :settled = EXISTS (
            SELECT 1 FROM call_events
            WHERE call_number = calls.number AND call_events.kind = 'settled'))
        AND (:disposition = '' OR EXISTS (
            SELECT 1 FROM call_notes
            WHERE call_number = calls.number AND disposition = :disposition))
        AND (:needle = ''
            OR (:digits <> '' AND instr(callee, :digits) > 0)
            OR instr(lower(call_id), :needle) > 0
            OR instr(lower(code), :needle) > 0
            OR instr(lower(request_id), :needle) > 0
            OR instr(lower(client_call_id), :needle) > 0
            OR (:folded <> '' AND EXISTS (
                SELECT 1 FROM call_notes
                WHERE call_number = calls.number AND instr(folded, :folded) > 0)))
"""

_LAST = 2**63 - 1
_SETTLED = {OutcomeFilter.UNRESOLVED: 0, OutcomeFilter.SETTLED: 1}


def parameters(search: CallSearch, mark: str) -> dict[str, Any]:
    """What a search means to both statements; the limit is not part of it.

    Raises:
        ValueError: the mark was not made by ``mark_of``.
    """
    mark_ms, mark_number = _read_mark(mark)
    is_any = search.outcome is OutcomeFilter.ALL
    return {
        "mark_ms": mark_ms,
        "mark_number": mark_number,
        "since_ms": search.since_ms,
        "until_ms": search.until_ms,
        "account_id": search.account_id,
        "states": "" if is_any else _json_list(sorted(STATES[search.outcome])),
        "settled": _SETTLED.get(search.outcome),
        "needle": search.needle,
        "digits": search.digits,
        "disposition": search.disposition,
        "folded": search.folded,
    }


def mark_of(started_ms: int, number: int) -> str:
    """Where the page after a call begins."""
    return f"{started_ms}:{number}"


def _read_mark(mark: str) -> tuple[int, int]:
    if not mark:
        return _LAST, _LAST
    started_ms, _, number = mark.partition(":")
    return int(started_ms), int(number)


def _json_list(names: Iterable[str]) -> str:
    # Names of states need no escaping.
    return "[" + ",".join(f'"{name}"' for name in names) + "]"
