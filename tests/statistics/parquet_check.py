"""The rows of a sweep, read by another implementation of Parquet and compared with the same rows as text.

    python parquet_check.py OUT

OUT holds `runs.parquet` and `runs.csv` of one sweep. Every value, type, unit, null and the order of rows is checked.
Needs pyarrow (checked with pyarrow==26.0.1, which needs nothing else).
"""

import csv
import json
import math
import struct
import sys
from pathlib import Path

import pyarrow
import pyarrow.compute
import pyarrow.parquet

TYPES = {
    "run": (pyarrow.int64(), False),
    "text": (pyarrow.string(), False),
    "number": (pyarrow.float64(), True),
    "verdict": (pyarrow.bool_(), True),
}


def bits(value):
    """A number as its bits: -0.0 is not 0.0."""
    return struct.pack("<d", value)


def same(kind, found, text):
    """Is a value of the file that of the text?"""
    if kind == "run":
        return found == int(text)
    if kind == "text":
        return found == text
    if text == "":
        return found is None
    if kind == "verdict":
        return found == {"true": True, "false": False}[text]
    return found is not None and not math.isnan(found) and bits(found) == bits(float(text))


def check(folder):
    file = pyarrow.parquet.ParquetFile(folder / "runs.parquet")
    notes = {key.decode(): value.decode() for key, value in file.schema_arrow.metadata.items()}
    study = json.loads(notes["coke-sim.study"])
    columns = json.loads(notes["coke-sim.columns"])
    parts = json.loads(notes["coke-sim.parts"])

    # columns: names, types, nulls, units
    assert file.schema_arrow.names == [column["name"] for column in columns]
    for column in columns:
        field = file.schema_arrow.field(column["name"])
        assert (field.type, field.nullable) == TYPES[column["kind"]], field
        assert isinstance(column["unit"], str) and column["description"], column
    units = sorted({column["unit"] for column in columns} - {""})

    # parts: one row group each, of the runs that it should have, with least and greatest value of each
    metadata = file.metadata
    assert metadata.num_rows == study["runs"] * study["mixes"], (metadata.num_rows, study)
    assert metadata.num_row_groups == len(parts) == -(-study["runs"] // study["runs_per_part"])
    assert [number for number, _ in parts] == list(range(len(parts)))
    assert metadata.created_by == study["program"], metadata.created_by
    for number in range(len(parts)):
        first = number * study["runs_per_part"]
        last = min(first + study["runs_per_part"], study["runs"]) - 1
        runs = metadata.row_group(number).column(0).statistics
        assert (runs.min, runs.max, runs.null_count) == (first, last, 0), (number, runs)

    # order: by run, then by mix, the mixes of every run in the same order
    table = file.read()
    runs = table.column(0).to_pylist()
    assert runs == [row // study["mixes"] for row in range(len(runs))]
    mixes = table.column(1).to_pylist()
    assert len(set(mixes[: study["mixes"]])) == study["mixes"]
    assert all(mix == mixes[row % study["mixes"]] for row, mix in enumerate(mixes))

    # values: those of the text, to the last bit
    values = [column.to_pylist() for column in table.columns]
    with open(folder / "runs.csv", encoding="utf-8", newline="") as text:
        rows = csv.reader(text)
        assert next(rows) == file.schema_arrow.names
        count = 0
        for row, texts in enumerate(rows):
            for column, found, text in zip(columns, (value[row] for value in values), texts, strict=True):
                assert same(column["kind"], found, text), (row, column["name"], found, text)
            count += 1
    assert count == metadata.num_rows, count

    # a filter on runs, which may leave out row groups by their least and greatest values, and one on a number
    some = pyarrow.parquet.read_table(folder / "runs.parquet", filters=[(columns[0]["name"], "=", runs[-1])])
    assert some.num_rows == study["mixes"]
    for position, column in enumerate(columns):
        present = [value for value in values[position] if value is not None]
        if column["kind"] != "number" or not present:
            continue
        middle = sorted(present)[len(present) // 2]
        found = pyarrow.parquet.read_table(
            folder / "runs.parquet", columns=[column["name"]], filters=pyarrow.compute.field(column["name"]) >= middle
        )
        assert found.num_rows == sum(value >= middle for value in present), column["name"]

    nulls = sum(column.null_count for column in table.columns)
    print(
        f"{folder}: {metadata.num_rows} rows of {len(columns)} columns in {len(parts)} parts, {nulls} nulls, "
        f"units {', '.join(units) or 'none'}: as in the text (pyarrow {pyarrow.__version__})"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    check(Path(sys.argv[1]))
