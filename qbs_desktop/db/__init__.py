"""The only place that knows SQL: driver, tables derived from the ledgers, reads, transactions, migrations."""
