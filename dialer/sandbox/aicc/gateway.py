"""What every AICC endpoint checks before it looks at its own fields.

The documents do not give the order of the checks. Here it is: token, app key, content
type, body. A request that fails one of them is answered with a bare status (401 or 400)
and words, without a ``retCode``.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.messages import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.aicc.sign_in import IssuedTokens
    from dialer.sandbox.aicc.words import AiccWords
    from dialer.sandbox.messages import ReceivedRequest

SUCCESS = "0"
_BEARER = "Bearer "


class Refusal(Exception):
    """A request AICC would refuse with a ``retCode``."""

    def __init__(self, code: str, *, http_status: int = 200) -> None:
        super().__init__(f"code {code}")
        self.code = code
        self.http_status = http_status


class BareStatus(Exception):
    """A request AICC would refuse with an HTTP status alone.

    Attributes:
        field: what is wrong, in the document's words.
    """

    def __init__(self, status: int, field: str = "") -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.field = field


class AiccEndpoint(ABC):
    """One endpoint of the family; subclasses judge the rest of the request and answer.

    Attributes:
        path: where it is.
    """

    path: ClassVar[str]
    method: ClassVar[str] = "POST"

    def __init__(self, tokens: IssuedTokens, words: AiccWords) -> None:
        self._tokens = tokens
        self._words = words

    def answer(self, request: ReceivedRequest) -> Answer:
        """Checks a request from the outside in, then answers it."""
        try:
            self._check_caller(request)
            return self._answer_request(request)
        except Refusal as refusal:
            payload = {"retCode": refusal.code, "retMsg": self._words.for_code(refusal.code)}
            return Answer(payload, str(refusal), http_status=refusal.http_status)
        except BareStatus as refusal:
            words = self._words.for_status(refusal.status, field=refusal.field)
            return Answer({"retMsg": words}, str(refusal), http_status=refusal.status)

    def refuse(self, code: int, words: str | None = None) -> Answer:
        """A refusal in the envelope of the family."""
        said = self._words.for_code(str(code)) if words is None else words
        return Answer({"retCode": str(code), "retMsg": said}, f"code {code}")

    @abstractmethod
    def _answer_request(self, request: ReceivedRequest) -> Answer:
        """Judges a request whose caller is known.

        Raises:
            Refusal: it is refused with a code.
            BareStatus: it is refused with a status.
        """

    def _accept(self, result: Mapping[str, object] | None) -> Answer:
        payload: dict[str, object] = {
            "retCode": SUCCESS,
            "retMsg": self._words.for_code(SUCCESS),
        }
        if result is not None:
            payload["result"] = result
        return Answer(payload, f"code {SUCCESS}")

    def _check_caller(self, request: ReceivedRequest) -> None:
        head = request.head
        authorization = head.header("Authorization")
        token = authorization.removeprefix(_BEARER)
        is_bearer = authorization.startswith(_BEARER)
        if not is_bearer or not self._tokens.is_alive(token, now_ms=request.now_ms):
            raise BareStatus(401)
        if head.has_header("X-APP-Key") and head.header("X-APP-Key") != self._tokens.app_key:
            raise BareStatus(401)


def parse_object(request: ReceivedRequest) -> Mapping[str, object]:
    """The JSON object of a request.

    Raises:
        BareStatus: the content type is another, or the body is no object.
    """
    media_type = request.head.header("content-type").partition(";")[0]
    if media_type.strip().lower() != "application/json":
        raise BareStatus(400, "Content-Type")
    try:
        fields: object = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested beyond reason
        fields = None
    if not isinstance(fields, dict):
        raise BareStatus(400, "body")
    return fields
