"""What the endpoints of the call centre (NXCC) share beyond the family's checks."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.messages import Answer
from dialer.sandbox.nxcloud.fields import MAX_WHOLE, Fields
from dialer.sandbox.nxcloud.gateway import SUCCESS, WRONG_PARAMETER, NxcloudEndpoint
from dialer.sandbox.nxcloud.team import TENANT_ID, SandboxQueue, Team

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.phrases import Phrasebook

_MAX_SIZE = 200


class NxccEndpoint(NxcloudEndpoint):
    """One endpoint of the call centre; subclasses judge the fields and answer.

    Attributes:
        wrong_field: the code a wrong field is refused with; pages differ.
        shows_total: whether replies hold a ``total``, refusals a 0.
    """

    biz_type: ClassVar[str] = "8"
    action: ClassVar[str] = "cc"
    wrong_field: ClassVar[int] = WRONG_PARAMETER
    shows_total: ClassVar[bool] = False

    def __init__(self, credentials: SandboxCredentials, phrases: Phrasebook, *, team: Team) -> None:
        super().__init__(credentials, phrases)
        self._team = team

    def refuse(self, code: int, words: str | None = None) -> Answer:
        """A refusal: an empty object where the success holds a list."""
        answer = super().refuse(code, words)
        if not self.shows_total:
            return answer
        return replace(answer, payload={**answer.payload, "total": 0})

    @abstractmethod
    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        """Judges the fields.

        Raises:
            Refusal: one of them cannot be used.
        """

    def _answer_fields(self, fields: Mapping[str, object], *, now_ms: int) -> Answer:
        judged = Fields(fields, self._phrases, code=self.wrong_field)
        return self._answer_query(judged, now_ms=now_ms)

    def _accept_page(self, rows: Sequence[object], *, total: int) -> Answer:
        answer = self._accept(list(rows))
        if not self.shows_total:
            return answer
        return Answer({**answer.payload, "total": total}, f"code {SUCCESS}")


def read_tenant(fields: Fields) -> None:
    """Checks the team.

    Raises:
        Refusal: it is not the sandbox's.
    """
    if fields.whole("tenantId") != TENANT_ID:
        fields.refuse("tenant_unknown", field="tenantId")


def read_page(fields: Fields, *, most: int = _MAX_SIZE) -> slice:
    """Which rows ``size`` and ``page`` ask for.

    Raises:
        Refusal: either is missing or out of range.
    """
    size = fields.whole("size", least=1, most=most)
    page = fields.whole("page", least=1, most=MAX_WHOLE)
    return slice((page - 1) * size, page * size)


def read_queue(fields: Fields, name: str, team: Team) -> SandboxQueue:
    """The queue a field names by its number.

    Raises:
        Refusal: there is no such queue.
    """
    queue = team.queues.get(fields.text(name))
    if queue is None:
        fields.refuse("queue_unknown", field=name)
    return queue
