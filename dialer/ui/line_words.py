"""Words of an account's line that the first paint needs, before the domain is loaded."""

from __future__ import annotations


def provider_name(provider: str) -> str:
    """The provider's name as it writes it, from a ProviderKind or its value."""
    return {"nxcloud": "NXCLOUD", "aicc": "Huawei AICC"}[provider]
