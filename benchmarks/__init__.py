"""Speed against a peer in one run: `make bench`, `make bench-short`. Absolute times are printed, never asserted."""
