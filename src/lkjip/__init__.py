"""Rules in, figures out: a declarative rules engine for government performance reports (LKjIP)."""

__version__ = "0.1.0"
