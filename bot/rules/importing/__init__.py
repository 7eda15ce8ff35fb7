"""Reading the rows of a file: columns, cells and rows."""
