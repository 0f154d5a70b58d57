"""Dialogs of the window (对话框) that belong to no single page."""
