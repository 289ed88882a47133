"""Embedded providers for demo, training and tests, spoken to over a real socket."""
