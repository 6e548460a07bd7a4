"""Kills coke-sim, and lets the disk refuse, at every call that changes the disk; then looks at what is left.

    python3 tests/faults/faults.py PROGRAM FOLDER [SECONDS [SKIP]]

Faults are injected by strace into the finished program, which knows nothing of it. After each fault this judge, which
shares no code with the program, holds that

  - nothing outside the folder of results has changed, and no file of somebody else's is gone;
  - under the name of the results there is one whole result, the old or the new, every file as its manifest says (or
    nothing, where nothing was before); or, where folders cannot be swapped, the old result whole beside it;
  - whoever did not end well said so, and whoever said that all is well left the new result;
  - the next run without a fault ends well, has the bytes of a run that never met one, and leaves nothing behind.

Without SECONDS all faults are tried; else as many as fit, spread over all of them, behind the first SKIP.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CALLS = ["mkdir", "rename", "renameat2", "fsync", "write", "openat", "unlink", "unlinkat", "rmdir", "link", "linkat"]
KINDS = ["signal=KILL", "error=EIO", "error=ENOSPC"]

STUDY = """title = "Faults"
scenario = "plan"
[design]
runs = 40
[uncertain]
closure_exec_time = "range"
[mix.plan]
[factor.entry]
{levels}
[outcomes]
keep = ["capacity"]
"""


class Case:
    """A command, what is there before it, and how to go on after a fault."""

    def __init__(self, name, before, command, again, swap=True, target="out", rows=None):
        self.name, self.before, self.command, self.again = name, before, command, again
        self.swap, self.target, self.rows = swap, target, rows


def sweep(*more):
    return ["sweep", "../study.toml", "--out", "out", "--steps-per-year", "1", *more]


def cases():
    run, compare = ["run", "--out", "out"], ["compare", "plan", "no-policy", "--out", "out"]
    guide = ["model", "reference", "--out", "out"]
    merge = ["merge", "../shards/0", "../shards/1", "--out", "out"]
    force = ["--force"]
    yield Case("run, new", [], run, [run + force, run])
    yield Case("run, deep", [], ["run", "--out", "a/b/out"], [["run", "--out", "a/b/out", "--force"]], target="a/b/out")
    yield Case("run, replaced", [["run", "no-policy", "--out", "out"]], run + force, [run + force])
    yield Case("run, replaced without swapping", [["run", "no-policy", "--out", "out"]], run + force, [run + force], swap=False)
    yield Case("comparison, new", [], compare, [compare + force, compare])
    yield Case("comparison, replaced", [["compare", "plan", "hindcast", "--allow-different-worlds", "--out", "out"]], compare + force, [compare + force])
    yield Case("guide, replaced", [["--lang", "zh", *guide]], guide + force, [guide + force])
    yield Case("sweep, new", [], sweep(), [sweep("--resume"), sweep()], rows=40)
    yield Case("sweep, replaced", [sweep("--runs", "8", "--seed", "1")], sweep("--force"), [sweep("--force")], rows=40)
    yield Case("sweep, replaced without swapping", [sweep("--runs", "8", "--seed", "1")], sweep("--force"), [sweep("--force")], swap=False, rows=40)
    yield Case("sweep, more runs", [sweep("--runs", "8")], sweep("--resume"), [sweep("--resume")], rows=40)
    yield Case("sweep, summaries again", [sweep()], sweep("--resume", "--format", "csv"), [sweep("--resume", "--format", "csv")], rows=40)
    yield Case("merge, new", [], merge, [merge + force, merge], rows=40)
    yield Case("merge, replaced", [sweep("--runs", "8", "--seed", "1")], merge + force, [merge + force], rows=40)


def tree(folder):
    """Every file below a folder with the hash of its bytes; links as links."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = "link to " + os.readlink(path)
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            found[name] = "folder"
    return found


