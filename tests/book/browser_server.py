"""Serve a folder on this machine as static hosts do: compressed, cacheable, with the site's own page for what is missing."""

import contextlib
import functools
import gzip
import mimetypes
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
CACHE_SECONDS = 600  # as GitHub Pages has it
STRICT = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"  # as careful institutes have it
)
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".csv", ".txt", ".xml", ".bib", ".inv"}


@functools.lru_cache(maxsize=2048)
def compress(path: Path, changed_ns: int) -> bytes:
    """A file compressed, once for each time it was changed."""
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


class SiteHandler(BaseHTTPRequestHandler):
    """Answer GET and HEAD from one folder."""

    protocol_version = "HTTP/1.1"  # connections stay open, as everywhere

    def __init__(self, *arguments, root: Path):
        self.root = root
        super().__init__(*arguments)

    def do_GET(self) -> None:
        body = self.answer()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def answer(self) -> bytes:
        """Send status and headers; return the body."""
        address = urlsplit(self.path).path
        path = (self.root / unquote(address).lstrip("/")).resolve()
        if path.is_dir() and not address.endswith("/"):
            return self.send(301, b"", {"Location": f"{address}/"})
        path = path / "index.html" if path.is_dir() else path
        if path.is_relative_to(self.root) and path.is_file():
            return self.send_file(200, path)
        page = self.root / "404.html"
        return self.send_file(404, page) if page.is_file() else self.send(404, b"not found", {})

    def send_file(self, status: int, path: Path) -> bytes:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind == "application/javascript"
        headers = {"Content-Type": f"{kind}; charset=utf-8" if text else kind}
        if path.suffix not in COMPRESSED or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return self.send(status, path.read_bytes(), headers)
        return self.send(status, compress(path, path.stat().st_mtime_ns), headers | {"Content-Encoding": "gzip"})

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> bytes:
        self.send_response(status)
        every = {
            "Cache-Control": f"max-age={CACHE_SECONDS}",
            "Content-Length": len(body),
            "Vary": "Accept-Encoding",
        }
        if not self.path.startswith(
            "/lab/"
        ):  # JupyterLite has scripts and styles within its pages, and runs what a reader types
            every["Content-Security-Policy"] = STRICT
        for name, value in (headers | every).items():
            self.send_header(name, str(value))
        self.end_headers()
        return body

    def log_message(self, *arguments) -> None:
        """Nothing: the tests' report is theirs."""


class SiteServer(ThreadingHTTPServer):
    """A server whose threads end with it, and that minds no browser that leaves in the middle."""

    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port while the block runs.

    Parameters
    ----------
    folder : Path
        The site's root.

    Yields
    ------
    str
        The root's address, without a slash at its end.
    """
    server = SiteServer((HOST, 0), functools.partial(SiteHandler, root=folder.resolve()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
