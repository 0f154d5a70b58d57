"""The fill handle (填充柄) and how a series goes on."""
