"""What a printed mean and SD of SLEDAI say of the patients' points.

Works with whole points; what the rash has to do with it is said by the chapter on systemic disease and by the ledger.
"""

from dataclasses import dataclass

from reanalysis.forensics.grimmer import grimmer_scalar

HIGHEST_SLEDAI = 105  # SLEDAI-2000, all items present (Gladman, Ibañez & Urowitz 2002)
CUTS = {"rounded": "rounded", "truncated": "truncated"}
RASH_POINTS = 2  # SLEDAI-2000's item for an inflammatory rash


@dataclass(frozen=True)
class Points:
    """Points of n patients: their total, the sum of their squares, and how many patients must have scored at least.

    `mean_how` and `sd_how` say how the two print: rounded or truncated.
    """

    n: int
    total: int
    squares: int
    least_above_zero: int
    mean_how: str
    sd_how: str

    @property
    def cut(self) -> str:
        """How the two print, in words."""
        return f"the mean {CUTS[self.mean_how]} and the SD {CUTS[self.sd_how]}"


def find_points(mean: str, sd: str, n: int, highest: int | None = HIGHEST_SLEDAI) -> Points | None:
    """The points of n patients with a printed mean and SD; None where no whole points have both.

    Where several pairs of sums have both, the one that asks for the fewest patients above zero.

    Raises
    ------
    ValueError
        If n is below 2, or a string is not a printed number.

    Examples
    --------
    >>> find_points("3.26", "2.22", 15)
    Points(n=15, total=49, squares=229, least_above_zero=11, mean_how='truncated', sd_how='rounded')
    """
    found = grimmer_scalar(mean, sd, n, 0, highest)
    points = [
        Points(n, total, squares, count_above_zero(total, squares), found.mean_how, found.sd_how)
        for total, squares in found.sums
    ]
    return min(points, key=lambda each: each.least_above_zero, default=None)


def count_above_zero(total: int, squares: int) -> int:
    """The fewest scores above zero that a total and a sum of squares allow.

    By the inequality of Cauchy and Schwarz, k scores above zero have total² <= k · squares.

    Examples
    --------
    >>> count_above_zero(49, 229)  # 49² / 229 = 10.5
    11
    """
    return -(-(total**2) // squares) if squares else 0


def mean_without_rash(points: Points, cleared: int) -> float:
    """The mean once the rash's points of so many patients are gone and nothing else has changed.

    Examples
    --------
    >>> round(mean_without_rash(find_points("3.26", "2.22", 15), 12), 2)
    1.67
    """
    return (points.total - RASH_POINTS * cleared) / points.n
