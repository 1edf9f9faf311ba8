"""Benchmarks: run by hand, never part of `make test`."""
