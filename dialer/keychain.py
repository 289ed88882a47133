"""Secrets in the keyring of the operating system; never in a file of ours."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import secrets
import sys
import threading
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dialer.domain.accounts import KeyringState, KeyringStatus, SecretPlace
from dialer.domain.errors import (
    InputError,
    KeyringLocked,
    KeyringRefused,
    NoKeyring,
    SecretError,
    SecretMissing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend

SERVICE_NAME = "outdial"

# The Windows Credential Manager takes 2,560 bytes of UTF-16, the least of all keyrings.
MAX_SECRET_CHARACTERS = 1280
_BYTES_A_CHARACTER = 2
_MAX_WORDS = 300

_LINUX_KEYRINGS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
)
_KEYRINGS = {
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS.Keyring",),
}
# They keep nothing, pass on to others, or keep secrets in files.
_UNACCEPTABLE_MODULES = (
    "keyring.backends.fail",
    "keyring.backends.null",
    "keyring.backends.chainer",
    "keyrings.",
)
_RECOMMENDED_PRIORITY = 1

_NAMES = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.macOS": "macOS Keychain",
}
# Who owns one of these names on the session bus, beside the Secret Service's own.
_SECRET_SERVICES = {
    "org.gnome.keyring": "GNOME Keyring",
    "org.kde.kwalletd6": "KWallet",
    "org.kde.kwalletd5": "KWallet",
    "org.kde.secretservicecompat": "KWallet",
    "org.keepassxc.KeePassXC.MainWindow": "KeePassXC",
}

# By name, since the packages they come from are installed on Linux alone.
_LOCKED_ERRORS = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})
_ABSENT_ERRORS = frozenset(
    {
        "NoKeyringError",
        "InitError",
        "SecretServiceNotAvailableException",
        "ConnectionError",
        "FileNotFoundError",
        "EOFError",
    }
)
_DBUS_IS_LOCKED = "org.freedesktop.Secret.Error.IsLocked"
_KWALLET_DISMISSED = "Cancelled by user"
_NO_KEYRING = "This computer has no keyring that Outdial can use."
_DID_NOT_KEEP = "The keyring did not give back what was stored in it."

_Result = TypeVar("_Result")


class Keychain:
    """The accounts' secrets, in the keyring or in memory for this session.

    A locked keyring asks the person and waits for the answer, however long that takes;
    only the one who awaits waits with it.
    """

    def __init__(self) -> None:
        self._thread = _KeyringThread()
        self._keyring = _Keyring()
        self._session: dict[str, str] = {}
        self._in_keyring: set[str] = set()

    async def check(self) -> KeyringStatus:
        """Writes, reads and deletes a probe. Never raises for what it finds."""
        return await self._thread.run(self._keyring.probe)

    async def fetch_secret(self, account_id: str) -> str:
        """The account's secret, from this session's memory or from the keyring.

        Raises:
            SecretError: which kind says whether it is missing, locked, absent or refused.
        """
        if account_id in self._session:
            return self._session[account_id]
        secret = await self._thread.run(lambda: self._keyring.fetch(account_id))
        self._in_keyring.add(account_id)
        return secret

    async def save_secret(self, account_id: str, secret: str) -> SecretPlace:
        """Stores the secret in the keyring, or for this session where there is none.

        Raises:
            InputError: the secret is empty, or too long for the keyring.
            KeyringLocked: the person has not unlocked it.
            KeyringRefused: it answered with an error, or did not keep the secret.
        """
        _refuse_unstorable(secret)
        try:
            await self._thread.run(lambda: self._keyring.save(account_id, secret))
        except NoKeyring:
            self._session[account_id] = secret
            return SecretPlace.SESSION
        self._session.pop(account_id, None)
        self._in_keyring.add(account_id)
        return SecretPlace.KEYRING

    async def save_for_session(self, account_id: str, secret: str) -> None:
        """Keeps the secret in memory alone, where the person chose that.

        Raises:
            InputError: the secret is empty, or too long.
        """
        _refuse_unstorable(secret)
        self._session[account_id] = secret

    async def delete_secret(self, account_id: str) -> None:
        """Forgets the secret; nothing happens where there is none.

        Raises:
            KeyringLocked: the person has not unlocked it.
            KeyringRefused: it answered with an error.
            NoKeyring: the keyring that held the secret in this session is gone.
        """
        self._session.pop(account_id, None)
        harmless = () if account_id in self._in_keyring else (NoKeyring,)
        with contextlib.suppress(*harmless):
            await self._thread.run(lambda: self._keyring.delete(account_id))
        self._in_keyring.discard(account_id)

    def close(self) -> None:
        """Forgets the session's secrets and ends the thread once it is idle; never waits."""
        self._session.clear()
        self._thread.close()


