"""The Windows registry and Settings, for ``dialer.desktop.link_handler``."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import os
    import winreg

    class PersonsRegistry:
        """HKEY_CURRENT_USER: what a person may change without an administrator."""

        def read(self, path: str, name: str) -> str | None:
            """A text; None where there is none."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                    value, kind = winreg.QueryValueEx(key, name)
            except FileNotFoundError:
                return None
            return str(value) if kind == winreg.REG_SZ else None

        def write(self, path: str, name: str, value: str) -> None:
            """Stores a text, with the keys that lead to it."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:
                winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)

        def delete(self, path: str, name: str) -> None:
            """Removes a text, where it is there."""
            try:
                access = winreg.KEY_SET_VALUE
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, access) as key:
                    winreg.DeleteValue(key, name)
            except FileNotFoundError:
                return

        def delete_tree(self, path: str) -> None:
            """Removes a key and all below it, where it is there."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                    below = [winreg.EnumKey(key, at) for at in range(winreg.QueryInfoKey(key)[0])]
            except FileNotFoundError:
                return
            for name in below:
                self.delete_tree(rf"{path}\{name}")
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, path)

    def open_settings() -> None:
        """Opens Settings where this program can be chosen; Windows 10 shows the whole list."""
        page = "ms-settings:defaultapps?registeredAppUser=Outdial"
        os.startfile(page)  # noqa: S606 - a page of Settings, with nothing from outside
