"""Tables: aligned and narrow in text, Markdown and CSV everywhere, coloured on a terminal and nowhere else."""
import csv
import io
import os
import pty
import re
import select
import subprocess
import unittest

from _tokroof import GUIDE, PROGRAM, ROOT, Case, tokroof

SCENARIO = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M")
CLAIMS = ROOT / "datasets" / "claims.tsv"
TABLES = {
    "list": ("list", "links"),
    "predict": ("predict", *SCENARIO),
    "explain": ("explain", *SCENARIO),
    "capacity": ("capacity", *SCENARIO),
    "rank": ("rank", "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--devices", "rtx-4090,rtx-3090,m4-max-40c"),
    "rank --excluded": ("rank", "--model", "llama-3.3-70b", "--quant", "Q8_0", "--devices", "rtx-4090", "--excluded"),
    "check": ("check", GUIDE),
    "diagnose": ("diagnose", "--all", GUIDE),
    "audit": ("audit", "--odd"),
    "evaluate": ("evaluate", GUIDE),
    "evaluate --summary": ("evaluate", "--summary"),
    "import": ("import", ROOT / "tests" / "data" / "import" / "llama-bench.json"),
}
KINDS = ("devices", "models", "quants", "links", "engines", "coefficients", "data")


def on_a_terminal(*arguments, **environment):
    """What the program prints where standard output is a terminal.

    A terminal that its last writer closes may lose what nobody has read yet, so it stays open here,
    and a mark behind the program's output says where that ends.
    """
    ours, theirs = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    out, end, marked = b"", b"\0end of output\0", False
    with subprocess.Popen([str(PROGRAM), *map(str, arguments)], stdout=theirs, stderr=subprocess.DEVNULL,
                          env={**clean, "TERM": "xterm", **environment}) as process:
        while not out.endswith(end):
            if select.select([ours], [], [], 0.02)[0]:
                out += os.read(ours, 65536)
            elif not marked and process.poll() is not None:
                os.write(theirs, end)
                marked = True
    os.close(theirs)
    os.close(ours)
    return out.removesuffix(end).decode()


class Forms(Case):
    def test_csv_has_as_many_cells_in_every_row_and_nothing_else(self):
        for name, arguments in TABLES.items():
            with self.subTest(name):
                result = tokroof(*arguments, "--csv")
                self.assertEqual(result.returncode, 0, result.stderr)
                rows = list(csv.reader(io.StringIO(result.stdout), strict=True))
                self.assertGreater(len(rows), 1)
                self.assertGreater(len(rows[0]), 1)
                self.assertEqual({len(row) for row in rows}, {len(rows[0])})

    def test_markdown_is_a_table_with_a_rule_below_its_header(self):
        for name, arguments in TABLES.items():
            with self.subTest(name):
                lines = tokroof(*arguments, "--md").stdout.splitlines()
                table = [line for line in lines if line.startswith("|")]
                self.assertGreater(len(table), 2)
                self.assertRegex(table[1], r"^\|( -{3}:? \|)+$")
                cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table}
                self.assertEqual(len(cells), 1, table[:3])

    def test_one_form_at_a_time(self):
        for name, arguments in TABLES.items():
            for two in (("--md", "--csv"), ("--json", "--md"), ("--csv", "--json")):
                with self.subTest(f"{name} {two}"):
                    result = tokroof(*arguments, *two)
                    self.assertEqual(result.returncode, 2)
                    self.assertIn(two[0].lstrip("-"), result.stdout + result.stderr)

    def test_check_csv_holds_the_figures_of_the_document(self):
        rows = list(csv.DictReader(io.StringIO(tokroof("check", GUIDE, "--csv").stdout)))
        by_line = {int(row["line"]): row for row in rows}
        document = self.json_of("check", GUIDE)["rows"]
        self.assertEqual(len(by_line), len(document))
        for entry in document:
            row = by_line[entry["index"] + 2]
            self.assertEqual(row["verdict"], entry["verdict"])
            self.assertAlmostEqual(float(row["measured_tps"]) / entry["measured_tps"], 1, places=4)
            self.assertAlmostEqual(float(row["predicted_tps"]) / entry["predicted_tps"], 1, places=4)

    def test_predict_csv_holds_the_document(self):
        rows = dict(csv.reader(io.StringIO(tokroof("predict", *SCENARIO, "--csv").stdout)))
        document = self.json_of("predict", *SCENARIO)
        self.assertAlmostEqual(float(rows["decode.tps"]) / document["decode"]["tps"], 1, places=4)
        self.assertEqual(rows["step.bound_by"], document["step"]["bound_by"])
        for part in document["step"]["parts"]:
            self.assertIn(f"step.parts.{part['name']}", rows)

    def test_diagnose_csv_has_every_hypothesis(self):
        rows = list(csv.DictReader(io.StringIO(tokroof("diagnose", GUIDE, "--all", "--csv").stdout)))
        document = self.json_of("diagnose", GUIDE)["rows"]
        self.assertEqual(len(rows), sum(len(row["hypotheses"]) for row in document))


