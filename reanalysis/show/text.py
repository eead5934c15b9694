"""Numbers as readers see them: one place for rounding, signs, units and what is said when there is no number."""

import math
from collections.abc import Iterable

from reanalysis.show.rounding import round_half_up
from reanalysis.statistics.proportions import PROPORTION_METHODS, Proportion
from reanalysis.statistics.survival import Median

INTERVAL_NAMES = {name: method.label for name, method in PROPORTION_METHODS.items()}
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def format_number(value: float, digits: int = 1) -> str:
    """A number with fixed decimals; a dash-like word where there is none, and never `inf` or `nan`."""
    if value is None or math.isnan(value):
        return "not estimable"
    if math.isinf(value):
        return "not reached"
    text = round_half_up(value, digits)
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def format_weeks(value: float, digits: int = 1) -> str:
    """A time in weeks, with no more decimals than it has; where it has more than two, as no printed week has, with `digits`.

    >>> format_weeks(6.25), format_weeks(65.223)
    ('6.25', '65.2')
    """
    if math.isfinite(value):
        return f"{value:g}" if value == round(value, 2) else format_number(value, digits)
    return format_number(value)


def name_weeks(text: str) -> str:
    """The unit of a time that is written so: ` week` of one, else ` weeks`; nothing where there is no number."""
    return "" if not text[:1].isdigit() else " week" if text == "1" else " weeks"


def format_value(value: float) -> str:
    """A number with no more decimals than it has, such as a score."""
    return f"{value:g}" if math.isfinite(value) else format_number(value)


