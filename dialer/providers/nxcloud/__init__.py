"""NXCLOUD open API: DID and NXCC."""
