"""What a chapter publishes: named values with their text and unit, read by pages and later steps.

A chapter's results travel in the executed notebook as one output; the workflow writes them to a file.
"""

import math
from dataclasses import asdict, dataclass

MIME_TYPE = "application/vnd.reanalysis.show.results+json"
ORIGINS = ("published", "inferred", "assumed")


@dataclass(frozen=True)
class Result:
    """One named value: the number (None where there is none), its text, unit, origin and meaning."""

    value: float | int | str | None
    text: str
    unit: str
    origin: str
    meaning: str


class Results:
    """The results of one chapter, in the order they were published."""

    def __init__(self, chapter: str):
        self.chapter = chapter
        self.values: dict[str, Result] = {}

    def publish(
        self, name: str, value, text: str, unit: str = "", origin: str = "published", meaning: str = ""
    ) -> None:
        """Name a value for pages to quote.

        Parameters
        ----------
        name : str
            Lower-case name, unique in the chapter.
        value : number, str or None
            The value; nan and infinite values are stored as None, their text says what they are.
        text : str
            What a page prints.
        origin : str
            The weakest input it rests on: published, inferred or assumed.

        Raises
        ------
        ValueError
            If the name is taken, the text is blank, or the origin is unknown.
        """
        if name in self.values:
            raise ValueError(f"chapter {self.chapter}: result '{name}' is published twice")
        if not str(text).strip():
            raise ValueError(f"chapter {self.chapter}: result '{name}' has no text")
        if origin not in ORIGINS:
            raise ValueError(
                f"chapter {self.chapter}: result '{name}' has origin {origin!r}; allowed: {', '.join(ORIGINS)}"
            )
        self.values[name] = Result(_plain(value), str(text), unit, origin, meaning)

    def show(self) -> None:
        """Leave the results in the notebook's output, where the workflow finds them."""
        from IPython.display import display

        content = {"chapter": self.chapter, "results": {name: asdict(result) for name, result in self.values.items()}}
        display({MIME_TYPE: content, "text/plain": f"{len(self.values)} results of chapter {self.chapter}"}, raw=True)


def _plain(value):
    """A value that JSON can hold: NumPy scalars become Python's, nan and infinities None."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
