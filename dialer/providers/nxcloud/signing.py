"""NXCLOUD request signing, a pure function over the exact bytes that are sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from dialer.domain.accounts import DigestAlgorithm


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFields:
    """The four headers that take part in a signature.

    Attributes:
        access_key: public half of the credentials.
        action: what is done, e.g. ``didaws``.
        biz_type: the product, e.g. ``9``.
        ts: 13 digits, ms since the epoch.
    """

    access_key: str
    action: str
    biz_type: str
    ts: str


def sign(
    fields: SignedFields,
    body: bytes,
    *,
    secret: str,
    algorithm: DigestAlgorithm = DigestAlgorithm.MD5,
) -> str:
    """Signs a request.

    The digest runs over the four fields in ASCII order of their names, the body where
    there is one, and the secret; values go in raw, without URL encoding.

    Args:
        fields: the headers that take part.
        body: exactly the bytes that will be sent; empty for none.
        secret: the account's access secret, which itself is never sent.
        algorithm: digest to use.

    Returns:
        Lowercase hex digest for the ``sign`` header.
    """
    text = (
        f"accessKey={fields.access_key}&action={fields.action}"
        f"&bizType={fields.biz_type}&ts={fields.ts}"
    ).encode()
    if body:
        text += b"&body=" + body
    text += b"&accessSecret=" + secret.encode()
    # The provider chose MD5; it guards nothing of ours that a better digest could.
    return hashlib.new(algorithm.value, text, usedforsecurity=False).hexdigest()
