"""The signature check against the digests the provider's documents print."""

from __future__ import annotations

import pytest

from dialer.sandbox.signature import SignedHeaders, is_signature_valid, signature_of

SECRET = "abciiiko2k3"
TS = "1655710885431"
SAMPLE = SignedHeaders(access_key="fme2na3kdi3ki", action="send", biz_type="1", ts=TS)
DIALOUT = SignedHeaders(access_key="fme2na3kdi3ki", action="didaws", biz_type="9", ts=TS)
CENTRE = SignedHeaders(access_key="fme2na3kdi3ki", action="cc", biz_type="8", ts=TS)
DIALOUT_BODY = (
    '{"did":"628900000001","callee":"622600000001","connectNumber":"6590000001","ringOrder":"0"}'
)

MD5_VECTORS = [
    (SAMPLE, '{"name":"牛小信","id":10001}', "87c3560d3331ae23f1021e2025722354"),
    (SAMPLE, '{"id":10001,"name":"牛小信"}', "7750759da06333f20d0640be09355e34"),
    (SAMPLE, '{"id": 10001, "name": "牛小信"}', "d0c24a9886c629330d7f3f2056c65bc2"),
    (SAMPLE, '{"name": "牛小信", "id": 10001}', "6672265544c84fdfe3b2f1c784df0eb2"),
    (SAMPLE, "", "884afe159e39b6c88a0d6102ca97d704"),
    (SAMPLE, '{"id":10001,"name":"xxx"}', "98f6cc5843c4518884b2e0651b541690"),
    (SAMPLE, '{"name":"xxx","id":10001}', "536101688e3ad6f314f34d8ea4205722"),
    (SAMPLE, '{"id": 10001, "name": "xxx"}', "d8a29fe7141c13d1bdca719352da13df"),
    (SAMPLE, '{"name": "xxx", "id": 10001}', "bc01b2d9b9a5607b4dc37cfc6ec4af51"),
    (DIALOUT, DIALOUT_BODY, "683f811911340a6047fac8d0ced25eba"),
    (CENTRE, '{"tenantId":144,"size":100,"page":1}', "a441527e9f8518ad4e8d2c61887747ba"),
    (CENTRE, "", "27fc759bcecce7cc5f6c5da3e18164b3"),
]
SHA256_VECTORS = [
    (
        '{"id":10001,"name":"牛小信"}',
        "d04863619d46121592cdb312ec0a91c148a1f5daea64930ad0e1fb31a04dc808",
    ),
    (
        '{"name":"牛小信","id":10001}',
        "e0eec2c99ef80f269a82795e2223f618ebfc0616c8b6c8c7d438021ec38ad0eb",
    ),
    (
        '{"id":10001,"name":"xxx"}',
        "258adeb0f57518110c617d45424a9d928b0a70cdff986dc5b6e2b9d297a762ad",
    ),
    (
        '{"name":"xxx","id":10001}',
        "a98a7cb6c18323a2b99e062d550da6c6b075271fde32800da4b20f0d1e1279bc",
    ),
    (
        '{"id": 10001, "name": "xxx"}',
        "5a3f9b4d100c82be8b2a0cd7749586417498639b33aa70773412107ab49d2cb0",
    ),
    (
        '{"name": "xxx", "id": 10001}',
        "a6c6f3249d4022f0cbe71b962f7abc34b0379c0a93cfd8c4767b8dae57df6e55",
    ),
]


@pytest.mark.parametrize(("headers", "body", "digest"), MD5_VECTORS)
def test_md5_vectors(headers: SignedHeaders, body: str, digest: str) -> None:
    computed = signature_of(headers, body.encode(), secret=SECRET, algorithm="md5")
    assert computed == digest


def test_an_escaped_body_signs_differently() -> None:
    body = '{"id":10001,"name":"牛小信"}'.encode("ascii", "backslashreplace")
    assert b"\\u725b" in body
    computed = signature_of(SAMPLE, body, secret=SECRET, algorithm="md5")
    assert computed == "c72487979c1d2793bcb92828e525f6d1"


@pytest.mark.parametrize(("body", "digest"), SHA256_VECTORS)
def test_sha256_vectors(body: str, digest: str) -> None:
    computed = signature_of(SAMPLE, body.encode(), secret=SECRET, algorithm="sha256")
    assert computed == digest


@pytest.mark.parametrize(
    ("claimed", "algorithm"),
    [
        ("7750759DA06333F20D0640BE09355E34", "md5"),
        ("7750759da06333f20d0640be09355e3", "md5"),
        ("7750759da06333f20d0640be09355e34 ", "md5"),
        ("7750759da06333f20d0640be09355e34", "sha256"),
        ("7750759da06333f20d0640be09355e34", "MD5"),
        ("7750759da06333f20d0640be09355e34", ""),
        ("ÿ", "md5"),
        ("", "md5"),
    ],
)
def test_another_digest_or_algorithm_is_refused(claimed: str, algorithm: str) -> None:
    body = '{"id":10001,"name":"牛小信"}'.encode()
    assert not is_signature_valid(SAMPLE, body, secret=SECRET, algorithm=algorithm, claimed=claimed)


def test_the_right_digest_passes_and_one_changed_byte_fails() -> None:
    claimed = "7750759da06333f20d0640be09355e34"
    body = '{"id":10001,"name":"牛小信"}'.encode()
    assert is_signature_valid(SAMPLE, body, secret=SECRET, algorithm="md5", claimed=claimed)
    changed = body.replace(b"10001", b"10002")
    assert not is_signature_valid(SAMPLE, changed, secret=SECRET, algorithm="md5", claimed=claimed)
    spaced = body + b"\n"
    assert not is_signature_valid(SAMPLE, spaced, secret=SECRET, algorithm="md5", claimed=claimed)
