"""Editing a cell (编辑): delegate, editors, pickers and what opens under them."""
