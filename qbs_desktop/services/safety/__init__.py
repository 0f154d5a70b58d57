"""Keeping the data file (数据安全): backups, good places, examination, its history held against what left it."""
