"""Controls shared by pages; they know no page and no service."""
