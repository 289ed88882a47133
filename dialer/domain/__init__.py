"""Values and rules: no I/O, no Qt, no clock reads."""
