"""Counts, durations, times and the provider's names for figures, as the locale writes them."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QTime

_MINUTE_S, _HOUR_S = 60, 3600
_DECIMALS = 2
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
# Named as lupdate knows it.
translate = QCoreApplication.translate


def count_words(number: int) -> str:
    """A whole number."""
    return QLocale().toString(number)


def number_words(number: float) -> str:
    """A number; at most two decimals, and none where it has none."""
    locale = QLocale()
    if float(number).is_integer():
        return locale.toString(int(number))
    whole = locale.toString(float(number), "f", _DECIMALS)
    return whole.rstrip(locale.zeroDigit()).rstrip(locale.decimalPoint())


def duration_words(seconds: int) -> str:
    """A duration as ``h:mm:ss``, in the locale's digits."""
    locale = QLocale()
    hours, rest = divmod(seconds, _HOUR_S)
    parts = [locale.toString(hours)]
    parts += [
        locale.toString(part).rjust(2, locale.zeroDigit()) for part in divmod(rest, _MINUTE_S)
    ]
    return ":".join(parts)


def time_words(time: QTime) -> str:
    """A time of day to the second."""
    locale = QLocale()
    style = locale.timeFormat(QLocale.FormatType.ShortFormat)
    return locale.toString(time, style if "ss" in style else style.replace("mm", "mm:ss"))


def moment_words(moment: QDateTime) -> str:
    """A date and a time of day to the minute."""
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def now_words() -> str:
    """When something was loaded: ``updated 10:44:03``."""
    return translate("agents", "updated {time}").format(time=time_words(QTime.currentTime()))


def pages_words(count: int) -> str:
    """How many pages brought a list."""
    if count == 1:
        return translate("agents", "1 page loaded")
    return translate("agents", "{count} pages loaded").format(count=count_words(count))


def agents_words(count: int) -> str:
    """How many agents."""
    if count == 1:
        return translate("agents", "1 agent")
    return translate("agents", "{count} agents").format(count=count_words(count))


def state_words(name: str) -> str:
    """A state in words; one that is not known stands by the provider's name."""
    return {
        "busy": translate("agents", "Busy"),
        "wrapup": translate("agents", "Wrap-up"),
        "idle": translate("agents", "Idle"),
        "calling": translate("agents", "Calling"),
        "ringing": translate("agents", "Ringing"),
        "meeting": translate("agents", "Meeting"),
        "eating": translate("agents", "Meal"),
        "wc": translate("agents", "Restroom"),
        "sleep": translate("agents", "Rest"),
        "other": translate("agents", "Other"),
    }.get(name, name)


def spelled_out(name: str) -> str:
    """A name in camel case as words, e.g. ``Answer count in five``; the words stay its own."""
    words = [word if word.isupper() else word.lower() for word in _CAMEL.split(name) if word]
    text = " ".join(words) or name
    return text[:1].upper() + text[1:]
