"""Checks of printed numbers against each other: what whole numbers can give, and which test printed a p-value."""
