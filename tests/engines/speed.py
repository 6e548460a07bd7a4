"""How fast are other engines on the study of the speed bench? `speed.py COKE_SIM FOLDER [RUNS]`

Sweeps `benches/sweep.toml`, exports the plan, and gives the first draws to PySD and pysimlin: 20 parameters set, the model run,
20 outcomes read. Prints processor seconds a run (the file is read once, outside the time) and the ratios to ours, and how far
the outcomes are apart. Not a test: the machine may be busy.
"""

import csv
import subprocess
import sys
import time
from pathlib import Path


from engines import canonical



# A stock: its last value is that of the end of 2010, as we report it. Flows we report as means over the year.
COMPARED = ("debt",)


def names(key):
    return canonical(key.replace(".", "_"))


def ours(program, folder, runs):
    out = folder / "sweep"
    start = [time.perf_counter(), children()]
    subprocess.run(
        [program, "sweep", "benches/sweep.toml", "--out", out, "--force", "--quiet", "--threads", "1", "--runs", str(runs), "--format", "csv"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    used = children() - start[1]
    with open(out / "runs.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return used / runs, rows


def children():
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def timed(label, draws, run):
    run(draws[0])  # warm
    start = time.process_time()
    results = [run(draw) for draw in draws]
    used = (time.process_time() - start) / len(draws)
    print(f"{label}: {used:.4f} s a run, over {len(draws)} runs", flush=True)
    return used, results


def main(program, folder, runs=2048):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    own, rows = ours(program, folder, int(runs))
    print(f"coke-sim sweep: {own * 1e3:.3f} ms of processor time a run, all told", flush=True)
    inputs = [name for name in list(rows[0])[2:22]]
    path = folder / "plan.xmile"
    subprocess.run([program, "model", "xmile", "plan", "--out", path, "--force"], check=True, stderr=subprocess.DEVNULL)
    draws = [{names(name): float(row[name]) for name in inputs} for row in rows]

    import simlin

    with simlin.load(str(path)) as model:
        known = {canonical(name) for name in model.get_var_names()}
        missing = [name for name in draws[0] if name not in known]
        assert not missing, f"the export has no {missing}"

        def run(draw):
            with model.simulate(overrides=draw) as simulation:
                simulation.run_to_end()
                return {name: simulation.get_value(name) for name in COMPARED}

        simlin_time, found = timed("pysimlin", draws[:20], run)
    worst = 0.0
    for row, values in zip(rows, found):
        for name, value in values.items():
            mine = float(row.get(f"{name}@2010") or "nan")
            worst = max(worst, abs(value - mine) / abs(mine))
    print(f"debt at the end of 2010 are apart by at most {worst:.1e}, relative")

    import pysd

    model = pysd.read_xmile(str(path))
    columns = list(COMPARED)
    pysd_time, found = timed("PySD", draws[:2], lambda draw: model.run(params=draw, return_columns=columns).iloc[-1])
    worst = max(abs(found[i][n] - float(rows[i][f"{n}@2010"])) / abs(float(rows[i][f"{n}@2010"])) for i in range(2) for n in columns)
    print(f"debt at the end of 2010 are apart by at most {worst:.1e}, relative")
    print(f"a sweep is {simlin_time / own:.0f} x as fast as pysimlin and {pysd_time / own:.0f} x as fast as PySD")


if __name__ == "__main__":
    main(*sys.argv[1:])
