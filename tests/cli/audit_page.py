"""tokroof audit PAGE: the claims of Markdown, HTML and text, with their places; the table and the marked page of them."""
import csv
import html.parser
import io
import pathlib
import random
import tempfile
import unittest

from _tokroof import PROGRAM, ROOT, Case, loaded_script, tokroof

PAGES = ROOT / "tests" / "data" / "pages"
PAGE = """# RTX 4090

It has 24 GB of VRAM and 1,008 GB/s. The Tesla C2050 has 240 GB/s.

| GPU | Llama 3.1 8B Q4_K_M (t/s) | Price |
|---|---|---|
| RTX 4090 | 120 | $1,599 |
| RTX 3090 | **900** | $800 |
"""


def rows(text):
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.marks = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "mark":
            self.marks.append(dict(attrs))


class AuditPage(Case):
    def test_claims_of_a_page_have_a_verdict_a_place_and_their_words(self):
        document = self.json_of("audit", "-", stdin=PAGE)
        self.assertEqual([(c["line_no"], c["column"], c["text"], c["verdict"]) for c in document["claims"]],
                         [(3, 8, "24 GB", "plausible"), (3, 26, "1,008 GB/s", "plausible"), (7, 14, "120", "plausible"),
                          (7, 20, "$1,599", "plausible"), (8, 16, "900", "impossible"), (8, 24, "$800", "plausible")])
        self.assertEqual(document["not_understood"], 1)
        self.assertEqual(document["not_understood_at"][0]["text"], "240 GB/s")
        self.assertEqual(document["not_understood_at"][0]["line_no"], 3)

    def test_text_shows_what_does_not_hold_and_all_on_request(self):
        text = tokroof("audit", "-", stdin=PAGE).stdout
        self.assertIn("8:16", text)
        self.assertNotIn("7:14", text)
        self.assertIn("6 claims: 5 plausible", text)
        self.assertIn("1 figure not understood", text)
        self.assertIn("7:14", tokroof("audit", "-", "--all", stdin=PAGE).stdout)
        self.assertEqual(tokroof("audit", "-", "--strict", stdin=PAGE).returncode, 1)
        self.assertEqual(tokroof("audit", "-", "--strict", stdin="Nothing is claimed.\n").returncode, 0)

    def test_the_table_that_is_printed_is_judged_as_the_page_is(self):
        table = tokroof("audit", "-", "--extract", stdin=PAGE).stdout
        self.assertEqual([r["device"] for r in rows(table)], ["rtx-4090"] * 4 + ["rtx-3090"] * 2)
        again = self.json_of("audit", "-", stdin=table)
        page = self.json_of("audit", "-", stdin=PAGE)
        self.assertEqual(again["claims"], page["claims"])
        self.assertNotIn("not_understood", again)

    def test_the_same_page_as_html_is_read_the_same(self):
        page = ("<h1>RTX 4090</h1><p>It has 24&nbsp;GB of <b>VRAM</b> and 1,008 GB/s. The Tesla C2050 has 240 GB/s.</p><table>"
                "<tr><th>GPU<th>Llama 3.1 8B Q4_K_M (t/s)<th>Price<tr><td>RTX 4090<td>120<td>$1,599"
                "<tr><td>RTX 3090<td><i>900</i><td>$800</table>")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "page.html"
            path.write_text(page, encoding="utf-8")
            of_html = self.json_of("audit", path)
        of_markdown = self.json_of("audit", "-", stdin=PAGE)
        same = ("verdict", "claimed", "unit", "text", "reason")
        self.assertEqual([[c[k] for k in same] for c in of_html["claims"]], [[c[k] for k in same] for c in of_markdown["claims"]])
        self.assertEqual(of_html["not_understood"], 1)

    def test_the_marked_page_marks_every_claim_and_runs_nothing(self):
        page = PAGE + "\n<script>alert(1)</script> <img src=x onerror=alert(1)> <a href='javascript:1'>24 GB</a>\n"
        marked = Tags(tokroof("audit", "-", "--html", stdin=page).stdout)
        verdicts = [mark["class"] for mark in marked.marks]
        self.assertEqual(verdicts[:7], ["plausible", "plausible", "unknown", "plausible", "plausible", "impossible", "plausible"])
        self.assertIn("x the limit", marked.marks[5]["title"])
        for tag in ("script", "img", "a", "iframe", "link"):
            self.assertNotIn(tag, marked.tags)

    def test_figures_that_contradict_each_other_or_the_hardware_are_named(self):
        cases = {
            "450 W for 8 hours a day at 0.30 USD/kWh is 62.4 USD a month.": ("62.4 USD", "wrong-spec", "= 32.8"),
            "It draws 450 W for 8 hours a day. At 0.30 USD/kWh that is 62.4 USD a month.": ("62.4 USD", "wrong-spec", "= 32.8"),
            "450 W for 8 hours a day at 0.30 USD/kWh is 32.8 USD a month.": ("32.8 USD", "plausible", ""),
            "The payback is 12 months: 3600 USD against 150 USD a month.": ("12 months", "wrong-spec", "= 24 months"),
            "The payback is 24 months: 3600 USD against 150 USD a month.": ("24 months", "plausible", ""),
            "8x RTX 5090 draw 3200 W in total.": ("3200 W", "suspect", "8 x 575 W = 4600 W"),
            "8x RTX 5090 draw 3200 W in total, measured at the wall.": ("3200 W", "plausible", ""),
            "The A100 SXM 80GB does 624 TFLOPS.": ("624 TFLOPS", "wrong-spec", "sparse"),
            "The A100 SXM 80GB does 624 TFLOPS INT8 dense.": ("624 TFLOPS", "plausible", "integers"),
            "The RTX 4090 has 25.8 GiB of memory.": ("25.8 GiB", "wrong-spec", "25.77 GB"),
            "The RTX 4090 has NVLink.": ("NVLink", "impossible", "rtx-4090 has no NVLink"),
            "Two RTX 4090 over NVLink give 1.9x.": ("1.9x", "impossible", "rtx-4090 has no NVLink"),
            "QLoRA fine-tuning of Llama 3.1 70B needs 24 GB.": ("24 GB", "impossible", "0.5"),
            "QLoRA fine-tuning of Llama 3.1 70B needs 48 GB.": ("48 GB", "plausible", ""),
            "DeepSeek R1 at Q4 needs 330 GB.": ("330 GB", "suspect", "3.93 bits"),
            "An M4 Ultra has 256 GB of memory.": ("256 GB", "wrong-spec", "m4-ultra was never released"),
        }
        for page, (words, verdict, reason) in cases.items():
            with self.subTest(page=page):
                claims = {c["text"]: c for c in self.json_of("audit", "-", stdin=page)["claims"]}
                claim = next(c for text, c in claims.items() if text.startswith(words))
                self.assertEqual(claim["verdict"], verdict, claim["reason"])
                self.assertIn(reason, claim["reason"])

    def test_a_link_that_cannot_be_is_told_in_the_words_of_predict(self):
        said = self.json_of("audit", "-", stdin="The RTX 4090 has NVLink.")["claims"][0]["reason"]
        error = self.error_of("predict", "--device", "rtx-4090", "-n", "2", "--link", "nvlink", "--model", "llama-3.1-8b",
                              "--quant", "Q4_K_M", where="--link", status=2, kind="impossible-link")
        self.assertTrue(error["message"].endswith(said), error["message"])

    def test_what_a_page_leaves_open_accuses_nobody(self):
        sound = (
            "On the DGX Spark, gpt-oss-120b decodes at 58 tok/s with vLLM.",  # of one stream or of several
            "4x A100-80GB, Llama-3-70B in vLLM: ~185 tokens/sec.",
            "1x H100 SXM, Llama-3-8B in vLLM: 500 tok/s.",
            "RTX 5090, Qwen3-32B Q4_K_M: TTFT 420 ms.",  # of a prompt of whichever length
            "A complete RTX 4090 PC costs $5,000.",
            "| Setting | VRAM used on the RTX 4090 |\n|-|-|\n| Llama 3.1 8B Q4_K_M, 32K context | 9.8 GB |",
            "| Batch | tok/s per user (H100 SXM) |\n|-|-|\n| 64 | 18 |\n\nLlama 3.3 70B FP8 in vLLM.",
        )
        for page in sound:
            with self.subTest(page=page):
                claims = self.json_of("audit", "-", stdin=page)["claims"]
                self.assertEqual([c["verdict"] for c in claims], ["plausible"] * len(claims), claims)
                self.assertGreater(len(claims), 0)

    def test_what_no_reading_of_a_page_allows_is_accused(self):
        wrong = (
            ("Qwen3-32B FP16 on an H100 PCIe: 90 tok/s for a single user.", "impossible"),
            ("| GPU | Fits Llama 3.3 70B Q4_K_M |\n|-|-|\n| RTX 4090 | Yes |", "impossible"),
            ("GPU: RTX 5090. Model: Qwen3-32B Q4_K_M.\n\nDecode makes 150 tok/s.", "impossible"),
            ("1x H100 SXM, Llama-3-70B FP16 in vLLM: 90000 tok/s.", "impossible"),
            ("2x RTX 5090 have 31 GB per card.", "wrong-spec"),
            ("The RTX 4090 comes with 24GB or 48GB.", "wrong-spec"),
        )
        for page, verdict in wrong:
            with self.subTest(page=page):
                claims = self.json_of("audit", "-", stdin=page)["claims"]
                self.assertIn(verdict, [c["verdict"] for c in claims], claims)

    def test_what_has_a_form_of_its_own_goes_with_no_other(self):
        for option in ("--extract", "--html"):
            error = self.json_of("audit", PAGES / "tiers.html", option, status=2)["error"]
            self.assertEqual((error["kind"], error["where"]), ("usage", option))
        self.assertEqual(tokroof("audit", "--extract").returncode, 2)

    def test_what_is_no_page_is_refused_with_its_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "page.md"
            for content, line in ((b"a\nb\0c\n", 2), (b"a\n\nb\xff\n", 3)):
                path.write_bytes(content)
                self.error_of("audit", path, where=f"{path}:{line}", status=2, kind="bad-file")
            path.write_bytes(b"a " * (3 << 20))
            self.error_of("audit", path, where=path, status=2, kind="bad-file")
            path.write_text("| GPU | VRAM |\n|-|-|\n" + "| RTX 4090 | 24 GB |\n" * 4500, encoding="utf-8")
            self.error_of("audit", path, where=path, status=2, kind="bad-file")
            self.error_of("audit", folder, where=folder, status=2, kind="bad-file")

    def test_a_page_cut_anywhere_is_still_a_page(self):
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        pages = sorted(p for p in PAGES.iterdir() if not p.name.endswith(".tsv"))
        for _ in range(12):
            page = chance.choice(pages)
            content = page.read_bytes()
            begin, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
            with self.subTest(seed=seed, page=page.name, begin=begin, end=end), tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / page.name
                path.write_bytes(content[begin:end] or b"-")
                result = tokroof("audit", path, "--json")
                self.assertIn(result.returncode, (0, 2), result.stderr)

    def test_pages_of_other_people_are_read_as_well_as_is_said(self):
        scorer = loaded_script("score-pages")
        scorer.PROGRAM = PROGRAM
        total = scorer.total(scorer.scores(tuned_only=True))
        self.assertGreaterEqual(total["found"], 0.9 * total["claims"])
        self.assertGreaterEqual(total["found"], 0.95 * total["extracted"])
        self.assertEqual(total["false_impossible"], [])
        twins = scorer.twins()
        accused = [t for t in twins if t[0] == "sound" and t[1] in scorer.DOES_NOT_HOLD]
        named = [t for t in twins if t[0] == "wrong" and t[1] in scorer.DOES_NOT_HOLD]
        self.assertEqual(accused, [])
        self.assertGreaterEqual(len(named), 26)
        self.assertEqual(len(twins), 60)

    def test_several_pages_are_judged_one_after_the_other(self):
        with tempfile.TemporaryDirectory() as folder:
            pages = [pathlib.Path(folder) / name for name in ("a.md", "b.md")]
            for page in pages:
                page.write_text(PAGE, encoding="utf-8")
            one, both = self.json_of("audit", pages[0]), self.json_of("audit", *pages)
            alone = [{**claim, "page": str(page)} for page in pages for claim in one["claims"]]
            self.assertEqual(both["claims"], alone)
            self.assertEqual(both["not_understood"], 2)
            self.assertEqual([at["page"] for at in both["not_understood_at"]], [str(page) for page in pages])
            text = tokroof("audit", *pages).stdout
            for page in pages:
                self.assertIn(f"{page}:8:16", text)
                self.assertIn(f"{page}: 1 figure not understood", text)
            self.assertIn("12 claims: 10 plausible", text)
            self.assertEqual(self.json_of("audit", *pages, "--extract", status=2)["error"]["kind"], "usage")

    def test_a_page_that_is_piped_in_needs_no_dash(self):
        page = "The RTX 3090 gets 40 tok/s on Llama 3 8B Q4_K_M.\n"
        self.assertEqual(tokroof("audit", stdin=page).stdout, tokroof("audit", "-", stdin=page).stdout)
        self.assertEqual(tokroof("audit", stdin="").stdout, tokroof("audit").stdout)


if __name__ == "__main__":
    unittest.main()
