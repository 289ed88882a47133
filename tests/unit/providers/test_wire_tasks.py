"""The body of a task: types, decimals, and what is refused before it is sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.errors import InputError
from dialer.domain.tasks import StartKind, TaskNumber, TaskSettings
from dialer.providers.nxcloud import wire, wire_tasks

SETTINGS = TaskSettings(name="n", country="SG", strategy="s", queue_id="q")
NUMBER = TaskNumber(order_id="A" * 32, e164="+6590000001")


def body(settings: TaskSettings) -> str:
    return wire_tasks.create_task_body(settings, [NUMBER]).decode()


@pytest.mark.parametrize(
    ("predictive", "proportional", "tokens"),
    [
        ("1", "1", ("1.00", "1.0")),
        ("1.5", "2.5", ("1.50", "2.5")),
        ("0", "-0", ("0.00", "0.0")),
        ("1E+2", "10", ("100.00", "10.0")),
        ("1.250", "1.00", ("1.25", "1.0")),
        ("1000", "0.1", ("1000.00", "0.1")),
    ],
)
def test_rates_show_the_documented_decimals(
    predictive: str, proportional: str, tokens: tuple[str, str]
) -> None:
    settings = replace(
        SETTINGS, predictive_rate=Decimal(predictive), proportional_rate=Decimal(proportional)
    )
    sent = body(settings)
    assert f'"predictCallRate":{tokens[0]},"ratioCallRate":{tokens[1]},' in sent
    fields = json.loads(sent)
    assert fields["predictCallRate"] == float(predictive)
    assert fields["ratioCallRate"] == float(proportional)


@given(
    st.decimals(min_value=0, max_value=1000, places=2),
    st.decimals(min_value=0, max_value=1000, places=1),
)
def test_any_rate_is_exact_on_the_wire(predictive: Decimal, proportional: Decimal) -> None:
    sent = body(replace(SETTINGS, predictive_rate=predictive, proportional_rate=proportional))
    fields = json.loads(sent, parse_float=Decimal)
    assert (fields["predictCallRate"], fields["ratioCallRate"]) == (predictive, proportional)
    assert re.search(r'"predictCallRate":\d+\.\d\d,"ratioCallRate":\d+\.\d,', sent)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"country": ""}, "country"),
        ({"country": "sg"}, "country"),
        ({"country": "SGP"}, "country"),
        ({"strategy": ""}, "strategy"),
        ({"queue_id": ""}, "queue_id"),
        ({"start_count": -1}, "start_count"),
        ({"start_count": 2**31}, "start_count"),
        ({"description": " "}, "description"),
        ({"predictive_rate": Decimal("1.001")}, "predictive_rate"),
        ({"predictive_rate": Decimal(-1)}, "predictive_rate"),
        ({"predictive_rate": Decimal("NaN")}, "predictive_rate"),
        ({"predictive_rate": Decimal("sNaN")}, "predictive_rate"),
        ({"predictive_rate": Decimal("Infinity")}, "predictive_rate"),
        ({"predictive_rate": Decimal("1E+9")}, "predictive_rate"),
        ({"proportional_rate": Decimal("1.25")}, "proportional_rate"),
    ],
)
def test_a_setting_that_breaks_a_rule_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        body(replace(SETTINGS, **changes))  # type: ignore[arg-type]  # tests name fields that exist
    assert caught.value.field == field


def test_no_start_is_by_the_clock() -> None:
    sent = {start: json.loads(body(replace(SETTINGS, start=start))) for start in StartKind}
    values = {start: fields["startupType"] for start, fields in sent.items()}
    assert values == {StartKind.NOT_SET: 0, StartKind.MANUAL: 1, StartKind.AT_ONCE: 3}
    assert (
        TaskSettings(name="n", country="SG", strategy="s", queue_id="q").start is StartKind.MANUAL
    )


def test_every_field_has_its_documented_type() -> None:
    fields = json.loads(body(replace(SETTINGS, description="d")))
    assert {name: type(value) for name, value in fields.items()} == {
        "country": str,
        "taskName": str,
        "strategyName": str,
        "dispatchType": int,
        "agentGroupNo": str,
        "predictCallRate": float,
        "ratioCallRate": float,
        "startCount": int,
        "startupType": int,
        "callList": list,
        "taskDesc": str,
    }
    assert fields["callList"] == [
        {"orderID": "A" * 32, "userPhone": "6590000001", "other": "A" * 32}
    ]


@given(
    st.dictionaries(
        st.text(max_size=10), st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_encoding_is_compact_json(fields: dict[str, object]) -> None:
    expected = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    try:
        raw = expected.encode()
    except UnicodeEncodeError:
        return
    assert wire.encode(fields) == raw
