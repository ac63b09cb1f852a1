"""import: what benchmark tools write becomes rows of a runs table, and what is broken is said with its line.

tests/data/import holds what each tool prints, tests/golden/import the table that must come of it. After a change that
is meant: TOKROOF_WRITE_GOLDEN=1 tests/cli/imports.py, and read the difference."""
import csv
import io
import json
import os
import pathlib
import re
import sqlite3
import tempfile
import textwrap
import unittest

from _tokroof import ROOT, Case, tokroof

SAMPLES = ROOT / "tests" / "data" / "import"
GOLDEN = ROOT / "tests" / "golden" / "import"
# What a file leaves open, as a user would say it.
OPTIONS = {"vllm-latency.json": ("--n-gen", "128", "--concurrency", "8", "--n-prompt", "32"),
           "vllm-throughput.txt": ("--concurrency", "256")}
NO_ROWS = {"vllm-throughput.json"}  # prompt and output tokens counted together


def samples():
    return sorted(path for path in SAMPLES.iterdir())


def table(text):
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def rows_of(*arguments, stdin=None):
    result = tokroof("import", *arguments, stdin=stdin)
    assert result.returncode == 0, result.stderr
    return table(result.stdout)


class Formats(Case):
    def test_every_format_gives_the_rows_that_its_file_says(self):
        self.assertGreater(len(samples()), 30)
        for path in samples():
            with self.subTest(path.name):
                result = tokroof("import", path, *OPTIONS.get(path.name, ()))
                if path.name in NO_ROWS:
                    self.assertEqual(result.returncode, 2)
                    continue
                self.assertEqual(result.returncode, 0, result.stderr)
                golden = GOLDEN / (path.name + ".tsv")
                if os.environ.get("TOKROOF_WRITE_GOLDEN"):
                    golden.parent.mkdir(parents=True, exist_ok=True)
                    golden.write_text(result.stdout, encoding="utf-8")
                self.assertEqual(result.stdout, golden.read_text(encoding="utf-8"))

    def test_the_name_of_a_file_does_not_matter(self):
        for path in samples():
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                named = tokroof("import", path, "--source", "x")
                piped = tokroof("import", "-", "--source", "x", stdin=text)
                self.assertEqual(piped.stdout, named.stdout)

    def test_what_is_imported_is_a_runs_table_that_the_other_verbs_read(self):
        for path in samples():
            if path.name in NO_ROWS:
                continue
            with self.subTest(path.name), tempfile.TemporaryDirectory() as folder:
                runs = pathlib.Path(folder) / "runs.tsv"
                options = OPTIONS.get(path.name, ())
                self.assertEqual(tokroof("import", path, *options, "-o", runs).stdout, "")
                again = rows_of(runs)
                self.assertEqual(again, table(runs.read_text(encoding="utf-8")))
                self.assertEqual(len(self.json_of("check", runs)["rows"]), len(again))

    def test_json_lists_files_formats_names_and_rows(self):
        document = self.json_of("import", SAMPLES / "llama-bench.json", SAMPLES / "ollama-verbose.txt")
        self.assertEqual([f["formats"] for f in document["files"]], [{"llama-bench json": 1}, {"ollama --verbose": 1}])
        self.assertEqual(document["rows"], len(document["runs"]))
        self.assertIn(("model", "gemma3:27b", "gemma-3-27b"), [(n["kind"], n["typed"], n["name"]) for n in document["names"]])

    def test_the_database_of_llama_cpps_comparison(self):
        statements = (SAMPLES / "llama-bench.sql").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "llama-bench.sqlite"
            with sqlite3.connect(path) as database:
                database.executescript(statements)
            database.close()
            expected = rows_of(SAMPLES / "llama-bench.sql", "--source", "x")
            got = rows_of(path, "--source", "x")
            self.assertEqual(got, expected)
            with sqlite3.connect(path) as database:
                database.execute("ALTER TABLE llama_bench RENAME TO other")
            database.close()
            self.error_of("import", path, where=path, status=2, kind="bad-file")
            whole = path.read_bytes()
            for length in (16, 100, 1000, len(whole) - 1000):
                path.write_bytes(whole[:length])
                self.assertEqual(tokroof("import", path).returncode, 2)

    def test_a_database_of_views_is_not_run(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "x.db"
            with sqlite3.connect(path) as database:
                database.execute("CREATE VIEW llama_bench AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) "
                                 "SELECT 1 AS n_prompt, 1 AS n_gen, i AS avg_ts FROM n")
            database.close()
            self.error_of("import", path, where=path, status=2, kind="bad-file")


class Cells(Case):
    def test_a_type_and_a_size_name_the_shape_that_most_models_of_that_size_have(self):
        text = (SAMPLES / "llama-bench.md").read_text(encoding="utf-8")
        result = tokroof("import", "-", stdin=text)
        models = [row["model"] for row in table(result.stdout)]
        self.assertEqual(models, ["llama-3-70b", "llama-3-70b", "llama-2-7b", "qwen3-8b", "gpt-oss-20b"])
        self.assertIn("llama 7B Q4_0' taken as llama-2-7b: 6.74 B parameters, of", result.stderr)

    def test_what_the_file_does_not_say_stays_empty(self):
        row, = rows_of(SAMPLES / "ollama-verbose.txt")
        for column in ("device", "quant", "backend", "fa", "kv_type", "ngl", "threads", "host", "power_w"):
            self.assertEqual(row[column], "", column)

    def test_options_fill_what_the_file_does_not_say_and_only_that(self):
        row, = rows_of(SAMPLES / "ollama-verbose.txt", "--device", "RTX 3090", "--quant", "Q4_K_M", "--n-prompt", "5")
        self.assertEqual((row["device"], row["quant"], row["n_prompt"]), ("rtx-3090", "Q4_K_M", "812"))
        stderr = tokroof("import", SAMPLES / "ollama-verbose.txt", "--n-prompt", "5").stderr
        self.assertIn("another n_prompt", stderr)

    def test_options_that_are_no_names_are_refused_with_the_nearest(self):
        error = self.error_of("import", SAMPLES / "ollama-verbose.txt", "--device", "rtx-309", where="--device", status=2, kind="unknown-name")
        self.assertIn("rtx-3090", error["suggestions"])
        self.error_of("import", SAMPLES / "ollama-verbose.txt", "--n-gen", "nan", where="--n-gen", status=2, kind="usage")

    def test_an_unknown_name_stays_as_typed_and_is_said_with_the_nearest(self):
        text = (SAMPLES / "llama-bench.csv").read_text(encoding="utf-8").replace("RX 7900 XTX", "RX 79000 XYZ")
        result = tokroof("import", "-", stdin=text)
        self.assertEqual({row["device"] for row in table(result.stdout)}, {"AMD Radeon RX 79000 XYZ"})
        self.assertIn("'AMD Radeon RX 79000 XYZ' is not known", result.stderr)

    def test_names_that_drivers_report(self):
        for typed, slug in {"NVIDIA GeForce RTX 4090": "rtx-4090", "NVIDIA H100 80GB HBM3": "h100-sxm",
                            "NVIDIA H100 PCIe": "h100-pcie", "NVIDIA A100-SXM4-40GB": "a100-sxm-40gb",
                            "Tesla V100-PCIE-16GB": "v100-pcie-16gb", "Tesla P40": "p40", "Tesla T4": "t4",
                            "AMD Radeon RX 7900 XTX (RADV NAVI31)": "rx-7900-xtx", "Radeon RX 7900 XTX": "rx-7900-xtx",
                            "AMD Instinct MI300X": "mi300x", "NVIDIA RTX 6000 Ada Generation": "rtx-6000-ada",
                            "NVIDIA RTX A6000": "rtx-a6000", "NVIDIA GeForce RTX 3060": "rtx-3060-12gb",
                            "NVIDIA RTX PRO 6000 Blackwell Workstation Edition": "rtx-pro-6000-blackwell",
                            "NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition": "rtx-pro-6000-blackwell-maxq",
                            "NVIDIA GB10": "gb10", "NVIDIA B200": "b200", "NVIDIA H200": "h200", "NVIDIA L40S": "l40s",
                            "Intel(R) Arc(TM) A770 Graphics": "arc-a770-16gb", "Intel(R) Arc(TM) B580 Graphics": "arc-b580",
                            "NVIDIA GeForce RTX 4090 Laptop GPU": "rtx-4090-laptop", "Quadro RTX 8000": "quadro-rtx-8000",
                            "Apple M3 Pro 5P+6E+14GPU": "m3-pro-14c", "Radeon 8060S Graphics": "strix-halo",
                            "NVIDIA GeForce GTX 1080 Ti": "gtx-1080-ti", "NVIDIA TITAN V": "titan-v",
                            "Apple M2 Max": "m2-max-38c", "NVIDIA GeForce RTX 4060 Ti": "rtx-4060-ti-16gb", "NVIDIA GeForce RTX 3060 8GB": "rtx-3060-8gb",
                            "NVIDIA GeForce RTX 9999 Laptop GPU": None, "llvmpipe": None}.items():
            with self.subTest(typed):
                record = json.loads((SAMPLES / "llama-bench.jsonl").read_text(encoding="utf-8").splitlines()[0])
                row, = rows_of("-", stdin=json.dumps({**record, "gpu_info": typed}))
                self.assertEqual(row["device"], slug or typed)

    def test_names_that_files_have(self):
        for typed, (slug, quant) in {
                "Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf": ("llama-3.1-8b", "Q4_K_M"),
                "bartowski/google_gemma-3-27b-it-GGUF/google_gemma-3-27b-it-IQ4_XS.gguf": ("gemma-3-27b", "IQ4_XS"),
                "Qwen3-30B-A3B-UD-Q4_K_XL.gguf": ("qwen3-30b-a3b", "UD-Q4_K_XL"),
                "gpt-oss-120b-mxfp4-00001-of-00003.gguf": ("gpt-oss-120b", "MXFP4"),
                "mistral-7b-instruct-v0.2.Q5_K_S.gguf": ("mistral-7b-v0.2", "Q5_K_S"),
                "Llama-3.3-70B-Instruct-IQ2_XXS.gguf": ("llama-3.3-70b", "IQ2_XXS"),
                "Mixtral-8x7B-Instruct-v0.1.Q8_0.gguf": ("mixtral-8x7b", "Q8_0"),
                "DeepSeek-R1-Distill-Qwen-32B-Q6_K.gguf": ("deepseek-r1-distill-qwen-32b", "Q6_K"),
                "phi-4-bf16.gguf": ("phi-4", "BF16"), "nothing-like-it-9x9b-Q4_0.gguf": (None, "Q4_0")}.items():
            with self.subTest(typed):
                record = json.loads((SAMPLES / "llama-bench.jsonl").read_text(encoding="utf-8").splitlines()[0])
                for key in ("model_n_params", "model_type"):
                    del record[key]
                row, = rows_of("-", stdin=json.dumps({**record, "model_filename": typed}))
                self.assertEqual((row["model"], row["quant"]), (slug or typed, quant))

    def test_a_name_of_another_size_is_not_taken(self):
        record = json.loads((SAMPLES / "llama-bench.jsonl").read_text(encoding="utf-8").splitlines()[0])
        result = tokroof("import", "-", stdin=json.dumps({**record, "model_n_params": 70e9, "model_type": "x 70B Q4_K - Medium"}))
        row, = table(result.stdout)
        self.assertIn("Qwen3-30B", row["model"])
        self.assertIn("the file says 70 B", result.stderr)


class Broken(Case):
    def both(self, text):
        """Rows and what was said about the rest; never a crash."""
        result = tokroof("import", "-", stdin=text)
        self.assertIn(result.returncode, (0, 2), result.stderr)
        return table(result.stdout), result.stderr

    def test_line_ends_byte_order_marks_and_utf_16_change_nothing(self):
        for path in samples():
            if path.name in NO_ROWS:
                continue
            with self.subTest(path.name), tempfile.TemporaryDirectory() as folder:
                text = path.read_text(encoding="utf-8")
                options = ("--source", "x", *OPTIONS.get(path.name, ()))
                expected = rows_of(path, *options)
                for name, changed in (("crlf", text.replace("\n", "\r\n").encode()), ("bom", b"\xef\xbb\xbf" + text.encode()),
                                      ("utf-16-le", b"\xff\xfe" + text.encode("utf-16-le")),
                                      ("utf-16-be", b"\xfe\xff" + text.encode("utf-16-be"))):
                    other = pathlib.Path(folder) / name
                    other.write_bytes(changed)
                    self.assertEqual(rows_of(other, *options), expected, name)

    def test_what_surrounds_an_output_where_it_was_copied_changes_nothing(self):
        def each(change):
            return lambda text: "\n".join(change(i, line) for i, line in enumerate(text.split("\n"), 1))

        changes = {"quoted": each(lambda i, line: "> " + line), "quoted twice": each(lambda i, line: ">> " + line),
                   "numbered": each(lambda i, line: f"{i:6d}\t{line}"), "colons": each(lambda i, line: f"{i}: {line}"),
                   "grep -n": each(lambda i, line: f"{i}:{line}"), "bars": each(lambda i, line: f"{i:4d} | {line}"),
                   "coloured": each(lambda i, line: f"\x1b[32m{line}\x1b[0m"), "fenced": lambda text: f"```\n{text}\n```\n",
                   "old line ends": lambda text: text.replace("\n", "\r")}
        texts_only = {"indented": each(lambda i, line: "    " + line), "no-break blanks": lambda text: text.replace("  ", "\xa0 "),
                      "logged": each(lambda i, line: f"2026-03-02T18:04:{i % 60:02d}Z {line}"),
                      "double spaced": lambda text: text.replace("\\\n", "").replace("\n", "\n\n")}
        for path in samples():
            if path.name in NO_ROWS:
                continue
            text = path.read_text(encoding="utf-8")
            options = ("--source", "x", *OPTIONS.get(path.name, ()))
            expected = rows_of(path, *options)
            for name, change in {**changes, **(texts_only if path.suffix in (".txt", ".md") else {})}.items():
                with self.subTest(f"{path.name} {name}"):
                    self.assertEqual(rows_of("-", *options, stdin=change(text)), expected)

    def test_rows_that_a_terminal_or_a_mail_program_broke_are_put_together(self):
        def by_force(text, width):
            return "\n".join(line[i:i + width] for line in text.split("\n") for i in range(0, max(len(line), 1), width))

        def between_words(text, width):
            return "\n".join("\n".join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False))
                             for line in text.split("\n"))

        for name in ("llama-bench.md", "llama-bench-ik.md", "llama-bench-devices.md", "batched-bench.txt"):
            text = (SAMPLES / name).read_text(encoding="utf-8")
            expected = rows_of("-", stdin=text)
            for width in (80, 100, 120):
                for wrap in (by_force, between_words):
                    rows = rows_of("-", stdin=wrap(text, width))
                    for column in ("model", "pp_tps", "tg_tps", "depth", "concurrency", "backend"):
                        self.assertEqual([row[column] for row in rows], [row[column] for row in expected],
                                         f"{name} {column} {wrap.__name__} {width}")

    def test_numbers_of_other_countries(self):
        text = (SAMPLES / "llama-bench.md").read_text(encoding="utf-8")
        expected = rows_of("-", stdin=text)
        commas = re.sub(r"(?<![\w.])(\d+)\.(\d+)(?![\w.])", r"\1,\2", text)
        self.assertNotEqual(commas, text)
        self.assertEqual(rows_of("-", stdin=commas), expected)
        self.assertEqual(rows_of("-", stdin=re.sub(r"(\d)(\d{3}\.\d\d) ", r"\1,\2 ", text)), expected)

    def test_a_sign_in_a_wrong_encoding_changes_nothing(self):
        text = (SAMPLES / "llama-bench.md").read_text(encoding="utf-8")
        expected = rows_of("-", stdin=text)
        for sign in ("+-", "+/-", "\u00c2\u00b1", "\u252c\u2592", "\u5364", "\ufffd"):
            self.assertEqual(rows_of("-", stdin=text.replace("\u00b1", sign)), expected, sign)

    def test_cut_off_anywhere_it_gives_what_came_before(self):
        for path in samples():
            text = path.read_text(encoding="utf-8")
            whole = len(rows_of(path, *OPTIONS.get(path.name, ()))) if path.name not in NO_ROWS else 0
            for part in (0.1, 0.35, 0.6, 0.9, 0.99):
                with self.subTest(f"{path.name} {part}"):
                    rows, said = self.both(text[:int(len(text) * part)])
                    self.assertLessEqual(len(rows), whole + 1)
                    self.assertTrue(rows or said)

    def test_unknown_keys_are_ignored_and_missing_ones_stay_unknown(self):
        for path in samples():
            if path.suffix not in (".json", ".jsonl") or path.name in NO_ROWS or path.name == "llama-bench.json":
                continue
            records = [json.loads(line.replace("NaN", "null")) for line in path.read_text(encoding="utf-8").splitlines()] \
                if path.name != "vllm-latency.json" else [json.loads(path.read_text(encoding="utf-8"))]
            options = ("--source", "x", *OPTIONS.get(path.name, ()))
            expected = rows_of(path, *options)
            more = "\n".join(json.dumps({**r, "zz_new": {"deep": [1, {"x": None}]}, "zz_text": "a\tb"}) for r in records)
            with self.subTest(path.name):
                self.assertEqual(rows_of("-", *options, stdin=more), expected)
            keys = sorted({key for r in records for key in r})
            with self.subTest(f"{path.name}: each key missing once"):
                rows, _ = self.both("\n".join(json.dumps({k: v for k, v in r.items() if k != key})
                                              for key in keys for r in records))
                self.assertLessEqual(len(rows), 2 * len(keys) * len(records))

    def test_wrong_values_are_said_and_never_become_figures(self):
        record = json.loads((SAMPLES / "llama-bench.jsonl").read_text(encoding="utf-8").splitlines()[1])
        for wrong in (None, [], {}, "", "NaN", -5, 1e300, True, "x" * 3000, "\u0000\u001b[31m"):
            with self.subTest(str(wrong)[:20]):
                rows, _ = self.both("\n".join(json.dumps({**record, key: wrong}) for key in record))
                self.assertGreater(len(rows), len(record) - 8)
                for row in rows:
                    for column in ("tg_tps", "pp_tps"):
                        self.assertTrue(row[column] == "" or 0 < float(row[column]) <= 1e9)
                    self.assertFalse(re.search(r"nan|inf", row["tg_tps"] + row["n_gen"] + row["depth"]))

    def test_numbers_that_are_none_are_left_out(self):
        line = (SAMPLES / "llama-bench.jsonl").read_text(encoding="utf-8").splitlines()[1]
        for spelling in ("NaN", "-nan", "Infinity", "-Infinity", "inf", "nan(ind)"):
            rows, said = self.both(line.replace('"stddev_ts": 0.4', f'"stddev_ts": {spelling}'))
            self.assertEqual([row["tg_std"] for row in rows], [""], spelling + said)
            rows, said = self.both(line.replace('"avg_ts": 200.1', f'"avg_ts": {spelling}')
                                   .replace('"avg_ns": 640000000', '"avg_ns": 0'))
            self.assertEqual(rows, [])
            self.assertIn("without a rate", said)

    def test_a_broken_line_costs_only_itself(self):
        lines = (SAMPLES / "llama-bench.jsonl").read_text(encoding="utf-8").splitlines()
        expected = rows_of("-", stdin="\n".join(lines[:1] + lines[2:]))
        for broken in (lines[1][:200], lines[1][:200] + ",", '{"build_commit": "x', "{]", '{"a": tru}', '[1, 2', "{" * 200):
            with self.subTest(broken[-30:]):
                rows, said = self.both("\n".join([lines[0], broken, *lines[2:]]))
                self.assertEqual([r["tg_tps"] for r in rows], [r["tg_tps"] for r in expected])
                if broken.startswith('{"'):
                    self.assertIn("standard input:2", said)

    def test_a_bad_row_of_a_csv_is_said_with_its_line(self):
        lines = (SAMPLES / "llama-bench.csv").read_text(encoding="utf-8").splitlines()
        rows, said = self.both("\n".join([lines[0], lines[1][:40] + '"', lines[2]]))
        self.assertEqual(len(rows), 1)
        self.assertIn("standard input:2: has ", said)

    def test_a_row_that_goes_with_no_header_is_said_with_its_line(self):
        for name, cells in (("koboldcpp.csv", 11), ("ollama-bench.csv", 4), ("aiperf.csv", 9), ("llama-bench.csv", 5)):
            lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
            at = max(i for i, line in enumerate(lines) if line.count(",") >= 4 and ('"' not in line or name == "llama-bench.csv"))
            header = max(lines[k].count(",") for k in range(at)) + 1
            short = ",".join(lines[at].split(",")[:cells])
            with self.subTest(name):
                _, said = self.both("\n".join([*lines[:at], short, *lines[at + 1:]]))
                self.assertIn(f"standard input:{at + 1}: has {cells} cells, the header has {header}", said)

    def test_a_table_whose_last_row_is_cut_off_says_so(self):
        for name in ("batched-bench.txt", "sweep-bench.txt", "llama-bench.md", "llama-benchy.md"):
            lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
            at = max(i for i, line in enumerate(lines) if line.startswith("|"))
            for part in (0.4, 0.7, 0.95):
                cut = lines[at][:int(len(lines[at]) * part)]
                with self.subTest(f"{name} {part}"):
                    rows, said = self.both("\n".join([*lines[:at], cut]))
                    self.assertIn(f"standard input:{at + 1}: ", said)
                    whole = rows_of("-", stdin="\n".join(lines[:at]))
                    self.assertEqual([r["tg_tps"] for r in rows], [r["tg_tps"] for r in whole])

    def test_a_printed_figure_that_is_cut_off_is_said_and_never_read_in_part(self):
        for name, starts in (("exllamav3.txt", "Context "), ("exllamav2.txt", "** Position"), ("sglang-one-batch.txt", "Prefill."),
                             ("koboldcpp.txt", "[20:12:40] CtxLimit"), ("aiperf-console.txt", "\u2502         Output Token \u2502   655")):
            lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
            at = max(i for i, line in enumerate(lines) if line.strip().startswith(starts))
            before = {"sglang-one-batch.txt": ", throughput", "koboldcpp.txt": "Generate:"}.get(name, ".")
            cut = lines[at][:lines[at].rindex(before) + 1]
            with self.subTest(name):
                rows, said = self.both("\n".join([*lines[:at], cut]))
                self.assertIn(f"standard input:{at + 1}: a row that is cut off", said)
                self.assertNotIn("655", [row["tg_tps"] for row in rows])

    def test_one_run_of_koboldcpp_is_one_row(self):
        logged = "CtxLimit:16384/16384, Amt:100/100, Init:0.02s, Process:8.14s (2000.49T/s), Generate:4.02s (24.88T/s)," \
                 " Total:12.16s\n"
        benchmark = ("Benchmark Completed - v1.95 Results:\n======\nFlags: Threads=8\nBackend: koboldcpp_cublas.dll\n"
                     "Layers: 99\nModel: Qwen3-14B-Q4_K_M\nMaxCtx: 16384\nGenAmount: 100\n-----\nProcessingTime: 8.140s\n"
                     "ProcessingSpeed: 2000.49T/s\nGenerationTime: 4.020s\nGenerationSpeed: 24.88T/s\nTotalTime: 12.160s\n")
        rows = rows_of("-", stdin=logged + benchmark)
        self.assertEqual([(r["n_prompt"], r["pp_depth"], r["tg_tps"]) for r in rows], [("16284", "0", "24.88")])
        rows = rows_of("-", stdin=logged)
        self.assertEqual([(r["n_prompt"], r["pp_depth"]) for r in rows], [("16284", "0")], "rounding is no cache")
        rows = rows_of("-", stdin=logged.replace("24.88", "31.00") + benchmark)
        self.assertEqual([r["tg_tps"] for r in rows], ["31", "24.88"], "two runs are two rows")

    def test_a_load_test_of_which_most_requests_failed_says_so(self):
        text = (SAMPLES / "vllm-serve.txt").read_text(encoding="utf-8")
        printed = text.replace("Successful requests:                     200", "Successful requests:                     1") \
            .replace("Failed requests:                         0", "Failed requests:                         499")
        command = "vllm bench serve --model Qwen/Qwen3-32B --num-prompts 500\n" + \
            "\n".join(line for line in printed.splitlines()[4:] if "Failed" not in line)
        record = json.loads((SAMPLES / "vllm-serve.json").read_text(encoding="utf-8").splitlines()[0].replace("NaN", "null"))
        as_json = json.dumps({**record, "num_prompts": 500, "completed": 1, "failed": 499})
        sglang = (SAMPLES / "sglang-serving.txt").read_text(encoding="utf-8").replace(
            "num_prompts=320", "num_prompts=500").replace("Successful requests:                     320",
                                                          "Successful requests:                     1")
        for name, what in (("printed", printed), ("command", command), ("JSON", as_json), ("SGLang", sglang)):
            with self.subTest(name):
                row, = rows_of("-", stdin=what)
                self.assertIn("1 of 500 requests succeeded", row["notes"])
                self.assertEqual(row["quality"], "suspect")
                if name in ("printed", "JSON"):
                    self.assertEqual(row["concurrency"], "1")
        row, = rows_of("-", stdin=json.dumps({**record, "completed": 199, "failed": 1}))
        self.assertIn("199 of 200 requests succeeded", row["notes"])
        self.assertEqual(row["quality"], "ok")

    def test_the_rate_below_the_table_of_an_old_genai_perf_is_read(self):
        text = ("                     LLM Metrics\n"
                "\u250f\u2501\u2501\u2501\u2533\u2501\u2501\u2501\u2513\n"
                "\u2503            Statistic \u2503      avg \u2503      min \u2503\n"
                "\u2502 Request latency (ms) \u2502   812.40 \u2502   790.10 \u2502\n"
                "\u2502     Num output token \u2502   128.00 \u2502   120.00 \u2502\n"
                "\u2502      Num input token \u2502   512.00 \u2502   510.00 \u2502\n"
                "\u2514\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2518\n"
                "Output token throughput (per sec): 1575.60\nRequest throughput (per sec): 12.31\n")
        row, = rows_of("-", stdin=text)
        self.assertEqual((row["tg_tps"], row["rate"], row["concurrency"], row["n_gen"]),
                         ("1575.6", "aggregate", "10", "128"))

    def test_threads_of_a_log_are_read(self):
        text = (SAMPLES / "llama-cli.txt").read_text(encoding="utf-8")
        for line in ("system_info: n_threads = 56 / 112 | AVX = 1", "system_info: n_threads = 56 (n_threads_batch = 56) / 112 | x"):
            self.assertEqual([r["threads"] for r in rows_of("-", stdin=line + "\n" + text)], ["56"])

    def test_several_formats_and_noise_in_one_file(self):
        text = "".join("$ some command\n[2026-01-01 10:00:00] started {work}\n" + path.read_text(encoding="utf-8") + "\n\n"
                       for path in samples() if path.suffix != ".csv" and path.name not in NO_ROWS | set(OPTIONS))
        alone = sum(len(rows_of(path)) for path in samples() if path.suffix != ".csv"
                    and path.name not in NO_ROWS | set(OPTIONS))
        rows, _ = self.both(text)
        self.assertEqual(len(rows), alone)

    def test_nothing_to_read_is_an_error(self):
        for text in ("", "\n", "hello\n", "{}", "[]", "[1,2,3]", '{"a": 1}', "| a | b |\n", "\x00\x01\x02" * 100):
            with self.subTest(repr(text[:20])):
                self.assertEqual(tokroof("import", "-", stdin=text).returncode, 2)
        self.error_of("import", "/nowhere.json", where="/nowhere.json", status=2, kind="bad-file")

    def test_nothing_is_left_behind_where_nothing_was_read(self):
        with tempfile.TemporaryDirectory() as folder:
            output = pathlib.Path(folder) / "runs.tsv"
            self.assertEqual(tokroof("import", "-", "-o", output, stdin="hello").returncode, 2)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])

    def test_what_can_be_read_of_several_files_is(self):
        result = tokroof("import", SAMPLES / "vllm-throughput.json", SAMPLES / "llama-bench.json", "/nowhere.json")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(len(table(result.stdout)), 1)
        self.assertIn("/nowhere.json: cannot be opened", result.stderr)
        self.assertIn("counts prompt and output tokens together", result.stderr)


