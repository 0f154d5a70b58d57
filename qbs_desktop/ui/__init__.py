"""The window (界面): the only place that knows Qt."""
