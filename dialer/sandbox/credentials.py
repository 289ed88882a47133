"""What a client must know to be let in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SandboxCredentials:
    """An access key and its secret; the secret never shows in a ``repr``."""

    access_key: str
    access_secret: str = field(repr=False)

    @classmethod
    def random(cls) -> SandboxCredentials:
        """New credentials that die with the sandbox they were made for."""
        return cls(secrets.token_hex(8), secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class SandboxAppCredentials:
    """An AICC app key and its secret; the secret never shows in a ``repr``."""

    app_key: str
    app_secret: str = field(repr=False)

    @classmethod
    def random(cls) -> SandboxAppCredentials:
        """New credentials that die with the sandbox they were made for."""
        return cls(secrets.token_hex(8), secrets.token_hex(16))
