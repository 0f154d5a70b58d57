"""Where the tables of a sheet stand and how they are laid out (找表)."""
