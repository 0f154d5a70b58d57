"""Clerks' workbooks coming in (导入): plan, preview, questions, one undoable step."""
