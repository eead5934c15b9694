"""Numbered figures and tables, and computed sentences, as a chapter shows them.

In Jupyter they look like any figure or table; in the book they get a number, a caption and an anchor.
"""

import html
import io
import re
from urllib.parse import urlencode

MOST_PATIENT_PAGES = 60
EXHIBIT = "reanalysis"  # key of the output metadata that the workflow reads
ROLE = re.compile(r"\{[\w:]+\}`([^`<]*?)(?:\s*<[^`]*>)?`")  # a role of MyST's, which only the book can read
FONTS = "'DejaVu Sans', Verdana, Arial, sans-serif"  # matplotlib measures with the first, browsers have one of them
ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]|$#~^'\""})
NUMERIC = re.compile(r"[−+<>]?\s?[0-9]")
LONGEST_NUMBER, LONGEST_WORD = (
    40,
    16,
)  # letters in a column of numbers, as `12/14 (86%; 95% CI 57% to 98%)` and `not reached`
# A group of the drawing that `figures.tag_mark` named; what an empty one stands for was not drawn.
MARK = re.compile(
    r'^( *)<g id="(?P<kind>mark|hit)\|(?P<stop>[01])\|(?P<url>[^|"]*)\|(?P<title>[^"]*)">\n(?P<body>.*?)^\1</g>$',
    re.DOTALL | re.MULTILINE,
)
EMPTY_MARK = re.compile(r' *<g id="(?:mark|hit)\|[^"]*"/>\n')
NARROW = (
    '<metadata class="narrow"><![CDATA[',
    "]]></metadata>",
)  # around a figure's drawing for telephones, within the wide one
CLIP = re.compile(r"\bp[0-9a-f]{10}\b")
INDENT = "\u2003"  # an em space: at the start of a cell it indents, elsewhere it is a space like any other


def show(exhibit, name: str, caption: str, notes: str = "", beside: str = "", fold: bool = False) -> None:
    """Show a figure or a table under a caption, with a name that pages can refer to.

    Parameters
    ----------
    exhibit : tuple of (Figure, str), or DataFrame
        A figure with its text alternative, as the functions of `reanalysis.show` draw it; or cells ready to read, as
        `reanalysis.show.tables.present` writes them.
    name : str
        fig-… or tbl-….
    notes : str
        Below a table.
    beside : str
        The name of the figure, shown before, on whose card the book folds a table away.
    fold : bool
        Whether the book shows it only when asked.
    """
    if isinstance(exhibit, tuple):
        figure, alt = exhibit
        show_figure(figure, name, caption, alt, fold)
    else:
        show_table(exhibit, name, caption, notes, f"beside-{beside}" if beside else "folded" if fold else "")


def show_figure(figure, name: str, caption: str, alt: str, fold: bool = False) -> None:
    """Show a matplotlib figure as SVG with real text, under a caption, with a text alternative.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Closed after it is drawn.
    name : str
        Anchor for cross-references, such as fig-swimmer.
    caption, alt : str
        Plain text (Markdown roles allowed in the caption); the alternative tells what the figure shows, with its numbers.
    fold : bool
        Whether the book shows it only when asked.
    """
    import matplotlib.pyplot as plt
    from IPython.display import display

    from reanalysis.show.phone import fit_phone

    wide, end, _ = draw_svg(figure).rpartition("</svg>")
    fit_phone(figure)
    svg = name_clips(f"{wide}{NARROW[0]}{draw_svg(figure)}{NARROW[1]}\n{end}\n", name)
    plt.close(figure)
    metadata = {
        EXHIBIT: {"kind": "figure", "name": name, "caption": caption, "alt": " ".join(alt.split()), "fold": fold}
    }
    display({"image/svg+xml": svg, "text/plain": alt}, metadata=metadata, raw=True)
    show_caption(caption)


def show_caption(caption: str) -> None:
    """Show a figure's caption under it where nothing else does: the book, which sets its own, leaves this output out."""
    from IPython.display import display

    words = read_roles(caption)
    page = f"<p><i>{html.escape(words)}</i></p>"
    display({"text/html": page, "text/plain": words}, metadata={EXHIBIT: {"kind": "caption"}}, raw=True)


def read_roles(markdown: str) -> str:
    """Text in which only what MyST's roles speak of is left of them, for where nothing can read them.

    >>> read_roles("Of {result}`n_patients`, see {ref}`the curve <sec-curve>`.")
    'Of n_patients, see the curve.'
    """
    return ROLE.sub(lambda role: role[1], markdown)


