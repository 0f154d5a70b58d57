"""Giving a clerk's workbook back marked (标错副本)."""
