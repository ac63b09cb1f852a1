"""calibrate: one's own runs change what is predicted for that machine, and what cannot be used is said."""
import json
import pathlib
import tempfile
import unittest

from _tokroof import Case, run_row, runs_table, tokroof

MACHINE = ("--device", "rtx-4090", "--quant", "Q4_K_M")


class Calibration(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.mine = self.folder / "mine.json"

    def table(self, *rows, name="mine.tsv"):
        path = self.folder / name
        path.write_text(runs_table(*rows), encoding="utf-8")
        return path

    def rate(self, model, *more):
        return self.json_of("predict", *MACHINE, "-m", model, *more)["decode"]

    def slow_runs(self):
        """Two models at 80 % of what is expected."""
        return [run_row(model=model, tg_tps=f"{0.8 * self.rate(model, '--engine-date', '2026-01-01')['tps']:.4f}")
                for model in ("llama-3.1-8b", "qwen3-14b")]

    def calibrated(self, *rows):
        return self.json_of("calibrate", "--runs", self.table(*rows), "--device", "rtx-4090", "-o", self.mine)

    def test_every_verb_predicts_with_the_calibrated_coefficients(self):
        rows = self.slow_runs()
        report = self.calibrated(*rows)
        self.assertEqual((report["runs"], report["figures"], report["not_used"]), (2, 2, []))
        self.assertLess(report["error"]["after"]["median"], report["error"]["before"]["median"])
        self.assertTrue(any(m["label"].startswith("|rtx-4090|llama.cpp|cuda") for m in report["moved"]))
        use = ("--coefficients", self.mine)
        before, after = self.rate("gemma-3-12b"), self.rate("gemma-3-12b", *use)
        self.assertLess(after["tps"], 0.9 * before["tps"])
        self.assertLess(after["high_tps"] / after["low_tps"], before["high_tps"] / before["low_tps"])
        self.assertEqual(self.json_of("predict", *MACHINE, "-m", "gemma-3-12b", *use)["basis"]["device_measured"], True)
        steps = {s["symbol"]: s["value"] for s in self.json_of("explain", *MACHINE, "-m", "gemma-3-12b", *use)["steps"]}
        self.assertAlmostEqual(steps["rate"], after["tps"], places=9)
        table = self.folder / "mine.tsv"
        checked = self.json_of("check", table, *use)["rows"]
        self.assertEqual(len(checked), 2)
        for plain, calibrated in zip(self.json_of("check", table)["rows"], checked):
            self.assertLess(calibrated["predicted_tps"], plain["predicted_tps"])
        evaluated = self.json_of("evaluate", table, *use)["error"]["median"]
        self.assertAlmostEqual(evaluated, report["error"]["after"]["median"], places=3)
        self.assertLess(evaluated, self.json_of("evaluate", table)["error"]["median"])

    def test_in_words_it_says_what_moved_and_where_it_is(self):
        text = self.text_of("calibrate", self.table(*self.slow_runs()), "--device", "RTX 4090", "-o", self.mine)
        self.assertIn("rtx-4090: 2 runs, 2 figures", text)
        self.assertIn("source_device_effect", text)
        self.assertIn(str(self.mine), text)

    def test_later_runs_are_added_to_earlier_ones(self):
        first, second = self.slow_runs()
        self.calibrated(first)
        once = self.rate("gemma-3-12b", "--coefficients", self.mine)["tps"]
        later = self.folder / "later.json"
        self.json_of("calibrate", "--coefficients", self.mine, "--runs", self.table(second), "--device", "rtx-4090", "-o",
                     later)
        self.assertLess(self.rate("gemma-3-12b", "--coefficients", later)["tps"], once)
        self.assertEqual(json.loads(later.read_text(encoding="utf-8"))["own"]["runs"], [["mine", "rtx-4090", 2]])

    def test_what_is_not_used_is_listed_with_its_reason(self):
        report = self.calibrated(self.slow_runs()[0], run_row(model="qwen3-14b", tg_tps="50", device="rtx-3090"),
                                 run_row(model="no-such-model", tg_tps="50"), run_row(model="qwen3-14b", tg_tps="1000"))
        self.assertEqual(report["runs"], 1)
        self.assertEqual([(r["line"], r["reason"]) for r in report["not_used"]],
                         [(3, "other-device"), (4, "unknown-model"), (5, "no-evidence")])

    def test_without_a_usable_run_nothing_is_written(self):
        for rows in ((), (run_row(model="qwen3-14b", tg_tps="50", device="rtx-3090"),), (run_row(model="nothing", tg_tps="50"),)):
            error = self.error_of("calibrate", self.table(*rows), "--device", "rtx-4090", "-o", self.mine,
                                  where=self.mine.with_suffix(".tsv"), status=2, kind="bad-file")
            self.assertIn("rtx-4090", error["message"])
        self.assertFalse(self.mine.exists())

    def test_an_unknown_device_comes_with_the_nearest_names(self):
        error = self.error_of("calibrate", self.table(*self.slow_runs()), "--device", "rtx-490", "-o", self.mine,
                              where="--device", status=2, kind="unknown-name")
        self.assertIn("rtx-4090", error["suggestions"])

    def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(self):
        self.error_of("calibrate", self.table(*self.slow_runs()), "--device", "rtx-4090", "-o",
                      self.folder / "none" / "mine.json", where=self.folder / "none" / "mine.json", status=2, kind="bad-file")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["mine.tsv"])

    def test_coefficients_of_broken_ownership_are_refused(self):
        self.calibrated(*self.slow_runs())
        document = json.loads(self.mine.read_text(encoding="utf-8"))
        for wrong in ({"scatter": 0.05}, {"scatter": "x", "runs": []}, {"scatter": 0.05, "runs": [["mine"]]}):
            self.mine.write_text(json.dumps({**document, "own": wrong}), encoding="utf-8")
            result = tokroof("predict", *MACHINE, "-m", "gemma-3-12b", "--coefficients", self.mine)
            self.assertEqual(result.returncode, 2, wrong)

    def test_runs_of_another_machine_alone_name_the_option_that_takes_them(self):
        error = self.error_of("calibrate", self.table(run_row(model="qwen3-14b", tg_tps="50", device="rtx-3090")), "--device",
                              "rtx-4090", "-o", self.mine, where=self.mine.with_suffix(".tsv"), status=2, kind="bad-file")
        self.assertEqual(error["suggestions"], ["--device rtx-3090"])

    def test_runs_that_no_such_machine_shows_are_used_and_said(self):
        rows = [self.slow_runs()[0], run_row(model="qwen3-14b", tg_tps="9")]
        report = self.calibrated(*rows)
        self.assertEqual([(odd["line"], odd["verdict"]) for odd in report["odd"]], [(3, "slow")])
        result = tokroof("calibrate", self.table(*rows), "--device", "rtx-4090", "-o", self.mine)
        self.assertIn("used, but slow: mine:3  measured 9 tok/s", result.stdout)


if __name__ == "__main__":
    unittest.main()
