"""What an organisation allows on this computer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The organisation's rules; without a policy file, these.

    Attributes:
        allows_provider_time: whether requests may be signed with the provider's time
            where this computer's clock is wrong.
        problem: why the policy file could not be followed to the letter, as a sentence
            with its path and line; ``""`` where it could. With a problem, every rule is
            at its strictest.
    """

    allows_provider_time: bool = True
    problem: str = ""


STRICTEST = Policy(allows_provider_time=False)
