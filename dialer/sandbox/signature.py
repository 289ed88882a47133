"""The signature of NXCLOUD's open API, checked over the bytes that arrived."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

DEFAULT_ALGORITHM = "md5"
ALGORITHMS = frozenset({"md5", "sha256"})


@dataclass(frozen=True, slots=True)
class SignedHeaders:
    """The four headers that take part, as sent."""

    access_key: str
    action: str
    biz_type: str
    ts: str


def signature_of(headers: SignedHeaders, body: bytes, *, secret: str, algorithm: str) -> str:
    """Computes the signature a request should have carried.

    Args:
        headers: the values as sent, without any decoding.
        body: the body as it arrived; an empty one takes no part.
        secret: the access secret.
        algorithm: one of `ALGORITHMS`.

    Returns:
        Lower-case hexadecimal digits.
    """
    text = (
        f"accessKey={headers.access_key}&action={headers.action}"
        f"&bizType={headers.biz_type}&ts={headers.ts}"
    )
    # Header values reach us as Latin-1 text, one character per byte: back to those bytes.
    signed = text.encode("latin-1")
    if body:
        signed += b"&body=" + body
    signed += b"&accessSecret=" + secret.encode()
    if algorithm == "sha256":
        return hashlib.sha256(signed).hexdigest()
    return hashlib.md5(signed, usedforsecurity=False).hexdigest()


def is_signature_valid(
    headers: SignedHeaders, body: bytes, *, secret: str, algorithm: str, claimed: str
) -> bool:
    """Whether ``claimed`` is the signature, in lower case and by a known algorithm."""
    if algorithm not in ALGORITHMS:
        return False
    expected = signature_of(headers, body, secret=secret, algorithm=algorithm)
    return hmac.compare_digest(expected.encode(), claimed.encode("latin-1"))
