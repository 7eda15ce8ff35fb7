"""The text of a message: its fields, its length in billed units, and the lint."""
