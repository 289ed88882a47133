"""What a screen reader does: reads a program's window and works its controls, over AT-SPI.

It speaks to the accessibility bus directly. Names of interfaces, methods and state numbers
are those of the AT-SPI protocol.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jeepney import DBusAddress, MessageType, new_method_call  # type: ignore[import-untyped]  # ships no types
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]  # the same
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # the same

if TYPE_CHECKING:
    from collections.abc import Iterator

_ATSPI = "org.a11y.atspi"
_ROOT = "/org/a11y/atspi/accessible/root"
_LABELLED_BY = 2
_SCREEN_COORDINATES = 0
_STATE_WORD_BITS = 32
_PATIENCE_S = 25.0
# Their cells may be hundreds of thousands; who wants them asks the program's own files.
_NOT_ENTERED = frozenset({"table", "tree table"})


class State(enum.IntEnum):
    """States of a control, by their number in AT-SPI."""

    ACTIVE = 1
    CHECKED = 4
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    SHOWING = 25


class ControlGone(Exception):
    """The program, or this control of it, is no longer there."""


class ControlRefused(Exception):
    """A control does not do what was asked of it; the message names it."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control as it was when the window was read.

    Attributes:
        bus_name: of its program on the accessibility bus.
        path: its object there.
        identifier: object names from the window down to it, with dots between.
        role: what it is, e.g. ``push button``.
        name: what is read out for it.
    """

    bus_name: str
    path: str
    identifier: str
    role: str
    name: str
    states: frozenset[int]

    def is_called(self, name: str) -> bool:
        """Whether its object name is this one."""
        return self.identifier.endswith(f".{name}")

    def has(self, state: State) -> bool:
        """Whether it is in a state."""
        return state in self.states


class ScreenReader:
    """Reads the window of one program.

    Args:
        accessibility_bus: address of the bus.
        pid: of the program.
    """

    def __init__(self, accessibility_bus: str, pid: int) -> None:
        self._connection = open_dbus_connection(accessibility_bus)
        self._pid = pid
        self._bus_name = ""

    def close(self) -> None:
        """Leaves the bus."""
        self._connection.close()

    def read(self) -> list[Control]:
        """Every control in sight, in the order of the tree; empty while there is no window."""
        if not self._bus_name:
            self._bus_name = self._find_program()
        if not self._bus_name:
            return []
        try:
            return [
                control
                for bus_name, path in self._children(self._bus_name, _ROOT)
                for control in self._read_below(bus_name, path)
            ]
        except ControlGone:
            return []

    def act(self, control: Control) -> None:
        """Does what pressing the control does.

        Raises:
            ControlRefused: it offers no such action.
        """
        interface = "Action"
        offered = [row[0] for row in self._ask(control, interface, "GetActions")]
        chosen = next((n for n, name in enumerate(offered) if name in {"Press", "Toggle"}), None)
        if chosen is None or not self._ask(control, interface, "DoAction", "i", chosen):
            raise ControlRefused(f"{control.identifier} offers only {offered}")

    def set_text(self, control: Control, text: str) -> None:
        """Replaces the text of a field."""
        done = self._ask(control, "EditableText", "SetTextContents", "s", text)
        if not done:
            raise ControlRefused(f"{control.identifier} takes no text")

    def text_of(self, control: Control) -> str:
        """The text of a field."""
        return str(self._ask(control, "Text", "GetText", "ii", 0, -1))

    def description_of(self, control: Control) -> str:
        """What else is read out for a control."""
        return str(self._get(control.bus_name, control.path, "Description"))

    def labels_of(self, control: Control) -> list[str]:
        """What the labels of a control say."""
        relations = self._ask(control, "Accessible", "GetRelationSet")
        targets = [t for kind, targets in relations if kind == _LABELLED_BY for t in targets]
        return [str(self._get(bus_name, path, "Name")) for bus_name, path in targets]

    def give_keyboard(self, control: Control) -> None:
        """Puts the keyboard into a control."""
        if not self._ask(control, "Component", "GrabFocus"):
            raise ControlRefused(f"{control.identifier} takes no keyboard")

    def middle_of(self, control: Control) -> tuple[int, int]:
        """Where a control's middle is on the display, in pixels."""
        left, top, width, height = self._ask(
            control, "Component", "GetExtents", "u", _SCREEN_COORDINATES
        )
        return left + width // 2, top + height // 2

    def _find_program(self) -> str:
        try:
            programs = self._children(f"{_ATSPI}.Registry", _ROOT)
            return next((name for name, _ in programs if self._pid_of(name) == self._pid), "")
        except ControlGone:
            return ""

    def _pid_of(self, bus_name: str) -> int:
        reply = self._connection.send_and_get_reply(
            message_bus.GetConnectionUnixProcessID(bus_name), timeout=_PATIENCE_S
        )
        is_there = reply.header.message_type is MessageType.method_return
        return int(reply.body[0]) if is_there else 0

    def _read_below(self, bus_name: str, path: str) -> Iterator[Control]:
        """The control and all below it; what is hidden hides what is below it."""
        try:
            low, high = self._call(bus_name, path, f"{_ATSPI}.Accessible", "GetState")
            bits = low | high << _STATE_WORD_BITS
            states = frozenset(n for n in range(bits.bit_length()) if bits >> n & 1)
            if State.SHOWING not in states:
                return
            control = Control(
                bus_name,
                path,
                str(self._get(bus_name, path, "AccessibleId")),
                str(self._call(bus_name, path, f"{_ATSPI}.Accessible", "GetRoleName")),
                str(self._get(bus_name, path, "Name")),
                states,
            )
            is_entered = control.role not in _NOT_ENTERED
            children = self._children(bus_name, path) if is_entered else []
        except ControlGone:
            return
        yield control
        for child in children:
            yield from self._read_below(*child)

    def _children(self, bus_name: str, path: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = self._call(
            bus_name, path, f"{_ATSPI}.Accessible", "GetChildren"
        )
        return found

    def _ask(
        self, control: Control, interface: str, method: str, signature: str = "", *arguments: object
    ) -> Any:  # noqa: ANN401 - as the method answers
        try:
            return self._call(
                control.bus_name,
                control.path,
                f"{_ATSPI}.{interface}",
                method,
                signature,
                arguments,
            )
        except ControlGone as error:
            raise ControlRefused(f"{control.identifier}: {method}: {error}") from error

    def _get(self, bus_name: str, path: str, name: str) -> object:
        interface = "org.freedesktop.DBus.Properties"
        _signature, value = self._call(
            bus_name, path, interface, "Get", "ss", (f"{_ATSPI}.Accessible", name)
        )
        return value

    def _call(
        self,
        bus_name: str,
        path: str,
        interface: str,
        method: str,
        signature: str = "",
        arguments: tuple[object, ...] = (),
    ) -> Any:  # noqa: ANN401 - as the method answers
        message = new_method_call(
            DBusAddress(path, bus_name, interface), method, signature or None, arguments
        )
        reply = self._connection.send_and_get_reply(message, timeout=_PATIENCE_S)
        if reply.header.message_type is not MessageType.method_return:
            raise ControlGone(f"{reply.body[0] if reply.body else 'error'}")
        return reply.body[0] if len(reply.body) == 1 else reply.body
