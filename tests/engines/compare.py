"""Judge an XMILE file by engines that are not ours: every value of the CSV must come out of PySD and of simlin.

The CSV holds our values: the first column is `time`, every other is headed by the name of a variable as the XMILE file
has it, a row is a step. Empty cells are not judged. A value agrees if

    |ours - theirs| <= relative * max(|ours|, |theirs|) + absolute * scale

where scale is the largest absolute value that we have of the variable.

Exit code: 0 all agree, 1 anything else, 2 wrong arguments.
"""

import argparse
import csv
import sys
from dataclasses import dataclass

import numpy as np

from engines import CLOCKS, ENGINES, canonical, run

# Rows are matched by time. PySD rounds its times to 6 decimals, and both engines add up steps; a step is over 0.01.
SAME_TIME = 1e-4
SHOWN = 10


@dataclass
class Deviation:
    """How far one value of an engine lies from ours, in units of what is allowed."""

    excess: float
    variable: str
    time: float
    ours: float
    theirs: float


class Refusal(Exception):
    """The two sides cannot be compared at all."""


def read_ours(path):
    """Times and columns of the CSV, canonical names; NaN stands for an empty cell."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows or canonical(rows[0][0]) != "time":
        raise Refusal(f"{path}: the first column must be `time`")
    names = [canonical(name) for name in rows[0]]
    if len(set(names)) < len(names):
        raise Refusal(f"{path}: names occur twice: {sorted({name for name in names if names.count(name) > 1})}")
    for number, row in enumerate(rows, 1):
        if len(row) != len(names):
            raise Refusal(f"{path}: row {number} has {len(row)} cells, the header {len(names)}")
    columns = dict(zip(names, (parsed(path, column) for column in zip(*rows[1:]))))
    if "time" not in columns or len(columns) < 2 or np.isnan(columns["time"]).any():
        raise Refusal(f"{path}: there is no value to judge, or a row without a time")
    return columns.pop("time"), columns


def parsed(path, cells):
    values = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if cell.strip():
            values[row] = float(cell)
            if not np.isfinite(values[row]):
                raise Refusal(f"{path}: `{cell}` in row {row + 2} is no number to compare with")
    return values


def rows_of(times, ours):
    """For each of our times the row of the engine."""
    if not len(times):
        raise Refusal("the engine has no results")
    rows = np.abs(times[None, :] - ours[:, None]).argmin(axis=1)
    off = np.abs(times[rows] - ours) > SAME_TIME
    if off.any():
        raise Refusal(f"no row at time {ours[off][0]:.17g}; rows go from {times[0]:.17g} to {times[-1]:.17g}")
    return rows


def deviations(name, times, ours, theirs, relative, absolute):
    """All values of one variable against ours."""
    scale = np.nanmax(np.abs(ours), initial=0.0)
    for time, our, their in zip(times, ours, theirs):
        if np.isnan(our):
            continue
        allowed = relative * max(abs(our), abs(their)) + absolute * scale
        gap = abs(our - their)
        # NaN and infinity are never close to anything.
        excess = np.inf if not np.isfinite(their) else gap / allowed if allowed > 0 else np.inf if gap > 0 else 0.0
        yield Deviation(excess, name, time, our, their)


def judge(engine, model, times, columns, options):
    """Compare one engine with our values, say what was found; true if all agree."""
    their_times, series = run(engine, model)
    rows = rows_of(their_times, times)
    found, missing = [], [name for name in columns if name not in series]
    for name in columns.keys() & series.keys():
        found += deviations(name, times, columns[name], series[name][rows], options.relative, options.absolute)
    broken = sorted(name for name, values in series.items() if not np.isfinite(values).all())
    judged = {deviation.variable for deviation in found}
    unjudged = sorted(series.keys() - judged - CLOCKS)
    found.sort(key=lambda deviation: (-deviation.excess, deviation.variable, deviation.time))
    off = [deviation for deviation in found if deviation.excess > 1]

    good = bool(found) and not (off or missing or broken or (options.complete and unjudged))
    print(f"{engine}: {'agrees' if good else 'DOES NOT AGREE'}")
    print(f"  judged: {len(found)} values of {len(judged)} variables in {len(times)} rows")
    print(f"  off: {len(off)} values of {len({deviation.variable for deviation in off})} variables")
    for title, names in [("not in the results", missing), ("NaN or infinite", broken), ("not judged", unjudged)]:
        if names:
            print(f"  {title}: {len(names)} variables: {', '.join(names[:SHOWN])}{', ...' if len(names) > SHOWN else ''}")
    print("  furthest apart, in units of the tolerance:")
    for deviation in found[: SHOWN if off else 3]:
        print(
            f"    {deviation.excess:9.3g}  {deviation.variable} at {deviation.time:.6f}: "
            f"ours {deviation.ours:.17g}, theirs {deviation.theirs:.17g}"
        )
    return good


def arguments(given):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="the XMILE file")
    parser.add_argument("values", help="the CSV with our values")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--relative", type=float, default=1e-9)
    parser.add_argument("--absolute", type=float, default=1e-12)
    parser.add_argument("--complete", action="store_true", help="fail if the file has a variable that the CSV has not")
    return parser.parse_args(given)


def main(given=None):
    options = arguments(given)
    try:
        times, columns = read_ours(options.values)
    except (OSError, ValueError, Refusal) as reason:
        print(f"cannot read our values: {reason}")
        return 1
    verdicts = []
    for engine in ENGINES if options.engine == "both" else [options.engine]:
        try:
            verdicts.append(judge(engine, options.model, times, columns, options))
        except Exception as reason:  # An engine may fail in any way; the other is still to be asked.
            print(f"{engine}: FAILS\n  {type(reason).__name__}: {reason}")
            verdicts.append(False)
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
