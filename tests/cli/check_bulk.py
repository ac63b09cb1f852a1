"""tokroof check on collections: what an earlier answer knows, exit statuses, JUnit and SARIF, the page, the example workflow."""
import html.parser
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

import jsonschema
import yaml
from _tokroof import GUIDE, PROGRAM, ROOT, Case, schema, tokroof
from diagnose import CARD, table

WORKFLOW = ROOT / "docs" / "examples" / "check-benchmarks.yml"
SOUND, SLOW, CERTAIN, IMPOSSIBLE = ({**CARD, "tg_tps": rate} for rate in (140, 70, 8, 5000))
UNSURE = {**CARD, "tg_tps": 105}  # beyond the interval, within 5 deviations
STRANGE = "<b>&\"'\u202e\x1b[31m]]>"


class Folder(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, rows):
        path = self.folder / name
        path.write_text(rows if isinstance(rows, str) else table(rows), encoding="utf-8")
        return path

    def baseline(self, rows):
        return self.file("baseline.json", tokroof("check", self.file("old.tsv", rows), "--json").stdout)

    def verdicts(self, *rows):
        return [row["verdict"] for row in self.json_of("check", "-", stdin=table(rows))["rows"]]


class Baseline(Folder):
    def test_only_what_is_new_is_reported_wherever_the_rows_stand(self):
        old = [SOUND, SLOW, IMPOSSIBLE]
        baseline = self.baseline(old)
        new = {**SLOW, "model": "qwen3-8b"}
        now = self.file("now.tsv", [{**SOUND, "tg_tps": 141}, new, *reversed(old)])
        text = self.text_of("check", now, "--baseline", baseline)
        self.assertIn("5 rows: 3 known, 2 new (1 ok, 1 slow)", text)
        self.assertIn("qwen3-8b", text)
        self.assertNotIn("\nimpossible", "\n" + text)
        document = self.json_of("check", now, "--baseline", baseline)
        self.assertEqual([row["known"] for row in document["rows"]], [False, False, True, True, True])
        self.assertEqual(document["baseline"], {"known": 3, "new": 2, "new_verdicts": {"ok": 1, "slow": 1}})
        lines = tokroof("check", now, "--baseline", baseline, "--csv", "--odd").stdout.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("qwen3-8b", lines[1])

    def test_the_next_baseline_is_the_answer_that_was_given_with_the_last(self):
        now = self.file("now.tsv", [SOUND, SLOW])
        second = self.file("second.json", tokroof("check", now, "--baseline", self.baseline([SOUND]), "--json").stdout)
        self.assertIn("2 rows: 2 known, 0 new\n", self.text_of("check", now, "--baseline", second))

    def test_a_row_is_told_by_what_it_measured_not_by_its_address_or_table(self):
        def known(**cells):
            changed = self.file("renamed.tsv", [{**SLOW, **cells}])
            return self.json_of("check", changed, "--baseline", baseline)["rows"][0]["known"]

        baseline = self.baseline([SLOW])
        for cells in ({"url": "https://elsewhere"}, {"notes": "seen again"}, {"quality": "ok"}):
            self.assertTrue(known(**cells), cells)
        for cells in ({"tg_tps": 71}, {"depth": 4096}, {"source": "another"}, {"n_devices": 2}, {"quant": "Q8_0"}):
            self.assertFalse(known(**cells), cells)

    def test_findings_of_a_table_are_known_too(self):
        twice = [{**SOUND, "n_gen": 64}, {**SOUND, "n_gen": 64}]
        duplicate = "the same run as"
        self.assertIn(duplicate, self.text_of("check", self.file("now.tsv", twice), "--baseline", self.baseline(twice[:1])))
        self.assertNotIn(duplicate, self.text_of("check", self.file("now.tsv", twice), "--baseline", self.baseline(twice)))

    def test_another_verdict_of_the_same_row_is_new(self):
        baseline = self.baseline([SLOW])
        text = baseline.read_text(encoding="utf-8")
        baseline.write_text(text.replace('"verdict": "slow"', '"verdict": "ok"'), encoding="utf-8")
        self.assertIn("0 known, 1 new (1 slow)", self.text_of("check", self.file("now.tsv", [SLOW]), "--baseline", baseline))

    def test_what_is_no_answer_of_check_is_refused(self):
        good = json.loads(self.baseline([SLOW, SLOW]).read_text(encoding="utf-8"))
        without = {**good, "rows": [{key: value for key, value in good["rows"][0].items() if key != "fingerprint"}]}
        for what, text in (("no JSON", "verdict\tslow\n"), ("cut", json.dumps(good)[:-9]), ("a list", "[]"), ("empty", ""),
                           ("another answer", tokroof("predict", "--device", "rtx-4090", "--model", "qwen3-8b", "--json").stdout),
                           ("an error", tokroof("check", "--json", "/nowhere").stdout),
                           ("a row that is none", json.dumps({**good, "rows": [{}]})),
                           ("an older one", json.dumps(without)),
                           ("a finding of no row", json.dumps({**good, "findings": [{"kind": "near-duplicate", "rows": [7]}]}))):
            with self.subTest(what):
                file = self.file("bad.json", text)
                self.error_of("check", GUIDE, "--baseline", file, where=file, status=2, kind="bad-file")
        missing = self.folder / "missing.json"
        self.error_of("check", GUIDE, "--baseline", missing, where=missing, status=2, kind="bad-file")


