"""A chapter's exercises as a notebook has them: `check` looks at a student's answer, `check.confirm` at the book's own."""

import difflib
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from inspect import isfunction

import pandas as pd

from reanalysis.book import Trial
from reanalysis.home import TRIAL
from reanalysis.learn.answers import Key, Verdict, judge_answer
from reanalysis.ledger.verdicts import judge_claims
from reanalysis.parameters import default_parameters
from reanalysis.show.results import Results


class SolutionError(AssertionError):
    """A solution of the book's own that is not right; the message is one line."""


@dataclass(frozen=True)
class Given:
    """What an exercise is about: the trial, and the value of every parameter, the chapter's own or the default."""

    trial: Trial
    parameters: dict[str, object]

    @property
    def level(self) -> float:
        """The confidence level of every interval."""
        return self.parameters["confidence_level"]

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """The verdicts on the paper's claims."""
        return judge_claims(self.trial)


class Exercises:
    """The exercises of one chapter: called with an exercise's name and an answer, it says what it thinks of it."""

    def __init__(self, chapter: str, given: Given):
        self.chapter = chapter
        self.given = given
        self.keys = list_keys(chapter)

    def __call__(self, name: str, answer: object = ...) -> Verdict:
        """Judge an answer.

        Parameters
        ----------
        name : str
            The exercise's, as the chapter's cell has it.
        answer : number, str, or several of them
            Shares between 0 and 1; an interval is its two limits.

        Raises
        ------
        ValueError
            If the chapter has no exercise of that name.
        """
        if name not in self.keys:
            near = difflib.get_close_matches(str(name), self.keys, n=1, cutoff=0.0)[0]
            raise ValueError(f"there is no exercise '{name}' (nearest: {near}); allowed: {', '.join(self.keys)}")
        return judge_answer(answer, self.find_key(name))

    def confirm(self, name: str, answer: object) -> Verdict:
        """Judge the book's own solution, which has to be right wherever there is something to ask.

        Raises
        ------
        SolutionError
            If it is not.
        """
        verdict = self(name, answer)
        if not verdict and self.find_key(name).right is not None:
            raise SolutionError(f"solution of {self.chapter}.{name}: {answer!r} is not right: {verdict.text}")
        return verdict

    def find_key(self, name: str) -> Key:
        """The key of an exercise, computed from the tables."""
        return self.keys[name](self.given)


def list_keys(chapter: str) -> dict[str, object]:
    """The functions that compute a chapter's keys, by the names of its exercises, in their order."""
    module = import_module(f"{TRIAL}.keys.{chapter}")
    return {
        name: value
        for name, value in vars(module).items()
        if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def start_exercises(results: Results, trial: Trial) -> Exercises:
    """The exercises of the chapter that these results are of, under its parameters."""
    return Exercises(results.chapter, Given(trial, default_parameters() | results.parameters))
