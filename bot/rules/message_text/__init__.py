"""Rules for the text of a message: its fields, its length in units, and what it must not say."""
