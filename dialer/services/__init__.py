"""Use cases in plain asyncio: no Qt, no HTTP, no SQL."""
