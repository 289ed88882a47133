"""Drafts: raw text in, an account and what could not be read out, and nothing typed lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialer.domain.account_rules import validated
from dialer.domain.accounts import Account, DigestAlgorithm, ProviderKind, RoutingHeaders
from dialer.ui.account_draft import (
    AccountDraft,
    DraftShelf,
    SavedDraft,
    draft_of,
    rebased,
)

NXCLOUD = Account(
    account_id="a1",
    name="Sales",
    provider=ProviderKind.NXCLOUD,
    base_url="https://api2.nxcloud.com",
    key_id="key-1",
    region="ID",
    caller_ids=("+622150001234", "+622150001235"),
    agent_numbers=("+6590399431",),
    algorithm=DigestAlgorithm.SHA256,
    dialout_headers=RoutingHeaders("6", "cc"),
    nxcc_url="https://api-idn.nxlink.ai",
    tenant_id=144,
    nxcc_headers=RoutingHeaders("9", "x"),
    requests_per_s=0.25,
)
AICC = Account(
    account_id="a2",
    name="Care",
    provider=ProviderKind.AICC,
    base_url="https://service.example.com",
    key_id="app-key",
    region="BR",
    agent_numbers=("+5511999990000", "88801001"),
    access_codes=("640060", "640061"),
    extra_headers=(("X-TenantSpaceID", "t-7"), ("X-B", "a: b")),
    requests_per_s=50.0,
)


@pytest.mark.parametrize("account", [NXCLOUD, AICC], ids=["nxcloud", "aicc"])
def test_an_account_survives_its_way_through_the_form(account: Account) -> None:
    reading = draft_of(account).read(account.account_id)
    assert reading.unread == ()
    assert validated(reading.account, None) == account


def test_an_untouched_new_draft_reads_as_the_documented_settings() -> None:
    account, unread = AccountDraft().read("new")
    assert unread == ()
    assert (account.requests_per_s, account.tenant_id, account.nxcc_url) == (2.0, None, "")
    assert account.dialout_headers == account.nxcc_headers == RoutingHeaders()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tenant_id": "12.5"}, "tenant_id"),
        ({"tenant_id": "-3"}, "tenant_id"),
        ({"tenant_id": "1" * 21}, "tenant_id"),
        ({"requests_per_s": "fast"}, "requests_per_s"),
        ({"requests_per_s": "1e3"}, "requests_per_s"),
        ({"requests_per_s": "nan"}, "requests_per_s"),
        ({"nxcc_is_custom": True, "nxcc_url": " "}, "nxcc_url"),
        ({"provider": "aicc", "extra_headers": "X-A: b\nno colon"}, "extra_headers"),
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, str], field: str) -> None:
    _account, unread = replace(AccountDraft(), **changes).read("new")  # type: ignore[arg-type] # by name
    assert [problem.field for problem in unread] == [field]
    assert unread[0].problem.endswith(".")


def test_what_the_other_provider_alone_asks_for_is_not_read() -> None:
    typed = AccountDraft(provider="aicc", tenant_id="wrong", nxcc_is_custom=True)
    assert typed.read("new").unread == ()
    assert AccountDraft(extra_headers="no colon").read("new").unread == ()


@pytest.mark.parametrize(("typed", "rate"), [("0,5", 0.5), (" 10 ", 10.0), ("", 2.0)])
def test_a_rate_is_read_as_people_write_it(typed: str, rate: float) -> None:
    account, unread = AccountDraft(requests_per_s=typed).read("new")
    assert (account.requests_per_s, unread) == (rate, ())


def test_only_what_was_typed_after_sending_comes_on_top_of_what_was_saved() -> None:
    sent = AccountDraft(name=" Sales ", access_key="k", secret="s", caller_ids="021 5000 1234")
    typed = replace(sent, agent_numbers="+6590399431")
    saved = AccountDraft(account_id="a9", name="Sales", access_key="k", caller_ids="+622150001234")
    assert rebased(typed, sent=sent, saved=saved) == replace(saved, agent_numbers="+6590399431")


def test_a_shelf_keeps_what_differs_and_forgets_what_is_gone() -> None:
    shelf = DraftShelf()
    saved = draft_of(NXCLOUD)
    changed = replace(saved, name="Sales, north")
    shelf.keep(changed, saved=saved)
    assert shelf.fetch(saved) == changed
    shelf.keep(saved, saved=saved)
    assert shelf.account_ids == frozenset()
    shelf.keep(changed, saved=saved)
    shelf.keep(AccountDraft(name="Half typed"), saved=AccountDraft())
    shelf.drop_unknown(["a2"])
    assert shelf.account_ids == {""}


def test_a_saved_draft_leaves_the_shelf_unless_more_was_typed() -> None:
    shelf = DraftShelf()
    sent = AccountDraft(name="Sales", secret="s")
    stored = AccountDraft(account_id="a9", name="Sales")
    shelf.keep(sent, saved=AccountDraft())
    shelf.take_saved(SavedDraft(sent, "a9"), stored)
    assert shelf.account_ids == frozenset()
    shelf.keep(replace(sent, secret="another"), saved=AccountDraft())
    shelf.take_saved(SavedDraft(sent, "a9"), stored)
    assert shelf.fetch(stored) == replace(stored, secret="another")
    assert shelf.account_ids == {"a9"}


def test_a_draft_shows_neither_its_secret_nor_its_headers() -> None:
    shown = repr(AccountDraft(name="Sales", secret="hush", extra_headers="X-Key: quiet"))
    assert "Sales" in shown
    assert "hush" not in shown
    assert "quiet" not in shown
