from __future__ import annotations

import asyncio

from dialer.sandbox import Journal
from dialer.sandbox.messages import RequestHead

CANARY = "canary-signature"
HEAD = RequestHead("POST", "/a?b=c", (("Sign", CANARY), ("X-Two", "1"), ("x-two", "2")))


def record(journal: Journal, path: str = "/a", body: bytes | None = None) -> int:
    serial = journal.begin(RequestHead("POST", path, ()), received_ms=7)
    if body is not None:
        journal.complete(serial, body)
    return serial


def test_a_request_is_there_before_its_body() -> None:
    journal = Journal()
    serial = journal.begin(HEAD, received_ms=7)
    (entry,) = journal.requests
    assert (entry.received_ms, entry.method, entry.path) == (7, "POST", "/a")
    assert (entry.body, entry.body_complete, entry.outcome) == (b"", False, "in progress")
    assert entry.headers == HEAD.headers
    assert (entry.header("SIGN"), entry.header("x-two"), entry.header("none")) == (CANARY, "1", "")
    journal.complete(serial, b"12025550123")
    journal.settle(serial, "code 0")
    (entry,) = journal.requests
    assert (entry.body, entry.body_complete, entry.outcome) == (b"12025550123", True, "code 0")
    assert CANARY not in repr(entry)
    assert "12025550123" not in repr(entry)


def test_the_oldest_requests_are_dropped() -> None:
    journal = Journal(max_requests=3)
    serials = [record(journal, f"/{number}") for number in range(5)]
    assert [entry.path for entry in journal.requests] == ["/2", "/3", "/4"]
    journal.complete(serials[0], b"late")
    journal.settle(serials[0], "late")
    assert [entry.outcome for entry in journal.requests] == ["in progress"] * 3


def test_large_bodies_are_dropped_before_they_fill_the_memory() -> None:
    journal = Journal(max_body_bytes=10)
    for number in range(5):
        record(journal, f"/{number}", b"x" * 4)
    assert [entry.path for entry in journal.requests] == ["/3", "/4"]
    record(journal, "/large", b"x" * 11)
    assert [entry.path for entry in journal.requests] == ["/large"]


def test_for_path_keeps_the_order() -> None:
    journal = Journal()
    for body in (b"1", b"2"):
        record(journal, "/a", body)
        record(journal, "/b")
    assert [entry.body for entry in journal.for_path("/a")] == [b"1", b"2"]
    assert journal.for_path("/none") == ()


def test_waiting_ends_when_the_state_is_reached() -> None:
    async def scenario() -> None:
        journal = Journal()
        two = asyncio.create_task(journal.wait_for_requests(2))
        other = asyncio.create_task(journal.wait_for_requests(1, "/b"))
        whole = asyncio.create_task(journal.wait_for_requests(1, "/b", body_complete=True))
        await asyncio.sleep(0)
        record(journal, "/a", b"")
        await asyncio.sleep(0)
        assert not two.done()
        serial = record(journal, "/b")
        await asyncio.gather(two, other)
        assert not whole.done()
        journal.complete(serial, b"")
        await whole
        await journal.wait_for_requests(2)

    asyncio.run(scenario())
