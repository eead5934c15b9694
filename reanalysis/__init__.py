"""Rebuild a small published trial from its printed tables, with its uncertainty in the open."""
