"""What an account must hold, and that every problem is told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialer.domain.account_rules import validated
from dialer.domain.accounts import Account, DigestAlgorithm, ProviderKind, RoutingHeaders
from dialer.domain.errors import InputError, InputErrors

NXCLOUD = Account(
    account_id="a1",
    name="Sales",
    provider=ProviderKind.NXCLOUD,
    base_url="https://api2.nxcloud.com",
    key_id="key-1",
)
AICC = replace(NXCLOUD, provider=ProviderKind.AICC, base_url="https://tenant.example", name="Care")


def problems_of(account: Account, secret: str | None = None, *unread: InputError) -> dict[str, str]:
    with pytest.raises(InputErrors) as caught:
        validated(account, secret, unread=unread)
    found = caught.value.problems
    assert len({problem.field for problem in found}) == len(found)
    assert all(problem.problem.endswith(".") for problem in found)
    return {problem.field: problem.problem for problem in found}


def test_every_problem_is_told_at_once() -> None:
    wrong = replace(
        NXCLOUD,
        name=" ",
        base_url="http://provider.example",
        key_id="a b",
        caller_ids=("12",),
        agent_numbers=("abc",),
        dialout_headers=RoutingHeaders("9 9", "did aws"),
        nxcc_headers=RoutingHeaders("\u516b", "c\nc"),
        nxcc_url="ftp://x",
        tenant_id=0,
        requests_per_s=0.05,
    )
    assert list(problems_of(wrong, " ")) == [
        "name",
        "base_url",
        "access_key",
        "requests_per_s",
        "access_secret",
        "caller_ids",
        "agent_numbers",
        "biz_type",
        "action",
        "nxcc_url",
        "tenant_id",
        "nxcc_biz_type",
        "nxcc_action",
    ]


def test_what_the_form_could_not_read_is_told_with_the_rest() -> None:
    unread = InputError("tenant_id", "A tenant ID is a whole number.")
    found = problems_of(replace(NXCLOUD, name=""), None, unread)
    assert set(found) == {"tenant_id", "name"}


def test_a_field_has_one_problem_and_the_unread_one_comes_first() -> None:
    unread = InputError("name", "Another account has this name.")
    assert problems_of(replace(NXCLOUD, name=""), None, unread) == {"name": unread.problem}


@pytest.mark.parametrize("rate", [0.0, 0.09, 50.1, -1.0, float("nan"), float("inf")])
def test_a_rate_out_of_bounds_is_refused(rate: float) -> None:
    assert "0.1 to 50" in problems_of(replace(AICC, requests_per_s=rate))["requests_per_s"]


@pytest.mark.parametrize("rate", [0.1, 2.0, 50.0])
def test_a_rate_within_bounds_stays(rate: float) -> None:
    assert validated(replace(NXCLOUD, requests_per_s=rate), None).requests_per_s == rate


@pytest.mark.parametrize("tenant_id", [-1, 0, 2**53])
def test_a_tenant_id_that_cannot_be_one(tenant_id: int) -> None:
    assert "tenant_id" in problems_of(replace(NXCLOUD, tenant_id=tenant_id))


def test_an_nxcloud_account_is_cleaned() -> None:
    typed = replace(
        NXCLOUD,
        name="  Sales   Indonesia ",
        base_url="api2.nxcloud.com/",
        key_id=" key-1 ",
        region="ID",
        caller_ids=("021 5000 1234", "+62 21 5000 1234"),
        agent_numbers=("+65 9039 9431",),
        dialout_headers=RoutingHeaders(" 9 ", " didaws "),
        nxcc_url="https://api-idn.nxlink.ai/",
        tenant_id=144,
        access_codes=("1",),
        extra_headers=(("X-A", "b"),),
    )
    assert validated(typed, " s ") == replace(
        NXCLOUD,
        name="Sales Indonesia",
        region="ID",
        caller_ids=("+622150001234",),
        agent_numbers=("+6590399431",),
        dialout_headers=RoutingHeaders("9", "didaws"),
        nxcc_url="https://api-idn.nxlink.ai",
        tenant_id=144,
    )


def test_an_aicc_account_is_cleaned_and_keeps_nothing_of_the_other_provider() -> None:
    typed = replace(
        AICC,
        base_url="tenant.example",
        caller_ids=("not even read",),
        agent_numbers=("+62 812-3456", "8880 1001", "88801001"),
        algorithm=DigestAlgorithm.SHA256,
        dialout_headers=RoutingHeaders("9", "didaws"),
        nxcc_url="not even read",
        tenant_id=-5,
        nxcc_headers=RoutingHeaders("8", "cc"),
        access_codes=("640-060", "640061"),
        extra_headers=((" X-TenantSpaceID", "t-7 "),),
        requests_per_s=5,
    )
    assert validated(typed, "s") == replace(
        AICC,
        agent_numbers=("+628123456", "88801001"),
        access_codes=("640060", "640061"),
        extra_headers=(("X-TenantSpaceID", "t-7"),),
        requests_per_s=5,
    )


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"base_url": " "}, "base_url", "Type the domain"),
        ({"base_url": "http://tenant.example"}, "base_url", "must start with https://"),
        ({"key_id": ""}, "access_key", "Type the app key"),
        ({"agent_numbers": ("1" * 33,)}, "agent_numbers", "at most 32 digits"),
        ({"agent_numbers": ("12+3",)}, "agent_numbers", "is not a number"),
        ({"agent_numbers": ("sip:me",)}, "agent_numbers", "is not a number"),
        ({"access_codes": ("+640060",)}, "access_codes", "is not an access code"),
        ({"access_codes": ("1" * 33,)}, "access_codes", "at most 32 digits"),
        ({"extra_headers": (("Authorization", "x"),)}, "extra_headers", "set by the program"),
    ],
)
def test_what_is_wrong_with_an_aicc_account(
    changes: dict[str, Any], field: str, problem: str
) -> None:
    found = problems_of(replace(AICC, **changes))
    assert list(found) == [field]
    assert problem in found[field]


def test_each_provider_calls_its_secret_by_its_name() -> None:
    assert problems_of(AICC, "")["access_secret"] == "Type the app secret."
    assert problems_of(NXCLOUD, " ")["access_secret"] == "Type the access secret."
