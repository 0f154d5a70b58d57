"""The spreadsheet-like grid (表格) that every list of the program uses."""
