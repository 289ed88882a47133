"""docs/coverage.md says what is supported: neither more nor less than both sides do.

Another family joins by a module like coverage_nxcloud, a line in PROBES and a heading.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import coverage_aicc
import coverage_nxcloud
import pytest
from coverage_tables import (
    DOCUMENT,
    ROOT,
    FamilyProbe,
    Line,
    changed,
    flatten,
    named_tests,
    parse_lines,
)

from dialer.domain.errors import Rejected
from dialer.providers.aicc import wire as aicc_wire
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.providers.nxcloud.wire import accepted_envelope
from dialer.providers.transport import Reply
from dialer.sandbox import aicc, nxcloud
from dialer.sandbox.messages import to_json
from dialer.sandbox.phrases import LANGUAGES, Phrasebook

if TYPE_CHECKING:
    from collections.abc import Callable

PROBES: dict[str, Callable[[], FamilyProbe]] = {
    "NXCLOUD": coverage_nxcloud.probe,
    "AICC": coverage_aicc.probe,
}
TEXT = DOCUMENT.read_text(encoding="utf-8")
LINES = list(parse_lines(TEXT))


@cache
def probe_of(family: str) -> FamilyProbe:
    return PROBES[family]()


def line_id(line: Line) -> str:
    return " ".join((line.family, line.endpoint.rpartition("/")[2], line.table, line.name))


def lines_of(family: str, table: str, endpoint: str = "") -> list[Line]:
    return [
        line
        for line in LINES
        if (line.family, line.endpoint, line.table) == (family, endpoint, table)
    ]


def seen(line: Line) -> tuple[bool, bool]:
    """Whether the adapter and the sandbox were seen to do what the line is about."""
    family = probe_of(line.family)
    if line.table == "Codes":
        return line.name in family.codes_read, line.name in family.codes_answered
    if line.table == "Hang-up codes":
        return line.name in family.causes_read, line.name in family.causes_answered
    probe = family.endpoints[line.endpoint]
    if line.table == "Request":
        return line.name in probe.sent, line.name in probe.judged
    return line.name in probe.read, line.name in probe.answered


def test_the_document_has_a_heading_for_every_family_and_endpoint() -> None:
    assert {line.family for line in LINES} == set(PROBES)
    for name in PROBES:
        listed = {line.endpoint for line in LINES if line.family == name} - {""}
        assert listed == set(probe_of(name).endpoints)


@pytest.mark.parametrize("line", LINES, ids=line_id)
def test_a_line_claims_what_was_seen(line: Line) -> None:
    assert (line.in_adapter, line.in_sandbox) == seen(line)
    assert line.in_adapter or line.in_sandbox
    if not (line.in_adapter and line.in_sandbox):
        assert line.note, "a no has its reason beside it"


@pytest.mark.parametrize("family", PROBES)
def test_nothing_is_done_that_no_line_tells_of(family: str) -> None:
    probe = probe_of(family)
    for path, done in probe.endpoints.items():
        requests = [line.name for line in lines_of(family, "Request", path)]
        replies = [line.name for line in lines_of(family, "Reply", path)]
        assert sorted(requests) == sorted(done.sent | done.judged), path
        assert sorted(replies) == sorted(done.read | done.answered), path
    codes = [line.name for line in lines_of(family, "Codes")]
    statuses = {code for code in probe.codes_read if code.startswith("HTTP ")}
    assert sorted(codes) == sorted((probe.codes_read | probe.codes_answered) - statuses)
    causes = [line.name for line in lines_of(family, "Hang-up codes")]
    assert sorted(causes) == sorted(probe.causes_read | probe.causes_answered)


def test_every_named_test_is_there() -> None:
    names = named_tests(TEXT)
    assert names
    for name in names:
        assert (ROOT / name).is_file(), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", lines_of("NXCLOUD", "Codes"), ids=line_id)
def test_every_code_of_every_endpoint_reaches_the_adapter(line: Line, language: str) -> None:
    if line.name == "0":
        return
    phrases = Phrasebook("zh" if language == "zh" else "en")
    for endpoint in nxcloud.endpoints(coverage_nxcloud.KEY, phrases):
        body = to_json(endpoint.refuse(int(line.name)).payload)
        reply = Reply(http_status=200, body=body, round_trip_ms=1, clock_offset_ms=None)
        with pytest.raises(Rejected) as caught:
            accepted_envelope(reply)
        assert caught.value.code == line.name
        diagnosis = NxcloudCodeBook().explain(caught.value.code, words=caught.value.words)
        assert diagnosis.provider_words == phrases.for_code(int(line.name))
        assert diagnosis.title != "refused by the provider"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", lines_of("AICC", "Codes"), ids=line_id)
def test_every_code_of_aicc_reaches_the_adapter(line: Line, language: str) -> None:
    if line.name == "0" or not line.in_sandbox:
        return
    phrases = Phrasebook("zh" if language == "zh" else "en")
    for endpoint in aicc.endpoints(coverage_aicc.KEY, phrases):
        body = to_json(endpoint.refuse(int(line.name)).payload)
        reply = Reply(http_status=200, body=body, round_trip_ms=1, clock_offset_ms=None)
        with pytest.raises(Rejected) as caught:
            aicc_wire.accepted_envelope(reply)
        assert caught.value.code == line.name
        diagnosis = AiccCodeBook().explain(caught.value.code, words=caught.value.words)
        assert diagnosis.provider_words == caught.value.words != ""
        assert diagnosis.title != "refused by the provider"


@pytest.mark.parametrize("name", ["tenantId", "data[].sipNumber", "41000", "1103"])
def test_a_line_that_claims_otherwise_is_found(name: str) -> None:
    claims = TEXT.replace(f"| `{name}` | yes | yes |", f"| `{name}` | no | yes |", 1)
    assert claims != TEXT
    wrong = [
        line for line in parse_lines(claims) if (line.in_adapter, line.in_sandbox) != seen(line)
    ]
    assert [line.name for line in wrong] == [name]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", {"a": 9, "b": [{"c": 1}, {"c": 2}], "d": {"e": 3}}),
        ("b[].c", {"a": 0, "b": [{"c": 9}, {"c": 9}], "d": {"e": 3}}),
        ("d.e", {"a": 0, "b": [{"c": 1}, {"c": 2}], "d": {"e": 9}}),
    ],
)
def test_a_leaf_is_changed_where_its_name_says(name: str, expected: object) -> None:
    value = {"a": 0, "b": [{"c": 1}, {"c": 2}], "d": {"e": 3}}
    assert set(flatten(value)) == {"a", "b[].c", "d.e"}
    assert changed(value, name, 9) == expected
