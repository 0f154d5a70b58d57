"""千百十填报: record, check, chart and return a county's 千百十 lists, offline."""

__version__ = "0.1.0"
