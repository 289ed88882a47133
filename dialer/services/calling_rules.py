"""The rules the guard goes by: the one place they come from, and where they are changed."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dialer.domain.calling_rules import CallingHours, CallingRules, validated
from dialer.domain.errors import DatabaseUnusable, InputErrors

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.ports import SettingsStore

_NAME = "calling_rules"
_UNREADABLE = (
    "The calling rules on this computer cannot be read, so nothing is called. "
    "Open Settings, Calling, and save them again."
)


class CallingRulesService:
    """Keeps the calling rules as text in the settings, and in memory once read.

    Rules that cannot be read stop every call: what they forbid is not known.

    Args:
        settings: keeps the text.
        govern: makes of the person's rules those that are gone by, e.g. stricter ones.
    """

    def __init__(
        self,
        settings: SettingsStore,
        *,
        govern: Callable[[CallingRules], CallingRules] = lambda rules: rules,
    ) -> None:
        self._settings = settings
        self._govern = govern
        self._rules: CallingRules | None = None
        # What is read must not be older than what was saved meanwhile.
        self._reading = asyncio.Lock()

    async def fetch(self) -> CallingRules:
        """The rules that are gone by.

        Raises:
            StoreError: they cannot be read.
        """
        async with self._reading:
            if self._rules is None:
                text = await self._settings.fetch_setting(_NAME)
                self._rules = CallingRules() if text is None else _read(text)
            return self._govern(self._rules)

    async def save(self, rules: CallingRules) -> CallingRules:
        """Keeps the rules; the next call goes by them.

        Returns:
            The rules that are gone by.

        Raises:
            InputErrors: values that cannot be used; nothing was changed.
            StoreError: they could not be stored; nothing was changed.
        """
        validated(rules)
        async with self._reading:
            await self._settings.save_setting(_NAME, _write(rules))
            self._rules = rules
        return self._govern(rules)


def _write(rules: CallingRules) -> str:
    values = asdict(rules)
    values["allowed_regions"] = sorted(rules.allowed_regions)
    values["hours"] = _write_hours(rules.hours)
    values["hours_by_region"] = {
        region: _write_hours(hours) for region, hours in rules.hours_by_region
    }
    return json.dumps(values, sort_keys=True)


def _write_hours(hours: CallingHours | None) -> dict[str, Any] | None:
    if hours is None:
        return None
    return {**asdict(hours), "weekdays": sorted(hours.weekdays)}


def _read(text: str) -> CallingRules:
    try:
        values = dict(json.loads(text))
        values["allowed_regions"] = frozenset(values["allowed_regions"])
        values["hours"] = _read_hours(values["hours"])
        values["hours_by_region"] = tuple(
            (region, _read_hours(hours))
            for region, hours in sorted(dict(values["hours_by_region"]).items())
        )
        return validated(CallingRules(**values))
    except (ValueError, TypeError, KeyError, AttributeError, InputErrors) as error:
        raise DatabaseUnusable(_UNREADABLE) from error


def _read_hours(values: dict[str, Any] | None) -> CallingHours | None:
    if values is None:
        return None
    return CallingHours(**{**values, "weekdays": frozenset(values["weekdays"])})
