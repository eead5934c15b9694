"""Where the book lives, as _site.yml says: the lines that fetch it, and each page's source; nothing while the file is empty."""

from block_pages import ParsedDirective

from workflow.paths import HOME
from workflow.publish.settings import SETTINGS_FILE, choose_launch_options, read_settings, source_address


class Clone(ParsedDirective):
    """{clone}: how to get the repository, as lines of a shell above those that the directive holds."""

    has_content = True

    def markdown(self) -> str:
        self.env.note_dependency(str(HOME / SETTINGS_FILE))
        settings = read_settings()
        lines = [f"git clone --branch {settings.branch} {settings.repository} reanalysis", "cd reanalysis"]
        code = "\n".join([*(lines if settings.repository else []), *self.content])
        where = f"The code is at <{settings.repository}>.\n\n" if settings.repository else ""
        return f"{where}```bash\n{code}\n```"


class Launch(ParsedDirective):
    """{launch}: what the launch buttons of chapters open."""

    def markdown(self) -> str:
        self.env.note_dependency(str(HOME / SETTINGS_FILE))
        if not choose_launch_options(read_settings(), in_colab=False):
            return ""
        return (
            "Chapters have a button with a rocket. Binder opens the chapter beside all its files, in the environment of the book, "
            "after some minutes; Colab, where it is offered, opens it at once, with Colab's own versions of most packages: run the "
            "first cell, which fetches the rest."
        )


def link_source(app, page: str, template: str, context: dict, doctree) -> None:
    """Offer a page's source in the repository below its downloads."""
    address = source_address(page, context.get("page_source_suffix") or "", read_settings()) if doctree else ""
    for group in context.get("header_buttons", []):
        if address and group.get("label") == "download-buttons":
            link = {"type": "link", "url": address, "text": "On GitHub", "tooltip": "Source in the repository"}
            group["buttons"].append(link | {"icon": "fas fa-code-branch", "label": "source-file-button"})


def setup(app):
    app.add_directive("clone", Clone)
    app.add_directive("launch", Launch)
    app.connect("html-page-context", link_source, priority=502)  # after the theme has made its buttons
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
