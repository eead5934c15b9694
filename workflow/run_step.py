"""Run one step of the workflow in the build's warm process, or in this one where there is none.

python -m workflow.run_step STEP ARGUMENTS; imports nothing heavy before it has to.
"""

import os
import sys
import traceback

from workflow.paths import fail
from workflow.warm_process import FOLDER_VARIABLE, STEPS, request_fork, run_step


def main(step: str, *arguments: str) -> int:
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        try:
            return int(
                request_fork(f"{folder}/{STEPS[step][1]}", step, list(arguments), os.getcwd(), dict(os.environ), [1, 2])
            )
        except OSError:
            del os.environ[FOLDER_VARIABLE]  # no warm process after all: an ordinary kernel serves
    try:
        run_step(step, list(arguments))
    except Exception as error:  # as in a warm process: whatever happens ends in one line
        traceback.print_exc()
        fail(f"{type(error).__name__}: {error}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
