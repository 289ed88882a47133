"""Signing: the official vectors, byte for byte."""

from __future__ import annotations

import pytest

from dialer.domain.accounts import DigestAlgorithm
from dialer.providers.nxcloud.signing import SignedFields, sign

OFFICIAL = SignedFields(access_key="fme2na3kdi3ki", action="send", biz_type="1", ts="1655710885431")
SECRET = "abciiiko2k3"


@pytest.mark.parametrize(
    ("body", "digest"),
    [
        ('{"name":"牛小信","id":10001}', "87c3560d3331ae23f1021e2025722354"),
        ('{"id":10001,"name":"牛小信"}', "7750759da06333f20d0640be09355e34"),
        ('{"id": 10001, "name": "牛小信"}', "d0c24a9886c629330d7f3f2056c65bc2"),
    ],
)
def test_official_md5_vectors(body: str, digest: str) -> None:
    assert sign(OFFICIAL, body.encode(), secret=SECRET) == digest


@pytest.mark.parametrize(
    ("body", "digest"),
    [
        ("", "884afe159e39b6c88a0d6102ca97d704"),
        ('{"id":10001,"name":"xxx"}', "98f6cc5843c4518884b2e0651b541690"),
        ('{"name": "xxx", "id": 10001}', "bc01b2d9b9a5607b4dc37cfc6ec4af51"),
    ],
)
def test_further_md5_vectors(body: str, digest: str) -> None:
    assert sign(OFFICIAL, body.encode(), secret=SECRET) == digest


@pytest.mark.parametrize(
    ("body", "digest"),
    [
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
    ],
)
def test_sha256_vectors(body: str, digest: str) -> None:
    signed = sign(OFFICIAL, body.encode(), secret=SECRET, algorithm=DigestAlgorithm.SHA256)
    assert signed == digest


@pytest.mark.parametrize(
    ("biz_type", "action", "body", "digest"),
    [
        (
            "9",
            "didaws",
            (
                '{"did":"628900000001","callee":"622600000001",'
                '"connectNumber":"6590000001","ringOrder":"0"}'
            ),
            "683f811911340a6047fac8d0ced25eba",
        ),
        ("8", "cc", '{"tenantId":144,"size":100,"page":1}', "a441527e9f8518ad4e8d2c61887747ba"),
        ("8", "cc", "", "27fc759bcecce7cc5f6c5da3e18164b3"),
    ],
)
def test_vectors_of_the_products_in_use(biz_type: str, action: str, body: str, digest: str) -> None:
    fields = SignedFields(
        access_key=OFFICIAL.access_key, action=action, biz_type=biz_type, ts=OFFICIAL.ts
    )
    assert sign(fields, body.encode(), secret=SECRET) == digest
