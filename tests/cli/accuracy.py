"""docs/accuracy.md: its figures are measured by scripts/measure-accuracy and shown by scripts/accuracy-page, and nothing in it
leads nowhere."""
import csv
import json
import math
import pathlib
import re
import shutil
import subprocess
import tempfile
import types
import unittest

from _tokroof import PROGRAM, ROOT, Case, loaded_script

DOCS = ROOT / "docs"
SCRIPT = ROOT / "scripts" / "accuracy-page"
MEASURE = ROOT / "scripts" / "measure-accuracy"


script, measure = loaded_script("accuracy-page"), loaded_script("measure-accuracy")
STORY = {"id": "a", "title": "A title", "where": {"device": ["rtx-*", "t4"], "class": "single-dense"}, "observed": "slow",
         "hypothesis": "cold", "changed": "nothing", "status": "unexplained", "without": "cold"}


def group(median, cells=2):
    levels = {"0.5": 0.5, "0.9": 0.9}
    return {"cells": cells, "devices": 2, "median": median, "p75": median, "p90": median, "coverage": levels,
            "device_coverage": levels, "sharpness": {"0.5": 1.2, "0.9": 1.4}}


def stored_figures():
    """Figures as they are stored, of two classes."""
    by_class = {"all decode": group(0.0953, 40), "single-dense": group(0.0953), "row": group(0.05)}
    typical = {"source": "somebody", "device": "t4", "n_devices": 3, "model": "m", "quant": "Q4_0", "measured_tps": 10.0,
               "predicted_tps": 11.0}
    worst = {"cells": 3, "median": 0.1, "bias": 0.1, "inside": 1.0, "classes": ["row"], "stories": ["a"]}
    told = {"where": {"class": ["single-dense"], "device": ["rtx-*", "t4"], "figure": ["decode"]}, "fitted": True, "cells": 2,
            "devices": 2, "median": 0.0953, "bias": 0.0953, "inside": 1.0, "in_sample": {"median": 0.01, "bias": -0.01},
            "typical": typical}
    worth = {"cells": 5, "devices": 4, "median": [0.10, 0.15], "median_change": [0.02, 0.08], "mean": [0.12, 0.16],
             "mean_change": [0.01, 0.07]}
    term = {"name": "cold", "term": "cold | machines", "why": "they are cold", "data": "a",
            "decode": {"reading": worth, "all": {**worth, "mean_change": [-0.01, 0.07]}, "classes": {"row": worth}},
            "stories": {"a": {"cells": 2, "with": 0.1, "without": 0.7}}}
    return {"left_out": {"data": "a", "rows": 4, "figures": 4, "parameters": 3, "in_sample": by_class, "device": by_class,
                         "devices": {"devices": 1, "few_cells": 2, "few_cells_far_off": 1, "worst": [{"device": "t4", **worst}]},
                         "cells": [{**typical, **worst}], "stories": {"a": told}},
            "ablation": {"terms": [term], "error_cap": 0.5, "resamples": 1000}}


