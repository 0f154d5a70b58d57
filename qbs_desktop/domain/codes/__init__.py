"""Codes (代码) and their tables: what the shape of one says, 行政区划, 行业, and tables searched by code or name."""
