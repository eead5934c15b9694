"""Run one step of the workflow: python -m workflow.steps.run_step STEP ARGUMENTS; imports nothing heavy before it has to."""

import importlib
import sys
import traceback

from workflow.paths import describe_error, fail
from workflow.plain import find_speed

STEPS = {
    "data": "workflow.steps.prepare_data",
    "chapter": "workflow.steps.execute_chapter",
    "pages": "workflow.steps.render_pages",
    "site": "workflow.steps.publish_site",
}


def main(step: str, *arguments: str) -> int:
    """Run a step in the build's warm process if there is one, else in this process; return the exit code."""
    speed = find_speed()
    code = speed.run_warm(step, list(arguments)) if speed else None
    return run_here(step, arguments) if code is None else code


def run_here(step: str, arguments: tuple[str, ...]) -> int:
    """Run a step in this process; whatever happens ends in one line."""
    try:
        importlib.import_module(STEPS[step]).main(*arguments)
    except Exception as error:
        traceback.print_exc()
        fail(describe_error(error))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