class Page(unittest.TestCase):
    def page(self, figures=None, **changed):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "stories.json"
            path.write_text(json.dumps([{**STORY, **changed}]), encoding="utf-8")
            return script.page(figures or stored_figures(), script.read_stories(path))

    def test_the_page_names_the_goal_the_story_and_what_the_term_is_worth(self):
        page = self.page()
        for text in ("| single-dense | 2 | 2 | 9.5 | 6.0 | **no** |", "| row | 2 | 2 | 5.0 | 10.0 | yes |", "[A title](#a)",
                     '<a id="a"></a>', "*Figures*: class single-dense; device rtx-*, t4. 2 cells",
                     "predicted / measured 2.01; with it 1.11.", "3 x t4, m Q4_0: measured 10 tok/s, predicted 11.",
                     "Classes over their goal: single-dense (1.6 times).",
                     "| cold \\| machines | they are cold | decode | 5 | 4 | 10.0 | 15.0 | **+4.0** (+1.0 to +7.0) | "
                     "+4.0 (-1.0 to +7.0) |"):
            self.assertIn(text, page)
        self.assertNotIn("Stale", page)
        self.assertIn("**Stale:** old.", script.page(stored_figures(), [], "old."))

    def test_an_interval_of_few_cells_is_not_judged(self):
        for text in ("| all decode | 40 | 2 | 0.50 | 0.50 | 0.90 | 0.90 | yes | 1.20 | 1.40 |  |",
                     "| single-dense | 2 | 2 | 0.50 | 0.50 | 0.90 | 0.90 |  | 1.20 | 1.40 | yes |"):
            self.assertIn(text, self.page())

    def test_a_story_whose_figures_were_chosen_anew_has_no_numbers_until_they_are_measured(self):
        page = self.page(where={"device": "h100-*"})
        self.assertIn("Not measured since the story was written.", page)
        self.assertNotIn("measured 10 tok/s", page)

    def test_a_story_of_another_status_is_refused(self):
        with self.assertRaises(SystemExit):
            self.page(status="a mystery")

    def test_every_class_with_a_goal_is_listed(self):
        self.assertLessEqual(set(script.GOALS), set(script.CLASSES))

    def test_figures_of_other_runs_and_of_another_fit_are_stale(self):
        figures, fit = stored_figures(), {"fingerprint": "a", "figures": {"device_left_out": {"all decode": {"median": 0.0953}}}}
        self.assertEqual(script.stale(figures, fit), "")
        self.assertIn("the figures were measured on other runs", script.stale(figures, {**fit, "fingerprint": "b"}))
        fit["figures"]["device_left_out"]["all decode"]["median"] = 0.0960
        self.assertIn("fitted again since", script.stale(figures, fit))

    def test_the_worth_of_terms_says_when_it_is_of_another_fit(self):
        figures = stored_figures()
        self.assertNotIn("earlier fit", self.page(figures))
        figures["ablation"]["terms"][0]["data"] = "of other runs"
        page = self.page(figures)
        self.assertIn("1 of 1 terms were measured with an earlier fit", page)
        self.assertIn("| decode | 5° | 4 |", page)


def figure(device="rtx-4090", run_class="single-dense", error=0.1, **given):
    """A figure of 100 tokens/s, predicted with that error."""
    r = types.SimpleNamespace(source="somebody", device=device, run_class=run_class, engine="llama.cpp", backend="cuda", model="m",
                              quant="Q4_K_M", split="none", n_devices="1", figure="decode", measured_tps=100.0, error=error,
                              inside=True, reads_held=True, set_up=("Q4_K_M", "0"))
    vars(r).update(given)
    r.cell = given.get("cell", f"{r.source}|{r.device}|1|none|{r.model}")
    r.predicted_tps = r.measured_tps * math.exp(r.error)
    return r


