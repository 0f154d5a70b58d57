"""Who a workbook says made it (作者)."""

CREATOR = "千百十填报"
"""Said as the author of every workbook; one that says so and has no machine part lost it."""
