"""Imports one file of contacts as the window does, and prints what it took.

Started by ``import_speed``.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.list_program import cpu_s, peak_mb, watch, watch_idle

from dialer.clock import SystemClock
from dialer.contact_desk import ContactDesk
from dialer.services.contact_import import ContactImportService
from dialer.store import ContactDatabase, SqliteContactImports

if TYPE_CHECKING:
    from dialer.domain.contact_files import ContactFileFormat


async def _main(folder: Path, path: str) -> dict[str, float]:
    database = ContactDatabase(folder)
    await database.open()
    imports = SqliteContactImports(database)
    desk = ContactDesk(folder, SystemClock())
    service = ContactImportService(imports, desk, SystemClock())
    # What the machine does to a loop that has nothing to do.
    idle_stall_s = await watch_idle()
    stalls = [0.0]
    watching = asyncio.ensure_future(watch(stalls))
    try:
        # The process is started here, and not measured with the import.
        chosen = (await service.preview(path)).format
        stalls.clear()
        first = await _import(service, desk, path, chosen)
        again = await _import(service, desk, path, chosen)
        assert again["added"] == 0, "an import of the same file added something"
        return {
            **first,
            "again_s": again["import_s"],
            "worker_mb": peak_mb(desk.worker_pid),
            "stall_ms": max(stalls) * 1000,
            "idle_stall_ms": idle_stall_s * 1000,
        }
    finally:
        watching.cancel()
        await desk.close()
        await imports.close()
        database.close()


async def _import(
    service: ContactImportService, desk: ContactDesk, path: str, chosen: ContactFileFormat
) -> dict[str, float]:
    began, began_cpu_s = time.perf_counter(), cpu_s(desk.worker_pid)
    summary = await service.import_file(
        path, chosen, region="ID", list_name="", on_progress=lambda _progress: None
    )
    return {
        "rows": summary.reading.read,
        "added": summary.reading.added,
        "import_s": time.perf_counter() - began,
        "cpu_s": cpu_s(desk.worker_pid) - began_cpu_s,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_main(Path(sys.argv[1]), sys.argv[2]))))
