"""Importing files: one service for each kind of file, and what they share."""
