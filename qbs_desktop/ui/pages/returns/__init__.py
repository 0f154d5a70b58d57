"""报表: forms of the period, handing in (上报), revisions, items given back (退回项)."""
