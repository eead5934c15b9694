"""Build the site, show it on this machine, build again on every save and reload the page: python -m tools.serve [--port N] [as workflow.build].

A build that fails says why, and the last good site stays.
"""

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

from workflow.build import make_parser
from workflow.paths import HOME, REPOSITORY, fail

ADDRESS, PORT = "127.0.0.1", "8000"
OF_BOOK = ("book", "notebooks", "scenarios", "trial", "_config.yml", "_site.yml", "_toc.yml")
SHARED = ("book", "reanalysis")
WAIT_SECONDS = 0.3  # an editor may write several files at once


def parse_arguments() -> tuple[argparse.Namespace, list[str]]:
    """The port, and the arguments that are the build's."""
    parser = argparse.ArgumentParser(prog="make serve", allow_abbrev=False, description=__doc__.splitlines()[0])
    parser.add_argument("--port", default=PORT, help=f"port of {ADDRESS} (default: {PORT})")
    return parser.parse_known_args()


def check_port(port: str) -> int:
    """A port as a number; whoever cannot have it is told so in one line."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        fail(f"PORT {port!r} is not possible; allowed: a number from 1 to 65535")
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one just left is free, as the server sees it
        try:
            attempt.bind((ADDRESS, int(port)))
        except OSError as error:
            fail(
                f"port {port} of {ADDRESS}: {os.strerror(error.errno).lower()}; allowed: another, make serve PORT=8001"
            )
    return int(port)


def list_watched(data: str) -> list[Path]:
    """Folders and files in which a save makes the book anew: its own, and what all books share."""
    watched = {*(REPOSITORY / name for name in (*SHARED, data)), *(HOME / name for name in OF_BOOK)}
    return sorted(filter(Path.exists, watched))


def main() -> None:
    from livereload import Server

    options, arguments = parse_arguments()
    port = check_port(options.port)
    book = make_parser("make serve").parse_args(arguments)

    def rebuild() -> int:
        return subprocess.run([sys.executable, "-m", "workflow.build", *arguments], cwd=REPOSITORY).returncode

    site = REPOSITORY / book.build / "html"
    if rebuild() and not (site / "index.html").exists():
        raise SystemExit(1)
    server = Server()
    for path in list_watched(book.data):
        server.watch(str(path), rebuild, delay=WAIT_SECONDS, ignore=lambda path: "__pycache__" in path)
    server.serve(host=ADDRESS, port=port, root=str(site))


if __name__ == "__main__":
    main()
