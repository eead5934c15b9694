"""Exhibit cards: each figure or table of a chapter with its table, its code, its data and its address behind quiet folds.

A chapter's cells of code come one after the other; those that end in an exhibit become its card, with the code of the
cells directly before it. Code without an exhibit is one fold where it stands.
"""

from block_pages import fold
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from reanalysis.book import find_book

BESIDE = "beside-"  # the class of a table that belongs to the card of a figure, before the figure's name
FOLDED = "folded"  # the class of an exhibit that is closed until asked


class exhibit_card(nodes.General, nodes.Element):
    """An exhibit and, in a row below it, what belongs to it."""


class exhibit_links(nodes.General, nodes.Element):
    """The links of that row; no text of the page, so that a search does not find them."""


class MakeCards(SphinxPostTransform):
    """Turn the cells of a chapter into cards and folds of code; it goes before myst-nb folds code in its own way."""

    default_priority = 110
    formats = ("html",)

    def run(self):
        folder, _, self.chapter = self.env.docname.rpartition("/")
        if folder != "notebooks":
            return
        cells = list(self.document.findall(lambda node: get_kind(node) == "cell_code"))
        for block in list(
            self.document.findall(lambda node: "ran-under" in getattr(node, "attributes", {}).get("classes", []))
        ):
            block.parent.remove(block)
            next(self.document.findall(nodes.section)).append(block)  # the settings of a run close its page
        self.codes, cards = 0, {}
        for run in join_neighbours(cells):
            code = []
            for cell in run:
                code += [part for part in cell if get_kind(part) == "cell_code_source"]
                shown = [part for part in cell if get_kind(part) == "cell_code_output"]
                exhibit = find_exhibit(cell)
                if exhibit is None and not shown and cell is not run[-1]:
                    cell.parent.remove(cell)
                    continue
                if exhibit is None:
                    cell.parent.replace(cell, [*shown, *self.fold_code(code)])
                elif (name := find_neighbour(exhibit)) in cards:
                    cell.parent.remove(cell)
                    card, row = cards[name]
                    number = self.find_number(exhibit)
                    row.insert(
                        len([part for part in row if "beside" in part["classes"]]), make_fold(number, shown, "beside")
                    )
                    self.add_code(row, code)
                else:
                    card, row = self.make_card(exhibit, shown, code)
                    cards[exhibit["ids"][0]] = card, row
                    cell.parent.replace(cell, card)
                code = []

    def make_card(self, exhibit, shown: list, code: list) -> tuple[nodes.Element, nodes.Element]:
        """A card of what a cell shows, closed if the chapter wants it so, and its row of folds and links."""
        name = exhibit["ids"][0]
        data = find_data(self.chapter)
        links = exhibit_links(links=[("Data", f"../downloads/{data}"), ("Link", f"#{name}")])
        row = nodes.container("", *self.fold_code(code), links, classes=["exhibit-tools"])
        card = exhibit_card("", *shown, row, classes=["exhibit"])
        if FOLDED not in exhibit["classes"]:
            return card, row
        caption = next(child for child in exhibit if isinstance(child, nodes.caption | nodes.title))
        return fold("", card, summary=f"{self.find_number(exhibit)}. {caption.astext()}", classes=["exhibit-fold"]), row

    def add_code(self, row, code: list) -> None:
        """Put more code into a row's fold of code, which it gets if it has none."""
        folds = [part for part in row if "code" in part["classes"]]
        if folds and code:
            folds[0] += code
            self.name_code(code)
        else:
            row[-1:-1] = self.fold_code(code)

    def fold_code(self, code: list) -> list[nodes.Element]:
        """Code behind the word Code; nothing where there is none."""
        self.name_code(code)
        return [make_fold("Code", code, "code")] if code else []

    def name_code(self, code: list) -> None:
        """Give each cell of code an anchor."""
        for part in code:
            self.codes += 1
            part["ids"].append(f"code-{self.codes}")

    def find_number(self, exhibit) -> str:
        """What an exhibit is called in the text: `Table 3.2`."""
        kind = "table" if isinstance(exhibit, nodes.table) else "figure"
        numbers = self.env.toc_fignumbers.get(self.env.docname, {}).get(kind, {}).get(exhibit["ids"][0], ())
        return self.config.numfig_format[kind] % ".".join(map(str, numbers))


def find_data(chapter: str) -> str:
    """The download that a chapter's exhibits are made of: a frame or the ledger, or else the chapter's results."""
    frames = {"ledger": "results/claims.csv"} | find_book().chapter_frames
    return frames.get(chapter, f"results/{chapter}.json")


def get_kind(node) -> str:
    """What myst-nb calls a node of a notebook; empty for any other."""
    return node.get("nb_element", "") if isinstance(node, nodes.Element) else ""


def join_neighbours(cells: list) -> list[list]:
    """Runs of cells with nothing between them."""
    runs = []
    for cell in cells:
        before = cell.parent.children[cell.parent.index(cell) - 1] if cell.parent.index(cell) else None
        if runs and before is runs[-1][-1]:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return runs


def find_exhibit(cell):
    """The figure or table with a name of the book's that a cell shows, or None."""
    found = cell.findall(lambda node: isinstance(node, nodes.figure | nodes.table) and is_exhibit(node))
    return next(iter(found), None)


def is_exhibit(node) -> bool:
    return any(node["ids"]) and node["ids"][0].startswith(("fig-", "tbl-"))


def find_neighbour(exhibit) -> str:
    """The name of the figure on whose card a table belongs; empty where it has a card of its own."""
    named = [name for name in exhibit["classes"] if name.startswith(BESIDE)]
    return named[0].removeprefix(BESIDE) if named else ""


def make_fold(summary: str, parts: list, kind: str) -> nodes.Element:
    return fold("", *parts, summary=summary, classes=[kind])


def visit_card(translator, node):
    translator.body.append(translator.starttag(node, "div"))


def depart_card(translator, node):
    translator.body.append("</div>\n")


def visit_links(translator, node):
    items = "".join(
        f'<a href="{address}"{" download" * address.startswith("../downloads")}>{label}</a>'
        for label, address in node["links"]
    )
    translator.body.append(items)
    raise nodes.SkipNode


def setup(app):
    app.add_node(exhibit_card, html=(visit_card, depart_card))
    app.add_node(exhibit_links, html=(visit_links, None))
    app.add_post_transform(MakeCards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
