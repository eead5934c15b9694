"""Exercises: what is right, computed from the tables, and what the likeliest wrong answers have overlooked."""

from reanalysis.learn.exercises import start_exercises

__all__ = ["start_exercises"]
