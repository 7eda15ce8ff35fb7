"""Karaden (NTT Com Online): its connection, and the meaning of its answers."""
