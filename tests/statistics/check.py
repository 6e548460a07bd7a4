"""Judge distributions and draws by scipy: `check.py FOLDER`, with the folder that `cargo run --example draws` wrote.

Every check prints what was compared and the worst that was found beside what is allowed. Statistical bounds are such that
a right program exceeds one of them by chance once in 10,000 times; the seed is fixed, so it is always the same verdict.

Exit code: 0 all agree, 1 anything else.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.stats import qmc

import reference

SEED = 2006
DESIGNS = ("monte-carlo", "latin-hypercube", "sobol")
EVEN = DESIGNS[1:]
CHANCE = 1e-4
RELATIVE = 1e-9
# sums and integrals by scipy's adaptive rule
MEAN = 1e-8


class Judge:
    """Collects verdicts: of each check the worst case, in units of what is allowed."""

    def __init__(self):
        self.off = []

    def settle(self, what, count, worst, allowed, of, *, least=False):
        """`worst` is the worst value, of the case `of`; it must not be above `allowed`, or below if `least`."""
        good = count > 0 and (worst >= allowed if least else worst <= allowed)
        if not good:
            self.off.append(what)
        bound = ">=" if least else "<="
        print(f"{'ok ' if good else 'OFF'}  {what}: {count} compared, worst {worst:.3g} ({bound} {allowed:.3g}) {of}")


def worst_of(cases, *, least=False):
    """The number of cases, the worst value, and its case; NaN is worse than anything."""
    cases = list(cases)
    if not cases:
        return 0, np.nan, ""
    key = lambda case: (-np.inf if least else np.inf) if np.isnan(case[0]) else case[0]
    value, of = min(cases, key=key) if least else max(cases, key=key)
    return len(cases), float(value), of


def read_distributions(folder):
    """By distribution and by what is asked: arguments and our results."""
    tables = defaultdict(lambda: defaultdict(list))
    with open(folder / "distributions.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            tables[row["distribution"]][row["what"]].append((float(row["argument"] or "nan"), float(row["result"])))
    return {name: {what: np.array(rows) for what, rows in table.items()} for name, table in tables.items()}


def read_draws(folder, design):
    with open(folder / f"{design}.csv", encoding="utf-8") as file:
        names = file.readline().strip().split(",")
        return names, np.loadtxt(file, delimiter=",", ndmin=2)


def distributions(judge, folder):
    """Quantiles, distribution functions and means, each relative to what is judged."""
    quantiles, probabilities, means = [], [], []
    for name, table in read_distributions(folder).items():
        theirs = reference.distribution(name)
        p, ours = table["quantile"].T
        expected = theirs.quantile(p)
        # near an end that is zero, the last digits count too
        rounding = 0.0 if theirs.starts_at_zero() else theirs.rounding()
        error = np.maximum(abs(ours - expected) - rounding, 0) / np.maximum(abs(expected), 1e-300)
        quantiles += zip(error, (f"{name} at {place}" for place in p))
        x, ours = table["probability"].T
        # the reference is as exact as the value says how far it is from the ends
        least, most = (theirs.probability(x + sign * theirs.rounding()) for sign in (-1, 1))
        smaller = np.maximum(np.minimum(least, 1 - most), 1e-300)
        error = np.maximum(np.maximum(least - ours, ours - most) - 1e-14, 0) / smaller
        error[np.isnan(ours)] = np.nan
        probabilities += zip(error, (f"{name} at {place}" for place in x))
        [[_, ours]] = table.get("mean", [[np.nan, np.nan]])
        expected = theirs.mean()
        means.append((abs(ours - expected) / max(abs(expected), 1e-3), name))
    judge.settle("quantiles, relative", *swap(worst_of(quantiles), RELATIVE))
    judge.settle("distribution functions, relative to the smaller tail", *swap(worst_of(probabilities), RELATIVE))
    judge.settle("means, relative", *swap(worst_of(means), MEAN))


def swap(found, allowed):
    count, value, of = found
    return count, value, allowed, of


def values(judge, folder):
    """Drawn values follow their distributions."""
    drawn = defaultdict(list)
    with open(folder / "values.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            drawn[row["distribution"]].append(float(row["value"]))
    continuous, discrete = [], []
    for name, sample in drawn.items():
        theirs, sample = reference.distribution(name), np.array(sample)
        if theirs.discrete:
            found, counts = np.unique(sample, return_counts=True)
            if set(found) != set(theirs.values):
                discrete.append((0.0, f"{name}: values {found}"))
            elif len(found) > 1:
                discrete.append((stats.chisquare(counts, theirs.weights * len(sample)).pvalue, name))
        else:
            # where observed values were equal, the distribution function jumps: anywhere in the jump
            before, at = theirs.before(sample), theirs.probability(sample)
            places = before + np.random.default_rng(SEED).random(len(sample)) * (at - before)
            continuous.append((stats.kstest(places, "uniform").pvalue, name))
    for what, cases in [
        ("Monte Carlo values, Kolmogorov-Smirnov p", continuous),
        ("Monte Carlo values of discrete distributions, chi-square p", discrete),
    ]:
        # of so many tests one is as improbable by chance
        judge.settle(what, *swap(worst_of(cases, least=True), CHANCE / max(len(cases), 1)), least=True)


def random_numbers(judge, folder):
    """Monte Carlo draws are Philox4x32-10 of seed, name and run, to the last bit."""
    names, draws = read_draws(folder, "monte-carlo")
    cases = [
        (abs(draws[run, column] - reference.monte_carlo(SEED, name, run)), f"{name}, run {run}")
        for column, name in enumerate(names)
        for run in range(min(500, len(draws)))
    ]
    judge.settle("Monte Carlo draws as Philox says, difference", *swap(worst_of(cases), 0.0))
    tests = [(stats.kstest(draws[:, column], "uniform").pvalue, name) for column, name in enumerate(names)]
    for one in range(len(names)):
        for other in range(one):
            counts, _, _ = np.histogram2d(draws[:, one], draws[:, other], bins=8, range=[[0, 1]] * 2)
            tests.append((stats.chisquare(counts.ravel()).pvalue, f"{names[one]} and {names[other]}"))
    limit = CHANCE / len(tests)
    judge.settle("Monte Carlo draws uniform, alone and in pairs, p", *swap(worst_of(tests, least=True), limit), least=True)


def strata(judge, folder):
    """One point in each part of each input, for every power of two of runs."""
    for design in EVEN:
        names, draws = read_draws(folder, design)
        cases = []
        for bits in range(1, int(np.log2(len(draws))) + 1):
            for column, name in enumerate(names):
                parts = np.floor(draws[: 2**bits, column] * 2**bits)
                cases.append((2**bits - len(np.unique(parts)), f"{name}, {2**bits} runs"))
        judge.settle(f"{design}: empty parts", *swap(worst_of(cases), 0))


def sobol_unscrambled(judge, folder):
    """The same points in the same order, which is that of the Gray code in scipy too."""
    ours = np.loadtxt(folder / "sobol-unscrambled.csv", delimiter=",", ndmin=2)
    theirs = qmc.Sobol(ours.shape[1], scramble=False).random(len(ours))
    cases = ((abs(ours - theirs)[:, dimension].max(), f"dimension {dimension}") for dimension in range(ours.shape[1]))
    judge.settle(f"unscrambled Sobol, {len(ours)} points a dimension, difference", *swap(worst_of(cases), 0.0))


def discrepancy(judge, folder):
    """Centred discrepancy of the first 1024 runs, of all inputs and of the first two, beside scipy's own designs."""
    runs, repeats = 1024, 30
    for dimensions in (2, 6):
        makers = {
            "monte-carlo": lambda seed: np.random.default_rng(seed).random((runs, dimensions)),
            "latin-hypercube": lambda seed: qmc.LatinHypercube(dimensions, rng=seed).random(runs),
            "sobol": lambda seed: qmc.Sobol(dimensions, rng=seed).random(runs),
        }
        ours = {}
        for design, make in makers.items():
            theirs = np.log([qmc.discrepancy(make(seed), method="CD") for seed in range(repeats)])
            ours[design] = qmc.discrepancy(read_draws(folder, design)[1][:runs, :dimensions], method="CD")
            # a new one among thirty: Student's t, once in 10,000 times on either side
            distance = abs(np.log(ours[design]) - theirs.mean()) / theirs.std(ddof=1) / np.sqrt(1 + 1 / repeats)
            allowed = stats.t.isf(CHANCE / 2, repeats - 1)
            of = f"ours {ours[design]:.3g}, scipy's {np.exp(theirs.mean()):.3g} in the mean"
            judge.settle(f"{design}: discrepancy in {dimensions} dimensions, t", 1, distance, allowed, of)
        for better, worse in zip(EVEN, DESIGNS):
            ratio = ours[better] / ours[worse]
            judge.settle(f"discrepancy of {better} beside {worse}, {dimensions} dimensions", 1, ratio, 1.0, "")


