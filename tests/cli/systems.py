"""The fourteen groups of systems that the guides describe: each has predicted cases whose range is that of measured runs
(tests/systems.tsv), and every name of a device and of a model in the claims resolves."""
import csv
import json
import shlex
import tempfile
import unittest
from pathlib import Path

from _tokroof import ROOT, Case, tokroof

GROUPS = range(1, 15)


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


CASES = table(ROOT / "tests" / "systems.tsv")


def measured(case):
    """The runs that a case names, as rows."""
    wanted = [condition.split("=", 1) for condition in case["where"].split(";")]
    return [row for row in table(ROOT / "datasets" / "runs" / f"{case['table']}.tsv")
            if all(row[key] == value for key, value in wanted)]


def figures(case, runs):
    """What the runs say of the case's figure: rates as published, energy from the cap and the rate."""
    if case["figure"] == "prefill":
        return [float(run["pp_tps"]) for run in runs if run["pp_tps"]]
    rates = [float(run["tg_tps"]) for run in runs if run["tg_tps"]]
    if case["figure"] in ("joules", "usd"):
        joules = [float(run["power_w"]) * float(run["n_devices"]) / rate for run, rate in zip(runs, rates, strict=True)]
        return joules if case["figure"] == "joules" else [j / 3.6e6 * 0.2 * 1e6 for j in joules]
    return rates


def predicted(case, document):
    return {"decode": document["decode"]["tps"], "aggregate": document["decode"]["aggregate_tps"],
            "ceiling": document["decode"]["ceiling_tps"], "joules": document["energy"]["joules_per_token"],
            "usd": document["energy"]["usd_per_million_tokens"],
            "prefill": (document["prefill"] or {}).get("tps")}[case["figure"]]


class Groups(Case):
    def test_every_group_has_a_case(self):
        self.assertEqual({int(case["group"]) for case in CASES}, set(GROUPS))

    def test_a_prediction_is_in_the_range_of_its_runs(self):
        for case in CASES:
            with self.subTest(group=case["group"], system=case["system"]):
                values = figures(case, measured(case))
                self.assertTrue(values, "no such run")
                document = self.json_of("predict", *shlex.split(case["arguments"]))
                value, within = predicted(case, document), float(case["within"])
                if case["figure"] == "ceiling":
                    self.assertGreater(value, max(values))
                    self.assertLess(value, within * max(values))
                elif case["figure"] in ("joules", "usd"):  # what was drawn is known by its cap alone
                    self.assertLess(value, within * max(values))
                    self.assertGreater(value, min(values) / 4)
                else:
                    self.assertLess(value, within * max(values))
                    self.assertGreater(value, min(values) / within)


class Names(Case):
    """Every device and model that a claim names."""

    CLAIMS = table(ROOT / "datasets" / "claims" / "claims.tsv")
    GENERAL = {"system", "cloud-gpu"}  # a class of machines, not one

    def listed(self, kind):
        return {row["slug"] for row in json.loads(tokroof("list", kind, "--json").stdout)[kind]}

    def test_every_device(self):
        devices = {row["device"] for row in self.CLAIMS if row["device"]} - self.GENERAL
        self.assertGreater(len(devices), 50)
        known = self.listed("devices")
        for device in sorted(devices):
            with self.subTest(device):
                self.assertIn(device, known)

    def test_every_model(self):
        models = {row["model"] for row in self.CLAIMS if row["model"]}
        self.assertGreater(len(models), 40)
        aliases = json.loads((ROOT / "datasets" / "aliases.json").read_text(encoding="utf-8"))["aliases"]
        never_published = {row["alias"] for row in aliases if row.get("note", "").startswith("no such model")}
        for model in sorted(models & never_published):
            with self.subTest(model):
                self.error_of("capacity", "--device", "m3-ultra-80c", "--model", model, where="--model", status=2,
                              kind="unknown-name")
        for model in sorted(models - never_published):
            with self.subTest(model):
                result = tokroof("capacity", "--device", "m3-ultra-80c", "--model", model, "--quant", "Q4_K_M")
                self.assertEqual(result.returncode, 0, result.stderr)


