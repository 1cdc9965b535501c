"""Measurements that a release must pass; run one with ``python -m bench.<name>``."""