class OtherVerbs(Case):
    def test_verbs_that_take_runs_take_these_files(self):
        for name in ("llama-bench.json", "llama-bench.md", "ollama-api.json", "localscore.json"):
            with self.subTest(name):
                rows = rows_of(SAMPLES / name)
                document = self.json_of("check", SAMPLES / name)
                self.assertEqual([round(r["measured_tps"] or 0, 6) for r in document["rows"]],
                                 [round(float(r["tg_tps"] or 0), 6) for r in rows])
                self.assertEqual(self.json_of("evaluate", SAMPLES / name)["runs"], len(rows))

    def test_check_reads_standard_input(self):
        text = (SAMPLES / "llama-bench.json").read_text(encoding="utf-8")
        self.assertEqual(len(self.json_of("check", "-", stdin=text)["rows"]), 1)

    def test_calibrate_takes_the_output_of_llama_bench(self):
        record = json.loads((SAMPLES / "llama-bench.jsonl").read_text(encoding="utf-8").splitlines()[1])
        with tempfile.TemporaryDirectory() as folder:
            runs = pathlib.Path(folder) / "llama-bench.json"
            runs.write_text(json.dumps([record], indent=2), encoding="utf-8")
            mine = pathlib.Path(folder) / "mine.json"
            report = self.json_of("calibrate", "--runs", runs, "--device", "rtx-4090", "-o", mine)
            self.assertEqual((report["runs"], report["not_used"]), (1, []))
            self.assertTrue(mine.exists())

    def test_calibrate_takes_runs_that_do_not_say_their_device_for_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            mine = pathlib.Path(folder) / "mine.json"
            report = self.json_of("calibrate", "--runs", SAMPLES / "llama-server.json", "--device", "rtx-4090", "-o",
                                  mine)
            self.assertEqual(report["runs"], 2)  # one states its file; of the other it is the usual one
            self.assertEqual(report["device_assumed"], ["llama-server:1", "llama-server:3"])

    def test_an_option_tells_which_of_several_models_a_name_means(self):
        bench = ("| model | size | params | backend | ngl | test | t/s |\n| --- | --- | --- | --- | --- | --- | --- |\n"
                 "| llama 8B Q4_K - Medium | 4.58 GiB | 8.03 B | CUDA | 99 | tg128 | 150.10 ± 0.30 |\n\nbuild: 12ab34cd (8778)\n")
        for model in ("llama-3.1-8b", "llama-3-8b"):
            run = self.one_row(bench, "--model", model)
            self.assertEqual(run["model"], model)
        self.assertEqual(self.one_row(bench, "--model", "qwen3-8b")["model"], "llama-3-8b")

    def test_a_counted_build_of_llama_cpp_has_a_month(self):
        bench = ("| model | size | params | backend | ngl | test | t/s |\n| --- | --- | --- | --- | --- | --- | --- |\n"
                 "| llama 8B Q4_K - Medium | 4.58 GiB | 8.03 B | CUDA | 99 | tg128 | 150.10 ± 0.30 |\n\nbuild: 12ab34cd ({})\n")
        self.assertEqual(self.one_row(bench.format(8778))["engine_date"], "2026-04")
        self.assertRegex(self.one_row(bench.format(4567))["engine_date"], r"^202[45]-\d\d$")
        self.assertEqual(self.one_row(bench.format(17))["engine_date"], "")

    def test_a_text_that_is_read_in_chunks_is_many_prompts(self):
        run = self.one_row("perplexity: calculating perplexity over 564 chunks, n_ctx=512, batch_size=2048, n_seq=4\n"
                           "llama_perf_context_print: prompt eval time =   41045.32 ms / 288768 tokens (    0.14 ms per token)\n"
                           "llama_perf_context_print:        eval time =       0.00 ms /     1 runs   (    0.00 ms per token)\n")
        self.assertEqual((run["n_prompt"], run["n_gen"], run["tg_tps"]), ("512", "", ""))
        self.assertAlmostEqual(float(run["pp_tps"]), 288768 / 41.04532, delta=1)

    def test_what_lm_studio_says_below_its_answers(self):
        text = "45.3 tok/sec • 512 tokens • 0.21s to first token\nStop reason: EOS Token Found\n44.1 tok/sec • 60 tokens • 0.25s to first token\n"
        runs = list(csv.DictReader(io.StringIO(tokroof("import", "-", stdin=text).stdout), delimiter="\t"))
        self.assertEqual([(run["engine"], run["tg_tps"], run["n_gen"]) for run in runs],
                         [("lm-studio", "45.3", "512"), ("lm-studio", "44.1", "60")])

    def one_row(self, text, *options):
        result = tokroof("import", "-", *options, stdin=text)
        self.assertEqual(result.returncode, 0, result.stderr)
        (run,) = csv.DictReader(io.StringIO(result.stdout), delimiter="\t")
        return run


if __name__ == "__main__":
    unittest.main()