class Machines(Case):
    def scenario(self, *arguments):
        document = self.json_of("predict", *arguments)
        return document["scenario"], document["assumed"], document

    def test_a_number_of_machines_is_that_many_times_their_cards(self):
        for typed, count in (("2x dgx-a100", 16), ("dgx-a100", 8), ("2x tinybox green v2", 8)):
            with self.subTest(typed):
                answer = self.json_of("predict", "--device", typed, "--model", "llama-3.3-70b", "--engine", "vllm",
                                      "--link", "ib-ndr")
                self.assertEqual(answer["scenario"]["n_devices"], count)
        self.error_of("predict", "--device", "2x dgx-a100", "--n-devices", "3", "--model", "llama-3.3-70b",
                      where="--n-devices", status=2, kind="usage")

    def test_a_server_expands_to_its_parts(self):
        for name, device, count, link in (("dgx-h100", "h100-sxm", 8, "nvlink4-nvswitch"),
                                          ("dgx-a100", "a100-sxm-80gb", 8, "nvlink3-nvswitch"),
                                          ("dgx-b200", "b200", 8, "nvlink5-nvswitch"),
                                          ("gb200-nvl72", "gb200", 72, "nvlink5-nvl72"),
                                          ("tinybox-red-v2", "rx-9070-xt", 4, "pcie4x16-p2p"),
                                          ("tinybox-green-v2", "rtx-pro-6000-blackwell", 4, "pcie5x16-p2p"),
                                          ("tinybox-pro-v2", "rtx-5090", 8, "pcie5x16-host")):
            with self.subTest(name):
                scenario, assumed, _ = self.scenario("--device", name, "--model", "llama-3.3-70b", "--engine", "vllm",
                                                     "--quant", "AWQ" if "red" in name else "FP8",
                                                     "-sm", "pipeline" if count == 72 else "tensor")  # 64 heads
                self.assertEqual((scenario["device"], scenario["n_devices"], scenario["link"]), (device, count, link))
                self.assertEqual(assumed["link"], link)
                self.assertEqual(assumed["device"], f"{count} x {device}")
        for name in ("gmktec-evo-x2", "framework-desktop-395"):
            self.assertEqual(self.scenario("--device", name, "--model", "qwen3-8b")[0]["device"], "strix-halo")

    def test_a_better_link_is_never_slower(self):
        def rate(link, *more):
            return self.json_of("predict", "--device", "rtx-3090", "--n-devices", "2", "--model", "llama-3.3-70b",
                                "--quant", "Q4_K_M", "--link", link, *more)["decode"]["tps"]

        for more in (("-sm", "tensor", "--engine", "vllm", "--quant", "AWQ"), ("-sm", "row"), ("-sm", "layer")):
            rates = [rate(link, *more[:2], *more[2:4]) for link in ("pcie3x1", "pcie3x4", "pcie4x4", "pcie3x16", "pcie4x16")]
            self.assertEqual(rates, sorted(rates), more)
        rates = [rate(link, "-sm", "tensor") for link in ("pcie3x4", "pcie3x16", "pcie4x16", "nvlink")]
        self.assertEqual(rates, sorted(rates))
        self.assertGreater(rates[1], 1.02 * rates[0])

    def test_the_slowest_of_the_links_counts(self):
        base = ("predict", "--device", "rtx-3090", "--n-devices", "2", "-sm", "tensor", "--model", "qwen3-32b",
                "--quant", "Q4_K_M", "--link")
        self.assertEqual(self.json_of(*base, "pcie4x16,pcie3x4")["decode"]["tps"],
                         self.json_of(*base, "pcie3x4")["decode"]["tps"])
        self.error_of(*base, "pcie4x16,pcie3x4,pcie3x4", where="--link", status=2, kind="usage")

    def test_links_that_cannot_be(self):
        for device, count, link, word in (("rtx-4090", 2, "nvlink", "no NVLink"), ("rtx-5090", 2, "nvlink", "no NVLink"),
                                          ("rtx-6000-ada", 2, "nvlink", "no NVLink"),
                                          ("v100-pcie-16gb", 2, "nvlink", "no NVLink"),
                                          ("mi300x", 2, "nvlink", "carries xgmi"),
                                          ("rtx-3090", 4, "nvlink", "joins 2 rtx-3090 at most"),
                                          ("a100-pcie-80gb", 4, "nvlink3-bridge-a100", "joins 2 a100-pcie-80gb at most"),
                                          ("rtx-4090", 2, "pcie5x16", "PCIe 4")):
            with self.subTest(device=device, link=link):
                error = self.error_of("predict", "--device", device, "--n-devices", count, "--link", link, "--model",
                                      "llama-3.1-8b", "--quant", "Q4_K_M", where="--link", status=2, kind="impossible-link")
                self.assertIn(word, error["message"])
                self.assertTrue(error["suggestions"])

    def test_unequal_cards_take_their_shares(self):
        base = ("predict", "--device", "rtx-5090+rtx-4090", "--model", "qwen3-32b", "--quant", "Q4_K_M", "-sm")
        usual = self.json_of(*base, "layer")
        self.assertAlmostEqual(sum(card["share"] for card in usual["cards"]), 1)
        self.assertAlmostEqual(usual["cards"][0]["share"], 32 / 56)
        self.assertAlmostEqual(sum(card["seconds_s"] for card in usual["cards"]), usual["step"]["seconds_s"], 9)
        stated = self.json_of(*base, "layer", "--tensor-split", "3,1")
        self.assertEqual([card["share"] for card in stated["cards"]], [0.75, 0.25])
        self.assertEqual(stated["decode"], self.json_of(*base, "layer", "-ts", "3/1")["decode"])
        self.assertGreater(stated["decode"]["tps"], usual["decode"]["tps"], "the faster card does more")
        even, shifted = (self.json_of(*base, "row", "-ts", shares)["decode"]["tps"] for shares in ("1,1", "1,3"))
        self.assertGreater(even, shifted, "three quarters on the slower card")
        self.error_of(*base, "layer", "-ts", "1,2,3", where="--tensor-split", status=2, kind="usage")
        self.error_of(*base, "layer", "-ts", "none", where="--tensor-split", status=2, kind="usage")

    def test_a_card_that_is_too_small_is_named(self):
        document = self.json_of("predict", "--device", "rtx-5090+rtx-4090", "-ts", "1,9", "--model", "llama-3.1-8b",
                                "--quant", "F16", "-d", "98304", status=3, valid="error")
        self.assertIn("rtx-4090 gets", document["error"]["message"])
        self.assertEqual([d["fits"] for d in document["memory"]["devices"]], [True, False])

    def test_splitting_layers_is_no_faster_than_the_faster_card(self):
        alone = [self.json_of("predict", "--device", device, "--model", "llama-3.1-8b", "--quant", "Q8_0")["decode"]["tps"]
                 for device in ("rtx-4090", "rtx-3090")]
        both = self.json_of("predict", "--device", "rtx-4090+rtx-3090", "-sm", "layer", "--model", "llama-3.1-8b",
                            "--quant", "Q8_0")["decode"]["tps"]
        self.assertLess(both, max(alone))


