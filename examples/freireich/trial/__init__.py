"""All that this book knows of its trial."""
