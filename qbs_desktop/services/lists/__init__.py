"""The lists (名单): what pages show of them, every way to change their rows, texts that are no values yet."""
