"""Collection templates (采集表): issued, and many taken back at once."""
