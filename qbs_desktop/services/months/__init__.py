"""Report periods (报告期): monthly figures, what is missing and due, locking."""
