"""What the one window is made of: head, rail, panes, and how keys, sizes and places go round in it."""
