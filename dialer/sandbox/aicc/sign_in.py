"""Access tokens: issued for an app key and secret, dead when their time is over.

The document says nothing of a refused sign-in: here wrong credentials are a 401 and a
body that lacks them is a 400.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.aicc.gateway import AiccEndpoint, BareStatus, parse_object
from dialer.sandbox.messages import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.credentials import SandboxAppCredentials
    from dialer.sandbox.messages import ReceivedRequest

_DEFAULT_LIFE_S = 600
_MAX_LIFE_S = 3600
_MAX_DIGITS = 9
_MAX_TOKENS = 10_000


class IssuedTokens:
    """The tokens of one sandbox, the oldest dropped beyond a bound.

    Args:
        credentials: who may ask for one.
    """

    def __init__(self, credentials: SandboxAppCredentials) -> None:
        self._credentials = credentials
        self._ends_ms: dict[str, int] = {}

    @property
    def app_key(self) -> str:
        """The key all tokens belong to."""
        return self._credentials.app_key

    def is_owner(self, app_key: str, app_secret: str) -> bool:
        """Whether these are the credentials, compared in constant time."""
        known = self._credentials
        is_key = hmac.compare_digest(app_key.encode("utf-8", "replace"), known.app_key.encode())
        is_secret = hmac.compare_digest(
            app_secret.encode("utf-8", "replace"), known.app_secret.encode()
        )
        return is_key and is_secret

    def issue(self, *, now_ms: int, life_s: int) -> str:
        """A new token that lives so long."""
        token = secrets.token_hex(24)
        self._ends_ms = {text: end for text, end in self._ends_ms.items() if end > now_ms}
        while len(self._ends_ms) >= _MAX_TOKENS:
            del self._ends_ms[next(iter(self._ends_ms))]
        self._ends_ms[token] = now_ms + life_s * 1000
        return token

    def is_alive(self, token: str, *, now_ms: int) -> bool:
        """Whether a token was issued and its time is not over."""
        return now_ms < self._ends_ms.get(token, 0)


class SignInEndpoint(AiccEndpoint):
    """Gives a token for an app key and its secret."""

    path: ClassVar[str] = "/apigovernance/api/oauth/tokenByAkSk"

    def _check_caller(self, request: ReceivedRequest) -> None:
        """Whoever asks for a token has none yet."""

    def _answer_request(self, request: ReceivedRequest) -> Answer:
        fields = parse_object(request)
        app_key = _read_text(fields, "app_key")
        app_secret = _read_text(fields, "app_secret")
        life_s = _read_life_s(request)
        if not self._tokens.is_owner(app_key, app_secret):
            raise BareStatus(401)
        token = self._tokens.issue(now_ms=request.now_ms, life_s=life_s)
        payload = {
            "AccessToken": token,
            "ApplyType": "Bearer",
            "CreateTime": str(request.now_ms // 1000),
            "Expires": str(life_s),
            "Scope": None,
            "AppKey": app_key,
            "UserID": "Anonymous",
        }
        return Answer(payload, "token")


def _read_text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise BareStatus(400, name)
    return value


def _read_life_s(request: ReceivedRequest) -> int:
    if not request.head.has_header("X-Token-Expire"):
        return _DEFAULT_LIFE_S
    text = request.head.header("X-Token-Expire")
    if not (text.isascii() and text.isdigit()) or len(text) > _MAX_DIGITS or int(text) == 0:
        raise BareStatus(400, "X-Token-Expire")
    return min(int(text), _MAX_LIFE_S)
