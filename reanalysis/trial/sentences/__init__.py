"""Whole sentences that the data choose, a module a chapter; each is tested with data that choose it."""