class Measured(unittest.TestCase):
    """The arithmetic of scripts/measure-accuracy."""

    def stories(self, **changed):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "stories.json"
            path.write_text(json.dumps([{**STORY, **changed}]), encoding="utf-8")
            return measure.read_stories(path)

    def test_a_row_is_read_with_its_cells_in_the_runs_table(self):
        cells = {"device": "t4", "class": "row", "engine": "vllm", "backend": "cuda", "split": "row", "figure": "decode", "cell": "c",
                 "measured_tps": "10", "predicted_tps": "11", "half_width_90": "0.0953", "reads_held": ""}
        run = {name: name for name in ("source", "model", "quant", "depth", "concurrency", "rate", "placement", "replicas",
                                       "speculative")}
        r = measure.row(cells, {**run, "n_devices": ""})
        self.assertAlmostEqual(r.error, 0.09531, places=5)
        self.assertFalse(r.inside)  # of an interval a little too narrow
        self.assertFalse(r.reads_held)
        self.assertEqual((r.source, r.run_class, r.n_devices), ("source", "row", "1"))
        self.assertTrue(measure.row({**cells, "half_width_90": "0.0954"}, {**run, "n_devices": "2"}).inside)

    def test_a_cell_counts_once_with_the_median_of_its_figures(self):
        group = [figure(cell="a", error=0.1), figure(cell="a", error=-0.1), figure(cell="a", error=1.0, inside=False),
                 figure(cell="b", device="t4", error=0.3, inside=False)]
        got = measure.accuracy(group)
        self.assertEqual((got["runs"], got["cells"], got["devices"]), (4, 2, 2))
        self.assertAlmostEqual(got["median"], 0.2)  # between 0.1 and 0.3
        self.assertAlmostEqual(got["bias"], 0.2)
        self.assertAlmostEqual(got["inside"], (2 / 3 + 0) / 2)

    def test_a_quantile_interpolates_between_values(self):
        self.assertAlmostEqual(measure.quantile([5, 1, 4, 2, 3], 0.9), 4.6)
        self.assertEqual(measure.quantile([7], 0.05), 7)

    def test_a_star_in_a_pattern_stands_for_any_characters(self):
        for pattern, text in (("rtx-*", "rtx-4090"), ("*-a3b", "qwen3-30b-a3b"), ("a*c*e", "abcde"), ("*", "")):
            self.assertTrue(measure.pattern(pattern).fullmatch(text), pattern)
        for pattern, text in (("rtx-*", "gtx-1080"), ("t4", "t4g"), ("*-a3b", "qwen3-30b-a3b-fp8"), ("v0.1", "v001")):
            self.assertFalse(measure.pattern(pattern).fullmatch(text), pattern)

    def test_a_story_is_about_the_figures_that_every_one_of_its_columns_names(self):
        story = self.stories()[0]
        self.assertTrue(measure.concerns(story, figure("rtx-4090")))
        self.assertTrue(measure.concerns(story, figure("t4")))
        self.assertFalse(measure.concerns(story, figure("t4", "row")))
        self.assertFalse(measure.concerns(story, figure("t4", figure="prefill")), "decode where a story does not say")

    def test_a_story_with_an_unknown_column_is_refused(self):
        with self.assertRaises(SystemExit):
            self.stories(where={"klass": "row"})

    def test_a_group_is_told_of_by_the_stories_of_a_quarter_of_it(self):
        four = [figure("t4"), *(figure("m1") for _ in range(3))]
        self.assertEqual(measure.stories_of(four, self.stories()), ["a"])
        self.assertEqual(measure.stories_of([*four, figure("m1")], self.stories()), [])

    def test_a_story_shows_its_figures_left_out_beside_in_sample_and_else_those_that_are_not_fitted(self):
        story = self.stories()[0]
        left, same = [figure("t4", error=0.5), figure("m1", error=9)], [figure("t4", error=-0.1), figure("m1")]
        got = measure.story_figures(story, left, same, [])
        self.assertEqual((got["fitted"], got["cells"], got["median"], got["bias"]), (True, 1, 0.5, 0.5))
        self.assertEqual(got["in_sample"], {"median": 0.1, "bias": -0.1})
        self.assertEqual(got["typical"]["device"], "t4")
        judged = measure.story_figures(story, left[1:], same[1:], [figure("t4", error=2)])
        self.assertEqual((judged["fitted"], judged["median"]), (False, 2))
        self.assertNotIn("in_sample", judged)
        self.assertEqual(measure.story_figures(story, [], [], [])["cells"], 0)

    def test_devices_of_few_cells_are_counted_and_the_others_shown_worst_first(self):
        def device(name, error, cells):
            return [figure(name, error=error, model=str(i)) for i in range(cells)]
        got = measure.worst_devices([*device("good", 0.1, 3), *device("bad", -0.4, 4), *device("few", 0.6, 2)], [])
        self.assertEqual((got["devices"], got["few_cells"], got["few_cells_far_off"]), (2, 1, 1))
        self.assertEqual([(d["device"], d["cells"], d["bias"]) for d in got["worst"]], [("bad", 4, -0.4), ("good", 3, 0.1)])

    def test_the_worst_cells_come_with_the_figure_nearest_to_their_median_and_their_commonest_class(self):
        cells = measure.worst_cells([figure("t4", error=0.2), figure("t4", "deep", error=0.3, measured_tps=7.0),
                                     figure("t4", "deep", error=0.9), figure("m1", error=0.1)], [])
        self.assertEqual([(c["device"], c["median"]) for c in cells], [("t4", 0.3), ("m1", 0.1)])
        self.assertEqual((cells[0]["measured_tps"], cells[0]["classes"]), (7.0, ["deep", "single-dense"]))

    def test_of_two_figures_beside_the_median_the_first_is_typical(self):
        group = [figure("t4", error=0.5), figure("l4", error=0.1), figure("m1", error=0.2), figure("m2", error=-0.4)]
        self.assertEqual(measure.typical(group, 0.15)["device"], "l4")
        self.assertEqual(measure.typical(group, 0.15 + 1e-12)["device"], "l4", "whatever the last bit says")

    def test_two_sources_figures_of_one_set_up_are_compared_with_each_other_and_with_the_predictions(self):
        def told(source, measured, **given):
            return figure(source=source, measured_tps=measured, error=math.log(100 / measured), **given)
        # Of a set-up: two rows of one source (median 100), one of another; a third source's file is another one.
        group = [told("a", 80.0), told("a", 125.0), told("b", 100 * math.exp(-0.2)), told("c", 100.0, set_up=("Q8_0", "0"))]
        got = measure.second_source(group)
        self.assertEqual(set(got), {"all", "single-dense"})
        for found in got.values():
            self.assertEqual(found["pairs"], 1)
            self.assertAlmostEqual(found["apart"], 0.2)
            self.assertAlmostEqual(found["predicted"], 0.1)  # between 0 and 0.2
        self.assertEqual(measure.second_source(group[:2]), {})

    def test_a_term_that_changes_every_error_by_the_same_is_worth_that_without_doubt(self):
        w = measure.worth([(f"device {i % 10}", 0.01 * i, 0.01 * i + 0.05) for i in range(30)])
        self.assertEqual((w["cells"], w["devices"]), (30, 10))
        self.assertTrue(measure.beyond_chance(w))
        for change in (w["median"][1] - w["median"][0], *w["median_change"], *w["mean_change"]):
            self.assertAlmostEqual(change, 0.05, places=2)  # a few errors are capped
        few = measure.worth([(f"device {i}", 0.01 * i, 0.01 * i + 0.05) for i in range(10)])
        for change in (few["mean"][1] - few["mean"][0], *few["mean_change"], *few["median_change"]):
            self.assertAlmostEqual(change, 0.05)

    def test_a_change_on_one_device_of_many_is_within_chance_and_errors_are_capped(self):
        w = measure.worth([(f"device {i}", 0.1, 9.0 if i == 0 else 0.1) for i in range(20)])
        self.assertAlmostEqual(w["mean"][1] - w["mean"][0], (0.5 - 0.1) / 20)
        self.assertAlmostEqual(w["mean_change"][0], 0)  # more than one draw in twenty leaves the device out
        self.assertGreater(w["mean_change"][1], 0.02)
        self.assertAlmostEqual(w["median_change"][1], 0)
        self.assertFalse(measure.beyond_chance(w))

    def test_a_term_is_judged_on_the_cells_that_read_it_and_on_all(self):
        devices = ("t4", "l4", "m1", "m2")
        with_it = [figure(d, error=0.1) for d in devices]
        without = [figure(d, error=-0.3, reads_held=d != "m2") for d in devices]
        w = measure.kind_worth(list(zip(with_it, without)))
        self.assertEqual((w["reading"]["cells"], w["all"]["cells"]), (3, 4))
        self.assertEqual(w["reading"]["median"], [0.1, 0.3])
        self.assertEqual(w["classes"]["single-dense"]["cells"], 3)
        two = measure.kind_worth(list(zip(with_it, [figure(d, error=-0.3, reads_held=d in ("t4", "l4")) for d in devices])))
        self.assertEqual(two["classes"], {}, "of two devices draws say nothing")
        self.assertIsNone(measure.kind_worth([(r, figure(reads_held=False)) for r in with_it]))

    def test_a_term_comes_with_what_it_does_to_the_stories_that_name_it(self):
        term = {"name": "cold", "term": "t", "why": "w", "hold": "kernel_launch_us=1e-6,@moe=@dense,heavy_tails=0"}
        with_it, without = [figure("t4", error=0.1), figure("m1", error=5)], [figure("t4", error=-0.3), figure("m1", error=5)]
        got = measure.term_figures(term, self.stories(), with_it, without)
        self.assertEqual(got["stories"], {"a": {"cells": 1, "with": 0.1, "without": -0.3}})
        self.assertEqual(got["held"], [["kernel_launch_us", 1e-6]])
        self.assertNotIn("prefill", got)
        self.assertEqual(measure.term_figures(term, self.stories(without="warm"), with_it, without)["stories"], {})

    def test_every_term_is_taken_out_beside_the_model_as_it_is(self):
        asked = []

        def evaluate(*arguments):
            asked.append(arguments)
            return {}, [figure("t4")]
        terms = [{"name": "x", "term": "t", "why": "w", "hold": "dequant_kernel=0"}]
        measured, = measure.measured_terms([], terms, evaluate)
        self.assertEqual(asked, [("--leave-out", "device-group", "--hold", hold) for hold in ("heavy_tails=1", "dequant_kernel=0")])
        self.assertEqual(measured["decode"]["reading"]["cells"], 1)

    def test_figures_are_stored_with_four_digits_and_the_other_part_is_kept(self):
        terms, now = [{"name": name} for name in "xyz"], measure.coefficients()["fingerprint"]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "figures.json"
            measure.store_left_out(path, {"a": [0.123456, 12345, True]})
            self.assertEqual(measure.due(path, terms), terms)
            measure.store_term(path, terms, {"name": "y", "worth": 1})
            measure.store_term(path, terms, {"name": "x", "worth": 2})
            self.assertEqual(measure.due(path, terms), [{"name": "z"}])
            measure.store_term(path, terms[1:], {"name": "y", "worth": 3})
            stored = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(stored["left_out"], {"a": [0.1235, 12345, True], "data": now})
        self.assertEqual(stored["format"], 1)
        self.assertEqual(stored["ablation"], {"terms": [{"name": "y", "worth": 3, "data": now}], "error_cap": 0.5, "resamples": 1000})


