"""The words people see for why a two-way call ended."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from dialer.domain.calls import EndCause

# Named as lupdate knows it.
translate = QCoreApplication.translate


def ended_in_short(cause: EndCause | None) -> str:
    """That a call ended, or which of the phones was not reached."""
    ended = translate("words", "Ended")
    if cause is None:
        return ended
    return {
        EndCause.CUSTOMER_HUNG_UP: ended,
        EndCause.AGENT_HUNG_UP: ended,
        EndCause.AGENT_LEG_FAILED: translate("words", "Your phone failed"),
        EndCause.CUSTOMER_LEG_FAILED: translate("words", "Not reached"),
        EndCause.AGENT_NO_ANSWER: translate("words", "You did not answer"),
        EndCause.CUSTOMER_NO_ANSWER: translate("words", "No answer"),
        EndCause.NOT_STARTED: translate("words", "Not started"),
        EndCause.OTHER: ended,
    }[cause]


def ended_title(cause: EndCause | None) -> str:
    """How a call ended, as the title of its result."""
    if cause is None:
        return translate("words", "Ended")
    return {
        EndCause.CUSTOMER_HUNG_UP: translate("words", "Ended: the customer hung up"),
        EndCause.AGENT_HUNG_UP: translate("words", "Ended: you hung up"),
        EndCause.AGENT_LEG_FAILED: translate("words", "Ended: your phone could not be reached"),
        EndCause.CUSTOMER_LEG_FAILED: translate(
            "words", "Ended: the customer's phone could not be reached"
        ),
        EndCause.AGENT_NO_ANSWER: translate("words", "Ended: your phone did not answer"),
        EndCause.CUSTOMER_NO_ANSWER: translate("words", "Ended: the customer did not answer"),
        EndCause.NOT_STARTED: translate("words", "Ended: the call did not start"),
        EndCause.OTHER: translate("words", "Ended, for a cause the provider does not explain"),
    }[cause]


def after_end(cause: EndCause | None) -> str:
    """What to know or do after it; ``""`` where the title says all."""
    if cause is EndCause.AGENT_LEG_FAILED:
        return translate(
            "words",
            "The customer was not called. Check the number of your phone, and that it is on.",
        )
    if cause is EndCause.AGENT_NO_ANSWER:
        return translate(
            "words", "The customer was not called: that happens once you have answered."
        )
    if cause is EndCause.NOT_STARTED:
        return translate("words", "Nobody was called.")
    return ""
