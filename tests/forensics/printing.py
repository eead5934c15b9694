"""How means and SDs print, worked out in decimals; the test modules of this folder share it."""

import itertools
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from reanalysis.data.printed import ROUNDED, TRUNCATED


def print_mean(value: Fraction, decimals: int, rounding: str) -> str:
    return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-decimals), rounding))


def print_sd(values, decimals: int, rounding: str) -> str:
    total, squares, n = sum(values), sum(value**2 for value in values), len(values)
    variance = Decimal(n * squares - total**2) / Decimal(n * (n - 1))
    return str(variance.sqrt().quantize(Decimal(1).scaleb(-decimals), rounding))


def printed_ways(value, decimals: int, printer) -> dict[str, set[str]]:
    return {
        ROUNDED: {printer(value, decimals, rounding) for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN)},
        TRUNCATED: {printer(value, decimals, ROUND_DOWN)},
    }


def multisets(n: int, lower: int, upper: int):
    return itertools.combinations_with_replacement(range(lower, upper + 1), n)
