"""Run one chapter in the build's warm process, or in this one where there is none.

Same arguments as workflow.execute_chapter; imports nothing heavy before it has to.
"""

import os
import sys

from workflow.warm_kernels import SOCKET_VARIABLE, request_fork


def main(arguments: list[str]) -> int:
    path = os.environ.get(SOCKET_VARIABLE)
    if path and os.path.exists(path):
        try:
            return int(request_fork(path, "chapter", arguments, os.getcwd(), dict(os.environ), [1, 2]))
        except OSError:
            pass  # no warm process after all: an ordinary kernel serves
    from workflow.execute_chapter import main as execute

    execute(*arguments)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
