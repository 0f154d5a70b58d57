"""The page 月度填报."""