def format_power(value: float) -> str:
    """A small number with one or two digits and a power of ten; 0 where it is zero.

    >>> format_power(1.2e-8)
    '1.2×10⁻⁸'
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else format_number(value)
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits.removesuffix('.0')}×10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def format_digits(value: float) -> str:
    """A number with six significant digits; `none` where there is none."""
    return f"{value:.6g}".replace("-", "−") if math.isfinite(value) else "none"


def format_range(lower: float, upper: float, unit: str = "") -> str:
    """A range of numbers with no more decimals than they have; one phrase where there is none."""
    unit = f" {unit}" if unit else ""
    return f"{lower:g} to {upper:g}{unit}" if math.isfinite(lower) and math.isfinite(upper) else "not printed"


def format_percent(share: float, digits: int = 0) -> str:
    """A fraction as a percentage."""
    return "not estimable" if math.isnan(share) else f"{round_half_up(100 * share, digits)}%"


def format_chance(chance: float) -> str:
    """A probability in whole percent that is not called 0% or 100% unless it is."""
    if 0 < chance < 0.01:
        return "<1%"
    return ">99%" if 0.99 < chance < 1 else format_percent(chance)


def format_points(share: float, digits: int = 0) -> str:
    """A difference of two fractions in percentage points, without the unit."""
    return format_number(100 * share, digits)


def format_needed(needed: int | None, total: int) -> str:
    """A count that is needed out of a total, as in `12`, or `>14` where not even all of them are enough."""
    return f">{total}" if needed is None else str(needed)


def format_out_of(count: int | None, total: int) -> str:
    """A count out of a total, as in `12 of 14`; None stands for a count that is needed and that the total cannot give."""
    return "no count is enough" if count is None else f"{count} of {total}"


def format_percent_interval(lower: float, upper: float, digits: int = 0) -> str:
    """A range of fractions as percentages; one phrase where there is none."""
    if math.isnan(lower):
        return format_percent(lower)
    return f"{format_percent(lower, digits)} to {format_percent(upper, digits)}"


def format_level(level: float) -> str:
    """A confidence level as a percentage without needless decimals."""
    return f"{100 * level:g}%"


def format_interval(lower: float, upper: float, digits: int = 1) -> str:
    """A range of numbers."""
    return f"{format_number(lower, digits)} to {format_number(upper, digits)}"


def format_proportion(proportion: Proportion | None) -> str:
    """Count, total, percentage and interval, as in `12/14 (86%; 95% CI 57% to 98%)`; `not known` where there is none."""
    if proportion is None:
        return "not known"
    count = f"{proportion.count}/{proportion.total}"
    if not proportion.total:
        return f"{count} (no patients)"
    limits = f"{format_percent(proportion.lower)} to {format_percent(proportion.upper)}"
    return f"{count} ({format_percent(proportion.estimate)}; {format_level(proportion.level)} CI {limits})"


def format_share(count: int, total: int) -> str:
    """A count, its total and the percentage, as in `9/12 (75%)`."""
    return f"{count}/{total} ({format_percent(count / total)})" if total else f"{count}/{total}"


def format_median(median: Median, level: float) -> str:
    """Median weeks with its interval, as in `5.5 weeks (95% CI 3 to 12)`."""
    limits = f"{format_weeks(median.lower)} to {format_weeks(median.upper)}"
    if math.isinf(median.lower):
        limits = "not reached"
    weeks = format_weeks(median.weeks)
    return f"{weeks}{name_weeks(weeks)} ({format_level(level)} CI {limits})"


def format_curve_share(estimate: float, lower: float, upper: float, level: float) -> str:
    """A share of a curve with its interval, as in `79% (95% CI 53% to 95%)`; without the brackets where it has none."""
    if math.isnan(lower):
        return format_percent(estimate)
    return f"{format_percent(estimate)} ({format_level(level)} CI {format_percent_interval(lower, upper)})"


def format_restricted_mean(mean: float, lower: float, upper: float, level: float) -> str:
    """A mean of weeks up to a horizon with its interval, or why there is none."""
    if math.isnan(mean):
        return format_number(mean)
    if math.isnan(lower):
        return f"{format_number(mean)} weeks (no interval: everyone had the same time)"
    return f"{format_number(mean)} weeks ({format_level(level)} CI {format_interval(lower, upper)})"


def format_bound(weeks: float) -> str:
    """A bound of a median in weeks, without its unit, in up to four digits."""
    return f"{weeks:.4g}" if math.isfinite(weeks) else format_number(weeks)


def format_ratio(ratio: float, lower: float, upper: float, level: float) -> str:
    """A ratio with its interval, `1.00 (95% CI 0.90 to 1.10)`."""
    if math.isnan(ratio):
        return format_number(ratio)
    return f"{format_number(ratio, 2)} ({format_level(level)} CI {format_interval(lower, upper, 2)})"


def format_median_limits(weeks: float, lower: float, upper: float) -> str:
    """Median weeks with its interval, as a cell of a table."""
    if math.isinf(lower):
        return "not reached"
    return f"{format_weeks(weeks)} ({format_weeks(lower)} to {format_weeks(upper)})"


def format_week_range(lower: float, upper: float) -> str:
    """The weeks between which a time lies; one number where it is known, and a dash where nothing bounds it."""
    if math.isnan(lower):
        return "–"
    return format_weeks(lower) if lower == upper else format_interval(lower, upper)


def format_relabelings(relabelings: int, is_exact: bool) -> str:
    """How many relabelings a permutation test looked at, beside the observed one where they are drawn."""
    if not relabelings:
        return "none"
    return f"all {relabelings:,}" if is_exact else f"{relabelings - 1:,} seeded shuffles"


def format_estimate(value: float, unit: str) -> str:
    """An estimate whose unit is share or weeks: as a percentage, or as a number of weeks without its unit."""
    return format_percent(value) if unit == "share" else format_weeks(value)


def format_estimate_interval(estimate: float, lower: float, upper: float, unit: str) -> str:
    """An estimate with its limits in brackets, where it has any, as in `4 weeks (3 to 12)` or `86% (57% to 98%)`."""
    if math.isnan(lower):
        return format_estimate(estimate, unit)
    shown = format_estimate(estimate, unit)
    limits = f"{format_estimate(lower, unit)} to {format_estimate(upper, unit)}"
    return f"{shown}{name_weeks(shown) if unit == 'weeks' else ''} ({limits})"


def format_estimate_range(lowest: float, highest: float, unit: str) -> str:
    """The lowest and the highest of several estimates, as in `4 to 7 weeks`; one where they are alike."""
    low, high = format_estimate(lowest, unit), format_estimate(highest, unit)
    weeks = name_weeks(high) if unit == "weeks" else ""
    return f"{low}{weeks}" if low == high else f"{low} to {high}{weeks}"


def format_move(change: float, unit: str) -> str:
    """A change in percentage points of a share, or in weeks; the unit is left out."""
    if math.isinf(change):
        return "reached or not"
    return format_points(change, 1) if unit == "share" else format_number(change)


def format_reading(reading: str, has_changed: bool) -> str:
    """What a result says, marked where that differs from what it says by default."""
    return f"{reading} ◆ differs" if has_changed else reading


def format_stretch(lower: float, upper: float) -> str:
    """The weeks between two bounds, or after the one that there is."""
    return f"{format_bound(lower)} to {format_bound(upper)}" if math.isfinite(upper) else f"after {format_bound(lower)}"


def format_p(p_value: float) -> str:
    """A p-value with two significant digits, `< 0.0001` below that."""
    if math.isnan(p_value):
        return "not estimable"
    if p_value < 0.0001:
        return "< 0.0001"
    return f"{p_value:.4f}" if p_value < 0.01 else f"{p_value:.3f}" if p_value < 0.1 else f"{p_value:.2f}"


def format_p_range(lowest: float, highest: float) -> str:
    """A range of p-values."""
    return f"{format_p(lowest)} to {format_p(highest)}"


def format_count(count: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun, small counts in words: `one patient`, `12 patients`."""
    return f"{spell_count(count)} {singular if count == 1 else plural or singular + 's'}"


