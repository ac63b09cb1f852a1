"""docs/accuracy.md: made of stored figures by scripts/accuracy-page, and nothing in it leads nowhere."""
import importlib.machinery
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from _tokroof import PROGRAM, ROOT, Case, tokroof

DOCS = ROOT / "docs"
SCRIPT = ROOT / "scripts" / "accuracy-page"


def loaded():
    spec = importlib.util.spec_from_loader("page", importlib.machinery.SourceFileLoader("page", str(SCRIPT)))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = loaded()
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
    term = {"name": "cold", "term": "cold | machines", "why": "they are cold",
            "decode": {"reading": worth, "all": {**worth, "mean_change": [-0.01, 0.07]}, "classes": {"row": worth}},
            "stories": {"a": {"cells": 2, "with": 0.1, "without": 0.7}}}
    return {"left_out": {"rows": 4, "figures": 4, "parameters": 3, "in_sample": by_class, "device": by_class,
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
        self.assertIn("**Stale:** old.", self.page({**stored_figures(), "stale": "old."}))

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


class Accuracy(Case):
    def page(self, folder=DOCS):
        written = subprocess.run([SCRIPT, folder], capture_output=True, text=True, timeout=300, check=False,
                                 env={"TOKROOF": str(PROGRAM), "PATH": "/usr/bin:/bin"})
        self.assertEqual((written.returncode, written.stderr), (0, ""))
        return written.stdout

    def test_the_stored_figures_are_of_the_published_form(self):
        figures = self.json_of("accuracy", DOCS)
        self.assertGreater(figures["left_out"]["device"]["all decode"]["cells"], 500)

    def test_the_page_shows_the_stored_figures(self):
        page = self.page()
        figures = self.json_of("accuracy", DOCS)
        decode = figures["left_out"]["device"]["all decode"]
        self.assertIn(f"| all decode | {decode['cells']} | {decode['devices']} | {100 * decode['median']:.1f} |", page)

    def test_the_worth_of_terms_is_shown_where_it_was_measured(self):
        figures = self.json_of("accuracy", DOCS)
        if "ablation" not in figures:
            self.skipTest("terms were not measured since the last fit (tokroof accuracy --measure terms)")
        terms, page = figures["ablation"]["terms"], self.page()
        self.assertGreater(len(terms), 30)
        for term in terms:
            self.assertIn(f"| {term['term']} |", page)
        names = {term["name"] for term in terms}
        for story in json.loads((DOCS / "accuracy-stories.json").read_text(encoding="utf-8")):
            self.assertIn(story.get("without", next(iter(names))), names)

    def test_every_story_has_numbers_or_says_that_it_has_none(self):
        stories = json.loads((DOCS / "accuracy-stories.json").read_text(encoding="utf-8"))
        page = self.page()
        for story in stories:
            with self.subTest(story["id"]):
                part = page.split(f'<a id="{story["id"]}"></a>')[1].split("<a id=")[0]
                self.assertRegex(part, r"predicted / measured \d|Not measured since")

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

    def test_the_plot_is_a_drawing_that_stands_alone(self):
        text = self.text_of("accuracy", DOCS, "--plot")
        root = xml.etree.ElementTree.fromstring(text)
        self.assertTrue(root.tag.endswith("svg"))
        self.assertNotIn("href", text)
        self.assertLess(len(text), 60000)

    def test_figures_of_other_runs_are_called_stale(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("accuracy-figures.json", "accuracy-stories.json"):
                shutil.copy(DOCS / name, folder)
            path = pathlib.Path(folder) / "accuracy-figures.json"
            figures = json.loads(path.read_text(encoding="utf-8"))
            figures["left_out"]["data"] = "0" * 16
            path.write_text(json.dumps(figures), encoding="utf-8")
            self.assertIn("**Stale:**", self.page(folder))
            self.assertIn("Stale: ", self.text_of("accuracy", folder))

    def test_a_folder_without_figures_is_an_error_that_says_how_to_measure(self):
        with tempfile.TemporaryDirectory() as folder:
            error = self.error_of("accuracy", folder, where=f"{folder}/accuracy-figures.json", status=2, kind="bad-file")
            self.assertIn("--measure all", error["message"])
            (pathlib.Path(folder) / "accuracy-figures.json").write_text("{}", encoding="utf-8")
            self.error_of("accuracy", folder, where=f"{folder}/accuracy-figures.json", status=2, kind="bad-file")

    def test_only_what_can_be_measured_is_measured(self):
        self.assertEqual(tokroof("accuracy", DOCS, "--measure", "luck").returncode, 2)


if __name__ == "__main__":
    unittest.main()
