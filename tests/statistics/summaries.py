"""The statistics of sweeps against NumPy and SciPy.

Usage: summaries.py FILE, with what `cargo run --example summaries` prints; needs numpy and scipy.
"""

import csv
import sys
from collections import defaultdict

import numpy as np
from scipy import stats

BINS = 64

failures = []
checked = defaultdict(int)


def close(what, ours, theirs, relative=1e-12, absolute=1e-14):
    checked[what.split()[0]] += 1
    same = ours == theirs or abs(ours - theirs) <= max(absolute, relative * abs(theirs))
    if not same:
        failures.append(f"{what}: {ours!r}, expected {theirs!r}")


def number(text):
    return float(text) if text else float("nan")


def places(count, step):
    return np.modf(np.arange(1, count + 1) * step)[0]


def main():
    rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
    golden = (np.sqrt(5) - 1) / 2
    data = {
        "even": places(1000, golden),
        "skewed": 1 / (1.001 - places(777, golden)),
        "far": 1e9 + 1e-3 * places(500, golden),
        "few": np.array([3.0, -1.0, 2.5]),
        "pair": np.array([1.0, 2.0]),
    }
    runs = np.column_stack([places(2000, step) for step in (golden, np.sqrt(2), np.sqrt(3))])
    fails = 2 * runs[:, 0] + runs[:, 1] > 2.2
    failed, succeeded = runs[fails], runs[~fails]

    for row in rows:
        what, of, argument = row["what"], row["of"], row["argument"]
        value, low, high = number(row["value"]), number(row["low"]), number(row["high"])
        name = f"{what} {of} {argument}"
        values = data.get(of)
        if what == "mean":
            # exact sums, since a plain mean of large numbers is not
            close(name, value, float(np.longdouble(values[0]) + np.mean(values.astype(np.longdouble) - values[0])), 1e-15)
        elif what == "sd":
            close(name, value, float(np.std(values.astype(np.longdouble), ddof=1)), 1e-11)
        elif what == "quantile":
            close(name, value, np.quantile(values, float(argument)))
        elif what == "interval":
            quantile, n = float(argument), len(values)
            ordered = np.sort(values)
            below = int(stats.binom.ppf(0.025, n, quantile))
            above = int(stats.binom.ppf(0.975, n, quantile)) + 1
            close(name, value, np.quantile(values, quantile))
            close(name + " low", low, ordered[below - 1] if below >= 1 else -np.inf)
            close(name + " high", high, ordered[above - 1] if above <= n else np.inf)
        elif what == "proportion":
            hits, n = int(of), int(argument)
            theirs = stats.binomtest(hits, n).proportion_ci(confidence_level=0.95, method="wilson")
            close(name, value, hits / n)
            # SciPy's is a difference of nearly equal numbers at 0: so far from exact
            close(name + " low", low, theirs.low, absolute=1e-15)
            close(name + " high", high, theirs.high)
        elif what == "paired":
            n, comparisons = int(of), int(argument)
            common, own = places(n, golden), places(n, np.sqrt(2))
            theirs = stats.ttest_rel(common + own, common + 0.45)
            interval = theirs.confidence_interval(confidence_level=1 - 0.05 / comparisons)
            close(name, value, np.mean((common + own) - (common + 0.45)), 1e-11)
            # the confidence level itself is rounded to 1e-16, which moves a far quantile by more
            width = (interval.high - interval.low) / 2
            close(name + " width", (high - low) / 2, width, 2e-9 if n > 1000 else 1e-10)
        elif what == "separation":
            column = int(of)
            binned = [np.floor(part[:, column] * BINS) for part in (failed, succeeded)]
            close(name, value, stats.ks_2samp(*binned).statistic)
            close(name + " low", low, failed[:, column].min())
            close(name + " high", high, failed[:, column].max())
            whole = stats.ks_2samp(failed[:, column], succeeded[:, column]).statistic
            if not whole - 2 / BINS <= value <= whole + 1e-12:
                failures.append(f"{name}: {value} in bins, {whole} without")
        elif what == "critical":
            n, m = len(failed), len(succeeded)
            # the limit of Kolmogorov's distribution: its first term, which is all of it in the tail
            theirs = stats.kstwobign.isf(0.05 / 3) * np.sqrt((n + m) / (n * m))
            close(name, value, theirs, 1e-6)

    wanted = {"mean": 5, "sd": 5, "quantile": 35, "interval": 60, "proportion": 21, "paired": 60, "separation": 9,
              "critical": 1}
    for what, count in wanted.items():
        if checked[what] != count:
            failures.append(f"{checked[what]} numbers of the kind `{what}` were compared, {count} expected")
    print("\n".join(failures) if failures else f"{sum(checked.values())} numbers agree")
    sys.exit(1 if failures else 0)


main()
