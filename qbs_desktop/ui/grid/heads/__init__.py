"""Around the cells: column heads, line numbers, frozen columns."""
