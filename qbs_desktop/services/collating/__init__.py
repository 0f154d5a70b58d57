"""The city bench (汇总): take in returns of the units below, adopt or send them back, and see what they add up to.

`receiving` judges files, `adopting` writes what a return says into the own lists, `rejecting` answers, `board` shows
who has reported, `totals` and `tracing` lead from a sum to the cell it came from, `duplicates` finds the enterprise
that two units report.
"""
