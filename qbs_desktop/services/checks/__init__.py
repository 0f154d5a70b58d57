"""The rules over a file (审核): running them, answering them, switching them."""