class Colour(Case):
    def test_a_terminal_is_coloured_and_nothing_else(self):
        for name in ("list", "check", "audit", "capacity", "predict"):
            with self.subTest(name):
                self.assertIn("\x1b[", on_a_terminal(*TABLES[name]))
                self.assertNotIn("\x1b", on_a_terminal(*TABLES[name], NO_COLOR="1"))
                self.assertNotIn("\x1b", on_a_terminal(*TABLES[name], TERM="dumb"))
                self.assertNotIn("\x1b", on_a_terminal(*TABLES[name], "--color", "never"))
                self.assertIn("\x1b[", on_a_terminal(*TABLES[name], NO_COLOR=""))
                self.assertNotIn("\x1b", tokroof(*TABLES[name]).stdout)
                for form in ("--md", "--csv", "--json"):
                    self.assertNotIn("\x1b", on_a_terminal(*TABLES[name], form, "--color", "always"))

    def test_always_colours_a_pipe_too_and_changes_no_letter(self):
        for name in ("list", "check", "audit", "rank"):
            with self.subTest(name):
                text = tokroof(*TABLES[name], "--color", "always").stdout
                self.assertIn("\x1b[", text)
                bare = re.sub(r"\x1b\[\d+m", "", text)
                trimmed = "\n".join(line.rstrip() for line in bare.splitlines())
                self.assertEqual(trimmed, "\n".join(line.rstrip() for line in tokroof(*TABLES[name]).stdout.splitlines()))

    def test_a_file_is_not_coloured(self):
        self.assertEqual(tokroof("audit", "--odd", "--color", "always", "-o", "/dev/stdout").stdout.count("\x1b"), 0)


