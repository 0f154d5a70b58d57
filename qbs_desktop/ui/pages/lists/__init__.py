"""The page of a list (名单)."""
