"""Agents and queues as they come, and as they are read."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.errors import OutcomeUnknown, Rejected, SendError, UnknownReason
from dialer.providers.nxcloud import wire_agents
from dialer.providers.nxcloud.wire import Envelope, accepted_envelope
from dialer.providers.transport import Reply

if TYPE_CHECKING:
    from dialer.domain.agents import Agent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = [
    *("allowCountry", "endPointName", "gmtCreate", "gmtModified", "queueName", "nickName"),
    *("recording", "recordingStorageDays", "sipNumber", "status", "userName", "groupName"),
    *("groupNo", "remark", "familiarizeFirst", "ringPolicy", "agentName", "busyDuration"),
]
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), JSON), max_size=3)


def success(data: object, **fields: object) -> Envelope:
    body = json.dumps({"code": 0, "msg": "ok", "data": data, **fields}).encode()
    return accepted_envelope(
        Reply(http_status=200, body=body, round_trip_ms=1, clock_offset_ms=None)
    )


def agent(row: dict[str, object]) -> Agent:
    (found,) = wire_agents.read_agents(success([row], total=1), page=1, page_size=200).agents
    return found


@pytest.mark.parametrize(
    ("sent", "countries"),
    [
        (["US, SG"], ("US", "SG")),
        (["US,SG", "HK"], ("US", "SG", "HK")),
        (["US", "US"], ("US",)),
        ("US, SG", ("US", "SG")),
        ([], ()),
        ([""], ()),
        (None, ()),
        (["US", None, 7, {}], ("US", "7")),
    ],
)
def test_countries_are_split_where_the_sample_joins_them(
    sent: object, countries: tuple[str, ...]
) -> None:
    assert agent({"allowCountry": sent}).countries == countries


@pytest.mark.parametrize(
    ("sent", "is_recorded"),
    [
        (True, True),
        (False, False),
        (1, True),
        (0, False),
        ("1", True),
        ("false", False),
        (None, None),
        (2, None),
        ([], None),
    ],
)
def test_recording_is_a_flag_of_any_kind(sent: object, is_recorded: object) -> None:
    assert agent({"recording": sent}).is_recorded is is_recorded


def test_a_queue_whose_name_holds_a_comma_is_one() -> None:
    assert agent({"queueName": ["Sales, Asia"]}).queues == ("Sales, Asia",)
    assert agent({"queueName": "Sales"}).queues == ("Sales",)


@pytest.mark.parametrize(("status", "is_enabled"), [(1, True), ("1", True), (0, False)])
def test_status_is_the_accounts(status: object, is_enabled: object) -> None:
    assert agent({"status": status}).is_enabled is is_enabled


@pytest.mark.parametrize(("rows", "page", "total"), [(2, 1, 3), (1, 1, 1), (0, 3, 4), (2, 3, 7)])
def test_without_a_total_a_full_page_promises_one_more(rows: int, page: int, total: int) -> None:
    envelope = success([{"sipNumber": "NX1"}] * rows)
    assert wire_agents.read_agents(envelope, page=page, page_size=2).total == total


@pytest.mark.parametrize("data", [None, {}, []])
def test_nothing_is_no_rows(data: object) -> None:
    envelope = success(data, total=0)
    assert wire_agents.read_agents(envelope, page=1, page_size=200).agents == ()
    assert wire_agents.read_queues(envelope) == ()
    assert wire_agents.read_members(envelope) == ()
    assert wire_agents.read_durations(envelope) == ()
    assert wire_agents.read_efficiency(envelope) == ()


def test_the_code_is_read_before_the_data() -> None:
    body = b'{"reqId":"r1","code":1001,"msg":"Authorization Failed","data":{},"total":0}'
    reply = Reply(http_status=200, body=body, round_trip_ms=1, clock_offset_ms=None)
    with pytest.raises(Rejected) as caught:
        accepted_envelope(reply)
    assert (caught.value.code, caught.value.words) == ("1001", "Authorization Failed")


@pytest.mark.parametrize("data", ["text", 7, True, [1], ["a"], [None], [[]]])
def test_data_of_another_kind_is_unreadable(data: object) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        wire_agents.read_queues(success(data))
    assert caught.value.reason is UnknownReason.REPLY_UNREADABLE


def test_a_member_without_its_key_makes_the_list_unreadable() -> None:
    with pytest.raises(OutcomeUnknown):
        wire_agents.read_members(success([{"sipNumber": "NX1"}, {"userName": "a@example.com"}]))


def test_durations_keep_states_nobody_told_of() -> None:
    row = {
        "nickName": "1",
        "userName": "a@example.com",
        "sipNumber": "NX1",
        "busyDuration": 7,
        "wcDuration": "12",
        "trainingDuration": 3.0,
        "note": "text",
        "isLate": True,
    }
    (durations,) = wire_agents.read_durations(success(row))
    assert durations.seconds_by_state == (("busy", 7), ("wc", 12), ("training", 3))
    assert (durations.name, durations.sip_number) == ("1", "NX1")


def test_efficiency_keeps_every_number_and_every_text() -> None:
    row = {
        "agentName": "a",
        "agentNickName": "A",
        "x": 1,
        "y": 0.5,
        "z": None,
        "day": "d",
        "t": True,
    }
    (figures,) = wire_agents.read_efficiency(success([row], total=1))
    assert figures.figures == (("x", 1.0), ("y", 0.5))
    assert figures.labels == (("day", "d"),)
    assert (figures.account_name, figures.name) == ("a", "A")


@pytest.mark.parametrize(("policy", "rings_all"), [(1, True), (2, False), (3, None), (None, None)])
def test_ring_policies(policy: object, rings_all: object) -> None:
    (queue,) = wire_agents.read_queues(success([{"ringPolicy": policy}]))
    assert queue.rings_all is rings_all


@given(data=JSON | ROWS, total=JSON)
def test_any_json_ends_in_values_or_a_send_error(data: object, total: object) -> None:
    envelope = success(data, total=total)
    for read in (
        lambda: wire_agents.read_agents(envelope, page=1, page_size=200),
        lambda: wire_agents.read_queues(envelope),
        lambda: wire_agents.read_members(envelope),
        lambda: wire_agents.read_durations(envelope),
        lambda: wire_agents.read_efficiency(envelope),
    ):
        with contextlib.suppress(SendError):
            hash(read())
