"""What every AccountStore promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialer.domain.accounts import Account, DigestAlgorithm, ProviderKind, RoutingHeaders
from dialer.domain.ports import AccountStore

OpenAccounts = Callable[[], AbstractAsyncContextManager[AccountStore]]

accounts = st.builds(
    Account,
    account_id=st.uuids().map(str),
    name=st.text(),
    provider=st.sampled_from(ProviderKind),
    base_url=st.text(),
    key_id=st.text(),
    region=st.text(max_size=2),
    caller_ids=st.lists(st.text()).map(tuple),
    agent_numbers=st.lists(st.text()).map(tuple),
    algorithm=st.sampled_from(DigestAlgorithm),
    dialout_headers=st.builds(RoutingHeaders, biz_type=st.text(), action=st.text()),
    nxcc_url=st.text(),
    tenant_id=st.none() | st.integers(),
    nxcc_headers=st.builds(RoutingHeaders, biz_type=st.text(), action=st.text()),
    access_codes=st.lists(st.text()).map(tuple),
    extra_headers=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    requests_per_s=st.floats(min_value=0.1, max_value=50),
)


def an_account(account_id: str) -> Account:
    return Account(
        account_id=account_id,
        name=f"Account {account_id}",
        provider=ProviderKind.NXCLOUD,
        base_url="https://api.example.com",
        key_id="AK0123456789",
        caller_ids=("+622150000002", "+622150000001"),
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(accounts, max_size=4, unique_by=lambda account: account.account_id))
def test_any_accounts_read_back_as_they_were(
    open_accounts: OpenAccounts, some: list[Account]
) -> None:
    async def scenario() -> None:
        async with open_accounts() as store:
            for account in some:
                await store.save_account(account)
            assert list(await store.fetch_accounts()) == some

    asyncio.run(scenario())


def test_a_changed_account_keeps_its_place(open_accounts: OpenAccounts) -> None:
    changed = replace(an_account("1"), name="New name", algorithm=DigestAlgorithm.SHA256)

    async def scenario() -> None:
        async with open_accounts() as store:
            await store.save_account(an_account("1"))
            await store.save_account(an_account("2"))
            await store.save_account(changed)
            assert list(await store.fetch_accounts()) == [changed, an_account("2")]

    asyncio.run(scenario())


def test_a_deleted_account_is_gone_and_may_be_deleted_again(open_accounts: OpenAccounts) -> None:
    async def scenario() -> None:
        async with open_accounts() as store:
            await store.save_account(an_account("1"))
            await store.save_account(an_account("2"))
            await store.delete_account("1")
            await store.delete_account("1")
            assert list(await store.fetch_accounts()) == [an_account("2")]

    asyncio.run(scenario())
