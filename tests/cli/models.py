"""tokroof models: which models run on a machine, each once, with the largest file type that keeps what was asked."""
import collections
import csv
import io
import json
import os
import pathlib
import random
import tempfile
import unittest

from _tokroof import ROOT, Case, tokroof

SEED = int(os.environ.get("TOKROOF_LAWS_SEED", random.SystemRandom().randrange(2**32)))
DICE = random.Random(SEED)
MACHINES = (("--device", "rtx-3090"), ("--device", "rtx-4060"), ("--device", "m4-max-40c"),
            ("--device", "strix-halo"), ("--device", "rtx-3090", "--n-devices", "2"), ("--device", "ryzen-9-7950x"),
            ("--device", "rtx-5090+rtx-4090"), ("--device", "h100-sxm", "--engine", "vllm"),
            ("--device", "rtx-4060", "--host", "ryzen-9-7950x", "--host-memory-gib", "64"),
            ("--device", "m4-max-40c", "--engine", "mlx"), ("--device", "rtx-4090", "--kv-type", "q8_0"))
CATALOG = json.loads((ROOT / "datasets" / "models.json").read_text("utf-8"))["models"]
ENTRIES = {entry["slug"]: entry for entry in CATALOG}
TYPES = ("Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0")


def placed(options):
    """An engine's options for a placement, as predict takes them."""
    words = options.split()
    names = {"-ngl": "--n-gpu-layers", "--n-cpu-moe": "--n-cpu-moe", "-ts": "--tensor-split"}
    pairs = dict(zip(words[::2], words[1::2]))
    if pairs.get("-ngl") == "99":  # all layers
        del pairs["-ngl"]
    return [word for name, value in pairs.items() for word in (names[name], value)]


def setUpModule():
    print(f"seed {SEED}: TOKROOF_LAWS_SEED={SEED} repeats it")


