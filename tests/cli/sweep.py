"""sweep: rows of the published form, in a fixed order; the same numbers as predict; parts that make up the whole."""
import csv
import json
import math
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import jsonschema
from _tokroof import PROGRAM, Case, no_constant, numbers, schema, tokroof

CARDS = ("--device", "rtx-4090,rtx-5090", "--model", "llama-3.1-8b,llama-3.3-70b", "--quant", "Q4_K_M")


class Sweep(Case):
    @classmethod
    def setUpClass(cls):
        cls.form = jsonschema.Draft202012Validator(schema("sweep"))

    def rows_of(self, *arguments):
        result = tokroof("sweep", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        rows = [json.loads(line, parse_constant=no_constant) for line in result.stdout.splitlines()]
        for row in rows:
            self.form.validate(row)
            self.assertTrue(all(math.isfinite(x) for x in numbers(row)))
        return rows

    def refused(self, *arguments, kind="usage", where, says):
        error = self.error_of("sweep", *arguments, where=where, status=2, kind=kind)
        self.assertIn(says, error["message"])

    def test_order(self):
        rows = self.rows_of(*CARDS, "--n-depth", "0-8*2,100")
        self.assertEqual([row["row"] for row in rows], list(range(2 * 2 * 6)))
        depths = [0, 1, 2, 4, 8, 100]
        self.assertEqual([(row["device"], row["model"], row["n_depth"]) for row in rows],
                         [(d, m, n) for d in ("rtx-4090", "rtx-5090") for m in ("llama-3.1-8b", "llama-3.3-70b")
                          for n in depths])
        for row in rows:  # 70 billion weights of 4 bits are 40 GB
            self.assertEqual(row["error"], "does-not-fit" if row["model"] == "llama-3.3-70b" else None)
            self.assertEqual(row["tps"] is None, row["error"] is not None)

    def test_order_is_that_of_the_help(self):
        rows = self.rows_of("--n-depth", "0,64", "--concurrency", "1,2", "--model", "qwen3-8b", "--device", "rtx-3090")
        again = self.rows_of("--device", "rtx-3090", "--concurrency", "1,2", "--n-depth", "0,64", "--model", "qwen3-8b")
        self.assertEqual(rows, again)
        self.assertEqual([(row["n_depth"], row["concurrency"]) for row in rows], [(0, 1), (0, 2), (64, 1), (64, 2)])

    def test_same_as_predict(self):
        questions = ((("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M"), ("0", "5000")),
                     (("--device", "rtx-3090", "--n-devices", "2", "-sm", "layer", "--model", "qwen3-32b", "--quant",
                       "Q8_0", "--power-limit", "250", "--level", "0.5"), ("0", "20000")),
                     (("--device", "h100-sxm", "--model", "qwen3-32b", "--engine", "vllm", "--concurrency", "64"),
                      ("100", "30000")),
                     (("--device", "rtx-4090", "--model", "qwen3-235b-a22b", "--quant", "Q4_K_M", "--n-cpu-moe", "94",
                       "--host", "epyc-9355"), ("0", "10000")))
        for options, depths in questions:
            for row, depth in zip(self.rows_of(*options, "--n-depth", ",".join(depths)), depths, strict=True):
                answer = self.json_of("predict", *options, "--n-depth", depth)
                for key in ("tps", "low_tps", "high_tps", "aggregate_tps", "ceiling_tps"):
                    self.assertAlmostEqual(row[key] / answer["decode"][key], 1, delta=1e-9, msg=key)
                self.assertEqual(row["bound_by"], answer["step"]["bound_by"])
                self.assertEqual(row["needed_bytes"], answer["memory"]["needed_bytes"])
                self.assertEqual(row["available_bytes"], answer["memory"]["available_bytes"])
                self.assertAlmostEqual(row["step_s"] / answer["step"]["seconds_s"], 1, delta=1e-9)
                self.assertAlmostEqual(row["prefill_tps"] / answer["prefill"]["tps"], 1, delta=1e-9)
                self.assertAlmostEqual(row["ttft_s"] / answer["prefill"]["ttft_s"], 1, delta=1e-9)
                self.assertAlmostEqual(row["power_w"] / answer["energy"]["power_w"], 1, delta=1e-9)
                if answer["cost"]["usd_per_million_tokens"] is None:  # what it costs to buy is not known
                    self.assertIsNone(row["usd_per_million_tokens"])
                else:
                    self.assertAlmostEqual(row["usd_per_million_tokens"] / answer["cost"]["usd_per_million_tokens"], 1,
                                           delta=1e-9)
                for key in set(row) & set(answer["scenario"]):
                    self.assertEqual(row[key], answer["scenario"][key], key)

    def test_points_without_intervals(self):
        options = (*CARDS, "--n-depth", "0-100000*10")
        for row, point in zip(self.rows_of(*options), self.rows_of(*options, "--no-interval"), strict=True):
            self.assertIsNone(point["low_tps"])
            if row["tps"] is not None:
                self.assertAlmostEqual(point["tps"] / row["tps"], 1, delta=1e-12)
            for key in ("bound_by", "fits", "error", "needed_bytes"):
                self.assertEqual(point[key], row[key])

    def test_shards_are_the_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            for options in ((*CARDS, "--n-depth", "0-30"), (*CARDS, "--n-depth", "0-30", "--concurrency", "1,7",
                                                            "--no-interval")):
                for extension in ("jsonl", "csv"):
                    whole = pathlib.Path(folder, f"whole.{extension}")
                    self.text_of("sweep", *options, "-o", whole)
                    parts = []
                    for i in range(1, 8):
                        part = pathlib.Path(folder, f"{i}.{extension}")
                        self.text_of("sweep", *options, "--shard", f"{i}/7", "-o", part)
                        text = part.read_text(encoding="utf-8")
                        parts.append(text if extension == "jsonl" or i == 1 else text.split("\n", 1)[1])
                    self.assertEqual("".join(parts), whole.read_text(encoding="utf-8"))

    def test_more_shards_than_rows(self):
        parts = [tokroof("sweep", *CARDS, "--shard", f"{i}/9").stdout for i in range(1, 10)]
        self.assertEqual("".join(parts), tokroof("sweep", *CARDS).stdout)
        self.assertEqual([part.count("\n") for part in parts], [1] * 4 + [0] * 5)

    def test_forms(self):
        options = (*CARDS, "--n-depth", "0,4096")
        rows = self.rows_of(*options)
        document = json.loads(tokroof("sweep", *options, "--json").stdout)
        self.assertEqual(document["rows"], rows)
        with tempfile.TemporaryDirectory() as folder:
            for extension, separator in (("csv", ","), ("tsv", "\t")):
                path = pathlib.Path(folder, f"rows.{extension}")
                self.text_of("sweep", *options, "-o", path)
                self.assertEqual(sorted(x.name for x in pathlib.Path(folder).iterdir() if x.suffix == ".part"), [])
                with path.open(encoding="utf-8", newline="") as file:
                    table = list(csv.DictReader(file, delimiter=separator))
                self.assertEqual(list(table[0]), list(rows[0]))
                for cells, row in zip(table, rows, strict=True):
                    for key, value in row.items():
                        text = "" if value is None else str(value).lower() if isinstance(value, bool) else value
                        same = float(cells[key]) == value if isinstance(value, float) else cells[key] == str(text)
                        self.assertTrue(same, (key, cells[key], value))
            self.text_of("sweep", *options, "-o", pathlib.Path(folder, "rows.json"))
            self.assertEqual(json.loads(pathlib.Path(folder, "rows.json").read_text(encoding="utf-8")), document)

    def test_plot(self):
        options = ("--device", "rtx-3090,rtx-4090", "--model", "qwen3-14b", "--quant", "Q4_K_M,Q8_0")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "plot.svg")
            self.text_of("sweep", *options, "--n-depth", "0-65536*2", "-o", path)
            text = path.read_text(encoding="utf-8")
            xml.etree.ElementTree.fromstring(text)
            for name in ("rtx-3090, Q4_K_M", "rtx-4090, Q8_0", "tokens in the cache", "qwen3-14b"):
                self.assertIn(name, text)
            self.text_of("sweep", *options, "--n-depth", "0-65536*2", "-o", pathlib.Path(folder, "again.svg"))
            self.assertEqual(pathlib.Path(folder, "again.svg").read_text(encoding="utf-8"), text)
            page = pathlib.Path(folder, "plot.html")
            made = tokroof("sweep", *options, "--n-depth", "0,4096", "-o", page)
            if made.returncode == 0:  # the program was built with the scripts of interactive plots
                self.assertIn("rtx-4090, Q8_0", page.read_text(encoding="utf-8"))
            else:
                self.assertEqual(made.returncode, 2)
                self.assertIn("npm", made.stderr)
            self.text_of("sweep", *options, "--x", "device", "-o", path)  # names along the axis
            self.assertIn("Q8_0", path.read_text(encoding="utf-8"))
            self.refused(*options, "--x", "n_depth", "-o", path, where="--x", says="one value")
            self.refused(*options, "--x", "deptth", "-o", path, kind="unknown-name", where="deptth", says="deptth")
            self.refused("--device", "rtx-3090", "--model", "qwen3-14b", "-o", path, where="-o", says="nothing varies")
            self.refused("--device", "rtx-3090", "--model", "qwen3-14b", "--power-limit", "200-300", "--n-depth", "0-300",
                         "-o", path, where="-o", says="20000")

    def test_values_that_hold_commas(self):
        rows = self.rows_of("--device", "rtx-3090", "--n-devices", "2", "-sm", "layer", "--tensor-split", "3,1;1,1",
                            "--link", "pcie4x4;pcie4x16", "--model", "qwen3-14b", "--quant", "Q4_K_M")
        self.assertEqual([(row["tensor_split"], row["link"][:7]) for row in rows],
                         [("3,1", "pcie4x4"), ("3,1", "pcie4x1"), ("1,1", "pcie4x4"), ("1,1", "pcie4x1")])

    def test_switches(self):
        rows = self.rows_of("--device", "rtx-3090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M", "--spill", "0,1",
                            "--flash-attn", "1,auto")
        self.assertEqual([(row["flash_attn"], row["spill"], row["fits"]) for row in rows],
                         [("1", 0, False), ("1", 1, True), (None, 0, False), (None, 1, True)])

    def test_what_only_some_combinations_cannot_be(self):
        rows = self.rows_of("--device", "rtx-3090,h100-pcie,m3-ultra-80c", "--n-devices", "2", "--link", "nvlink",
                            "--model", "qwen3-8b")
        self.assertEqual([row["error"] for row in rows], [None, None, "impossible-link"])
        rows = self.rows_of("--device", "rtx-4090", "--model", "qwen3-30b-a3b", "--n-cpu-moe", "0,10")
        self.assertEqual([row["error"] for row in rows], [None, "usage"])  # no host is named

    def test_wrong_values(self):
        self.refused("--device", "rtx-4090,rtx-509", "--model", "qwen3-8b", kind="unknown-name", where="--device",
                     says="value 2")
        for text, says in (("8192-1024", "before it begins"), ("0,,1", "value 2: is empty"), ("0-10*1", "advance"),
                           ("0-10+0", "advance"), ("1,-5", "value 2"), ("x", "whole number"), ("0-10+0.5", "0.5"),
                           ("0-2e9", "2000000000"), ("", "empty")):
            self.refused("--device", "rtx-4090", "--model", "qwen3-8b", "--n-depth", text, where="--n-depth", says=says)
        self.refused("--device", "rtx-4090", where="--model", says="which model")
        for text in ("0/2", "3/2", "1", "1/0", "a/b", "1/2/3"):
            self.refused("--device", "rtx-4090", "--model", "qwen3-8b", "--shard", text, where="--shard", says=text)
        whole = ("--n-prompt", "1-1000000000", "--n-gen", "1-1000000000", "--n-depth", "0-1000000000")
        self.refused("--device", "rtx-4090", "--model", "qwen3-8b", *whole, where="--n-depth", says="2^63")
        self.refused("--device", "rtx-4090", "--model", "qwen3-8b", "-o", "rows.txt", where="-o", says=".jsonl")

    def test_a_reader_that_leaves(self):
        with subprocess.Popen([str(PROGRAM), "sweep", "--device", "rtx-4090", "--model", "qwen3-8b", "--n-depth",
                               "0-1000000000", "--no-interval"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as program:
            first = json.loads(program.stdout.readline())
            program.stdout.close()
            self.assertEqual(program.stderr.read(), "")
            program.wait(timeout=60)
        self.assertEqual(first["row"], 0)

    def test_a_file_that_cannot_be_written(self):
        self.refused("--device", "rtx-4090", "--model", "qwen3-8b", "-o", "/nowhere/rows.csv", kind="bad-file",
                     where="/nowhere/rows.csv", says="written")

    def test_rows_for_people(self):
        options = ("sweep", "--device", "rtx-4090,rtx-3090", "--model", "llama-3.1-8b", "--concurrency", "1,8")
        self.assertEqual(tokroof(*options, "--csv").stdout, self.file_of(*options[1:], name="rows.csv"))
        lines = tokroof(*options, "--md").stdout.splitlines()
        self.assertEqual(len(lines), 2 + 4)
        self.assertEqual([cell.strip() for cell in lines[0].split("|")[1:7]],
                         ["device", "concurrency", "tok/s", "together", "90 %", "first"])
        rows = [json.loads(line) for line in tokroof(*options).stdout.splitlines()]
        for row, line in zip(rows, lines[2:], strict=True):
            self.assertAlmostEqual(row["aggregate_low_tps"] / row["aggregate_tps"], row["low_tps"] / row["tps"], 9)
            self.assertAlmostEqual(row["aggregate_high_tps"] / row["aggregate_tps"], row["high_tps"] / row["tps"], 9)
            low, high = (float(end) for end in line.split("|")[5].strip().split("-"))
            self.assertAlmostEqual(low / row["aggregate_low_tps"], 1, delta=0.01)
            self.assertAlmostEqual(high / row["aggregate_high_tps"], 1, delta=0.01)
        both = tokroof(*options, "-o", "rows.csv", "--md")
        self.assertEqual(both.returncode, 2)
        self.assertIn("-o: the end of its name says the form of the file", both.stderr)

    def test_a_row_without_a_rate_says_why_in_a_table_too(self):
        text = tokroof("sweep", "--device", "rtx-4090,h200", "--model", "llama-3.3-70b", "--quant", "Q8_0", "--md").stdout
        self.assertRegex(text, r"rtx-4090 .*does-not-fit: .* GiB are needed")

    def file_of(self, *arguments, name):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            self.assertEqual(tokroof("sweep", *arguments, "-o", path).returncode, 0)
            return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
