"""scripts/measure-here: its files are what the program counts, and with a real llama.cpp the whole loop runs."""
import csv
import dataclasses
import json
import math
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

from _tokroof import PROGRAM, ROOT, Case, tokroof

sys.path.insert(0, str(ROOT / "scripts" / "measure"))
import machine  # noqa: E402
import models  # noqa: E402
import runs_table  # noqa: E402
import storage  # noqa: E402

LSCPU = {"Model name": "A processor", "Vendor ID": "AuthenticAMD", "CPU family": "25", "Model": "97",
         "Flags": "avx2 avx512f", "Core(s) per socket": "8", "Socket(s)": "1", "L3 cache": "32 MiB (1 instance)"}
SCRIPT = ROOT / "scripts" / "measure-here"


def steps(n, **seconds):
    return [{"wall_s": 0.02, "ran_s": 0.01, "waited_s": 0.009, **seconds}] * n


def measured(**seconds):
    return {"llama_cpp_release": "b1", "n_gen": 8, "n_prompt": 100, "n_ubatch": 512, "decode": steps(3, **seconds),
            "decode_deep": steps(3, **seconds), "prefill": steps(3, **seconds)}


def rows(**seconds):
    model = models.MODELS[0]
    return runs_table.rows_of(model, models.catalog_entry(model), models.file_bytes(model), measured(**seconds),
                              {"node-llama-cpp": "3"}, "a host")


