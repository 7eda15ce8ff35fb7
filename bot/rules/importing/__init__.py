"""Rules for reading the rows of a file: which column is which, what a cell says, what a row says."""
