"""Reading in a process of its own (隔离读取): bounds, the pipe, what goes over it."""
