"""A bar of stretches, drawn as markup of its page: style sheets colour it by classes."""


def draw_strip(parts: list[tuple[str, float]], kind: str, more: str = "") -> str:
    """A bar of stretches, each with its class and its share of the whole; one without a class is a gap.

    Parameters
    ----------
    parts : list of (str, float)
        Class and length, in any unit, in the order in which they are drawn.
    kind : str
        The bar's own class.
    more : str
        Markup that is drawn above them.
    """
    whole, start, stretches = sum(length for _, length in parts), 0.0, ""
    for name, length in parts:
        if name and length:
            place = f'x="{100 * start / whole:.2f}%" width="{100 * length / whole:.2f}%"'
            stretches += f'<rect class="{name}" {place} height="100%"/>'
        start += length
    return f'<svg class="{kind}" aria-hidden="true">{stretches}{more}</svg>'
