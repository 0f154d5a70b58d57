"""From the body of a table to rows of a ledger (识别), every doubt a finding with its cell."""
