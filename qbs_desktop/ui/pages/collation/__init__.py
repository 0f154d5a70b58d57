"""汇总: the board of units and periods, one return at a time, totals that lead to their cells, duplicates."""
