"""The record panel (记录详情)."""
