"""Checks on printed means, SDs and percentages: every division, and R's means, stand beside them."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest

from reanalysis.trial.chapters import forensics
from reanalysis.trial.printed_summaries import name_fact, pair_summaries, read_evidence

DAMAGE = "clasi_damage_month12"


@pytest.fixture(scope="module")
def evidence(trial):
    return read_evidence(trial)


@pytest.fixture(scope="module")
def summaries(evidence):
    return pair_summaries(evidence)


def sizes_by_division(mean: str, largest: int, roundings) -> list[int]:
    """The sizes for which some whole number divided by the size prints as the mean."""
    unit = Decimal(mean).as_tuple().exponent
    printed = {
        n: {
            str((Decimal(total) / n).quantize(Decimal(1).scaleb(unit), how)) for total in range(90) for how in roundings
        }
        for n in range(1, largest + 1)
    }
    return [n for n, prints in printed.items() if mean in prints]


def test_readings_agree_with_r_and_say_how_each_was_cut(evidence, reference):
    table = forensics.check_readings(evidence)
    entry = reference["s10_descriptive"]["all_treated"]
    for score in ("activity", "damage"):
        for statistic in ("mean", "sd"):
            word = "Mean" if statistic == "mean" else "The SD of"
            row = table[table["statement"].str.startswith(f"{word} CLASI {score} at entry")].iloc[0]
            assert row["value"] == pytest.approx(entry[f"clasi_{score}"]["overall"][statistic])
    fits = dict(zip(table["printed"], table["fits"], strict=True))
    # 10.933 prints as 11 only if rounded, 2.968 as 2.96 only if truncated, 2.333 never as 2.39
    assert (fits["11"], fits["2.96"], fits["2.39"], fits["2.33"]) == (
        "rounded", "truncated", "neither", "rounded or truncated",
    )  # fmt: skip


def test_grim_agrees_with_every_division(evidence):
    table = forensics.check_means(evidence)
    for mean in table[table["sizes"] != "any"].itertuples():
        rounded = sizes_by_division(mean.printed, 15, (ROUND_HALF_UP, ROUND_HALF_DOWN))
        either = sizes_by_division(mean.printed, 15, (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_DOWN))
        words = [f"{n}" if n in rounded else f"{n} (truncated)" for n in either]
        assert mean.sizes == (", ".join(words) or "none")
        possible = set(mean.plausible) & set(either)
        assert mean.verdict.startswith("impossible") == (not possible)
    verdicts = dict(zip(table["printed"], table["verdict"], strict=True))
    assert verdicts["3.08"] == "possible"  # 37/12, the complete responders, whom an earlier list left out
    assert (verdicts["2.39"], verdicts["3.26"], verdicts["4.13"]) == ("impossible", "only if truncated", "possible")


def test_plausible_sizes_follow_the_tables(data_copy):
    data_copy.set_cell("table2", 3, "Follow-up period (months)", "11")  # patient 2, of the ten followed for a year
    table = forensics.check_means(read_evidence(data_copy.read_trial()))
    assert table.set_index("printed").loc["3.08", "plausible"] == (15, 14, 13, 12, 9)


def test_grimmer_finds_the_total_and_the_sum_of_squares(summaries):
    table = forensics.check_spreads(summaries)
    damage = table[table["label"] == name_fact(DAMAGE)].set_index("n")
    for n, (total, squares) in {13: (40, 242), 12: (37, 223)}.items():
        assert damage.loc[n, "sums"] == f"{total}, {squares}"
        assert round(total / n, 2) == 3.08 and round(((squares - total**2 / n) / (n - 1)) ** 0.5, 2) == 3.15
        assert damage.loc[n, "plausible"]
    assert table.set_index("mean").loc["3.26", "fits"] == "mean truncated, SD rounded"


def test_percentages_name_their_counts(evidence):
    table = forensics.check_percentages(evidence).set_index("statement")
    rate = table.loc["The complete response rate was 86%."]
    assert rate["counts"] == "13 of 15 (truncated); 12 of 14"  # 86.67% and 85.71%
    relapse = table.loc["Clinical relapse occurred in 75%."]
    assert (relapse["counts"], relapse["missing"]) == ("9 of 12", "14, 15")
