"""Twilio: its connection, and the meaning of its answers."""