def _refuse_unstorable(secret: str) -> None:
    if not secret:
        raise InputError("access_secret", "Type the access secret.")
    # "surrogatepass": the encoder's own error would carry the secret.
    size = len(secret.encode("utf-16-le", "surrogatepass"))
    if size > MAX_SECRET_CHARACTERS * _BYTES_A_CHARACTER:
        raise InputError(
            "access_secret",
            f"An access secret has at most {MAX_SECRET_CHARACTERS:,} characters. "
            "Check that nothing else was pasted with it.",
        )
    if any("\ud800" <= character <= "\udfff" for character in secret):
        raise InputError(
            "access_secret", "The access secret holds a broken character. Copy it again."
        )


@dataclass(frozen=True, slots=True, repr=False)
class _Job(Generic[_Result]):
    """Work for the thread and the one who awaits it."""

    work: Callable[[], _Result]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[_Result]

    def run(self) -> None:
        if self.future.cancelled():
            return
        try:
            result = self.work()
        except Exception as error:  # noqa: BLE001 - handed to the one who awaits it
            self._settle(self.future.set_exception, error)
        else:
            self._settle(self.future.set_result, result)

    def _settle(self, settle: Callable[[Any], None], outcome: object) -> None:
        def in_loop() -> None:
            if not self.future.done():
                settle(outcome)

        # The loop ends without us where the program closes while a prompt is open.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(in_loop)


