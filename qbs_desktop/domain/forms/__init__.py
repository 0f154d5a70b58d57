"""Return forms (表式) as definitions, and the pure function that fills them: no workbook, no window, no store."""
