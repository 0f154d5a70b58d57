"""Data files and workbooks as they come to the window: opened, dropped, examined, backed up, left over."""
