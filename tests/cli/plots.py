"""Plots of the verbs: SVG and pages that are whole, load nothing, and render in a browser where there is one."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from _tokroof import Case, GUIDE, tokroof

SETUP = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M")
RANKED = ("--model", "qwen3-32b", "--quant", "Q4_K_M", "--devices", "rtx-4090,rtx-3090,rtx-5090,strix-halo")
PLOTS = {"parts": ("predict", *SETUP), "roofline": ("predict", *SETUP, "--plot", "roofline"), "check": ("check", GUIDE),
         "evaluate": ("evaluate", GUIDE), "intervals": ("evaluate", "--summary"), "rank": ("rank", *RANKED)}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Plots(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def page(self, name):
        """The page of a plot; skips where this build has no scripts for pages, after looking at how it says so."""
        file = self.folder / f"{name}.html"
        result = tokroof(*PLOTS[name], "-o", file)
        if result.returncode != 0:
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertRegex(result.stderr, "this build has no interactive plots.*plot-bundle")
            self.assertFalse(file.exists())
            self.skipTest("this build has no interactive plots")
        return file

    def test_every_verb_writes_an_svg_beside_its_answer(self):
        for name, arguments in PLOTS.items():
            with self.subTest(name):
                file = self.folder / f"{name}.svg"
                with_plot = tokroof(*arguments, "-o", file)
                self.assertEqual(with_plot.returncode, 0, with_plot.stderr)
                self.assertEqual(with_plot.stdout, tokroof(*arguments).stdout)
                text = file.read_text(encoding="utf-8")
                root = xml.etree.ElementTree.fromstring(text)
                self.assertTrue(root.tag.endswith("svg"))
                self.assertNotRegex(text, r"(?i)\bnan\b|\binf\b|href|<script")
                self.assertIn("figures inside, %" if name == "intervals" else "tok/s", text)
                tokroof(*arguments, "-o", self.folder / "again.svg")
                self.assertEqual(text, (self.folder / "again.svg").read_text(encoding="utf-8"))
                self.assertEqual([], list(self.folder.glob("*.part")))

    def test_json_stays_one_document(self):
        self.json_of("predict", *SETUP, "-o", self.folder / "parts.svg")
        self.assertTrue((self.folder / "parts.svg").exists())

    def test_flagged_rows_have_their_names(self):
        file = self.folder / "check.svg"
        tokroof("check", GUIDE, "-o", file)
        rows = self.json_of("check", GUIDE)["rows"]
        flagged = [row for row in rows if row["verdict"] not in ("ok", "unknown")]
        self.assertTrue(flagged)
        self.assertEqual(len(re.findall('class="name halo"', file.read_text(encoding="utf-8"))), len(flagged))

    def test_a_sweep_shows_what_it_can_and_says_what_it_cannot(self):
        file = self.folder / "sweep.svg"
        result = tokroof("sweep", "--device", "rtx-3090,rtx-4090", "--n-devices", "2", "--split", "row", "--link", "nvlink",
                         *SETUP[2:], "--plot", "parts", "-o", file)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(file.read_text(encoding="utf-8"), "1 more cannot be modelled.*rtx-4090 has no NVLink")

    def test_a_frontier_shows_the_rate_that_its_cost_is_of(self):
        def label(*arguments):
            file = self.folder / "frontier.svg"
            result = tokroof("sweep", "--device", "rtx-4090,h100-sxm", *arguments, "--plot", "frontier", "-o", file)
            self.assertEqual(result.returncode, 0, result.stderr)
            return re.search("decode rate of [a-z ]*", file.read_text(encoding="utf-8"))[0]
        self.assertEqual(label(*SETUP[2:]), "decode rate of a stream")
        self.assertEqual(label("--model", "llama-3.1-8b", "--quant", "BF16", "--engine", "vllm", "--concurrency", "1,8"),
                         "decode rate of all streams")

    def test_other_endings_are_refused_before_any_work(self):
        for name in ("plot.png", "plot", "svg", "plot.SVG2"):
            with self.subTest(name):
                file = self.folder / name
                result = tokroof("predict", *SETUP, "-o", file)
                self.assertEqual(result.returncode, 2)
                self.assertIn(".svg or .html", result.stderr)
                self.assertFalse(file.exists())

    def test_what_cannot_be_plotted_says_why(self):
        self.error_of("predict", "--device", "h100-sxm", "--model", "llama-3.1-8b", "--quant", "BF16", "--engine", "vllm",
                      "--concurrency", "8", "--plot", "roofline", "-o", self.folder / "a.svg", where="--plot", status=2,
                      kind="usage")
        self.error_of("predict", *SETUP, "-o", self.folder / "no" / "such" / "a.svg", where=self.folder / "no" / "such" / "a.svg",
                      status=2, kind="bad-file")

    def test_pages_hold_their_scripts_and_may_load_nothing(self):
        for name in PLOTS:
            with self.subTest(name):
                text = self.page(name).read_text(encoding="utf-8")
                head, bundle, own = text.split("<script>")
                self.assertIn("default-src 'none'", head)
                self.assertGreater(len(bundle), 500000)
                addresses = re.findall(r"https?://[^\s\"'<]*", head + own)
                self.assertEqual(addresses, ["https://vega.github.io/schema/vega-lite/v6.json"], "names a format")
                self.assertIsNone(re.search(r"(?i)<(img|link|iframe|script)[^>]+(src|href)", head + own))

    @unittest.skipUnless(CHROMIUM, "no Chromium here")
    def test_a_browser_draws_the_marks(self):
        marks = {"parts": "mark-rect role-mark", "roofline": "mark-symbol role-mark", "check": "mark-symbol role-mark",
                 "rank": "mark-line role-mark"}
        for name, mark in marks.items():
            with self.subTest(name):
                result = subprocess.run(
                    [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     f"--user-data-dir={self.folder / 'profile'}", "--virtual-time-budget=5000",
                     "--enable-logging=stderr", "--dump-dom", self.page(name).as_uri()],
                    capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
                    env={**os.environ, "HOME": str(self.folder)})
                drawing = result.stdout[result.stdout.find("<svg"):]
                self.assertTrue(mark in drawing, f"no {mark} among {len(drawing)} characters")
                said = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
                self.assertEqual(said, [])


if __name__ == "__main__":
    unittest.main()
