"""Writes a scenario with random values: `perturb.py BASELINE SEED > scenario.toml`.

Two in five parameters anywhere in their ranges, one lever in three anywhere in its own, by year where it can be, and two
drivers off by up to a tenth: far from the plan, so that other kinks bind than there.
"""

import csv
import random
import sys
from pathlib import Path

YEARS = range(2006, 2011)


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main(baseline, seed):
    dice = random.Random(int(seed))
    print(f'title = "Random values, seed {seed}"\nextends = ["plan"]\n\n[policy]')
    for lever in rows(Path(baseline) / "levers.csv"):
        low, high = float(lever["minimum"]), float(lever["maximum"])
        if dice.random() > 1 / 3 or high - low > 500:  # a ceiling of 3 Mt/a closes everything
            continue
        values = [round(dice.uniform(low, high), 4) for _ in YEARS]
        by_year = lever["type"] == "by_year"
        print(f'"{lever["key"]}" = {values if by_year else values[0]}')
    print("\n[world]")
    for driver in ("pig_iron", "world_price"):
        points = {
            float(row["time"]): float(row["value"]) * dice.uniform(0.9, 1.1)
            for row in rows(Path(baseline) / "drivers.csv")
            if row["set"] == "plan" and row["series"] == driver
        }
        print(f'{driver} = {{ {", ".join(f"{time} = {value}" for time, value in sorted(points.items()))} }}')
    print("\n[parameters]")
    for parameter in rows(Path(baseline) / "parameters.csv"):
        low, high = sorted([float(parameter["low"]), float(parameter["high"])])
        if low < high and dice.random() < 0.4:
            key = ".".join([parameter["name"], *filter(None, parameter["index"].split("|"))])
            print(f'"{key}" = {dice.uniform(low, high)}')


if __name__ == "__main__":
    main(*sys.argv[1:])