class Offload(Case):
    BASE = ("predict", "--device", "rtx-4090", "--model", "qwen3-30b-a3b", "--quant", "Q4_K_M")

    def test_patterns_move_what_they_name(self):
        named = self.json_of(*self.BASE, "--host", "ryzen-9-7950x", "-ot", r"ffn_.*_exps=CPU")
        counted = self.json_of(*self.BASE, "--host", "ryzen-9-7950x", "--n-cpu-moe", "48")
        self.assertAlmostEqual(named["decode"]["tps"] / counted["decode"]["tps"], 1, 6)
        self.assertAlmostEqual(named["memory"]["by"]["weights"] / counted["memory"]["by"]["weights"], 1, 6)
        half = self.json_of(*self.BASE, "--host", "ryzen-9-7950x", "-ot", r"blk\.([0-9]|1[0-9]|2[0-3])\.ffn_.*_exps=CPU")
        same = self.json_of(*self.BASE, "--host", "ryzen-9-7950x", "--n-cpu-moe", "24")
        self.assertAlmostEqual(half["memory"]["by"]["weights"] / same["memory"]["by"]["weights"], 1, 2)
        self.assertGreater(half["decode"]["tps"], named["decode"]["tps"])
        kept = self.json_of(*self.BASE, "--host", "ryzen-9-7950x", "-ot", "ffn_.*_exps=CUDA0,ffn_.*_exps=CPU")
        self.assertEqual(kept["scenario"]["placement"], "gpu", "the first pattern that matches decides")

    def test_dense_tensors_move_too(self):
        base = ("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--host", "ryzen-9-7950x")
        down = self.json_of(*base, "-ot", "ffn_down=CPU")
        whole = self.json_of(*base)
        self.assertLess(down["decode"]["tps"], whole["decode"]["tps"])
        self.assertGreater(down["memory"]["host_needed_bytes"], 0.15 * whole["memory"]["by"]["weights"])
        self.assertLess(down["memory"]["host_needed_bytes"], 0.45 * whole["memory"]["by"]["weights"])

    def test_bad_patterns(self):
        for text in ("ffn_down", "=CPU", "ffn_(=CPU"):
            with self.subTest(text):
                self.error_of(*self.BASE, "--host", "ryzen-9-7950x", "-ot", text, where="--override-tensor", status=2, kind="usage")

    def test_a_host_by_its_memory(self):
        def rate(*host):
            return self.json_of("predict", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M",
                                "-ngl", "40", *host)["decode"]["tps"]

        rates = [rate("--host", name) for name in ("ddr4-3200x2", "ddr5-5600x2", "ddr5-5600x4")]
        self.assertEqual(rates, sorted(rates))
        six = rate("--host", "threadripper-pro-9975wx", "--host-channels", "6")
        self.assertLess(six, rate("--host", "threadripper-pro-9975wx"))
        self.assertGreater(rate("--host", "epyc-9355", "-t", "32"), rate("--host", "epyc-9355", "-t", "4"))
        self.error_of("predict", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M", "-ngl", "40",
                      "--host", "threadripper-pro-9975wx", "--host-channels", "12", where="--host-channels", status=2, kind="usage")

    def test_what_the_host_lacks_streams_from_storage(self):
        base = ("predict", "--device", "ryzen-9-7950x", "--model", "llama-3.3-70b", "--quant", "Q4_K_M",
                "--host-memory-gib")
        self.json_of(*base, "32", status=3)
        streamed = self.json_of(*base, "32", "--storage", "samsung-990-pro-2tb")
        stored = streamed["memory"]["stored_bytes"]
        self.assertGreater(stored, 7e9)
        self.assertLess(streamed["decode"]["tps"], 7.45e9 / stored, "not faster than the drive")
        self.assertLess(streamed["decode"]["tps"], self.json_of(*base, "64")["decode"]["tps"])
        self.assertGreater(streamed["load"]["seconds_s"], 42e9 / 7.45e9)
        self.error_of(*base, "32", "--storage", "rtx-4090", where="--storage", status=2, kind="unknown-name")

    def test_what_the_card_lacks_spills_over_its_link(self):
        base = ("predict", "--device", "rtx-4090", "--model", "qwen3-32b", "--quant", "Q6_K", "--link")
        self.json_of(*base, "pcie4x16", status=3)
        rates = [self.json_of(*base, link, "--spill")["decode"]["tps"] for link in ("pcie3x4", "pcie4x16")]
        self.assertLess(rates[0], rates[1])
        self.assertLess(rates[1], 25)

    def test_a_narrow_slot_slows_what_crosses_it(self):
        rates = [self.json_of(*self.BASE, "--host", "ryzen-9-7950x", "--n-cpu-moe", "48", "--link", link)["decode"]["tps"]
                 for link in ("pcie3x1", "pcie3x4", "pcie4x16")]
        self.assertEqual(rates, sorted(rates))
        self.assertLess(rates[0], rates[2])


