"""What goes to and comes from the clipboard (剪贴板): text, HTML tables, copy and paste."""