def whole(folder):
    """Why a folder is not a whole result, or nothing if it is."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return "no manifest"
    try:
        outputs = json.loads(manifest.read_text())["outputs"]
    except ValueError:
        return "half a manifest"
    listed = {"manifest.json"}
    for output in outputs:
        path = folder / output["name"]
        listed.add(output["name"])
        if not path.is_file():
            return f"{output['name']} is missing"
        if hashlib.sha256(path.read_bytes()).hexdigest() != output["sha256"]:
            return f"{output['name']} is not as the manifest says"
    for name, kind in tree(folder).items():
        if kind != "folder" and name not in listed and not name.startswith("parts/"):
            return f"{name} is not listed"
    return None


def results(folder):
    """What a result consists of, but for the manifest, which tells of times."""
    return {name: kind for name, kind in tree(folder).items() if kind != "folder" and name != "manifest.json" and not name.startswith("parts/")}


class Laboratory:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        levels = "\n".join(f'l{level} = {{ "entry.moratorium" = {level / 256} }}' for level in range(256))
        (folder / "study.toml").write_text(STUDY.format(levels=levels))
        for shard in (0, 1):
            self.plain(["sweep", "study.toml", "--out", f"shards/{shard}", "--shard", f"{shard}/2", "--steps-per-year", "1"], folder)

    def plain(self, arguments, folder, prefix=()):
        environment = dict(os.environ, LC_ALL="C", RAYON_NUM_THREADS="2")
        return subprocess.run([*prefix, str(self.program), *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")

    def place(self, name, case):
        """A folder with what is there before the command, and with things of somebody else's around it."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        (place / "mine.txt").write_text("mine")
        (place / ".hidden").mkdir()
        (place / ".hidden/mine.txt").write_text("mine, too")
        for command in case.before:
            ran = self.plain(command, place)
            assert ran.returncode == 0, ran.stderr
        return place

    def expected(self, case, number):
        """The bytes of a run that meets no fault."""
        place = self.place(f"expected-{number}", case)
        ran = self.plain(case.command, place)
        assert ran.returncode == 0, (case.name, ran.stderr)
        assert whole(place / case.target) is None, case.name
        return place, results(place / case.target)

    def counts(self, case, number):
        """How often each call is made, at most by one thread."""
        place = self.place(f"counts-{number}", case)
        log = place / "strace.txt"
        self.plain(case.command, place, ["strace", "-f", "-qq", "--seccomp-bpf", "-o", str(log), "-e", "trace=" + ",".join(CALLS)])
        made = {}
        for line in log.read_text(errors="replace").splitlines():
            thread, _, rest = line.partition(" ")
            call = rest.strip().split("(")[0]
            if call in CALLS:
                made[(call, thread)] = made.get((call, thread), 0) + 1
        most = {}
        for (call, _), count in made.items():
            most[call] = max(most.get(call, 0), count)
        return most

    def fault(self, name, case, original, expected, call, kind, when):
        """Injects one fault and judges; returns what was injected, and what is wrong."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(original, place, symlinks=True)
        outside = {name: kind for name, kind in tree(place).items() if not name.startswith(case.target)}
        target = place / case.target
        work = target.parent / f".{target.name}.coke-sim"
        old = results(target) if target.exists() else None
        log = self.folder / f"{name}.strace"
        inject = ["-e", f"inject={call}:{kind}:when={when}"]
        if not case.swap:
            inject = ["-e", "inject=renameat2:error=EINVAL"] + (inject if call != "renameat2" else [])
        ran = self.plain(case.command, place, ["strace", "-f", "-qq", "--seccomp-bpf", "-o", str(log), "-e", "trace=" + ",".join(CALLS), *inject])
        said = log.read_text(errors="replace")
        injected = "(INJECTED)" in said.replace("EINVAL (Invalid argument) (INJECTED)", "") or "killed by SIGKILL" in said
        wrong = []
        names = [part for part in Path(case.target).parents if str(part) != "."]
        ours = {str(work.relative_to(place)), *map(str, names)}
        after = {name: kind for name, kind in tree(place).items()
                 if not name.startswith(case.target) and name.split("/")[0] not in ours and not any(name.startswith(one) for one in ours)}
        if after != outside:
            wrong.append(f"outside: {set(after.items()) ^ set(outside.items())}")
        state = results(target) if target.exists() else None
        if old is None:
            fine = state is None or (not state and not (target / "manifest.json").exists()) or (whole(target) is None and state == expected)
        else:
            fine = state is not None and whole(target) is None and state in (old, expected)
            if not fine and not case.swap and state is None:
                fine = whole(work / "old") is None and results(work / "old") == old
        if not fine:
            wrong.append(f"the result: {whole(target) if target.exists() else 'gone'}")
        if ran.returncode == 0 and state != expected:
            wrong.append("it said that all is well")
        # input that cannot be read is wrong input
        unread = ran.returncode == 2 and call == "openat" and "cannot read" in ran.stderr
        if ran.returncode not in (0, 1) and "KILL" not in kind and not unread:
            wrong.append(f"it ended with {ran.returncode}: {ran.stderr[-300:]}")
        if ran.returncode == 1 and "error: " not in ran.stderr and call != "write":
            wrong.append("it failed without a word")
        for command in case.again:
            again = self.plain(command, place)
            if again.returncode == 0:
                break
        if again.returncode != 0:
            wrong.append(f"the next run fails: {again.stderr}")
        elif whole(target) is not None or results(target) != expected:
            wrong.append(f"the next run leaves: {whole(target)}")
        elif work.exists():
            wrong.append(f"left over: {sorted(os.listdir(work))}")
        log.unlink()
        shutil.rmtree(place, ignore_errors=True)
        return injected, wrong

    def together(self, number):
        """Several programs into one new folder at once: one result, and everybody else is told."""
        place = self.folder / f"together-{number}"
        place.mkdir()
        commands = [["run", "--out", "out"], ["run", "no-policy", "--out", "out", "--force"], ["compare", "plan", "no-policy", "--out", "out"], sweep()]
        environment = dict(os.environ, LC_ALL="C")
        running = [subprocess.Popen([str(self.program), *command], cwd=place, env=environment, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE, text=True) for command in commands]
        ended = [(program.communicate()[1], program.returncode) for program in running]
        wrong = []
        if whole(place / "out") is not None:
            wrong.append(whole(place / "out"))
        # a run with --force may replace another run; nothing replaces results of another kind
        if not 1 <= sum(code == 0 for _, code in ended) <= 2:
            wrong.append(f"{[code for _, code in ended]}")
        if any(code not in (0, 1) or (code == 1 and "error: " not in said) for said, code in ended):
            wrong.append(f"{ended}")
        if os.listdir(place) != ["out"]:
            wrong.append(f"left over: {os.listdir(place)}")
        return wrong


def main():
    program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    limit = float(sys.argv[3]) if len(sys.argv) > 3 else None
    skipped = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    laboratory = Laboratory(program, folder)
    planned = []
    known = []
    for number, case in enumerate(cases()):
        original_expected = laboratory.expected(case, number)[1]
        original = laboratory.place(f"original-{number}", case)
        known.append((case, original, original_expected))
        for call, count in laboratory.counts(case, number).items():
            # the libraries that are loaded are opened first, and are no part of this
            planned += [(number, call, kind, when) for kind in KINDS for when in range(1, count + 1)]
    # spread over all of them, however many are tried
    planned.sort(key=lambda fault: hashlib.sha256(repr(fault).encode()).digest())
    planned = planned[skipped:]
    start, tried, injected, failed = time.monotonic(), 0, 0, []
    by_case = {}

    def one(numbered):
        place, (number, call, kind, when) = numbered
        if limit is not None and time.monotonic() - start > limit:
            return None
        case, original, expected = known[number]
        return (case.name, call, kind, when), laboratory.fault(f"fault-{place}", case, original, expected, call, kind, when)

    with ThreadPoolExecutor(2) as pool:
        for result in pool.map(one, enumerate(planned)):
            if result is None:
                continue
            fault, (was_injected, wrong) = result
            tried += 1
            injected += was_injected
            by_case[fault[0]] = by_case.get(fault[0], 0) + was_injected
            if wrong:
                failed.append((fault, wrong))
                print("WRONG", *fault, *wrong, sep="\n  ", flush=True)
    at_once = 40
    for number in range(at_once):
        for wrong in laboratory.together(number):
            failed.append((("together", number), [wrong]))
            print("WRONG together", number, wrong)
    for name, count in sorted(by_case.items()):
        print(f"{count:6} faults  {name}")
    print(f"{injected} faults injected, {tried} tried of {skipped} to {skipped + len(planned)}; {at_once} times four programs at once; {len(failed)} went wrong")
    sys.exit(1 if failed or injected < 1 else 0)


main()
