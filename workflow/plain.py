"""The one door to `workflow.speed`, which buys only seconds: shut by PLAIN=1, or by deleting that folder."""

import os
from types import ModuleType

PLAIN_VARIABLE = "REANALYSIS_PLAIN"


def find_speed() -> ModuleType | None:
    """The package `workflow.speed`; None if the build is to do without."""
    if os.environ.get(PLAIN_VARIABLE):
        return None
    try:
        from workflow import speed
    except ImportError:
        return None
    return speed
