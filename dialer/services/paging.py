"""Lists whose replies tell no total: read page by page until a short one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProgress:
    """How far reading has come."""

    rows: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedRows(Generic[T]):
    """Every row of a list, in the provider's order, and how many pages brought them."""

    rows: tuple[T, ...]
    pages: int


async def read_pages(
    fetch: Callable[[int], Awaitable[Sequence[T]]],
    *,
    page_size: int,
    identify: Callable[[T], Hashable],
    on_progress: Callable[[PageProgress], None],
) -> PagedRows[T]:
    """Reads pages in turn until one is short, or lists the same rows as an earlier one.

    Args:
        fetch: fetches a page by its number; the first is 1.
        page_size: how many rows a full page holds.
        identify: what makes a row the same one on another page. Figures that move on
            while pages are read must not be part of it, or a provider that repeats a
            page for ever would be read for ever.
        on_progress: told after each page; must not block.
    """
    rows: list[T] = []
    seen: set[tuple[Hashable, ...]] = set()
    page = 0
    while True:
        page += 1
        found = await fetch(page)
        listed = tuple(identify(row) for row in found)
        if listed in seen:
            return PagedRows(rows=tuple(rows), pages=page)
        seen.add(listed)
        rows += found
        on_progress(PageProgress(rows=len(rows), pages=page))
        if len(found) < page_size:
            return PagedRows(rows=tuple(rows), pages=page)
