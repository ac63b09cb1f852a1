"""scripts/check-accuracy: a floor holds in both directions, and no class goes without."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from _tokroof import ROOT

SCRIPT = ROOT / "scripts" / "check-accuracy"
FLOORS = ROOT / "tests" / "accuracy_floors.json"
NAMES = {"all decode", "all prefill", "batch", "layer", "prefill: deep"}


def group():
    return {"median": 0.1, "coverage": {"0.5": 0.5, "0.9": 0.95}}


def evaluation():
    return {"cells": group(), "by": {"class": {"layer": group(), "batch": group()}},
            "prefill": {"cell_error": {"median": 0.2}, "coverage": group()["coverage"], "by": {"class": {"deep": group()}}}}


class Floors(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.floors = pathlib.Path(folder.name) / "floors.json"
        self.figures = pathlib.Path(folder.name) / "figures.json"
        self.check(evaluation(), "--write")

    def check(self, figures, *options):
        self.figures.write_text(json.dumps(figures), encoding="utf-8")
        return subprocess.run([sys.executable, "-B", SCRIPT, self.figures, "--floors", self.floors, *options],
                              capture_output=True, text=True, check=False)

    def assert_fails(self, name, text, edit):
        figures = evaluation()
        edit(figures)
        result = self.check(figures)
        self.assertEqual(result.returncode, 1, result.stdout)
        failed = [line for line in result.stdout.splitlines() if line.startswith("FAIL")]
        self.assertEqual(len(failed), 1, failed)
        self.assertIn(name, failed[0])
        self.assertIn(text, failed[0])

    def test_written_floors_are_eight_percent_off_and_hold(self):
        floors = json.loads(self.floors.read_text(encoding="utf-8"))
        self.assertEqual(floors.keys(), NAMES)
        self.assertEqual(floors["layer"], {"median": 0.108, "coverage": {"0.5": [0.4629, 0.54], "0.9": [0.8796, 1.0]}})
        self.assertEqual(self.check(evaluation()).returncode, 0)

    def test_a_larger_error_fails(self):
        self.assert_fails("layer", "median error 0.1090", lambda f: f["by"]["class"]["layer"].update(median=0.109))
        self.assert_fails("all prefill", "median", lambda f: f["prefill"]["cell_error"].update(median=0.22))

    def test_a_floor_more_than_ten_percent_above_the_error_is_too_loose(self):
        self.assert_fails("batch", "too loose", lambda f: f["by"]["class"]["batch"].update(median=0.098))

    def test_coverage_fails_in_both_directions(self):
        for share in (0.46, 0.55):
            self.assert_fails("prefill: deep", "the 0.5 interval holds",
                              lambda f, s=share: f["prefill"]["by"]["class"]["deep"]["coverage"].update({"0.5": s}))

    def test_a_range_of_coverage_that_is_too_wide_is_too_loose(self):
        for share in (0.485, 0.515):
            self.assert_fails("all decode", "too loose", lambda f, s=share: f["cells"]["coverage"].update({"0.5": s}))

    def test_a_class_without_a_floor_and_a_floor_without_runs_fail(self):
        self.assert_fails("row", "no floor", lambda f: f["by"]["class"].update(row=group()))
        self.assert_fails("batch", "no such runs", lambda f: f["by"]["class"].pop("batch"))

    def test_the_projects_floors_are_of_all_classes_that_are_documented(self):
        stored = json.loads((ROOT / "docs" / "accuracy-figures.json").read_text(encoding="utf-8"))
        self.assertEqual(json.loads(FLOORS.read_text(encoding="utf-8")).keys(), stored["left_out"]["device"].keys())


if __name__ == "__main__":
    unittest.main()
