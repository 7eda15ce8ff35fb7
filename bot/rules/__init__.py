"""Decisions: pure functions without input or output."""