class Models(Case):
    def test_the_document_accounts_for_every_entry_of_the_catalog_once(self):
        document = self.json_of("models", *DICE.choice(MACHINES))
        names = [name for row in document["models"] + document["excluded"]
                 for name in (row["model"], *row["same_shape"])]
        self.assertEqual([name for name, count in collections.Counter(names).items() if count > 1], [])
        self.assertEqual(set(names), set(ENTRIES))

    def test_rows_carry_the_facts_of_the_catalog(self):
        document = self.json_of("models", "--device", "rtx-3090")
        for row in document["models"]:
            entry = ENTRIES[row["model"]]
            self.assertEqual((row["family"], row["released"]), (entry["family"], entry.get("released")))
            self.assertNotIn(entry.get("variant"), ("repack", "pruned", "synthetic"), row["model"])
        self.assertEqual(set(document["machine"]),
                         {"device", "n_devices", "split", "link", "host", "engine", "backend"})
        self.assertEqual((document["min_tps"], document["context"], document["n_depth"]), (10, 8192, 8064))
        taken = {"min_tps": 10, "context": 8192, "n_depth": 8064, "n_gen": 128, "max_age_months": 24}
        self.assertEqual({name: document["assumed"][name] for name in taken}, taken)

    def test_every_row_answers_as_predict_does(self):
        machine = DICE.choice(MACHINES)
        depth = DICE.choice(((), ("--n-depth", "0"), ("--context", "4096"), ("--n-depth", "1024", "--n-gen", "64")))
        document = self.json_of("models", *machine, *depth)
        length = ("--n-depth", f"{document['n_depth']:.0f}")
        given = tuple(word for word in depth if depth[0] == "--n-depth")
        for row in DICE.sample(document["models"], min(6, len(document["models"]))):
            with self.subTest(machine=machine, model=row["model"]):
                alone = self.json_of("predict", *machine, "--model", row["model"], "--quant", row["quant"],
                                     *(given or length), *placed(row["options"]))
                for key in ("tps", "low_tps", "high_tps"):
                    self.assertAlmostEqual(row[key], alone["decode"][key], places=9)
                self.assertAlmostEqual(row["ttft_s"], alone["prefill"]["ttft_s"], places=9)
                self.assertEqual(row["placement"], alone["scenario"]["placement"])

    def test_a_context_counts_in_1024_tokens_and_a_rate_does_not(self):
        short = self.json_of("models", "--device", "rtx-3090", "--context", "32k")
        self.assertEqual(short, self.json_of("models", "--device", "rtx-3090", "--context", "32768"))
        self.assertEqual(tokroof("models", "--device", "rtx-3090", "--min-tps", "1k").returncode, 2)

    def test_a_higher_rate_never_adds_a_row(self):
        machine = DICE.choice(MACHINES)
        low = DICE.uniform(1, 40)
        high = low * DICE.uniform(1, 8)
        with self.subTest(machine=machine, low=low, high=high):
            slow, fast = (self.json_of("models", *machine, "--min-tps", f"{tps:.3f}") for tps in (low, high))
            self.assertLessEqual({row["model"] for row in fast["models"]}, {row["model"] for row in slow["models"]})
            self.assertTrue(all(row["tps"] >= float(f"{high:.3f}") for row in fast["models"]))

    def test_more_memory_never_takes_a_model_or_a_better_file_type_away(self):
        smaller = DICE.uniform(4, 40)
        larger = smaller * DICE.uniform(1, 3)
        device = {"slug": "own-card", "name": "own", "vendor": "nvidia", "kind": "gpu", "arch": "Ada",
                  "generation": "Ada", "bandwidth_gb_per_s": DICE.uniform(100, 1500),
                  "fp16_tflops": 80, "fp32_tflops": 40, "tdp_w": 250,
                  "pcie_generation": 4, "pcie_lanes": 16, "source": "made up"}
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            for memory in (smaller, larger):
                file = pathlib.Path(folder) / f"{memory}.json"
                file.write_text(json.dumps({"devices": [dict(device, memory_gib=memory)]}), "utf-8")
                document = self.json_of("models", "--hardware", file, "--device", "own-card")
                rows.append({row["model"]: row for row in document["models"]})
        for name, row in rows[0].items():
            with self.subTest(name, smaller=smaller, larger=larger):
                self.assertIn(name, rows[1])
                if row["quant"] in TYPES:
                    self.assertGreaterEqual(TYPES.index(rows[1][name]["quant"]), TYPES.index(row["quant"]))

    def test_filters_and_orders(self):
        document = self.json_of("models", "--device", "strix-halo", "--family", "qwen", "--moe", "--by", "tps",
                                "--max-age", "any", "--min-tps", "20")
        self.assertTrue(document["models"])
        rates = [row["tps"] for row in document["models"]]
        self.assertEqual(rates, sorted(rates, reverse=True))
        self.assertGreaterEqual(min(rates), 20)
        for row in document["models"]:
            self.assertTrue(row["model"].startswith("qwen"))
            self.assertLess(row["active_parameters"], row["parameters"])
        codes = {e["code"] for e in document["excluded"]}
        self.assertIn("other-kind", codes)
        self.assertIsNone(document["released_since"])
        newest = max(entry.get("released", "") for entry in ENTRIES.values())
        month = self.json_of("models", "--device", "h100-sxm", "--max-age", "0", "--min-tps", "1")
        self.assertEqual(month["released_since"], newest)
        self.assertEqual({row["released"] for row in month["models"]} - {newest}, set())

    def test_a_machine_on_which_nothing_runs_still_answers(self):
        document = self.json_of("models", "--device", "rtx-3090", "--min-tps", "1000000")
        self.assertEqual(document["models"], [])
        self.assertIsNotNone(document["next_size"])
        self.assertIn("\n0 models with at least", self.text_of("models", "--device", "rtx-3090", "--min-tps", "1e6"))

    def test_the_table_fits_a_terminal_and_names_the_next_size(self):
        for machine in MACHINES:
            with self.subTest(machine):
                lines = self.text_of("models", *machine).splitlines()
                self.assertLessEqual(max(map(len, lines)), 128)
                self.assertRegex(lines[1], r"^\d+ models with at least 10 tok/s at 8192 tokens of context")
                self.assertRegex(lines[3], r"^model +type +placement +tok/s +90 % ")
                self.assertTrue(any(line.startswith("Not listed (--excluded names them): ") for line in lines))
        self.assertRegex(self.text_of("models", "--device", "rtx-3090"),
                         r"One size up: \S+ \(\S+\) needs [\d.]+ GB, [\d.]+ GB are there")
        read, *named = self.text_of("models", "--device", "2x3090").splitlines()
        self.assertEqual(read, "read: '3090' is taken as rtx-3090")
        self.assertEqual(named[1:], self.text_of("models", "--device", "rtx-3090", "--n-devices", "2").splitlines()[1:])

    def test_top_csv_and_markdown(self):
        whole = self.json_of("models", "--device", "rtx-3090")["models"]
        rows = list(csv.DictReader(io.StringIO(self.text_of("models", "--device", "rtx-3090", "--csv"))))
        self.assertEqual([row["model"] for row in rows], [row["model"] for row in whole])
        self.assertAlmostEqual(float(rows[0]["tps"]), whole[0]["tps"], places=9)
        three = self.text_of("models", "--device", "rtx-3090", "--top", "3")
        self.assertIn(f"{len(whole) - 3} more", three)
        self.assertNotIn(whole[3]["model"] + " ", three)
        self.assertEqual(self.text_of("models", "--device", "rtx-3090", "--md").count("\n| "), 22)  # header, rule, rows
        self.assertIn("does not fit at Q3_K_M: ", self.text_of("models", "--device", "rtx-3090", "--excluded"))

    def test_what_was_never_released_runs_nothing_and_list_says_why(self):
        error = self.error_of("models", "--device", "m4-ultra", where="--device", status=3, kind="cannot-model")
        self.assertEqual(error["message"], "m4-ultra was never released")
        for line in tokroof("list", "devices").stdout.splitlines():
            self.assertEqual(" never " in line, line.startswith("m4-ultra"), line)

    def test_wrong_questions_are_errors(self):
        self.error_of("models", "--device", "rtx-3x9x", where="--device", status=2, kind="unknown-name")
        for option, name in (("--family", "qwne"), ("--quant", "Q9_Z")):
            self.error_of("models", "--device", "rtx-3090", option, name, where=option, status=2, kind="unknown-name")
        for words in (("--by", "price"), ("--min-tps", "-1"), ("--context", "many"), ("--max-age", "old"),
                      ("--dense", "--moe"), ("--model", "qwen3-8b")):
            with self.subTest(words):
                error = self.json_of("models", "--device", "rtx-3090", *words, status=2)["error"]
                self.assertEqual(error["kind"], "usage")


class NothingRuns(Case):
    def test_where_no_model_is_so_fast_the_nearest_is_named_and_is_no_next_size(self):
        text = self.text_of("models", "--device", "rtx-4090", "--min-tps", "1e9")
        self.assertIn("The nearest: ", text)
        self.assertNotIn("One size up", text)


if __name__ == "__main__":
    unittest.main()