class Terms(Case):
    """docs/accuracy-terms.json and `tokroof evaluate --hold`."""

    def setUp(self):
        self.terms = json.loads((DOCS / "accuracy-terms.json").read_text(encoding="utf-8"))

    def test_every_term_has_a_name_of_its_own_and_holds_coefficients_that_there_are(self):
        self.assertEqual(len({term["name"] for term in self.terms}), len(self.terms))
        known = {row["name"] for row in self.json_of("list", "coefficients")["coefficients"]}
        for term in self.terms:
            with self.subTest(term["name"]):
                self.assertTrue(term["term"] and term["why"] and term["hold"])
                self.assertLessEqual({name for name, _ in measure.held(term)}, known)

    def test_every_story_names_a_term_that_there_is(self):
        names = {term["name"] for term in self.terms}
        for story in json.loads((DOCS / "accuracy-stories.json").read_text(encoding="utf-8")):
            self.assertIn(story.get("without", self.terms[0]["name"]), names)

    def test_what_cannot_be_held_is_refused_before_any_work(self):
        group = ("evaluate", "--leave-out", "device-group", "--hold")
        self.error_of("evaluate", "--hold", "heavy_tails=1", where="--hold", status=2, kind="usage")
        self.error_of(*group, "kernel_launch_us=0", where="--hold", status=2, kind="usage")
        self.error_of(*group, "kernel_launch_us", where="--hold", status=2, kind="usage")
        error = self.error_of(*group, "kernel_lunch_us=1", where="--hold", status=2, kind="unknown-name")
        self.assertIn("kernel_launch_us", error["suggestions"])

    def test_a_term_is_measured_by_refits_without_it(self):
        """One source's 300 runs, among them those of two stories: seconds."""
        self.addCleanup(setattr, measure, "PROGRAM", measure.PROGRAM)
        measure.PROGRAM = str(PROGRAM)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for file in (ROOT / "datasets").glob("*.json"):
                shutil.copy(file, folder)
            index = json.loads((folder / "runs.json").read_text(encoding="utf-8"))
            index["tables"] = [table for table in index["tables"] if table["table"] == "localscore"]
            (folder / "runs.json").write_text(json.dumps(index), encoding="utf-8")
            (folder / "runs").mkdir()
            shutil.copy(ROOT / "datasets" / "runs" / "localscore.tsv", folder / "runs")
            terms = measure.measured_terms(measure.read_stories(DOCS / "accuracy-stories.json"),
                                           [term for term in self.terms if term["name"] in ("llamafile-machines", "layer-hop")],
                                           lambda *words: measure.evaluated(*words, "--datasets", folder))
            machines, hop = sorted(terms, key=lambda term: term["name"], reverse=True)
        self.assertEqual((machines["name"], set(machines["stories"])),
                         ("llamafile-machines", {"llamafile-slow-machines", "llamafile-a100-sxm"}))
        worth = machines["decode"]["reading"]
        self.assertGreater(worth["devices"], 20)
        self.assertNotEqual(*worth["mean"])
        self.assertNotIn("decode", hop, "no figure of one card reads it")


