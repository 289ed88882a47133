from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.sandbox import SandboxCredentials
from dialer.sandbox.messages import RequestHead, to_json


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LOCALHOST"])
def test_this_machine_is_meant(host: str) -> None:
    assert RequestHead("POST", "/", (("HOST", host),)).is_for_loopback


@pytest.mark.parametrize(
    "host",
    [
        "",
        "example.com",
        "127.0.0.1.example.com",
        "localhost.example.com:80",
        "127.0.0.1@a",
        "[::1]",
    ],
)
def test_another_host_is_meant(host: str) -> None:
    assert not RequestHead("POST", "/", (("host", host),)).is_for_loopback


def test_without_a_host_nobody_is_meant() -> None:
    assert not RequestHead("POST", "/", ()).is_for_loopback


def test_the_path_is_the_target_without_its_query() -> None:
    assert RequestHead("GET", "/a/b?c=/d?e", ()).path == "/a/b"


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_json_is_compact_utf8(value: dict[str, object]) -> None:
    assert json.loads(to_json(value)) == value


def test_text_that_utf8_cannot_carry_is_replaced() -> None:
    assert to_json({"a": "\ud800"}) == b'{"a":"?"}'


def test_random_credentials_differ_and_hide_the_secret() -> None:
    one, two = SandboxCredentials.random(), SandboxCredentials.random()
    assert one.access_key != two.access_key
    assert one.access_secret != two.access_secret
    assert one.access_secret not in repr(one)
