"""改表式、临时报表: the window in which a form is changed or made from a list."""
