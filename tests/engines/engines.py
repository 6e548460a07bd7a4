"""Run an XMILE file in an engine other than ours: PySD or simlin, both from PyPI."""

import re
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np

# What the engines add of their own accord: clocks, not variables of the file.
CLOCKS = {"time", "dt", "time_step", "saveper", "initial_time", "final_time"}


def canonical(name):
    """One spelling of a name: XMILE ignores case and takes blanks for an underscore."""
    return re.sub(r"\s+", "_", name.strip().lower())


def run_pysd(path):
    import pysd

    # PySD writes its translation beside the file, over whatever is there: it gets a copy in a folder of its own.
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, Path(folder) / "model.xmile")
        with warnings.catch_warnings():
            # They speak of future versions of pandas and of NaN; the first is no concern of ours, the second is seen in the values.
            warnings.simplefilter("ignore")
            results = pysd.read_xmile(str(copy)).run()
    return results.index.to_numpy(float), {name: results[name].to_numpy(float) for name in results.columns}


def run_simlin(path):
    import simlin

    # Not Model.run(): by default it looks for feedback loops too, which takes long in a large model.
    with simlin.load(str(path)).simulate() as simulation:
        simulation.run_to_end()
        series = {name: np.asarray(simulation.get_series(name), float) for name in simulation.get_var_names()}
        return np.asarray(simulation.get_series("time"), float), series


ENGINES = {"pysd": run_pysd, "pysimlin": run_simlin}


def run(engine, path):
    """The times of all rows, and the series of every variable by its canonical name."""
    times, series = ENGINES[engine](path)
    named = {canonical(name): values for name, values in series.items()}
    if len(named) < len(series):
        raise ValueError("two variables have names that differ by case or blanks alone")
    return times, named
