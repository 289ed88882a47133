"""Outdial: a desktop dialer for call-centre agents."""

__version__ = "0.1.0"
