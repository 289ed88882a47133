"""HTTP adapters, one folder per API family."""

from __future__ import annotations

import sys

if "httpx" not in sys.modules:
    # httpx loads its own command line wherever click is installed, and with it rich and
    # pygments: 14 MB that no dialer needs. None is Python's word for "not to be found".
    hidden = {name: sys.modules.pop(name) for name in ("click",) if name in sys.modules}
    sys.modules["click"] = None  # type: ignore[assignment]
    try:
        import httpx  # noqa: F401
    finally:
        del sys.modules["click"]
        sys.modules.update(hidden)
