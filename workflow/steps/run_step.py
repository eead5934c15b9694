"""Run one step of the workflow in the build's warm process, or in this one where there is none.

python -m workflow.steps.run_step STEP ARGUMENTS; imports nothing heavy before it has to.
"""

import os
import sys

from workflow.speed.warm_process import BUILD_VARIABLE, FOLDER_VARIABLE, STEPS, request_fork, run_step


def main(step: str, *arguments: str) -> int:
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        try:
            return request_fork(f"{folder}/{STEPS[step][1]}", step, list(arguments), [1, 2])
        except OSError:  # no warm process after all: this one does the imports itself
            if not is_running(int(os.environ[BUILD_VARIABLE])):
                from workflow.paths import fail

                fail("the build was ended")  # and nothing holds its folder for this step any more
    try:
        run_step(step, list(arguments))
    except Exception as error:  # as in a warm process: whatever happens ends in one line
        import traceback

        from workflow.paths import fail

        traceback.print_exc()
        fail(f"{type(error).__name__}: {error}")
    return 0


def is_running(process: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
