"""The one place that turns errors into words; total over the tree in ``domain/errors.py``."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from dialer.domain.errors import (
    CallRefused,
    DialerError,
    InputError,
    InputErrors,
    KeyringLocked,
    KeyringRefused,
    NoKeyring,
    NotSupported,
    SecretError,
    SecretMissing,
    SendError,
    StoreError,
    TaskRefused,
    UnknownAccount,
    UnknownTask,
)

# Named as lupdate knows it.
translate = QCoreApplication.translate


class ErrorText(NamedTuple):
    """A few words, and one or two sentences that say what to do."""

    title: str
    sentence: str


def describe(error: BaseException) -> ErrorText:
    """Puts an error into words.

    Requests and questions have words of their own (diagnoses and concerns); here they
    get the short form, for places that only need a line.
    """
    if isinstance(error, SecretError):
        return _describe_secret_error(error)
    for kind, text in _texts(error):
        if isinstance(error, kind):
            return text
    return ErrorText(
        translate("errors", "A fault in Outdial"),
        translate("errors", "It was written to the log. If it happens again, show IT the log."),
    )


def _texts(error: BaseException) -> tuple[tuple[type[DialerError], ErrorText], ...]:
    return (
        (InputError, ErrorText(translate("errors", "Not possible as it is"), str(error))),
        (InputErrors, ErrorText(translate("errors", "Not possible as it is"), str(error))),
        (StoreError, ErrorText(translate("errors", "The history cannot be written"), str(error))),
        (
            UnknownAccount,
            ErrorText(
                translate("errors", "The account is gone"),
                translate("errors", "It was removed. Choose another account and try again."),
            ),
        ),
        *_task_texts(error),
        (
            NotSupported,
            ErrorText(translate("errors", "Not available with this account"), str(error)),
        ),
        (
            CallRefused,
            ErrorText(
                translate("errors", "Not called"),
                translate("errors", "The checks before a call stopped it."),
            ),
        ),
        (
            SendError,
            ErrorText(
                translate("errors", "No answer from the provider"),
                translate("errors", "Test the connection, then try again."),
            ),
        ),
        (DialerError, ErrorText(translate("errors", "This did not work"), str(error))),
    )


def _task_texts(error: BaseException) -> tuple[tuple[type[DialerError], ErrorText], ...]:
    return (
        (
            UnknownTask,
            ErrorText(
                translate("errors", "The task is gone"),
                translate(
                    "errors", "It is not stored on this computer. Open the list of tasks again."
                ),
            ),
        ),
        (TaskRefused, ErrorText(translate("errors", "Not possible any more"), str(error))),
    )


def _describe_secret_error(error: SecretError) -> ErrorText:
    if isinstance(error, SecretMissing):
        return ErrorText(
            translate("errors", "No secret is stored"),
            translate("errors", "Type the secret of this account and save it."),
        )
    if isinstance(error, KeyringLocked):
        return ErrorText(
            translate("errors", "The keyring is locked"),
            translate("errors", "Unlock it with your login password and try again."),
        )
    if isinstance(error, NoKeyring):
        return ErrorText(
            translate("errors", "This computer has no keyring"),
            translate("errors", "Type the secret again: it is kept until Outdial is closed."),
        )
    if isinstance(error, KeyringRefused):
        return ErrorText(
            translate("errors", "The keyring answers with an error"),
            translate("errors", "It said: “{words}”. Ask IT to look at it.").format(words=error),
        )
    return ErrorText(translate("errors", "The keyring did not answer"), str(error))
