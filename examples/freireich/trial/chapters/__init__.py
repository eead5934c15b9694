"""What each chapter computes and publishes, a module a chapter."""
