"""Is check.py a judge to be trusted? It must find fault with results that have been damaged: `selftest.py FOLDER`.

The folder is the one that check.py judges; it is copied.
"""

import contextlib
import io
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

import check

SOUND = Path(sys.argv.pop())


class Judge(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory())) / "results"
        shutil.copytree(SOUND, self.folder, ignore=shutil.ignore_patterns("venv"))

    def verdict(self, *checks):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            off = check.main(self.folder, checks)
        self.said = said.getvalue()
        return off

    def finds(self, fault, *checks):
        off = self.verdict(*checks)
        self.assertTrue(any(fault in name for name in off), self.said)

    def rename(self, old, new):
        """What we computed for one distribution is passed off as another's."""
        for file in ("distributions.csv", "values.csv"):
            path = self.folder / file
            lines = path.read_text(encoding="utf-8").splitlines()
            lines = [line for line in lines if line.split(",")[0] != new]
            changed = [new + line.removeprefix(old) if line.split(",")[0] == old else line for line in lines]
            self.assertNotEqual(lines, changed)
            path.write_text("\n".join(changed) + "\n", encoding="utf-8")

    def damage(self, design, change):
        names, draws = check.read_draws(self.folder, design)
        change(draws)
        rows = [",".join(names), *(",".join(map(repr, row)) for row in draws.tolist())]
        (self.folder / f"{design}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")

    def test_sound_results_pass(self):
        self.assertEqual(self.verdict(check.strata, check.random_numbers, check.values), [], self.said)

    def test_a_standard_deviation_off_by_a_hundred_millionth_is_found(self):
        self.rename("normal 3 0.5", "normal 3 0.500000005")
        self.finds("quantiles", check.distributions)
        self.finds("distribution functions", check.distributions)

    def test_a_mode_a_little_off_is_found(self):
        self.rename("triangular 1 2 5", "triangular 1 2.00001 5")
        self.finds("means", check.distributions)

    def test_a_truncation_that_was_forgotten_is_found(self):
        self.rename("normal 3 0.5", "normal 3 0.5 within 2.9 inf")
        self.finds("quantiles", check.distributions)
        self.finds("Kolmogorov-Smirnov", check.values)

    def test_a_truncation_that_was_clipped_instead_is_found(self):
        path = self.folder / "values.csv"
        name = "normal 1 1 within 0 inf"
        clipped = np.maximum(np.random.default_rng(1).normal(1, 1, 4096), 0)
        path.write_text("distribution,value\n" + "".join(f"{name},{value}\n" for value in clipped), encoding="utf-8")
        self.finds("Kolmogorov-Smirnov", check.values)

    def test_wrong_weights_are_found(self):
        self.rename("discrete 7 5 -1 2 weights 1 0 4 3", "discrete 7 5 -1 2 weights 1.3 0 4 3")
        self.finds("chi-square", check.values)

    def test_a_last_quantile_in_the_tail_is_found(self):
        path = self.folder / "distributions.csv"
        text = path.read_text(encoding="utf-8")
        row = next(line for line in text.splitlines() if line.startswith("beta 2 5 -1 1,quantile,0.999999,"))
        value = float(row.rsplit(",", 1)[1])
        path.write_text(text.replace(row, f"beta 2 5 -1 1,quantile,0.999999,{value * (1 + 2e-9)!r}"), encoding="utf-8")
        self.finds("quantiles", check.distributions)
        self.assertIn("beta 2 5 -1 1 at 0.999999", self.said)

    def test_nan_is_found(self):
        path = self.folder / "distributions.csv"
        text = path.read_text(encoding="utf-8")
        row = next(line for line in text.splitlines() if line.startswith("uniform -2 3,quantile,0.5"))
        path.write_text(text.replace(row, row.rsplit(",", 1)[0] + ",NaN"), encoding="utf-8")
        self.finds("quantiles", check.distributions)

    def test_a_draw_off_by_one_unit_in_the_last_place_is_found(self):
        def change(draws):
            draws[99, 2] = np.nextafter(draws[99, 2], 1)

        self.damage("monte-carlo", change)
        self.finds("Philox", check.random_numbers)

    def test_draws_that_are_not_uniform_or_not_independent_are_found(self):
        def bend(draws):
            draws[:, 1] **= 1.2

        def repeat(draws):
            draws[:, 1] = (draws[:, 0] + 0.5) % 1

        for change in (bend, repeat):
            shutil.copy(SOUND / "monte-carlo.csv", self.folder)
            self.damage("monte-carlo", change)
            self.finds("uniform", check.random_numbers)

    def test_two_points_in_one_part_are_found(self):
        def change(draws):
            draws[5, 3] = draws[6, 3] + 1e-9

        for design in check.EVEN:
            self.damage(design, change)
            self.finds(design, check.strata)

    def test_dimensions_in_another_order_are_found(self):
        path = self.folder / "sobol-unscrambled.csv"
        points = np.loadtxt(path, delimiter=",")
        points[:, [998, 999]] = points[:, [999, 998]]
        np.savetxt(path, points, delimiter=",")
        self.finds("unscrambled", check.sobol_unscrambled)

    def test_a_lattice_is_no_latin_hypercube(self):
        def change(draws):
            draws[:] = (np.arange(len(draws))[:, None] * np.arange(1, 12, 2) + 0.5) / len(draws) % 1

        self.damage("latin-hypercube", change)
        self.finds("discrepancy", check.discrepancy)

    def test_sobol_points_by_chance_are_found(self):
        shutil.copy(self.folder / "monte-carlo.csv", self.folder / "sobol.csv")
        self.finds("sobol: discrepancy", check.discrepancy)

    def test_a_rank_correlation_a_little_off_is_found(self):
        path = self.folder / "pairs.csv"
        text = path.read_text(encoding="utf-8")
        self.assertIn("3,4,0.2", text)
        path.write_text(text.replace("3,4,0.2", "3,4,0.29"), encoding="utf-8")
        self.finds("Spearman", check.correlations)
        path.write_text(text.replace("3,4,0.2", "3,4,0.2000001"), encoding="utf-8")
        self.finds("copula", check.correlations)

    def test_nothing_to_judge_is_found(self):
        (self.folder / "values.csv").write_text("distribution,value\n", encoding="utf-8")
        self.finds("Kolmogorov-Smirnov", check.values)


if __name__ == "__main__":
    unittest.main()