class Memory(Folder):
    """Of a long table, from a file or through a pipe; rates of a third of the rows repeat others."""

    ROWS = (50_000, 200_000)
    MOST_BYTES_A_ROW = 40

    def long_table(self, rows):
        shown = [{**CARD, "depth": depth, "tg_tps": "%RATE%"} for depth in range(20)]
        header, *lines = table(shown).splitlines()
        path = self.folder / f"{rows}.tsv"
        with path.open("w", encoding="utf-8") as out:
            print(header, file=out)
            for i in range(rows):
                print(lines[i % len(lines)].replace("%RATE%", f"{120 + 40 * (i * 7919 % (rows * 2 // 3)) / rows:.3f}"), file=out)
        return path

    @staticmethod
    def peak_bytes(path, stdin=None):
        """When the first row is written: what is kept of all others is there. (A child's ru_maxrss begins with its parent's.)"""
        with subprocess.Popen([str(PROGRAM), "check", str(path)], stdin=stdin, stdout=subprocess.PIPE) as program:
            program.stdout.readline()
            status = pathlib.Path(f"/proc/{program.pid}/status").read_text(encoding="utf-8")
            program.kill()
        return 1024 * int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1])

    @unittest.skipIf(os.environ.get("TOKROOF_PATIENCE"), "sanitizers keep what is freed")
    def test_a_row_takes_few_bytes_from_a_file_and_from_a_pipe(self):
        few, many = self.ROWS
        first, second = self.long_table(few), self.long_table(many)
        most = self.peak_bytes(first) + self.MOST_BYTES_A_ROW * (many - few)
        self.assertLess(self.peak_bytes(second), most)
        with subprocess.Popen(["cat", str(second)], stdout=subprocess.PIPE) as cat:
            self.assertLess(self.peak_bytes("-", cat.stdout), most)


class FailOn(Folder):
    def test_each_level_fails_on_its_rows_and_on_worse_ones(self):
        unsure = self.json_of("check", "-", stdin=table([UNSURE]))["rows"][0]
        self.assertEqual((unsure["verdict"], unsure["certain"]), ("slow", False), "the test needs another row")
        rows = {"sound": SOUND, "odd": UNSURE, "certain": CERTAIN, "impossible": IMPOSSIBLE}
        order = list(rows)
        for level in ("never", "odd", "certain", "impossible"):
            for name, row in rows.items():
                fails = level != "never" and order.index(name) >= order.index(level)
                self.assertEqual(tokroof("check", "-", "--fail-on", level, stdin=table([row])).returncode, int(fails), (level, name))

    def test_strict_is_a_spelling_of_odd(self):
        self.assertEqual(tokroof("check", "-", "--strict", stdin=table([UNSURE])).returncode, 1)
        self.error_of("check", GUIDE, "--strict", "--fail-on", "odd", where="--fail-on", status=2, kind="usage")
        self.error_of("check", GUIDE, "--fail-on", "sometimes", where="--fail-on", status=2, kind="usage")

    def test_what_the_baseline_knows_fails_nothing(self):
        baseline = self.baseline([CERTAIN])
        self.assertEqual(tokroof("check", "-", "--strict", "--baseline", baseline, stdin=table([CERTAIN])).returncode, 0)
        self.assertEqual(tokroof("check", "-", "--strict", "--baseline", baseline, stdin=table([CERTAIN, SLOW])).returncode, 1)


