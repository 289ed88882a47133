"""Words of an account's line."""

from __future__ import annotations

import pytest

from dialer.domain.accounts import ProviderKind
from dialer.ui.line_words import provider_name


@pytest.mark.parametrize("provider", list(ProviderKind))
def test_every_provider_has_a_name(provider: ProviderKind) -> None:
    assert provider_name(provider)
