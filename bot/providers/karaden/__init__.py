"""Karaden (NTT Com Online): its connection, and what its answers mean."""