def spell_count(count: int) -> str:
    """A count without its noun, small counts in words: `nine`, `12`."""
    return NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else str(count)


def join_words(items: list[str], last: str = "and") -> str:
    """A list in words: `a`, `a and b`, `a, b and c`; `none` where it is empty."""
    items = [str(item) for item in items]
    if len(items) < 2:
        return items[0] if items else "none"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def format_mean(mean: float, sd: float, digits: int = 2) -> str:
    """A mean with its SD in brackets, which a single value has not."""
    spread = "" if math.isnan(sd) else f" ({format_number(sd, digits)})"
    return format_number(mean, digits) + spread


def format_change(change: float, digits: int = 2) -> str:
    """A signed difference; `not printed` where there is none."""
    if math.isnan(change):
        return "not printed"
    return f"{'+' if change > 0 else ''}{format_number(change, digits)}"


def format_p_interval(lower: float, upper: float) -> str:
    """A range of p-values."""
    return "not estimable" if math.isnan(lower) else f"{format_p(lower)} to {format_p(upper)}"


def format_found(count: int, is_complete: bool) -> str:
    """How many were found, and whether these are all there are."""
    return f"{'all' if is_complete else 'a sample of'} {count:,}"


def format_yes(holds: bool) -> str:
    """Yes or no."""
    return "yes" if holds else "no"


def list_values(values) -> str:
    """Values with commas between them, `none` where there are none."""
    return ", ".join(str(value) for value in values) or "none"


def format_sizes(sizes: list[int]) -> str:
    """Numbers in ascending order: `1 to 15` where they follow one another, else `8 and 15`."""
    if len(sizes) > 2 and sizes[-1] - sizes[0] == len(sizes) - 1:
        return f"{sizes[0]} to {sizes[-1]}"
    return join_words(sizes)


def join_alternatives(items: Iterable) -> str:
    """Different answers to one question, each once: `28% or 31%`."""
    return " or ".join(dict.fromkeys(map(str, items)))


def format_difference(difference: float, lower: float, upper: float) -> str:
    """A signed difference of two fractions in percentage points with its limits, as in `+1 (−26 to +16)`."""
    limits = f"{format_change(100 * lower, 0)} to {format_change(100 * upper, 0)}"
    return f"{format_change(100 * difference, 0)} ({limits})"


def format_ratio_limits(ratio: float, lower: float, upper: float) -> str:
    """A ratio with its limits, as a cell of a table; a word where there is none."""
    if math.isnan(ratio):
        return format_number(ratio)
    end = "no upper end" if math.isinf(upper) else f"{format_number(lower, 2)} to {format_number(upper, 2)}"
    return f"{'no number' if math.isinf(ratio) else format_number(ratio, 2)} ({end})"


def format_against(count: int, total: int, other_count: int, other_total: int) -> str:
    """Two counts side by side, as in `12/14 against 50/59`."""
    return f"{count}/{total} against {other_count}/{other_total}"
