"""The trial as analyses use it: its patients, their events, its data folder and the facts of its text."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from reanalysis.data.facts import Facts, read_facts
from reanalysis.data.registry import Entry, read_registry
from reanalysis.data.tables import DataFolder, read_data_folder
from reanalysis.trial.adae import build_adae
from reanalysis.trial.adsl import build_adsl


@dataclass(frozen=True)
class Trial:
    """A trial as read: its folder, ADSL, ADAE and what its text states."""

    folder: DataFolder
    adsl: pd.DataFrame
    adae: pd.DataFrame
    facts: Facts

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """What claims may ask for: ADSL with each patient's number of events and worst grade, and ADAE."""
        events = self.adae.groupby("SUBJID")["AETOXGR"]
        counts, worst = events.size(), events.max().astype("Float64")
        adsl = self.adsl.copy()
        adsl["EVENTS"] = adsl["SUBJID"].map(counts).fillna(0).astype(int)
        adsl["WORST_GRADE"] = pd.to_numeric(adsl["SUBJID"].map(worst), errors="coerce").astype(float)
        adae = self.adae.assign(AETOXGR=pd.to_numeric(self.adae["AETOXGR"], errors="coerce").astype(float))
        return {"adsl": adsl, "adae": adae}

    @cached_property
    def registry(self) -> dict[str, Entry]:
        """The items of the trial's registry record by name, read when first asked for; none without a record."""
        return read_registry(self.folder)


def read_trial(data_dir: str = "data") -> Trial:
    """Read a data folder and build ADSL and ADAE; ADTTE follows from `build_adtte`.

    Raises
    ------
    DataError
        If a cell cannot be used or the tables do not fit together.
    """
    return build_trial(read_data_folder(data_dir))


def build_trial(folder: DataFolder) -> Trial:
    """The trial of a data folder that has been read; raises as `read_trial`."""
    adsl = build_adsl(folder)
    return Trial(folder, adsl, build_adae(folder, adsl), read_facts(folder))


def select_population(frame: pd.DataFrame, adsl: pd.DataFrame, population: str) -> pd.DataFrame:
    """The rows of a frame that belong to a population: all-treated, evaluable, or eligible, which is evaluable too."""
    kept = adsl if population == "all-treated" else adsl[adsl["EVALFL"] == "Y"]
    kept = kept[kept["ELIGFL"] == "Y"] if population == "eligible" else kept
    return frame[frame["SUBJID"].isin(kept["SUBJID"])].reset_index(drop=True)