def draw_svg(figure) -> str:
    """A figure as SVG, with real text and marks that answer."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    drawing = io.StringIO()
    # `savefig` would draw twice: once for the layout alone, which the figure sees to itself whenever it is drawn.
    FigureCanvasSVG(figure).print_svg(drawing, metadata={"Date": None, "Creator": None})
    return write_marks(drawing.getvalue()).replace("'DejaVu Sans'", FONTS)


def name_clips(svg: str, name: str) -> str:
    """Call clipping areas by figure and number: matplotlib names them after their coordinates to the last bit."""
    numbers: dict[str, int] = {}
    return CLIP.sub(lambda clip: f"{name}-clip{numbers.setdefault(clip[0], len(numbers) + 1)}", svg)


def write_marks(svg: str) -> str:
    """Give tagged marks of a drawing their title, and make links of those that lead somewhere."""
    return MARK.sub(_write_mark, EMPTY_MARK.sub("", svg))


def _write_mark(mark: re.Match) -> str:
    name = "mark" if mark["kind"] == "mark" else "mark hit"
    inside = f"<title>{mark['title']}</title>\n{mark['body']}"
    if not mark["url"]:
        return f'{mark[1]}<g class="{name}">{inside}{mark[1]}</g>'
    # A link that the keyboard passes over repeats another one, so it is not read aloud either.
    passed_over = "" if mark["stop"] == "1" else ' tabindex="-1" aria-hidden="true"'
    return f'{mark[1]}<a class="{name}" xlink:href="{mark["url"]}"{passed_over}>{inside}{mark[1]}</a>'


def show_table(frame, name: str, caption: str, notes: str = "", place: str = "") -> None:
    """Show a data frame as a numbered table with a caption; every cell is printed as text.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells already formatted; the index is left out, the first column heads the rows.
    name : str
        Anchor for cross-references, such as tbl-baseline.
    caption, notes : str
        Above and below the table.
    place : str
        Where the book puts it: `beside-` and the name of a figure, `folded`, or where it stands.
    """
    from IPython.display import display

    head = "| " + " | ".join(escape_cell(column) for column in frame.columns) + " |"
    rule = (
        "|"
        + "|".join(
            [":---"] + ["---:" if _is_numeric(frame.iloc[:, column]) else ":---" for column in range(1, frame.shape[1])]
        )
        + "|"
    )
    rows = ["| " + " | ".join(escape_cell(cell) for cell in row) + " |" for row in frame.itertuples(index=False)]
    body = "\n".join([head, rule, *rows])
    options = f":name: {name}\n" + (f":class: {place}\n" if place else "")
    text = f"::::{{table}} {caption}\n{options}\n{body}\n::::\n" + (
        f"\n```{{div}} table-notes\n{notes}\n```\n" if notes else ""
    )
    head, foot = (html.escape(read_roles(words)) for words in (caption, notes))
    page = f"<p><b>{head}</b></p>{write_html(frame)}<p>{foot}</p>"
    display({"text/markdown": text, "text/html": page, "text/plain": frame.to_string(index=False)}, raw=True)


def write_html(frame) -> str:
    """A data frame as a table of HTML for a plain Jupyter, columns of numbers to the right and all others to the left."""
    sides = ["right" if _is_numeric(frame.iloc[:, column]) else "left" for column in range(frame.shape[1])]
    rows = [[(cell, "td") for cell in row] for row in frame.itertuples(index=False)]
    return "".join(
        [
            "<table>",
            *(_write_row(row, sides) for row in [[(column, "th") for column in frame.columns], *rows]),
            "</table>",
        ]
    )


def _write_row(cells: list[tuple], sides: list[str]) -> str:
    written = (
        f'<{tag} style="text-align: {side}">{html.escape(str(cell))}</{tag}>'
        for (cell, tag), side in zip(cells, sides, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


def find_patient_page(number: int, total: int) -> str | None:
    """Address of a patient's page from a chapter; None for a trial with more than 60 patients, which has no such pages."""
    return f"../patients/{number}.html" if total <= MOST_PATIENT_PAGES else None


def find_patients_page(numbers: list, total: int) -> str | None:
    """Address of one patient's page, or of the page of all patients where there are several; None where there are no pages."""
    if total > MOST_PATIENT_PAGES or not numbers:
        return None
    return find_patient_page(numbers[0], total) if len(numbers) == 1 else "../patients.html"


def find_claim(claim_id: str) -> str:
    """Address of a claim's row in the ledger, from a chapter."""
    return f"../notebooks/ledger.html#{claim_id}"


def find_claims(section: str, verdict: str = "") -> str:
    """Address of the ledger's rows of a section, and of one verdict where it is given, from a chapter."""
    asked = urlencode({"section": section} | ({"verdict": verdict} if verdict else {}))
    return f"../notebooks/ledger.html?{asked}#every-claim"


def show_text(markdown: str, elsewhere) -> None:
    """Show a computed paragraph in Markdown, as the book reads it; elsewhere a data frame stands for it."""
    from IPython.display import display

    page = write_html(elsewhere)
    display({"text/markdown": markdown, "text/html": page, "text/plain": elsewhere.to_string(index=False)}, raw=True)


def escape_cell(cell) -> str:
    """A cell as Markdown text: nothing in it can act as markup, code, mathematics or HTML; INDENT at its start is kept."""
    text = html.escape(" ".join(str(cell).split()), quote=False)
    indent = "&emsp;" if str(cell).startswith(INDENT) else ""
    return indent + text.translate(ESCAPED)


def _is_numeric(cells) -> bool:
    """Whether a column holds numbers, which are set to the right; a word where there is no number does not change that."""
    texts = [str(cell) for cell in cells]
    words = [text for text in texts if not NUMERIC.match(text)]
    is_short = all(len(text) <= LONGEST_NUMBER for text in texts) and all(len(text) <= LONGEST_WORD for text in words)
    return is_short and 2 * len(words) <= len(texts)
