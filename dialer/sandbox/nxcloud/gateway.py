"""What every NXCLOUD endpoint checks before it looks at its own fields.

The documents do not give the order of the checks. Here it is: headers present, ``ts``,
access key, content type and signature, bizType and action, body.
"""

from __future__ import annotations

import hmac
import json
import uuid
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, NoReturn, TypeGuard

from dialer.sandbox.messages import Answer, ReceivedRequest, RequestHead
from dialer.sandbox.signature import DEFAULT_ALGORITHM, SignedHeaders, is_signature_valid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.phrases import Phrasebook

SUCCESS = 0
HEADER_MISSING = 1001
WRONG_PARAMETER = 1002
WRONG_SIGNATURE = 1003
WRONG_TIMESTAMP = 1004
NO_PERMISSION = 1005

_COMMON_HEADERS = ("accessKey", "ts", "bizType", "action", "sign")
_TS_DIGITS = 13
_WINDOW_MS = 60_000


class Refusal(Exception):
    """A request the provider would refuse.

    Attributes:
        words: None for the words that go with the code.
    """

    def __init__(self, code: int, words: str | None = None) -> None:
        super().__init__(f"code {code}")
        self.code = code
        self.words = words


class NxcloudEndpoint(ABC):
    """One endpoint of the family; subclasses judge the fields and answer.

    Attributes:
        path: where it is.
        biz_type: the value its bizType header must have.
        action: the value its action header must have.
    """

    path: ClassVar[str]
    biz_type: ClassVar[str]
    action: ClassVar[str]
    method: ClassVar[str] = "POST"

    def __init__(self, credentials: SandboxCredentials, phrases: Phrasebook) -> None:
        self._credentials = credentials
        self._phrases = phrases

    def answer(self, request: ReceivedRequest) -> Answer:
        """Checks a request from the outside in, then answers it."""
        try:
            self._check_headers(request)
            fields = self._parse_body(request.body)
            return self._answer_fields(fields, now_ms=request.now_ms)
        except Refusal as refusal:
            return self.refuse(refusal.code, refusal.words)

    def refuse(self, code: int, words: str | None = None) -> Answer:
        """A refusal in the envelope of this endpoint."""
        said = self._phrases.for_code(code) if words is None else words
        return Answer(self._envelope(code, said, data={}), f"code {code}")

    @abstractmethod
    def _answer_fields(self, fields: Mapping[str, object], *, now_ms: int) -> Answer:
        """Judges the body of a request whose headers are in order.

        Raises:
            Refusal: a field cannot be used.
        """

    def _envelope(self, code: int, words: str, *, data: object) -> dict[str, object]:
        return {"reqId": uuid.uuid4().hex, "code": code, "msg": words, "data": data}

    def _accept(self, data: object) -> Answer:
        words = self._phrases.for_code(SUCCESS)
        return Answer(self._envelope(SUCCESS, words, data=data), f"code {SUCCESS}")

    def _refuse_field(self, code: int, phrase: str, **values: object) -> NoReturn:
        raise Refusal(code, self._phrases.say(phrase, **values))

    def _check_headers(self, request: ReceivedRequest) -> None:
        head = request.head
        for name in _COMMON_HEADERS:
            if not head.header(name):
                self._refuse_field(HEADER_MISSING, "header_missing", field=name)
        if not _is_timely(head.header("ts"), request.now_ms):
            raise Refusal(WRONG_TIMESTAMP)
        expected_key = self._credentials.access_key.encode()
        if not hmac.compare_digest(head.header("accessKey").encode("latin-1"), expected_key):
            raise Refusal(NO_PERMISSION)
        if not _is_json(head) or not self._is_signed(head, request.body):
            raise Refusal(WRONG_SIGNATURE)
        for name, expected in (("bizType", self.biz_type), ("action", self.action)):
            if head.header(name) != expected:
                self._refuse_field(WRONG_PARAMETER, "header_wrong", field=name)

    def _is_signed(self, head: RequestHead, body: bytes) -> bool:
        signed = SignedHeaders(
            access_key=head.header("accessKey"),
            action=head.header("action"),
            biz_type=head.header("bizType"),
            ts=head.header("ts"),
        )
        algorithm = head.header("algorithm") if head.has_header("algorithm") else DEFAULT_ALGORITHM
        return is_signature_valid(
            signed,
            body,
            secret=self._credentials.access_secret,
            algorithm=algorithm,
            claimed=head.header("sign"),
        )

    def _parse_body(self, body: bytes) -> Mapping[str, object]:
        try:
            fields: object = json.loads(body.decode("utf-8"))
        except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested beyond reason
            fields = None
        if not isinstance(fields, dict):
            self._refuse_field(WRONG_PARAMETER, "body_not_object")
        return fields


def is_whole_number(value: object) -> TypeGuard[int]:
    """Whether a JSON value is an integer; ``true`` is not one."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_timely(ts: str, now_ms: int) -> bool:
    if len(ts) != _TS_DIGITS or not (ts.isascii() and ts.isdigit()):
        return False
    return abs(int(ts) - now_ms) <= _WINDOW_MS


def _is_json(head: RequestHead) -> bool:
    media_type = head.header("content-type").partition(";")[0]
    return media_type.strip().lower() == "application/json"
