"""The control API: how another program reads the journal and writes the script.

``GET /_sandbox/journal`` lists the requests; ``GET /_sandbox/tasks`` NXCLOUD's accepted
tasks with their numbers, as its portal would show them; ``POST /_sandbox/start`` starts
one of them, ``{"task_id": ...}``; ``POST /_sandbox/faults`` appends
``{"kind": ..., ...}``; ``DELETE /_sandbox/faults`` clears the script;
``POST /_sandbox/release`` lets go what is held; ``POST /_sandbox/language`` takes
``{"language": "en"}`` or ``"zh"``. It answers programs, not web pages: a request with an
``Origin`` is refused.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from dialer.sandbox.faults import (
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Hold,
    HtmlErrorPage,
    HugeBody,
    MisshapenSuccess,
    Point,
    Redirect,
    ResetConnection,
    SkewClock,
    SuccessShape,
    TooManyRequests,
    WrongContentType,
)
from dialer.sandbox.messages import Reply, RequestHead, to_json
from dialer.sandbox.phrases import LANGUAGES
from dialer.sandbox.replies import JSON_TYPE, plain_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dialer.sandbox.dispatch import Workings
    from dialer.sandbox.journal import RecordedRequest
    from dialer.sandbox.nxcloud import TaskBook

_PREFIX = "/_sandbox/"

_KINDS: dict[str, Callable[..., Fault]] = {
    "business_error": BusinessError,
    "cut_reply": CutReply,
    "delay": Delay,
    "hold": Hold,
    "html_error_page": HtmlErrorPage,
    "huge_body": HugeBody,
    "misshapen_success": MisshapenSuccess,
    "redirect": Redirect,
    "reset_connection": ResetConnection,
    "skew_clock": SkewClock,
    "too_many_requests": TooManyRequests,
    "wrong_content_type": WrongContentType,
}


class UnusableInput(Exception):
    """A control request whose body makes no sense; the message says why."""


class Control:
    """Answers what lies under ``/_sandbox/``."""

    def __init__(self, workings: Workings, tasks: TaskBook) -> None:
        self._tasks = tasks
        self._clock_ms = workings.clock_ms
        self._journal = workings.journal
        self._faults = workings.faults
        self._phrases = workings.phrases
        self._actions: dict[tuple[str, str], Callable[[bytes], object]] = {
            ("GET", "journal"): self._list_journal,
            ("GET", "tasks"): self._list_tasks,
            ("POST", "start"): self._start_task,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "release"): self._release,
            ("POST", "language"): self._set_language,
        }

    def is_for(self, head: RequestHead) -> bool:
        """Whether a request is one of control, not one to the provider."""
        return head.path.startswith(_PREFIX)

    def reply(self, head: RequestHead, body: bytes) -> Reply:
        """Does what a control request asks."""
        if not head.is_for_loopback or head.has_header("origin"):
            return plain_reply(403)
        name = head.path.removeprefix(_PREFIX)
        action = self._actions.get((head.method, name))
        if action is None:
            is_known = any(name == known for _, known in self._actions)
            return plain_reply(405 if is_known else 404)
        try:
            return _json_reply(200, action(body))
        except UnusableInput as problem:
            return _json_reply(400, {"error": str(problem)})

    def _list_journal(self, _body: bytes) -> object:
        return [_listed(entry) for entry in self._journal.requests]

    def _list_tasks(self, _body: bytes) -> object:
        return [asdict(task) for task in self._tasks.tasks]

    def _start_task(self, body: bytes) -> object:
        task_id = _parse_object(body).get("task_id")
        if not isinstance(task_id, str):
            raise UnusableInput("task_id must be a string")
        return {"started": self._tasks.start(task_id, now_ms=self._clock_ms())}

    def _add_fault(self, body: bytes) -> object:
        fields = dict(_parse_object(body))
        path = fields.pop("path", None)
        is_permanent = fields.pop("permanent", False)
        if not (path is None or isinstance(path, str)) or not isinstance(is_permanent, bool):
            raise UnusableInput("path must be a string, permanent true or false")
        fault = parse_fault(fields)
        add = self._faults.always if is_permanent else self._faults.once
        add(fault, path=path)
        return {"pending": self._faults.pending}

    def _clear_faults(self, _body: bytes) -> object:
        self._faults.clear()
        return {"pending": 0}

    def _release(self, _body: bytes) -> object:
        return {"released": self._faults.release()}

    def _set_language(self, body: bytes) -> object:
        wanted = _parse_object(body).get("language")
        for language in LANGUAGES:
            if wanted == language:
                self._phrases.language = language
                return {"language": language}
        raise UnusableInput("language must be one of " + ", ".join(LANGUAGES))


def parse_fault(fields: Mapping[str, object]) -> Fault:
    """Makes a fault from its kind and its fields, named as in `dialer.sandbox.faults`.

    Raises:
        UnusableInput: the kind is unknown, or a field is unknown, missing or out of range.
    """
    values = dict(fields)
    kind = values.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise UnusableInput("kind must be one of " + ", ".join(_KINDS))
    try:
        return _KINDS[kind](**{name: _convert(name, value) for name, value in values.items()})
    except TypeError:
        raise UnusableInput(f"{kind} has other fields, or one of another type") from None
    except (ValueError, OverflowError) as problem:
        raise UnusableInput(str(problem)) from None


def _convert(name: str, value: object) -> object:
    match name:
        case "point":
            return Point(str(value))
        case "shape":
            return SuccessShape(str(value))
        case "delay_s":
            is_right = isinstance(value, int | float) and not isinstance(value, bool)
        case "with_body" | "announces_length":
            is_right = isinstance(value, bool)
        case "words" | "location" | "content_type":
            is_right = isinstance(value, str)
        case "retry_after_s" if value is None:
            is_right = True
        case _:
            is_right = isinstance(value, int) and not isinstance(value, bool)
    if not is_right:
        raise ValueError(f"{name} is of another type")
    return value


def _parse_object(body: bytes) -> Mapping[str, object]:
    try:
        fields: object = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise UnusableInput("the body must be a JSON object")
    return fields


def _listed(entry: RecordedRequest) -> dict[str, object]:
    return {
        "received_ms": entry.received_ms,
        "method": entry.method,
        "path": entry.path,
        "headers": [list(pair) for pair in entry.headers],
        "body": entry.body.decode("utf-8", "replace"),
        "body_complete": entry.body_complete,
        "outcome": entry.outcome,
    }


def _json_reply(status: int, value: object) -> Reply:
    return Reply(status, f"HTTP {status}", to_json(value), JSON_TYPE)