class Junit(Folder):
    def junit(self, *arguments):
        result = tokroof("check", "--junit", *arguments)
        self.assertEqual(result.returncode == 1, "--fail-on" in arguments, result.stderr)
        return xml.fromstring(result.stdout)

    def counted(self, suite):
        cases = suite.findall(".//testcase")
        for attribute, found in (("tests", cases), ("failures", suite.findall(".//failure")), ("skipped", suite.findall(".//skipped"))):
            self.assertEqual(int(suite.get(attribute)), len(found), attribute)
        self.assertEqual(suite.get("errors"), "0")
        return cases

    def test_a_suite_is_a_file_and_a_case_a_row(self):
        first, second = self.file("first.tsv", [SOUND, SLOW]), self.file("second.tsv", [IMPOSSIBLE, {**SOUND, "device": "abacus"}])
        root = self.junit(first, second)
        self.assertEqual((root.tag, [suite.get("name") for suite in root]), ("testsuites", [str(first), str(second)]))
        self.assertEqual(len(self.counted(root)), 4)
        self.assertTrue(all(suite.tag == "testsuite" and len(self.counted(suite)) == 2 for suite in root))
        cases = list(root.iter("testcase"))
        self.assertEqual([(case.get("file"), case.get("line"), [child.tag for child in case]) for case in cases],
                         [(str(first), "2", []), (str(first), "3", ["failure"]), (str(second), "2", ["failure"]),
                          (str(second), "3", ["skipped"])])
        self.assertEqual(len({(case.get("classname"), case.get("name")) for case in cases}), 4)
        failure = cases[1].find("failure")
        self.assertEqual(failure.get("type"), "slow")
        self.assertIn("x slower than it should be", failure.get("message"))

    def test_rows_below_the_level_of_failure_pass_with_a_remark_and_known_ones_are_skipped(self):
        rows = [UNSURE, {**CERTAIN, "source": "another"}]  # another cell
        file = self.file("rows.tsv", rows)
        self.assertEqual([[child.tag for child in case] for case in self.junit("--fail-on", "certain", file).iter("testcase")],
                         [["system-out"], ["failure"]])
        known = list(self.junit("--baseline", self.baseline(rows), file).iter("testcase"))
        self.assertEqual([[child.tag for child in case] for case in known], [["skipped"], ["skipped"]])
        self.assertTrue(known[0].find("skipped").get("message").startswith("known: slow"))

    def test_one_figure_is_a_suite_too(self):
        root = self.junit("--device", "rtx-3090", "--model", "llama-3-8b", "--quant", "Q4_K_M", "--tps", "40")
        self.assertEqual([(suite.get("name"), suite.get("failures")) for suite in root], [("one figure", "1")])

    def test_names_cannot_break_the_document(self):
        rows = [{**SLOW, "model": STRANGE}, {**SLOW, "quant": STRANGE}]
        root = self.junit(self.file("a&<b>'.tsv", rows))
        self.assertEqual(len(self.counted(root)), 2)
        self.assertIn("<b>&\"\"'\\u202e\\u001b[31m]]>", root.find(".//testcase").get("name"))


class Sarif(Folder):
    def test_results_have_fingerprints_that_rows_keep_and_known_ones_are_left_out(self):
        def results(*arguments):
            return json.loads(tokroof("check", "--sarif", *arguments).stdout)["runs"][0]["results"]

        old, new = self.file("now.tsv", [SLOW]), {**SLOW, "model": "qwen3-8b"}
        before = results(old)[0]
        baseline = self.baseline([SLOW])
        both = results(self.file("now.tsv", [new, SLOW]))
        self.assertEqual(both[1]["partialFingerprints"], before["partialFingerprints"])
        self.assertNotEqual(both[0]["partialFingerprints"], before["partialFingerprints"])
        self.assertEqual([r["locations"][0]["physicalLocation"]["region"]["startLine"]
                          for r in results(self.folder / "now.tsv", "--baseline", baseline)], [2])

    def test_forms_do_not_go_together(self):
        for form in ("--sarif", "--junit", "--html"):
            result = tokroof("check", GUIDE, form, "--csv")
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn(form, result.stderr)
        self.assertEqual(tokroof("check", GUIDE, "--junit", "--html").returncode, 2)


