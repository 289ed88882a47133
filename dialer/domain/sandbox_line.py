"""What the Sandbox account shows before anything else is loaded: plain constants.

Its numbers come from the range set aside for fiction.
"""

from __future__ import annotations

ACCOUNT_ID = "sandbox"
NAME = "Sandbox"
REGION = "US"
CALLER_IDS = ("+12025550170",)
AGENT_NUMBERS = ("+12025550180",)
SPELLINGS = (("+12025550170", "+1 202-555-0170"), ("+12025550180", "+1 202-555-0180"))
TENANT_ID = 144
ACCESS_CODES = ("640060", "640061")