class Lists(Case):
    def test_lists_fit_a_hundred_columns(self):
        for kind in KINDS:
            with self.subTest(kind):
                self.assertLessEqual(max(map(len, self.text_of("list", kind).splitlines())), 100)

    def test_names_are_those_of_the_document(self):
        for kind in KINDS:
            with self.subTest(kind):
                document = self.json_of("list", kind)[kind]
                names = [entry.get("slug") or entry["name"] for entry in document]
                self.assertEqual(self.text_of("list", kind, "--names").splitlines(), names)

    def test_conditions_are_those_of_the_document(self):
        every = self.json_of("list", "devices")["devices"]
        wanted = [d["slug"] for d in every
                  if d["vendor"] == "nvidia" and (d["memory_bytes"] or 0) >= 24 * 2**30 and (d["price_usd"] or 1e9) < 2000]
        self.assertGreater(len(wanted), 1)
        for query in ("memory_gib>=24 vendor=nvidia price_usd<2000", f"memory_bytes >= {24 * 2**30} NVIDIA price_usd < 2000"):
            self.assertEqual(self.text_of("list", "devices", "--names", "--filter", query).split(), wanted)

    def test_words_are_anded_without_case_and_punctuation(self):
        found = self.json_of("list", "devices", "--filter", "NVidia 24GB rtx40")["devices"]
        self.assertIn("rtx-4090", [d["slug"] for d in found])
        for device in found:
            self.assertEqual((device["vendor"], device["memory_bytes"]), ("nvidia", 24 * 2**30))

    def test_sorting(self):
        rows = self.json_of("list", "devices", "--sort", "bandwidth_gb_per_s:desc")["devices"]
        known = [d["bandwidth_bytes_per_s"] for d in rows if d["bandwidth_bytes_per_s"] is not None]
        self.assertEqual(known, sorted(known, reverse=True))
        self.assertEqual([d["bandwidth_bytes_per_s"] for d in rows[:len(known)]], known)

    def test_columns(self):
        rows = list(csv.reader(io.StringIO(self.text_of("list", "models", "--columns", "experts,model", "--csv"))))
        self.assertEqual(rows[0], ["experts", "model"])
        everything = self.text_of("list", "devices", "--columns", "all", "--csv").splitlines()[0]
        for column in ("vendor", "architecture", "NVLink GB/s", "name"):
            self.assertIn(column, everything)

    def test_every_column_of_every_kind_can_be_sorted_by(self):
        for kind in KINDS:
            error = self.json_of("list", kind, "--sort", "no such column", status=2)["error"]
            for key in re.search(r"they have (.*)\)", error["message"])[1].split(", "):
                with self.subTest(f"{kind} {key}"):
                    self.assertEqual(len(self.json_of("list", kind, "--sort", key)[kind]), len(self.json_of("list", kind)[kind]))

    def test_nothing_found_is_said_and_is_no_error(self):
        result = tokroof("list", "devices", "--filter", "nvidia rtx-4900")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(len(result.stdout.splitlines()), 1)
        self.assertIn("'rtx-4900' 0", result.stderr)
        self.assertIn("nearest: rtx-40", result.stderr)
        self.assertEqual(self.json_of("list", "devices", "--filter", "nvidia rtx-4900"), {"devices": []})

    def test_unknown_columns_name_the_nearest(self):
        error = self.error_of("list", "devices", "--filter", "memry_gib>=24", where="--filter", status=2, kind="unknown-name")
        self.assertEqual(error["suggestions"][0], "memory_gib")
        self.error_of("list", "devices", "--filter", "vendor<nvidia", where="--filter", status=2, kind="usage")
        self.error_of("list", "devices", "--sort", "price", where="--sort", status=2, kind="unknown-name")


class LongAnswers(Case):
    def test_check_shows_the_surest_deviations_of_the_bundled_runs_and_how_to_see_the_others(self):
        lines = on_a_terminal("check").splitlines()
        self.assertLess(len(lines), 60)
        for words in ("--odd", "--all", "own runs"):
            self.assertIn(words, lines[-1])
        self.assertGreater(len(tokroof("check").stdout.splitlines()), 10000)
        self.assertNotIn("own runs", on_a_terminal("check", GUIDE))

    def test_a_long_range_without_a_step_has_as_many_rows_as_a_screen(self):
        sweep = ("sweep", *SCENARIO, "--no-interval", "--n-depth")
        self.assertEqual(len(on_a_terminal(*sweep, "0..32k").splitlines()), 1 + 33)
        self.assertEqual(len(on_a_terminal(*sweep, "0..100").splitlines()), 1 + 101)
        self.assertEqual(len(on_a_terminal(*sweep, "0..200+1").splitlines()), 1 + 201)
        self.assertEqual(len(tokroof(*sweep, "0..200").stdout.splitlines()), 201)


if __name__ == "__main__":
    unittest.main()
