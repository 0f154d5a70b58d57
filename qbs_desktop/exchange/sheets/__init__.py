"""A file as plain sheets (工作表): the gate, the readers of each format, what a cell holds."""
