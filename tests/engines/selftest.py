"""Is compare.py a judge to be trusted, and do the engines still behave as README.md says? Run: python selftest.py"""

import contextlib
import csv
import io
import math
import tempfile
import unittest
from pathlib import Path

import compare
import engines

HERE = Path(__file__).parent
MODEL = HERE / "selftest.xmile"
QUIRKS = HERE / "quirks"


def values():
    """What selftest.xmile says, without any engine: a row a step."""
    small, large = 60.0, 40.0
    prices = [612.3456789012346, 700.0, 850.0, 698.7654321098765]
    for step in range(25):
        price = prices[min(step, 3)]
        pull = min(max(price / 650.12345678901234, 0.5), 1.5) ** 0.37
        mood = 1 / (1 + math.exp(-(pull - 1) / 0.2))
        conversion = small * (1 - math.exp(-mood / 12)) * 12
        closure = (0.05 if step < 12 else 0.2) * small
        start = pull * 3 - 0.001 * large
        yield {
            "time": 2006 + step / 12,
            "step": step,
            "year": 2006 + step // 12,
            "closure_share": 0.05 if step < 12 else 0.2,
            "price": price,
            "price_normal": 650.12345678901234,
            "pull": pull,
            "mood": mood,
            "scale_effect": math.log(1 + large / small) - (1 - pull) ** 2,
            "capacity_small": small,
            "capacity_large": large,
            "initial_large": 20,
            "conversion": conversion,
            "closure": closure,
            "start": start,
        }
        small, large = small - (conversion + closure) / 12, large + (conversion + start) / 12


class Judge(unittest.TestCase):
    """compare.py on one model and its values, sound and damaged; both engines must come to the same verdict."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.rows = list(values())

    def verdict(self, *options, model=None):
        table = self.folder / "values.csv"
        with open(table, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(self.rows[0]))
            writer.writeheader()
            writer.writerows(self.rows)
        self.said = ""
        codes = []
        for engine in engines.ENGINES:
            with contextlib.redirect_stdout(io.StringIO()) as said:
                codes.append(compare.main([str(model or MODEL), str(table), "--engine", engine, *options]))
            self.said += said.getvalue()
        self.assertEqual(codes[0], codes[1], self.said)
        return codes[0]

    def damaged(self, old, new):
        text = MODEL.read_text(encoding="utf-8")
        self.assertEqual(text.count(old), 1)
        path = self.folder / "damaged.xmile"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    def test_the_sound_file_passes(self):
        self.assertEqual(self.verdict(), 0, self.said)

    def test_a_constant_off_by_a_hundred_millionth_fails(self):
        self.assertEqual(self.verdict(model=self.damaged("650.12345678901234", "650.12346329024691")), 1)
        self.assertIn("price_normal", self.said)

    def test_a_wrong_sign_fails(self):
        self.assertEqual(self.verdict(model=self.damaged("pull*3 - 1e-3*", "pull*3 + 1e-3*")), 1)

    def test_a_missing_flow_fails(self):
        self.assertEqual(self.verdict(model=self.damaged("<inflow>start</inflow>", "")), 1)

    def test_a_file_that_does_not_run_fails(self):
        self.assertEqual(self.verdict(model=self.damaged("pull*3", "push*3")), 1)
        self.assertEqual(self.said.count("FAILS"), 2)

    def test_nan_fails_even_in_a_variable_nobody_compares(self):
        extra = '<aux name="other"><eqn>LN(-1 + 0*TIME)</eqn></aux><aux name="year">'
        self.assertEqual(self.verdict(model=self.damaged('<aux name="year">', extra)), 1)
        self.assertIn("NaN or infinite: 1 variables: other", self.said)

    def test_one_value_of_one_row_fails(self):
        self.rows[-1]["capacity_large"] *= 1 + 2e-9
        self.assertEqual(self.verdict(), 1)
        self.assertIn("off: 1 values of 1 variables", self.said)

    def test_the_tolerances_are_those_of_the_command_line(self):
        self.rows[-1]["capacity_large"] *= 1 + 2e-9
        self.assertEqual(self.verdict("--relative", "3e-9"), 0, self.said)
        self.assertEqual(self.verdict("--absolute", "3e-9"), 0, self.said)

    def test_zero_is_compared_with_the_scale_of_the_variable(self):
        self.rows[0]["step"] = 1e-12
        self.assertEqual(self.verdict(), 0, self.said)
        self.rows[0]["step"] = 1e-10
        self.assertEqual(self.verdict(), 1)

    def test_empty_cells_are_skipped(self):
        for row in self.rows[:-1]:
            row["pull"] = ""
        self.assertEqual(self.verdict(), 0, self.said)
        self.rows[-1]["pull"] = 0.5
        self.assertEqual(self.verdict(), 1)

    def test_a_column_the_engine_does_not_know_fails(self):
        for row in self.rows:
            row["output"] = 1.0
        self.assertEqual(self.verdict(), 1)
        self.assertIn("not in the results: 1 variables: output", self.said)

    def test_a_column_without_a_value_is_not_judged(self):
        for row in self.rows:
            row["pull"] = ""
        self.assertEqual(self.verdict(), 0, self.said)
        self.assertIn("not judged: 3 variables: price_rest, price_table, pull", self.said)
        self.assertEqual(self.verdict("--complete"), 1)

    def test_rows_are_matched_by_time(self):
        self.rows = self.rows[3:9]
        self.assertEqual(self.verdict(), 0, self.said)
        self.rows[-1]["time"] = 2008.5
        self.assertEqual(self.verdict(), 1)
        self.assertIn("no row at time 2008.5", self.said)

    def test_our_own_nan_fails(self):
        self.rows[4]["pull"] = "NaN"
        self.assertEqual(self.verdict(), 1)

    def test_nothing_to_judge_fails(self):
        self.rows = [{"time": row["time"]} for row in self.rows]
        self.assertEqual(self.verdict(), 1)

    def test_names_may_differ_in_case_and_blanks(self):
        self.rows = [{name.replace("_", " ").title(): value for name, value in row.items()} for row in self.rows]
        self.assertEqual(self.verdict(), 0, self.said)


class Quirks(unittest.TestCase):
    """Every file in quirks/ gives what quirks/expected.csv says: when an engine mends its ways we want to know."""

    def test_the_engines_do_what_is_written(self):
        with open(QUIRKS / "expected.csv", newline="", encoding="utf-8") as file:
            expected = list(csv.DictReader(file))
        for row in expected:
            with self.subTest(**row):
                self.assertEqual(outcome(row["engine"], QUIRKS / f"{row['file']}.xmile", row["variable"]), row["values"])
        named = {(row["file"], row["engine"]) for row in expected}
        files = {path.stem for path in QUIRKS.glob("*.xmile")}
        self.assertEqual(named, {(file, engine) for file in files for engine in engines.ENGINES})


def outcome(engine, path, variable):
    """The series of a variable, or `fails`."""
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            _, series = engines.run(engine, path)
    except Exception:  # Any failure is a failure; its text changes from version to version.
        return "fails"
    return " ".join(format(value, ".12g") for value in series[variable])


if __name__ == "__main__":
    unittest.main()
