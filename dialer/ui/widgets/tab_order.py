"""Tab order of controls that are built later than those around them."""

from __future__ import annotations

import itertools

from PySide6 import QtCore
from PySide6.QtWidgets import QWidget


def put_before(later: QWidget, *stops: QWidget) -> None:
    """Lets Tab come through some controls, in their order, before it comes to a later one."""
    # What comes before the later one may take no keyboard, and Qt orders nothing after such a
    # widget: so the stops go behind the later one first, and it then behind them.
    order = (later, *stops, later)
    for earlier, next_stop in itertools.pairwise(order):
        QWidget.setTabOrder(earlier, next_stop)


def put_where(holder: QWidget, *stops: QWidget) -> None:
    """Lets Tab come through controls made later where the widget that holds them stands."""
    earlier = holder.previousInFocusChain()
    while earlier is not None and earlier is not holder:
        if earlier.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus and earlier not in stops:
            for place, next_stop in itertools.pairwise((earlier, *stops)):
                QWidget.setTabOrder(place, next_stop)
            return
        earlier = earlier.previousInFocusChain()
