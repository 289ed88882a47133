"""Whether the screen is locked, asked of the system at the moment it matters."""

from __future__ import annotations

import os
import sys

# Each of a few questions may take this long; a desktop that is well answers in one or two.
_PATIENCE_MS = 150
_SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"
# KDE and most others answer to the first name, GNOME to the second.
_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


def is_screen_locked() -> bool:
    """True where the system says so; False where it says no, or nothing."""
    if sys.platform == "win32":
        return _is_locked_on_windows()
    if sys.platform == "darwin":
        return _is_locked_on_macos()
    return _is_saver_active() or _is_session_locked()


def _is_saver_active() -> bool:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={runtime}/bus"
    return any(
        _ask(address, (service, path, service, "GetActive"), ()) is True
        for service, path in _SAVERS
    )


def _is_session_locked() -> bool:
    login = "org.freedesktop.login1"
    return (
        _ask(
            os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _SYSTEM_BUS,
            (login, f"/{login.replace('.', '/')}/session/auto", _PROPERTIES, "Get"),
            (f"{login}.Session", "LockedHint"),
        )
        is True
    )


_PROPERTIES = "org.freedesktop.DBus.Properties"


def _ask(address: str, method: tuple[str, str, str, str], arguments: tuple[str, ...]) -> object:
    """The first thing a method of a service on a bus answers with; None where there is none."""
    from PySide6.QtDBus import (  # noqa: PLC0415 - links are rare
        QDBus,
        QDBusConnection,
        QDBusMessage,
        QDBusVariant,
    )

    name = f"outdial-screen-lock-{address}"
    bus = QDBusConnection.connectToBus(address, name)
    try:
        if not bus.isConnected():
            return None
        message = QDBusMessage.createMethodCall(*method)
        message.setArguments(list(arguments))
        # The question must not start a screen saver where there is none.
        message.setAutoStartService(False)
        answers = bus.call(message, QDBus.CallMode.Block, _PATIENCE_MS)
        if answers.type() is not QDBusMessage.MessageType.ReplyMessage or not answers.arguments():
            return None
        first: object = answers.arguments()[0]
        return first.variant() if isinstance(first, QDBusVariant) else first
    finally:
        QDBusConnection.disconnectFromBus(name)


def _is_locked_on_windows() -> bool:
    """While it is locked, programs cannot open the desktop that takes the keyboard."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - links are rare

        user32 = ctypes.windll.user32
        user32.OpenInputDesktop.restype = ctypes.c_void_p
        read_objects = 0x0001
        desktop = user32.OpenInputDesktop(0, 0, read_objects)
        if not desktop:
            return True
        user32.CloseDesktop(ctypes.c_void_p(desktop))
    return False


def _is_locked_on_macos() -> bool:
    """The window server tells of the session; the key is there only while it is locked."""
    import ctypes  # noqa: PLC0415 - links are rare

    frameworks = "/System/Library/Frameworks"
    try:
        graphics = ctypes.CDLL(f"{frameworks}/CoreGraphics.framework/CoreGraphics")
        core = ctypes.CDLL(f"{frameworks}/CoreFoundation.framework/CoreFoundation")
    except OSError:
        return False
    graphics.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
    core.CFStringCreateWithCString.restype = ctypes.c_void_p
    core.CFStringCreateWithCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
    core.CFDictionaryContainsKey.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    core.CFRelease.argtypes = [ctypes.c_void_p]
    session = graphics.CGSessionCopyCurrentDictionary()
    if not session:
        return False
    utf8 = 0x08000100
    key = core.CFStringCreateWithCString(None, b"CGSSessionScreenIsLocked", utf8)
    try:
        return bool(core.CFDictionaryContainsKey(session, key))
    finally:
        core.CFRelease(key)
        core.CFRelease(session)
