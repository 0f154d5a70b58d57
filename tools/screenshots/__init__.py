"""The manual's pictures (docs/images/*.png), made from the real program so that they cannot go stale.

`scenes` lists every state a clerk meets; `clerk` brings the window there by keys and commands; `camera` takes it.
"""
