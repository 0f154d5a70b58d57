"""Finding and filtering (查找、筛选)."""