class _KeyringThread:
    """One thread for everything the keyring is asked, one thing after the other.

    It is a daemon, unlike those of an executor: a program that closes while the
    keyring's prompt is open must not wait for the answer.
    """

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Runs a function on the thread and returns what it returns."""
        if self._is_closed:
            raise KeyringRefused("Outdial is closing, and asks the keyring nothing more.")
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="keyring", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Result] = loop.create_future()
        self._jobs.put(_Job(work, loop, future))
        return await future

    def close(self) -> None:
        """Ends the thread once it is idle."""
        self._is_closed = True
        self._jobs.put(None)

    def _serve(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            job.run()
            # A job holds a secret; it must not stay until the next one comes.
            del job


class _Keyring:
    """The keyring itself. Blocks; only ever used on its thread."""

    def __init__(self) -> None:
        self._backend: KeyringBackend | None = None

    def probe(self) -> KeyringStatus:
        """Finds the keyring anew, and sees whether it keeps and forgets a random value."""
        self._backend = _find_backend()
        if self._backend is None:
            return KeyringStatus(KeyringState.ABSENT)
        name = _known_name(self._backend)
        username = f"probe-{uuid.uuid4()}"
        value = secrets.token_urlsafe()
        try:
            self._ask(lambda backend: _probe(backend, username, value), secret=value)
        except KeyringLocked:
            return KeyringStatus(KeyringState.LOCKED, keyring_name=name)
        except NoKeyring:
            return KeyringStatus(KeyringState.ABSENT)
        except SecretError as error:
            return KeyringStatus(KeyringState.REFUSED, keyring_name=name, detail=str(error))
        return KeyringStatus(KeyringState.WORKING, keyring_name=name)

    def fetch(self, account_id: str) -> str:
        secret = self._ask(lambda backend: backend.get_password(SERVICE_NAME, account_id))
        if not secret:
            raise SecretMissing("The keyring holds no secret for this account.")
        return secret

    def save(self, account_id: str, secret: str) -> None:
        self._ask(lambda backend: _store(backend, account_id, secret), secret=secret)

    def delete(self, account_id: str) -> None:
        def delete(backend: KeyringBackend) -> None:
            # Keyrings disagree about deleting what is not there.
            if backend.get_password(SERVICE_NAME, account_id) is not None:
                backend.delete_password(SERVICE_NAME, account_id)

        self._ask(delete)

    def _ask(self, work: Callable[[KeyringBackend], _Result], *, secret: str = "") -> _Result:
        self._backend = self._backend or _find_backend()
        if self._backend is None:
            raise NoKeyring(_NO_KEYRING)
        try:
            return work(self._backend)
        except Exception as error:  # noqa: BLE001 - backends let through errors of D-Bus, COM and C
            failure = _translate(error, secret)
        if isinstance(failure, NoKeyring):
            self._backend = None
        # Raised out here, it carries no chain: a backend's error may hold the secret.
        raise failure


def _store(backend: KeyringBackend, username: str, value: str) -> None:
    backend.set_password(SERVICE_NAME, username, value)
    # Some keyrings fail without a word.
    if backend.get_password(SERVICE_NAME, username) != value:
        raise KeyringRefused(_DID_NOT_KEEP)


def _probe(backend: KeyringBackend, username: str, value: str) -> None:
    backend.set_password(SERVICE_NAME, username, value)
    kept = backend.get_password(SERVICE_NAME, username)
    if kept is not None:
        backend.delete_password(SERVICE_NAME, username)
    if kept != value:
        raise KeyringRefused(_DID_NOT_KEEP)


def _find_backend() -> KeyringBackend | None:
    from keyring import core  # noqa: PLC0415 - 100 ms, spent on the keyring's thread

    # Somebody may have named a backend of their own for the library, and means it.
    for load_named in (core.load_env, core.load_config):
        with contextlib.suppress(Exception):
            named = load_named()
            if named is not None:
                return named if _is_acceptable(named) else None
    found: list[KeyringBackend] = []
    for name in _KEYRINGS.get(sys.platform, _LINUX_KEYRINGS):
        # Raises what it likes where its parts are missing or nobody answers on the bus.
        with contextlib.suppress(Exception):
            found.append(core.load_keyring(name))
    return max(found, key=lambda backend: backend.priority, default=None)


def _is_acceptable(backend: KeyringBackend) -> bool:
    kind = type(backend)
    return (
        not kind.__module__.startswith(_UNACCEPTABLE_MODULES)
        and "plaintext" not in kind.__name__.lower()
        and kind.priority >= _RECOMMENDED_PRIORITY
    )


def _known_name(backend: KeyringBackend) -> str:
    module = type(backend).__module__
    if module == "keyring.backends.SecretService":
        # A name is a kindness; no fault in finding it may stop the check.
        with contextlib.suppress(Exception):
            return _secret_service_name()
    return _NAMES.get(module, type(backend).name)


def _secret_service_name() -> str:
    import secretstorage  # noqa: PLC0415 - installed on Linux alone
    from jeepney import MessageType  # type: ignore[import-untyped]  # noqa: PLC0415
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]  # noqa: PLC0415

    with contextlib.closing(secretstorage.dbus_init()) as connection:

        def owner(name: str) -> object:
            reply = connection.send_and_get_reply(message_bus.GetNameOwner(name))
            is_owned = reply.header.message_type is MessageType.method_return
            return reply.body[0] if is_owned else None

        service = owner("org.freedesktop.secrets")
        for name, known in _SECRET_SERVICES.items():
            if owner(name) == service:
                return known
    return "Secret Service"


def _translate(error: Exception, secret: str) -> SecretError:
    if isinstance(error, SecretError):
        return error
    kinds = {kind.__name__ for kind in type(error).__mro__}
    # Where there was no keyring yet, the prompt to make one may have been dismissed.
    kinds |= {kind.__name__ for kind in type(error.__cause__).__mro__}
    if (
        kinds & _LOCKED_ERRORS
        or getattr(error, "name", None) == _DBUS_IS_LOCKED
        or str(error) == _KWALLET_DISMISSED
    ):
        return KeyringLocked("The keyring is locked. Unlock it, then try again.")
    if kinds & _ABSENT_ERRORS:
        return NoKeyring(_NO_KEYRING)
    return KeyringRefused(_words(error, secret))


def _words(error: Exception, secret: str) -> str:
    # An error of D-Bus carries its words in a tuple, beside a name for programs.
    match getattr(error, "data", None):
        case (str(words), *_):
            pass
        case _:
            words = str(error) or type(error).__name__
    if secret:
        words = words.replace(repr(secret)[1:-1], "•••").replace(secret, "•••")
    return words[:_MAX_WORDS]