class Outline(html.parser.HTMLParser):
    """Tags, cells of table rows, and everything that a page would load or run."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.rows, self.loads, self.text, self.style = [], [], [], "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [(tag, name) for name, _ in attrs if name in ("src", "href", "onclick", "onload")]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.tags[-1:] == ["style"]:
            self.style += data
        self.text += data
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


class Page(Folder):
    def test_the_page_has_counts_plot_odd_rows_with_reasons_and_the_others_folded(self):
        page = Outline(self.text_of("check", "--html", GUIDE))
        self.assertIn("12 rows: ", page.text)
        self.assertEqual(page.tags.count("svg"), 1)
        self.assertEqual((page.tags.count("details"), page.tags.count("script"), page.loads), (1, 0, []))
        rows = [row for row in page.rows if row and row[0] != "verdict"]
        checked = self.json_of("check", GUIDE)["rows"]
        self.assertEqual(len(rows), len(checked))
        odd = [row for row in checked if row["verdict"] not in ("ok", "unknown")]
        self.assertEqual(sorted(row[0].rstrip("!") for row in rows[:len(odd)]), sorted(row["verdict"] for row in odd))
        first = next(row for row in rows if row[1] == "guide-1:13")
        self.assertIn("x slower than the slowest case of what is not said", first[7])
        self.assertIn("prefers-color-scheme: dark", page.style)
        self.assertNotIn("http", re.sub(r"http://www\.w3\.org/\S+", "", page.style))

    def test_o_writes_the_page_and_a_plot_where_its_name_is_one(self):
        for name, begin in (("page.html", "<!doctype html>"), ("plot.svg", "<svg")):
            result = tokroof("check", "--html", GUIDE, "-o", self.folder / name)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertTrue((self.folder / name).read_text(encoding="utf-8").startswith(begin), name)
            self.assertEqual(result.stdout == "", name == "page.html")
        self.assertEqual((self.folder / "page.html").read_text(encoding="utf-8"), self.text_of("check", "--html", GUIDE))

    def test_names_are_text_and_nothing_to_plot_is_no_error(self):
        file = self.file("<i>.tsv", [{**SLOW, "model": "<script>alert(1)</script>"}])
        outline = Outline(tokroof("check", "--html", file).stdout)
        self.assertEqual((outline.tags.count("script"), outline.tags.count("i"), outline.tags.count("svg")), (0, 0, 0))
        self.assertIn("<script>alert(1)</script>", outline.text)

    def test_what_the_baseline_knows_is_counted_only(self):
        page = Outline(self.text_of("check", "--html", self.file("now.tsv", [SLOW, IMPOSSIBLE]), "--baseline", self.baseline([SLOW])))
        self.assertIn("2 rows: 1 known, 1 new (1 impossible)", page.text)
        self.assertEqual([row[0] for row in page.rows[1:]], ["impossible!"])


class Block(Case):
    FIGURE = ("--device", "rtx-3090", "--model", "llama-3-8b", "--quant", "Q4_K_M", "--tps", "40")

    def block(self, *arguments):
        """The block and the command at its end."""
        text = self.text_of("check", "--md", *arguments)
        command = shlex.split(text.splitlines()[-1])
        self.assertEqual(command[:2], ["tokroof", "check"])
        return text, command[2:]

    def test_it_says_verdict_range_reason_assumptions_and_program(self):
        text, _ = self.block(*self.FIGURE)
        row = self.json_of("check", *self.FIGURE)["rows"][0]
        self.assertTrue(text.startswith("**40 tok/s is too slow for llama-3-8b Q4_K_M on rtx-3090.** A correct run shows "))
        said = [float(number) for number in re.search(r"shows (\S+) to (\S+) tok/s \(90 %\), most likely (\S+);", text).groups()]
        for number, key in zip(said, ("low_tps", "high_tps", "predicted_tps"), strict=True):
            self.assertAlmostEqual(number / row[key], 1, delta=0.006)
        self.assertIn("Why: 3.1 x slower than the slowest case", text)
        self.assertIn("Not stated, so assumed: ", text)
        self.assertIn("llama.cpp, cuda,", text)
        self.assertIn("tokroof; coefficients fitted", text)
        self.assertNotIn("|", text)

    def test_its_command_repeats_the_judgement(self):
        for figure in (self.FIGURE, (*self.FIGURE, "--n-depth", "8192", "--engine", "vllm"),
                       (*self.FIGURE, "--n-devices", "2", "-sm", "layer", "--link", "pcie4x4", "--power-limit", "200"),
                       (*self.FIGURE, "--concurrency", "4", "--rate", "aggregate", "--pp-tps", "3000", "-p", "512"),
                       (*self.FIGURE, "-ngl", "20", "--host", "ryzen-9-7950x", "--override-tensor", "blk.[0-9].ffn_.*=CPU"),
                       ("2x 3090 get 17 t/s on llama 3.3 70b q4 at 8k context",), ("3090 gets 125 t/s on llama 3 8b q4",)):
            with self.subTest(figure):
                _, command = self.block(*figure)
                self.assertEqual(self.json_of("check", *command)["rows"], self.json_of("check", *figure)["rows"])

    def test_every_verdict_has_a_sentence_and_sentences_a_block_each(self):
        for rate, sentence in (("125", "is as it should be"), ("400", "is impossible"), ("40", "is too slow")):
            self.assertIn(sentence, self.block(*self.FIGURE[:-1], rate)[0])
        two = self.text_of("check", "--md", "3090 gets 40 t/s on llama 3 8b q4", "4090 gets 9 t/s on llama 3 8b q4")
        self.assertEqual(two.count("tokroof check"), 2)
        unnamed = self.text_of("check", "--md", "it gets 40 t/s on llama 3 8b q4")
        self.assertTrue(unnamed.startswith("**40 tok/s of llama-3-8b Q4_K_M on a device cannot be judged.**"), unnamed)
        self.assertIn("Why: the device is not stated.", unnamed)
        self.assertNotIn("tokroof check", unnamed)  # a command would be refused

    def test_a_table_stays_a_table(self):
        self.assertTrue(self.text_of("check", "--md", GUIDE).startswith("| verdict |"))


class Workflow(Folder):
    """docs/examples/check-benchmarks.yml does what it says, step by step."""

    def steps(self):
        workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
        self.assertIn("pull_request", workflow[True])  # YAML 1.1 reads "on" as true
        return [step for job in workflow["jobs"].values() for step in job["steps"]]

    def run_checks(self):
        """Exit statuses of the steps that check, by name."""
        (self.folder / "tokroof" / "build").mkdir(parents=True, exist_ok=True)
        program = self.folder / "tokroof" / "build" / "tokroof"
        if not program.exists():
            program.symlink_to(PROGRAM.resolve())
        done = {}
        for step in self.steps():
            if "tokroof check" in step.get("run", ""):
                done[step["name"]] = subprocess.run(
                    ["bash", "-e", "-c", step["run"]], cwd=self.folder, check=False, capture_output=True,
                    env={**os.environ, "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md")}).returncode
        return done

    def test_what_it_uploads_is_what_its_steps_write(self):
        steps = self.steps()
        sarif = next(step for step in steps if "upload-sarif" in step.get("uses", ""))
        self.assertTrue(any(f"> {sarif['with']['sarif_file']}" in step.get("run", "") for step in steps))
        artifact = next(step for step in steps if "upload-artifact" in step.get("uses", ""))
        self.assertTrue(any(f"-o {artifact['with']['path']}" in step.get("run", "") for step in steps))
        for script in ("install-packages", "build"):
            self.assertTrue(any(f"tokroof/scripts/{script}" in step.get("run", "") for step in steps))
            self.assertTrue((ROOT / "scripts" / script).exists())

    def test_it_passes_where_nothing_is_new_and_fails_on_what_is_new_and_certain(self):
        (self.folder / "benchmarks").mkdir()
        self.file("benchmarks/runs.tsv", [SOUND, CERTAIN])
        self.file("baseline.json", tokroof("check", "--json", self.folder / "benchmarks").stdout)
        self.assertEqual(set(self.run_checks().values()), {0})
        self.file("benchmarks/more.tsv", [{**IMPOSSIBLE, "model": "qwen3-8b"}])
        self.assertEqual(self.run_checks(), {"Annotate what is new": 0, "Fail on what is new and certain": 1, "Keep the report": 0})
        results = json.loads((self.folder / "check.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
        self.assertEqual([r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results], ["benchmarks/more.tsv"])
        self.assertIn("2 known, 1 new (1 impossible)", (self.folder / "summary.md").read_text(encoding="utf-8"))
        self.assertIn("qwen3-8b", (self.folder / "check.html").read_text(encoding="utf-8"))


class Schema(unittest.TestCase):
    def test_an_answer_without_fingerprints_is_refused(self):
        document = json.loads(tokroof("check", GUIDE, "--json").stdout)
        validator = jsonschema.Draft202012Validator(schema("check"))
        self.assertTrue(validator.is_valid(document))
        del document["rows"][0]["fingerprint"]
        self.assertFalse(validator.is_valid(document))


if __name__ == "__main__":
    unittest.main()
