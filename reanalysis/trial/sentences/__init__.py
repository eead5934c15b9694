"""Whole sentences that the data choose, one module a chapter."""
