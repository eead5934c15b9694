"""Show the built site on this machine, build it again on every save and reload the page: python -m tools.serve [as workflow.build].

A build that fails says why, and the last good site stays.
"""

import subprocess
import sys

from workflow.build import parse_arguments
from workflow.paths import REPOSITORY

ADDRESS, PORT = "127.0.0.1", 8000
WATCHED = ("book", "notebooks", "reanalysis", "scenarios", "_config.yml", "_site.yml", "_toc.yml")
WAIT_SECONDS = 0.3  # an editor may write several files at once


def rebuild() -> None:
    """Build with the arguments that this command was given."""
    subprocess.run([sys.executable, "-m", "workflow.build", *sys.argv[1:]], cwd=REPOSITORY, check=False)


def main() -> None:
    from livereload import Server

    options = parse_arguments()
    server = Server()
    for name in (*WATCHED, options.data):
        server.watch(str(REPOSITORY / name), rebuild, delay=WAIT_SECONDS, ignore=lambda path: "__pycache__" in path)
    server.serve(host=ADDRESS, port=PORT, root=str(REPOSITORY / options.build / "html"))


if __name__ == "__main__":
    main()