def correlations(judge, folder):
    """Rank correlations as asked for, and the copula as numpy and scipy make it of our own draws."""
    pairs = np.loadtxt(folder / "pairs.csv", delimiter=",", skiprows=1, ndmin=2)
    for design in DESIGNS:
        names, independent = read_draws(folder, design)
        _, correlated = read_draws(folder, f"{design}-correlated")
        wanted = np.eye(len(names))
        for one, other, rank in pairs:
            wanted[int(one), int(other)] = wanted[int(other), int(one)] = rank
        for what, draws, target in [("", independent, np.eye(len(names))), (", correlated", correlated, wanted)]:
            found = stats.spearmanr(draws).statistic
            cases = []
            for one in range(len(names)):
                for other in range(one):
                    # D. G. Bonett and T. A. Wright, Psychometrika 65 (2000): the standard error of Fisher's z
                    rank = target[one, other]
                    error = np.sqrt((1 + rank**2 / 2) / (len(draws) - 3))
                    distance = abs(np.arctanh(found[one, other]) - np.arctanh(rank)) / error
                    case = f"{names[one]} and {names[other]}: {found[one, other]:.4f} for {rank:g}"
                    cases.append((distance, case))
            limit = stats.norm.isf(CHANCE / 2 / len(cases))
            judge.settle(f"{design}{what}: Spearman, standard errors", *swap(worst_of(cases), limit))
        normal = 2 * np.sin(np.pi / 6 * wanted)
        np.fill_diagonal(normal, 1)
        made = stats.norm.cdf(stats.norm.ppf(independent) @ np.linalg.cholesky(normal).T)
        cases = ((abs(made - correlated)[:, column].max(), name) for column, name in enumerate(names))
        judge.settle(f"{design}, correlated: copula of numpy and scipy, difference", *swap(worst_of(cases), 1e-12))
        tests = [(stats.kstest(correlated[:, column], "uniform").pvalue, name) for column, name in enumerate(names)]
        limit = CHANCE / len(tests)
        judge.settle(
            f"{design}, correlated: uniform, Kolmogorov-Smirnov p", *swap(worst_of(tests, least=True), limit), least=True
        )


CHECKS = (distributions, values, random_numbers, strata, sobol_unscrambled, discrepancy, correlations)


def main(folder, checks=CHECKS):
    """The names of the checks that are off."""
    judge = Judge()
    for check in checks:
        check(judge, Path(folder))
    return judge.off


if __name__ == "__main__":
    off = main(sys.argv[1])
    print(f"off: {len(off)} checks" + "".join(f"\n  {name}" for name in off))
    sys.exit(bool(off))
