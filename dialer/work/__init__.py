"""Processes that do heavy work so that the window's never has to: one of each kind."""
