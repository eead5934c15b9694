"""Rounding as readers expect it: a tie goes up, whatever binary fraction stands for it."""

from decimal import ROUND_HALF_UP, Context, Decimal

LARGE = Context(prec=400)  # as many digits as the largest float has before its point, and more
EXACT_DIGITS = 12  # significant digits to which a number is taken as meant: 100 * 0.285 is 28.5


def round_half_up(value: float, digits: int) -> str:
    """A finite number with fixed decimals, a tie away from zero.

    >>> round_half_up(12.5, 0), round_half_up(100 * 23 / 184, 0), round_half_up(2.25, 1), round_half_up(-0.5, 0)
    ('13', '13', '2.3', '-1')
    """
    return str(Decimal(f"{value:.{EXACT_DIGITS}g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, LARGE))
