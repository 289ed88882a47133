"""A service on a bus, in a process of its own: Qt's calls hold the interpreter while they wait.

usage: bus_service.py ADDRESS NAME SIGNATURE ANSWER

It prints a line once it has its name, and the name of each method it is asked for. The
answer is ``true``, ``false``, or ``never``.
"""

from __future__ import annotations

import sys

from jeepney import (  # type: ignore[import-untyped]  # ships no types
    HeaderFields,
    MessageType,
    new_method_return,
)
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]  # the same
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # the same


def main(address: str, name: str, signature: str, answer: str) -> None:
    """Serves until it is ended."""
    is_true = answer == "true"
    body = (("b", is_true) if signature == "v" else is_true,)
    with open_dbus_connection(address) as connection:
        connection.send_and_get_reply(message_bus.RequestName(name))
        print("ready", flush=True)  # noqa: T201 - who started it reads this
        while True:
            message = connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            print(message.header.fields[HeaderFields.member], flush=True)  # noqa: T201 - the same
            if answer != "never":
                connection.send(new_method_return(message, signature, body))


if __name__ == "__main__":
    main(*sys.argv[1:])
