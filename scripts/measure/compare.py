"""Calibrates with one half of the models, predicts the other half, and prints the two beside what was measured."""
import csv
import math
import statistics
import subprocess


def _run(command):
    result = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode != 0:
        raise SystemExit(f"measure-here: '{' '.join(str(word) for word in command)}' failed")
    return result.stdout


def _table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _predictions(tokroof, runs, catalog, rows, *coefficients):
    """{(line of the table, figure): (measured, predicted)} in tokens a second."""
    _run([tokroof, "evaluate", runs, "--datasets", catalog, "--rows", rows, *coefficients])
    return {(int(r["line"]), r["figure"]): (float(r["measured_tps"]), float(r["predicted_tps"])) for r in _table(rows)}


def _error(measured, predicted):
    return math.log(predicted / measured)


def _percent(error):
    return f"{100 * error:+.1f} %"


def compare(tokroof, folder, catalog, device, given, asked):
    """`given`, `asked`: runs tables. Prints tokroof's words on the first, the comparison on the second."""
    own = folder / "calibrated.json"
    before = _predictions(tokroof, asked, catalog, folder / "before.tsv")
    print(_run([tokroof, "calibrate", "--runs", given, "--device", device, "--datasets", catalog, "-o", own]))
    after = _predictions(tokroof, asked, catalog, folder / "after.tsv", "--coefficients", own)
    runs = _table(asked)
    header = ("model, not calibrated with", "depth", "figure", "measured", "before", "after", "error", "error after")
    lines, errors = [header], {}
    for key, (measured, predicted) in before.items():
        run = runs[key[0] - 2]
        first, second = _error(measured, predicted), _error(measured, after[key][1])
        errors.setdefault(key[1], []).append((abs(first), abs(second)))
        lines.append((run["model"], run["depth"], key[1], f"{measured:.1f}", f"{predicted:.1f}", f"{after[key][1]:.1f}",
                      _percent(first), _percent(second)))
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        print("  ".join(cell.ljust(w) if i in (0, 2) else cell.rjust(w)
                        for i, (cell, w) in enumerate(zip(line, widths))).rstrip())
    print("\nRates in tokens a second; error = ln(predicted / measured).")
    for figure, pairs in sorted(errors.items()):
        first, second = (100 * statistics.median(p[i] for p in pairs) for i in (0, 1))
        print(f"median error of {len(pairs)} {figure} figures: {first:.1f} % before, {second:.1f} % after calibration")
