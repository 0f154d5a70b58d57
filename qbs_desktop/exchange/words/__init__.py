"""What words of a sheet mean (词义): heads, units, periods, one cell's value."""