class Accuracy(Case):
    def page(self, folder=DOCS):
        written = subprocess.run([SCRIPT, folder], capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual((written.returncode, written.stderr), (0, ""))
        return written.stdout

    def figures(self):
        return json.loads((DOCS / "accuracy-figures.json").read_text(encoding="utf-8"))

    def test_the_scripts_figures_of_the_programs_rows_are_those_that_are_stored(self):
        """In sample, which takes seconds; left out the same rows are predicted by other fits."""
        self.addCleanup(setattr, measure, "PROGRAM", measure.PROGRAM)
        measure.PROGRAM = str(PROGRAM)
        in_sample = measure.evaluated()
        judged = measure.evaluated(measure.NOT_FITTED)

        def evaluate(*arguments):
            return judged if arguments and arguments[0] == measure.NOT_FITTED else in_sample
        stories = measure.read_stories(DOCS / "accuracy-stories.json")
        got, stored = measure.rounded(measure.left_out_figures(stories, evaluate)), self.figures()["left_out"]
        self.assertEqual(got.keys() | {"data"}, stored.keys())
        for name in ("rows", "figures", "parameters", "in_sample"):
            self.assertEqual(got[name], stored[name])
        for story, told in got["stories"].items():
            with self.subTest(story):
                shown = stored["stories"][story]
                self.assertEqual([told.get(key) for key in ("where", "fitted", "runs", "cells", "devices", "in_sample")],
                                 [shown.get(key) for key in ("where", "fitted", "runs", "cells", "devices", "in_sample")])
        for name, pairs in got["second_source"].items():
            self.assertEqual((pairs["pairs"], pairs["apart"]),
                             (stored["second_source"][name]["pairs"], stored["second_source"][name]["apart"]))

    def test_the_stored_figures_are_of_the_stored_coefficients(self):
        self.assertNotIn("**Stale:**", self.page())
        ablation, left_out = (self.figures()[part] for part in ("ablation", "left_out"))
        cells = max(term["decode"]["all"]["cells"] for term in ablation["terms"] if "decode" in term)
        self.assertGreater(cells, 0.9 * left_out["device"]["all decode"]["cells"])

    def test_the_page_shows_the_stored_figures(self):
        decode = self.figures()["left_out"]["device"]["all decode"]
        self.assertGreater(decode["cells"], 500)
        self.assertIn(f"| all decode | {decode['cells']} | {decode['devices']} | {100 * decode['median']:.1f} |", self.page())

    def test_the_worth_of_terms_is_shown_where_it_was_measured(self):
        figures = self.figures()
        if "ablation" not in figures:
            self.skipTest("terms were not measured since the last fit (scripts/measure-accuracy terms)")
        terms, page = figures["ablation"]["terms"], self.page()
        self.assertGreater(len(terms), 30)
        for term in terms:
            self.assertIn(f"| {term['term']} |", page)

    def test_every_story_has_numbers_or_says_that_it_has_none(self):
        stories = json.loads((DOCS / "accuracy-stories.json").read_text(encoding="utf-8"))
        page = self.page()
        for story in stories:
            with self.subTest(story["id"]):
                part = page.split(f'<a id="{story["id"]}"></a>')[1].split("<a id=")[0]
                self.assertRegex(part, r"predicted / measured \d|Not measured since")

    def test_the_blind_test_of_llama_cpp_on_hopper_stays_within_loose_floors(self):
        """No fit holds these runs. docs/hopper.md has the exact figures."""
        by_class = self.json_of("evaluate", ROOT / "tests" / "data" / "blind" / "hopper-llamacpp.tsv")["by"]["class"]
        self.assertLess(by_class["single-dense"]["median"], 0.2)
        for name in ("single-dense", "single-moe", "deep", "batch"):
            self.assertGreater(by_class[name]["coverage"]["0.9"], 0.8, name)

    def test_published_figures_that_no_fit_has_seen_stay_within_loose_floors(self):
        """docs/unseen.md has the exact figures."""
        known = set(path.stem for path in (ROOT / "datasets" / "runs").glob("*.tsv"))
        table = ROOT / "tests" / "data" / "blind" / "published-2026.tsv"
        with open(table, encoding="utf-8") as file:
            self.assertEqual([], [row["url"] for row in csv.DictReader(file, delimiter="\t") if row["source"] in known])
        document = self.json_of("evaluate", table)
        self.assertLess(document["cells"]["median"], 0.2)
        self.assertLess(document["prefill"]["cell_error"]["median"], 0.3)
        self.assertGreater(document["cells"]["coverage"]["0.9"], 0.75)

    def test_the_links_of_the_documents_lead_somewhere(self):
        for file in sorted(DOCS.glob("*.md")):
            text = file.read_text(encoding="utf-8")
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                with self.subTest(f"{file.name}: {target}"):
                    path, _, anchor = target.partition("#")
                    if "://" in target:
                        continue
                    self.assertTrue(not path or (DOCS / path).exists(), target)
                    if not path:
                        headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
                        known = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
                        self.assertTrue(anchor in known or f'<a id="{anchor}"></a>' in text, anchor)

    def test_figures_of_other_runs_are_called_stale(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("accuracy-figures.json", "accuracy-stories.json"):
                shutil.copy(DOCS / name, folder)
            path = pathlib.Path(folder) / "accuracy-figures.json"
            figures = json.loads(path.read_text(encoding="utf-8"))
            figures["left_out"]["data"] = "0" * 16
            path.write_text(json.dumps(figures), encoding="utf-8")
            self.assertIn("**Stale:**", self.page(folder))

    def test_a_folder_without_figures_is_an_error_that_says_how_to_measure(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "accuracy-figures.json"
            for text, said in ((None, "measure: scripts/measure-accuracy all"), ("{}", "holds no left-out figures")):
                if text:
                    path.write_text(text, encoding="utf-8")
                failed = subprocess.run([SCRIPT, folder], capture_output=True, text=True, timeout=300, check=False)
                self.assertEqual((failed.returncode, failed.stdout), (1, ""))
                self.assertIn(said, failed.stderr)

    def test_only_what_can_be_measured_is_measured(self):
        for words in (("luck",), ("terms", "--only", "no-such-term"), ("left-out", "--only", "graphs")):
            asked = subprocess.run([MEASURE, *words], capture_output=True, text=True, timeout=300, check=False)
            self.assertEqual(asked.returncode, 2, asked.stderr)


if __name__ == "__main__":
    unittest.main()
