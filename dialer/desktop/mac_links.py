"""Launch Services of macOS, for ``dialer.desktop.link_handler``."""

from __future__ import annotations

import ctypes
import errno

_FRAMEWORKS = "/System/Library/Frameworks"
_UTF8 = 0x08000100
_MAX_ID = 1024


class LaunchServices:
    """Who opens links; programs go by the ids of their bundles.

    Attributes:
        bundle_id: of this program, or ``""`` where it runs from Python.
    """

    def __init__(self) -> None:
        core = f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation"
        services = f"{_FRAMEWORKS}/CoreServices.framework/CoreServices"
        self._core, self._services = ctypes.CDLL(core), ctypes.CDLL(services)
        pointer, text = ctypes.c_void_p, ctypes.c_char_p
        for library, name, result, arguments in (
            (self._core, "CFStringCreateWithCString", pointer, [pointer, text, ctypes.c_uint32]),
            (self._core, "CFBundleGetMainBundle", pointer, []),
            (self._core, "CFBundleGetIdentifier", pointer, [pointer]),
            (
                self._core,
                "CFStringGetCString",
                ctypes.c_bool,
                [pointer, text, ctypes.c_long, ctypes.c_uint32],
            ),
            (self._core, "CFRelease", None, [pointer]),
            (self._services, "LSCopyDefaultHandlerForURLScheme", pointer, [pointer]),
            (
                self._services,
                "LSSetDefaultHandlerForURLScheme",
                ctypes.c_int32,
                [pointer, pointer],
            ),
        ):
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
        main = self._core.CFBundleGetMainBundle()
        found = self._core.CFBundleGetIdentifier(main) if main else None
        identifier = self._text(found) if found else ""
        # Python itself is a bundle as well, but links are none of its business.
        self.bundle_id = "" if identifier.startswith("org.python.") else identifier

    def default_of(self, scheme: str) -> str:
        """Who opens a scheme, or ``""``."""
        name = self._string(scheme)
        found = self._services.LSCopyDefaultHandlerForURLScheme(name)
        self._core.CFRelease(name)
        if not found:
            return ""
        try:
            return self._text(found)
        finally:
            self._core.CFRelease(found)

    def set_default(self, scheme: str, bundle_id: str) -> None:
        """Makes a program the one that opens a scheme.

        Raises:
            OSError: the system did not take it.
        """
        name, program = self._string(scheme), self._string(bundle_id)
        status = self._services.LSSetDefaultHandlerForURLScheme(name, program)
        self._core.CFRelease(name)
        self._core.CFRelease(program)
        if status:
            raise OSError(errno.EPERM, f"Launch Services answered {status}")

    def name_of(self, bundle_id: str) -> str:
        """What a program is called: the last part of its id says it well enough."""
        return bundle_id.rpartition(".")[2]

    def _string(self, text: str) -> int:
        made: int = self._core.CFStringCreateWithCString(None, text.encode(), _UTF8)
        return made

    def _text(self, string: int) -> str:
        buffer = ctypes.create_string_buffer(_MAX_ID)
        is_read = self._core.CFStringGetCString(string, buffer, _MAX_ID, _UTF8)
        return buffer.value.decode() if is_read else ""
