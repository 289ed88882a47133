"""What every SecretStore promises, whatever state the keyring is in."""

from __future__ import annotations

import asyncio
import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from fakes import InMemorySecretStore

from dialer.domain.accounts import KeyringState, SecretPlace
from dialer.domain.errors import InputError, KeyringLocked, NoKeyring, SecretMissing
from dialer.keychain import Keychain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from dialer.domain.ports import SecretStore

    OpenSecrets = Callable[[KeyringState], AbstractContextManager[SecretStore]]

# The keyring library leaves its connection to the collector where unlocking fails.
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed <socket:ResourceWarning",
    "ignore:.*unclosed <socket:pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(params=["memory", pytest.param("keyring", marks=pytest.mark.keyring)])
def open_secrets(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> OpenSecrets:
    @contextmanager
    def in_memory(state: KeyringState) -> Iterator[SecretStore]:
        yield InMemorySecretStore(state)

    @contextmanager
    def in_keyring(state: KeyringState) -> Iterator[SecretStore]:
        service = pytest.importorskip("secret_service", reason="only Linux has a Secret Service")
        if not service.is_installed():
            pytest.skip("dbus-daemon or gnome-keyring is missing")
        if state is KeyringState.ABSENT:
            starting = service.session_bus(tmp_path / "home")
        else:
            starting = service.secret_service(tmp_path, locked=state is KeyringState.LOCKED)
        with starting as environment:
            for name in set(os.environ) - set(environment):
                monkeypatch.delenv(name)
            for name in ("HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
                monkeypatch.setenv(name, environment[name])
            keychain = Keychain()
            try:
                yield keychain
            finally:
                keychain.close()
                gc.collect()  # what the library left is collected where it is expected

    return in_memory if request.param == "memory" else in_keyring


@pytest.mark.parametrize("state", [KeyringState.WORKING, KeyringState.LOCKED, KeyringState.ABSENT])
def test_the_check_tells_the_state(open_secrets: OpenSecrets, state: KeyringState) -> None:
    with open_secrets(state) as store:
        status = asyncio.run(store.check())
    assert status.state is state
    assert bool(status.keyring_name) is (state is not KeyringState.ABSENT)


def test_a_working_keyring_keeps_replaces_and_forgets(open_secrets: OpenSecrets) -> None:
    async def scenario(store: SecretStore) -> None:
        with pytest.raises(SecretMissing):
            await store.fetch_secret("1")
        assert await store.save_secret("1", "first") is SecretPlace.KEYRING
        assert await store.save_secret("1", "second") is SecretPlace.KEYRING
        assert await store.save_secret("2", "other") is SecretPlace.KEYRING
        assert await store.fetch_secret("1") == "second"
        await store.delete_secret("1")
        await store.delete_secret("1")
        with pytest.raises(SecretMissing):
            await store.fetch_secret("1")
        assert await store.fetch_secret("2") == "other"

    with open_secrets(KeyringState.WORKING) as store:
        asyncio.run(scenario(store))


def test_without_a_keyring_the_session_keeps_and_forgets(open_secrets: OpenSecrets) -> None:
    async def scenario(store: SecretStore) -> None:
        with pytest.raises(NoKeyring):
            await store.fetch_secret("1")
        assert await store.save_secret("1", "first") is SecretPlace.SESSION
        assert await store.fetch_secret("1") == "first"
        await store.delete_secret("1")
        await store.delete_secret("1")
        with pytest.raises(NoKeyring):
            await store.fetch_secret("1")

    with open_secrets(KeyringState.ABSENT) as store:
        asyncio.run(scenario(store))


def test_a_locked_keyring_raises_unless_the_person_chose_the_session(
    open_secrets: OpenSecrets,
) -> None:
    async def scenario(store: SecretStore) -> None:
        with pytest.raises(KeyringLocked):
            await store.fetch_secret("1")
        with pytest.raises(KeyringLocked):
            await store.save_secret("1", "first")
        await store.save_for_session("1", "first")
        assert await store.fetch_secret("1") == "first"
        with pytest.raises(KeyringLocked):
            await store.delete_secret("1")
        with pytest.raises(KeyringLocked):
            await store.fetch_secret("1")

    with open_secrets(KeyringState.LOCKED) as store:
        asyncio.run(scenario(store))


@pytest.mark.parametrize("secret", ["", "x" * 1281])
def test_what_cannot_be_stored_is_refused_beside_its_field(
    open_secrets: OpenSecrets, secret: str
) -> None:
    async def scenario(store: SecretStore) -> None:
        with pytest.raises(InputError) as caught:
            await store.save_secret("1", secret)
        assert caught.value.field == "access_secret"
        with pytest.raises(InputError):
            await store.save_for_session("1", secret)

    with open_secrets(KeyringState.WORKING) as store:
        asyncio.run(scenario(store))
