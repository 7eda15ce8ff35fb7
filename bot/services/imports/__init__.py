"""Importing files: one service for each kind of file, and their shared pipeline."""
