"""The import wizard (导入向导): the clerk's own table as it looks, our reading over it, and what it would change."""
