"""The seed of data/sample_logs; `svcmine simulate` with these values writes them again."""

CASES = 1500
SEED = 20261031
