"""Say what to type to whoever calls Jupyter Book on the repository: it renders what a build has laid out, not the sources."""

from pathlib import Path


def setup(app):
    if not (Path(app.srcdir) / "_results").is_dir():
        # Jupyter Book turns every exception into a traceback. Sphinx has not made its output folder yet.
        raise SystemExit(
            "error: chapters have to run before the book is rendered; type: make book (make help lists more)"
        )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
