"""Links of each exhibit: to the code above it, to its data, and to itself."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

# The frame that a chapter's exhibits are made of; other chapters offer their results.
FRAMES = {
    "baseline": "derived/adsl.csv",
    "efficacy": "derived/adsl.csv",
    "time_to_response": "derived/adtte.csv",
    "relapse": "derived/adtte.csv",
    "toxicity": "derived/adae.csv",
    "ledger": "results/claims.csv",
}


class exhibit_links(nodes.General, nodes.Inline, nodes.Element):
    """Links at the end of a caption; no text of the page, so that a search does not find them."""


class LinkExhibits(SphinxPostTransform):
    """Give every cell of code an anchor, and every figure and table its links; code and data are a chapter's only."""

    default_priority = 100
    formats = ("html",)

    def run(self):
        folder, _, chapter = self.env.docname.rpartition("/")
        data = FRAMES.get(chapter, f"results/{chapter}.json")
        code, cells = "", 0
        for node in list(self.document.findall(nodes.Element)):
            if "cell_input" in node.get("classes", []):
                cells += 1
                code = f"code-{cells}"
                node["ids"].append(code)
            elif isinstance(node, nodes.figure | nodes.table) and is_exhibit(node):
                links = [("Permalink", f"#{node['ids'][0]}")]
                if folder == "notebooks":
                    links.insert(0, ("Download data", f"../downloads/{data}"))
                if code:
                    links.insert(0, ("See the code", f"#{code}"))
                caption = next(child for child in node if isinstance(child, nodes.caption | nodes.title))
                caption += exhibit_links(links=links)


def is_exhibit(node) -> bool:
    return any(node["ids"]) and node["ids"][0].startswith(("fig-", "tbl-"))


def visit_links(translator, node):
    items = "".join(
        f'<a href="{address}"{" download" * address.startswith("../downloads")}>{label}</a>'
        for label, address in node["links"]
    )
    translator.body.append(f' <span class="exhibit-tools">{items}</span>')
    raise nodes.SkipNode


def setup(app):
    app.add_node(exhibit_links, html=(visit_links, None))
    app.add_post_transform(LinkExhibits)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