class OwnHardware(Case):
    """--hardware FILE: devices that the catalog does not have."""

    def file(self, *devices):
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "mine.json"
        path.write_text(json.dumps({"devices": devices}))
        return str(path)

    def rate(self, file, device):
        return self.json_of("predict", "--hardware", file, "--device", device, "--model", "llama-3.1-8b",
                            "--quant", "Q4_K_M")["decode"]

    def test_a_device_of_a_file_is_predicted_with_a_wider_interval_than_the_one_it_is_like(self):
        file = self.file({"slug": "twin", "like": "rtx-4090"},
                         {"slug": "fast", "like": "rtx-4090", "bandwidth_gb_per_s": 1500})
        known, twin, fast = (self.rate(file, device) for device in ("rtx-4090", "twin", "fast"))
        self.assertAlmostEqual(twin["tps"] / known["tps"], 1, delta=0.07)
        self.assertGreater(twin["high_tps"] / twin["low_tps"], known["high_tps"] / known["low_tps"])
        self.assertGreater(fast["tps"], 1.1 * twin["tps"])
        self.assertAlmostEqual(fast["ceiling_tps"] / twin["ceiling_tps"], 1500 / 1008, places=6)

    def test_every_verb_that_takes_a_device_knows_those_of_the_file(self):
        file = self.file({"slug": "twin", "like": "rtx-4090", "memory_gib": 96})
        model = ["--model", "llama-3.1-8b", "--quant", "Q4_K_M"]
        self.json_of("explain", "--hardware", file, "--device", "twin", *model)
        self.json_of("capacity", "--hardware", file, "--device", "twin", *model)
        ranked = self.json_of("rank", "--hardware", file, "--devices", "twin,rtx-4090", *model)
        self.assertEqual({entry["device"] for entry in ranked["rows"]}, {"twin", "rtx-4090"})
        listed = self.json_of("list", "devices", "--hardware", file, "--filter", "twin")
        self.assertIn("twin", json.dumps(listed))
        swept = tokroof("sweep", "--hardware", file, "--device", "twin,rtx-4090", *model)
        self.assertEqual(len(swept.stdout.splitlines()), 2)

    def test_a_wrong_file_is_refused_with_file_line_and_key(self):
        error = self.json_of("predict", "--hardware", self.file({"slug": "x", "like": "rtx-4091"}), "--device", "x",
                             "--model", "llama-3.1-8b", status=2)["error"]
        self.assertRegex(error["where"], r"mine\.json:1:like$")
        self.assertIn("rtx-4090", error["suggestions"])


if __name__ == "__main__":
    unittest.main()
