"""docs/accuracy.md: made of stored figures by one command, and nothing in it leads nowhere."""
import json
import pathlib
import re
import shutil
import tempfile
import unittest
import xml.etree.ElementTree

from _tokroof import ROOT, Case, tokroof

DOCS = ROOT / "docs"
PAGE = DOCS / "accuracy.md"


class Accuracy(Case):
    def test_the_stored_figures_are_of_the_published_form(self):
        figures = self.json_of("accuracy", DOCS)
        self.assertGreater(len(figures["ablation"]["terms"]), 30)
        self.assertGreater(figures["left_out"]["device"]["all decode"]["cells"], 500)

    def test_the_page_shows_the_stored_figures(self):
        page = self.text_of("accuracy", DOCS)
        figures = self.json_of("accuracy", DOCS)
        decode = figures["left_out"]["device"]["all decode"]
        self.assertIn(f"| all decode | {decode['cells']} | {decode['devices']} | {100 * decode['median']:.1f} |", page)
        for term in figures["ablation"]["terms"]:
            self.assertIn(f"| {term['term']} |", page)

    def test_every_story_has_numbers_or_says_that_it_has_none(self):
        stories = json.loads((DOCS / "accuracy-stories.json").read_text(encoding="utf-8"))
        page = self.text_of("accuracy", DOCS)
        terms = {term["name"] for term in self.json_of("accuracy", DOCS)["ablation"]["terms"]}
        for story in stories:
            with self.subTest(story["id"]):
                part = page.split(f'<a id="{story["id"]}"></a>')[1].split("<a id=")[0]
                self.assertRegex(part, r"predicted / measured \d|Not measured since")
                self.assertIn(story.get("without", next(iter(terms))), terms)

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
            self.assertIn("**Stale:**", self.text_of("accuracy", folder))

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
