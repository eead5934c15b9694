"""Turn a chapter's MyST Markdown into plain Markdown: roles into links and numbers, directives into what every Markdown has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

OPENING = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<title>.*)$")
PLAIN_FENCE = re.compile(r"^(`{3,}|~{3,})")
OPTION = re.compile(r"^:[\w-]+:")
TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
EQUATION_LABEL = re.compile(r"(\$\$) \(eq-[\w-]+\)")
ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`(?P<text>[^`]+)`")
LINK = re.compile(r"\]\((?P<address>[^)\s]+)\)")
HREF = re.compile(r'href="(?P<address>[^"]+)"')  # of a download, which no page of the book is
NAMED = re.compile(r"(?P<text>.+?) <(?P<target>[^>]+)>")
MARKUP = re.compile(r"([\\`*_\[\]$<])")
BLANK_LINES = re.compile(r"\n{3,}")


class MarkdownError(Exception):
    """Markdown of a chapter that the lab has no plain form for; the message is one line."""


@dataclass(frozen=True)
class Page:
    """A chapter's page in a built site, and what its text quotes.

    Attributes
    ----------
    address : str
        Of the page, from the root of its host.
    links : mapping
        The label that a link leads to, to its address on the page and its text.
    results : mapping
        Chapter to its published results.
    parameters : mapping
        The scenario's value of every parameter.
    works : mapping
        The key of a work in the references, to its authors and year.
    """

    address: str
    links: Mapping[str, tuple[str, str]]
    results: Mapping[str, Mapping[str, dict]]
    parameters: Mapping[str, object]
    works: Mapping[str, str]

    @property
    def chapter(self) -> str:
        return self.address.rpartition("/")[2].removesuffix(".html")


def convert_markdown(text: str, page: Page) -> str:
    """A cell of MyST Markdown as plain Markdown.

    Raises
    ------
    MarkdownError
        If a role is unknown, or names what the page has not.
    """
    return BLANK_LINES.sub("\n\n", "\n".join(convert_lines(text.splitlines(), page))).strip("\n")


def convert_lines(lines: list[str], page: Page) -> list[str]:
    """Lines of MyST Markdown as lines of plain Markdown; code stays as it is."""
    done, prose, left = [], [], list(lines)
    while left:
        line = left.pop(0)
        opening = OPENING.match(line)
        if not opening and not PLAIN_FENCE.match(line):
            prose.append(line)
            continue
        done += [convert_prose("\n".join(prose), page)] if prose else []
        prose = []
        fence = opening["fence"] if opening else PLAIN_FENCE.match(line)[1]
        body = take_body(left, fence)
        done += convert_block(opening["name"], opening["title"], body, page) if opening else [line, *body, fence]
    return done + ([convert_prose("\n".join(prose), page)] if prose else [])


def take_body(left: list[str], fence: str) -> list[str]:
    """Take the lines up to a fence's end, and that, from those that are left."""
    body = []
    while left:
        line = left.pop(0)
        if set(line.rstrip()) == {fence[0]} and len(line.rstrip()) >= len(fence):
            break
        body.append(line)
    return body


def convert_block(name: str, title: str, body: list[str], page: Page) -> list[str]:
    """A directive: what a condition holds, a title above its content, or a link where the page computes its content."""
    if name == "when":
        return ["", *convert_lines(body, page), ""] if is_true(title, page) else []
    if name == "panel":  # lives on the page alone
        return []
    while body and (OPTION.match(body[0]) or not body[0].strip()):
        body.pop(0)
    if name == "code-block":
        return [f"```{title}", *body, "```"]
    if not body:
        return ["", f"*The book has this part on [the chapter’s page]({page.address}).*", ""]
    inside = convert_lines(body, page)
    return ["", *([f"**{convert_prose(title, page)}**", ""] if title else []), *inside, ""]


def is_true(condition: str, page: Page) -> bool:
    """Whether `NAME is VALUE` or `NAME is not VALUE` holds, as the book's directive {when} decides it."""
    name, _, value = condition.partition(" is ")
    negated, value = value.startswith("not "), value.removeprefix("not ").strip().strip('"')
    found = str(page.parameters[name]) if name in page.parameters else find_result(name, page)["text"]
    return (found == value) != negated


def convert_prose(text: str, page: Page) -> str:
    """Text without directives: roles, links and labels."""
    text = EQUATION_LABEL.sub(r"\1", TARGET.sub("", text))
    text = LINK.sub(lambda found: f"]({find_address(found['address'], page)})", text)
    text = HREF.sub(lambda found: f'href="{urljoin(page.address, found["address"])}"', text)
    return ROLE.sub(lambda found: convert_role(found["name"], found["text"], page), text)


def find_address(address: str, page: Page) -> str:
    """A link of the chapter, to a source of the book, as the address of that page."""
    return urljoin(page.address, re.sub(r"\.(md|ipynb)(?=$|#)", ".html", address))


def convert_role(name: str, text: str, page: Page) -> str:
    """A role as a published number, or as a link to a page of the book."""
    if name == "result":
        return escape(find_result(text, page)["text"])
    if name.startswith("cite:"):
        references = urljoin(page.address, "../references.html")
        works = "; ".join(find(page.works, key.strip(), "work") for key in text.split(","))
        return f"([{works}]({references}))" if name == "cite:p" else f"[{works}]({references})"
    named = NAMED.fullmatch(text)
    target = named["target"] if named else text
    if name == "term":
        return named["text"] if named else text
    if name in ("ref", "numref", "eq"):
        address, shown = find(page.links, target, "label")
        return f"[{named['text'] if named else shown}]({urljoin(page.address, address)})"
    raise MarkdownError(
        f"{page.chapter}: the role {{{name}}} has no plain form; allowed: result, cite:p, ref, numref, eq, term"
    )


def find_result(name: str, page: Page) -> dict:
    """The result that `chapter.name`, or `name` in the chapter itself, stands for."""
    chapter, _, key = name.rpartition(".")
    return find(find(page.results, chapter or page.chapter, "chapter"), key, "result")


def find(known: Mapping, name: str, kind: str):
    if name not in known:
        raise MarkdownError(f"the {kind} {name!r} is not on the page; allowed: one that is")
    return known[name]


def escape(text: str) -> str:
    """A text in which nothing acts as markup."""
    return MARKUP.sub(r"\\\1", text)
