"""What our distributions and random numbers should be, by scipy or written anew: nothing here comes from our program."""

import hashlib

import numpy as np
from scipy import integrate, stats

Z95 = stats.norm.isf(0.05)


class Continuous:
    """A distribution of scipy, truncated to a range; both tails are used, each where it is small."""

    discrete = False

    def __init__(self, whole, low, high):
        self.whole = whole
        self.sf = getattr(whole, "exact_sf", whole.sf)
        support = whole.support()
        self.low, self.high = max(low, support[0]), min(high, support[1])
        self.truncated = (self.low, self.high) != support
        self.below, self.above = whole.cdf(self.low), self.sf(self.high)
        self.upper = self.sf(self.low)
        # in the upper half, tails from above do not cancel
        self.mass = (self.upper - self.above) if self.below > 0.5 else (whole.cdf(self.high) - self.below)

    def quantile(self, p):
        below = self.below + p * self.mass
        above = self.above + (1 - p) * self.mass
        return np.where(below < 0.5, self.whole.ppf(below), self.whole.isf(above))

    def probability(self, x):
        x = np.clip(x, self.low, self.high)
        part = self.upper - self.sf(x) if self.below > 0.5 else self.whole.cdf(x) - self.below
        return part / self.mass

    def before(self, x):
        return self.probability(x)

    def mean(self):
        if not self.truncated:
            return self.whole.mean()
        # split where most of it is: quad looks at few points
        points = self.quantile(np.array([0, 1e-6, 0.01, 0.25, 0.5, 0.75, 0.99, 0.999999, 1 - 1e-12]))
        points[0] = self.low
        if np.isfinite(self.high):
            points[-1] = self.high
        moments = [
            integrate.quad(lambda x: x * self.whole.pdf(x), *ends, epsabs=0, epsrel=1e-11)[0]
            for ends in zip(points, points[1:])
            if ends[0] < ends[1]
        ]
        return sum(moments) / self.mass

    def starts_at_zero(self):
        return self.whole.support()[0] == 0

    def rounding(self):
        """How exactly a value says how far it is from the ends; less exactly if these are not zero."""
        ends = [abs(end) for end in self.whole.support()]
        return 4 * np.finfo(float).eps * max(ends) if np.isfinite(max(ends)) else 0.0


class Discrete:
    """Values with weights."""

    discrete = True

    def __init__(self, values, weights, low, high):
        kept = sorted((v, w) for v, w in zip(values, weights) if w > 0 and low <= v <= high)
        self.values = np.array([value for value, _ in kept])
        self.weights = np.array([weight for _, weight in kept]) / sum(weight for _, weight in kept)

    def quantile(self, p):
        # the cumulated sums may be off by their rounding, no p of the grid is that close to one of them
        return self.values[np.searchsorted(np.cumsum(self.weights)[:-1], p)]

    def probability(self, x):
        return np.array([self.weights[self.values <= value].sum() for value in np.atleast_1d(x)])

    def mean(self):
        return self.values @ self.weights

    def starts_at_zero(self):
        return False

    def rounding(self):
        return 0.0


class Empirical:
    """Quantiles of observed values as numpy has them by default, truncated to a range."""

    discrete = False

    def __init__(self, values, low, high):
        self.values = np.sort(values)
        self.places = np.linspace(0, 1, len(values))
        self.low, self.high = max(low, self.values[0]), min(high, self.values[-1])
        self.start, self.end = self.whole(self.low, "left"), self.whole(self.high, "right")

    def whole(self, x, side):
        """The least or the greatest p whose quantile is x, by bisection of numpy's own quantile."""
        x = np.asarray(x, float)
        low, high = np.zeros(x.shape), np.ones(x.shape)
        for _ in range(60):
            middle = (low + high) / 2
            quantile = np.quantile(self.values, middle)
            goes_up = quantile < x if side == "left" else quantile <= x
            low, high = np.where(goes_up, middle, low), np.where(goes_up, high, middle)
        return high

    def quantile(self, p):
        return np.quantile(self.values, self.start + np.asarray(p) * (self.end - self.start))

    def probability(self, x, side="right"):
        return (self.whole(np.clip(x, self.low, self.high), side) - self.start) / (self.end - self.start)

    def before(self, x):
        return self.probability(x, "left")

    def mean(self):
        inner = self.places[(self.places > self.start) & (self.places < self.end)]
        places = np.concatenate([[self.start], inner, [self.end]])
        return np.trapezoid(np.quantile(self.values, places), places) / (self.end - self.start)

    def starts_at_zero(self):
        return False

    def rounding(self):
        return 1e-14 * abs(self.values).max()


def distribution(name):
    """From a name such as `normal 1 1 within 0 inf`."""
    whole, _, window = name.partition(" within ")
    low, high = map(float, window.split()) if window else (-np.inf, np.inf)
    whole, _, weights = whole.partition(" weights ")
    kind, *arguments = whole.split()
    arguments = [float(argument) for argument in arguments]
    if kind in ("constant", "discrete"):
        return Discrete(arguments, [float(w) for w in weights.split()] or [1.0] * len(arguments), low, high)
    if kind == "empirical":
        return Empirical(arguments, low, high)
    return Continuous(WHOLE[kind](*arguments), low, high)


def beta(alpha, beta, low, high):
    return stats.beta(alpha, beta, loc=low, scale=high - low)


def triangular(low, mode, high):
    whole = stats.triang((mode - low) / (high - low), loc=low, scale=high - low)
    if mode < high:
        # scipy has 1 - cdf, which is nothing but rounding near the upper end
        above = lambda x: (high - x) * (high - x) / ((high - low) * (high - mode))
        whole.exact_sf = lambda x: np.where(x < mode, 1 - whole.cdf(x), above(x))
    return whole


WHOLE = {
    "uniform": lambda low, high: stats.uniform(low, high - low),
    "triangular": triangular,
    "pert": lambda low, mode, high: beta(
        1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high
    ),
    "normal": lambda mean, sd: stats.norm(mean, sd),
    "lognormal": lambda median, sigma: stats.lognorm(sigma, scale=median),
    "lognormal_between": lambda low, high: stats.lognorm(np.log(high / low) / 2 / Z95, scale=np.sqrt(low * high)),
    "lognormal_around": lambda median, low, high: stats.lognorm(np.log(high / low) / 2 / Z95, scale=median),
    "beta": beta,
}


def monte_carlo(seed, name, run):
    """A draw by Philox4x32-10, after J. K. Salmon et al., SC '11."""
    word = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    mask = 0xFFFFFFFF
    counter = [run & mask, run >> 32, word & mask, word >> 32]
    key = [seed & mask, seed >> 32]
    for _ in range(10):
        one, other = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [other >> 32 ^ counter[1] ^ key[0], other & mask, one >> 32 ^ counter[3] ^ key[1], one & mask]
        key = [key[0] + 0x9E3779B9 & mask, key[1] + 0xBB67AE85 & mask]
    return ((counter[1] << 32 | counter[0]) >> 12) / 2**52 + 2.0**-53