class Folder(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


class Catalog(Folder):
    def setUp(self):
        super().setUp()
        self.catalog = self.folder / "datasets"
        machine.write_catalog(ROOT / "datasets", self.catalog, machine.device_entry(LSCPU, 30e9, "assumed", 5.0),
                              [models.catalog_entry(m) for m in models.MODELS])

    def predicted(self, model):
        return self.json_of("predict", "--datasets", self.catalog, "--device", machine.SLUG, "-m", model.slug, "--quant",
                            model.file_type, "-t", "1")

    def test_the_program_counts_the_bytes_of_every_file(self):
        for model in models.MODELS:
            with self.subTest(model=model.slug):
                counted = self.predicted(model)["memory"]["by"]["weights"]
                self.assertLess(abs(counted / models.file_bytes(model) - 1), 0.005)

    def test_a_mixture_reads_its_active_experts_only(self):
        for model in models.MODELS:
            share = models.read_bytes(model) / models.file_bytes(model)
            self.assertEqual(share < 0.5, model.experts > 0, model.slug)

    def test_the_machine_is_predicted_with_its_measured_bandwidth(self):
        slow = self.predicted(models.MODELS[0])["decode"]
        machine.write_catalog(ROOT / "datasets", self.catalog, machine.device_entry(LSCPU, 60e9, "assumed", 5.0),
                              [models.catalog_entry(m) for m in models.MODELS])
        self.assertGreater(self.predicted(models.MODELS[0])["decode"]["ceiling_tps"], 1.5 * slow["ceiling_tps"])

    def test_the_program_reads_every_row(self):
        table = self.folder / "runs.tsv"
        runs_table.write_runs(table, rows())
        verdicts = [r["verdict"] for r in self.json_of("check", table, "--datasets", self.catalog)["rows"]]
        self.assertEqual(len(verdicts), 2)
        self.assertNotIn("unknown", verdicts)


class Machine(unittest.TestCase):
    def test_peak_and_vectors_follow_from_what_lscpu_says(self):
        entry = machine.device_entry(LSCPU, 30e9, "assumed", 5.0)
        self.assertEqual((entry["arch"], entry["simd"], entry["cpu_cores"]), ("Zen4", "avx512-1", 8))
        self.assertAlmostEqual(entry["fp32_tflops"], 8 * 5.0 * 32 / 1e3)
        intel = machine.device_entry({**LSCPU, "Vendor ID": "GenuineIntel", "Flags": "avx2"}, 30e9, "assumed", 5.0)
        self.assertEqual((intel["vendor"], intel["simd"], intel.get("arch")), ("intel", "avx2", None))
        self.assertEqual(machine.cache_bytes(LSCPU), 32 << 20)


class Rows(unittest.TestCase):
    def test_processor_time_counts_where_it_is_known(self):
        empty, deep = rows()
        self.assertEqual((empty["tg_tps"], empty["quality"], empty["depth"]), ("100.00", "ok", 0))
        self.assertEqual((deep["pp_tps"], deep["depth"]), ("10000.0", 100))
        self.assertIn("by the wall 50.0 tok/s", empty["notes"])

    def test_wall_time_is_marked(self):
        self.assertEqual({(r["tg_tps"], r["quality"]) for r in rows(ran_s=None, waited_s=None)}, {("50.00", "suspect")})


TINY = models.Model("tiny", "Q4_K_M", "qwen3moe", 2, 256, 4, 2, 256, experts=4, experts_active=2)


class Files(Folder):
    def test_the_program_reads_the_header_and_counts_the_tensors(self):
        path = self.folder / "model.gguf"
        for model in (TINY, dataclasses.replace(TINY, architecture="llama", experts=0, experts_active=0, tied=True)):
            models.write_model(model, path)
            out = self.json_of("predict", "--device", "ryzen-9-7950x", "-m", path)
            self.assertEqual(out["scenario"]["quant"], "Q4_K_M")
            self.assertLess(abs(out["memory"]["by"]["weights"] / models.file_bytes(model) - 1), 0.001)

    def test_a_file_is_a_gguf_whose_last_tensor_ends_where_it_ends(self):
        path = self.folder / "model.gguf"
        models.write_model(TINY, path)
        data = path.read_bytes()
        magic, version, tensors, _ = struct.unpack_from("<4sIQQ", data)
        self.assertEqual((magic, version, tensors), (b"GGUF", 3, len(models.tensors_of(TINY))))
        at = data.index(b"blk.1.ffn_down_exps.weight") + len("blk.1.ffn_down_exps.weight")
        n_dims, *dims, type_id, offset = struct.unpack_from("<IQQQIQ", data, at)
        self.assertEqual((n_dims, dims), (3, [256, 256, 4]))
        block = {t.type_id: t for t in storage.STORAGE_TYPES.values()}[type_id]
        size = 256 * 256 * 4 // block.block_weights * block.block_bytes
        last = data.rindex(b".weight") + len(".weight") + 4 + 3 * 8 + 4 + 8
        begin = -(-last // 32) * 32
        self.assertEqual(begin + offset + -(-size // 32) * 32, len(data))

    def test_halves_are_finite_and_small(self):
        for value in struct.unpack("<4096e", next(storage.random_weights("F16", 8192))):
            self.assertLess(abs(value), 0.04)


@unittest.skipUnless(shutil.which("node") and shutil.which("npm"), "node and npm are not installed")
class Script(Folder):
    def run_script(self, *arguments, **environment):
        return subprocess.run([str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, check=False,
                              timeout=1800, env={**os.environ, "TOKROOF": str(PROGRAM), **environment})

    def test_wrong_usage_is_said(self):
        for arguments in (("--nonsense", "1"), ("--repeats",), ("--repeats", "0"), ("--n-gen", "x")):
            self.assertEqual(self.run_script(*arguments).returncode, 2, arguments)

    def test_without_the_registry_it_says_so(self):
        result = self.run_script("--folder", self.folder / "new", npm_config_registry="http://127.0.0.1:9/",
                                 npm_config_cache=str(self.folder / "cache"))
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("cannot measure", result.stderr)

    @unittest.skipUnless(os.environ.get("TOKROOF_MEASURE"), "measures this machine: TOKROOF_MEASURE=1, or ./test --all")
    def test_a_real_llama_cpp_is_measured_calibrated_with_and_predicted(self):
        folder = ROOT / "build" / "measure-here"
        result = self.run_script("--folder", folder, "--repeats", 2, "--n-gen", 16, "--n-prompt", 64)
        if result.returncode == 3:
            self.skipTest(result.stderr.strip())
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        with open(folder / "runs.tsv", encoding="utf-8", newline="") as file:
            runs = list(csv.DictReader(file, delimiter="\t"))
        self.assertEqual([sum(r["model"] == m.slug for r in runs) for m in models.MODELS], [2] * len(models.MODELS))
        checked = self.json_of("check", folder / "runs.tsv", "--datasets", folder / "datasets")["rows"]
        self.assertNotIn("unknown", [c["verdict"] for c in checked])
        for run, check in zip(runs, checked):  # the unit is right, and so is the order of magnitude
            self.assertLess(abs(math.log(float(run["tg_tps"]) / check["predicted_tps"])), math.log(4), run["model"])
        self.assertIn("after calibration", result.stdout)
        own = json.loads((folder / "calibrated.json").read_text(encoding="utf-8"))["own"]
        self.assertEqual([r[:2] for r in own["runs"]], [["measure-here", machine.SLUG]])
        use = ("--datasets", folder / "datasets", "--coefficients", folder / "calibrated.json")
        self.assertEqual(tokroof("predict", *use, "--device", machine.SLUG, "-m", "llama-3.1-8b", "--quant", "Q4_K_M", "-t",
                                 "1").returncode, 0)


if __name__ == "__main__":
    unittest.main()
