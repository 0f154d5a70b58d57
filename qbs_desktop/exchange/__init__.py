"""Files (交换): the only place that knows workbooks. Reads, recognises, annotates, writes and seals them."""
