"""五分钟上手: a first entry with a companion, on practice data; each step is done in the program itself."""
