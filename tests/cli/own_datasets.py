"""An engine, a device, a storage type, a family of models and a form of benchmark that the program does not know take one entry
each in a folder of datasets."""
import json
import pathlib
import shutil
import tempfile
import unittest

from _tokroof import ROOT, Case

SERVER = {"name": "my-server", "split": "tensor", "quant": "FP8", "checkpoints": True, "paged_cache": True,
          "server_kernels": True, "micro_batch": 4096, "graphs_since": 2024, "graphs_with_experts_since": 2024,
          "source": "a test"}
CARD = {"slug": "my-card", "name": "My Card", "vendor": "nvidia", "kind": "gpu", "arch": "My Architecture",
        "generation": "My Architecture", "year": 2026, "memory_gib": 48, "memory_type": "GDDR7", "bandwidth_gb_per_s": 1500,
        "fp16_tflops": 200, "int8_tops": 400, "fp32_tflops": 60, "cores": 100, "boost_clock_mhz": 2000, "tdp_w": 300,
        "pcie_generation": 5, "pcie_lanes": 16, "confidence": "high", "source": "a test"}
BENCH = {"name": "my-bench", "has": "tool=my-bench|results", "records": "results",
         "cells": "device=machine.card|model=model|quant=weights|tg_tps=speed.decode|n_gen=tokens",
         "fixed": "engine=llama.cpp|concurrency=1|rate=stream", "source": "a test"}
CONFIG = {"model_type": "my_decoder", "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16,
          "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256, "torch_dtype": "bfloat16",
          "sliding_window": 1024}
RESULT = {"tool": "my-bench", "machine": {"card": "RTX 4090"},
          "results": [{"model": "llama-3.1-8b", "weights": "Q4_K_M", "speed": {"decode": 140.5}, "tokens": 128},
                      {"model": "qwen3-8b", "weights": "Q8_0", "speed": {"decode": 90}, "tokens": 256}]}


class OwnDatasets(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for file in (ROOT / "datasets").glob("*.json"):
            shutil.copy(file, self.folder)

    def add(self, file, key, entry):
        path = self.folder / file
        document = json.loads(path.read_text(encoding="utf-8"))
        document[key].append(entry)
        path.write_text(json.dumps(document), encoding="utf-8")

    def predict(self, *options):
        return self.json_of("predict", "--device", "h100-sxm", "-m", "llama-3.1-8b", "--datasets", self.folder, *options)

    def test_an_engine_is_one_entry(self):
        self.error_of("predict", "--device", "h100-sxm", "-m", "llama-3.1-8b", "--datasets", self.folder, "--engine", "my-server",
                      where="--engine", status=2, kind="unknown-name")
        self.add("engines.json", "engines", SERVER)
        answer = self.predict("--engine", "My Server", "--concurrency", "64")
        self.assertEqual(answer["scenario"]["engine"], "my-server")
        self.assertEqual(answer["scenario"]["quant"], "FP8")
        self.assertEqual(answer["assumed"]["n_ubatch"], 4096)
        vllm = self.predict("--engine", "vllm", "--quant", "FP8", "--concurrency", "64")
        self.assertLess(abs(answer["decode"]["tps"] / vllm["decode"]["tps"] - 1), 0.5)
        names = [e["name"] for e in self.json_of("list", "engines", "--datasets", self.folder)["engines"]]
        self.assertIn("my-server", names)

    def test_a_device_of_a_new_family_is_one_entry(self):
        self.add("hardware.json", "devices", CARD)
        rate = {bandwidth: None for bandwidth in (1000, 1500)}
        for bandwidth in rate:
            document = json.loads((self.folder / "hardware.json").read_text(encoding="utf-8"))
            document["devices"][-1]["bandwidth_gb_per_s"] = bandwidth
            (self.folder / "hardware.json").write_text(json.dumps(document), encoding="utf-8")
            answer = self.json_of("predict", "--device", "my card", "-m", "llama-3.1-8b", "--quant", "Q4_K_M", "--datasets",
                                  self.folder)
            self.assertEqual(answer["scenario"]["device"], "my-card")
            rate[bandwidth] = answer["decode"]["tps"]
        self.assertGreater(rate[1500], 1.2 * rate[1000])

    def test_an_accelerator_of_a_new_vendor_is_a_device_and_what_runs_on_it(self):
        self.add("hardware.json", "devices", {**CARD, "vendor": "mine", "cores": 100})
        asked = ("predict", "--device", "my-card", "-m", "llama-3.1-8b", "--datasets", self.folder)
        self.error_of(*asked, where="--backend", status=2, kind="usage")
        self.add("engines.json", "backends", {"vendor": "mine", "backends": "cuda", "engine": "vllm", "source": "a test"})
        answer = self.json_of(*asked)
        self.assertEqual((answer["scenario"]["engine"], answer["scenario"]["backend"]), ("vllm", "cuda"))

    def test_a_storage_type_is_one_entry(self):
        self.add("storage_types.json", "storage_types", {"name": "Q4_MINE", "engine_family": "ggml", "bits_per_weight": 4.25,
                                                         "block_size": 32, "bytes_per_block": 17, "source": "a test"})
        mine = self.predict("--engine", "llama.cpp", "--quant", "Q4_MINE")
        larger = self.predict("--engine", "llama.cpp", "--quant", "Q8_0")
        self.assertLess(mine["memory"]["by"]["weights"], larger["memory"]["by"]["weights"])
        self.assertGreater(mine["decode"]["tps"], larger["decode"]["tps"])

    def config(self, **more):
        folder = self.folder / "model"
        folder.mkdir(exist_ok=True)
        (folder / "config.json").write_text(json.dumps({**CONFIG, **more}), encoding="utf-8")
        return folder

    def of_file(self, model, **more):
        return self.json_of("predict", "--device", "rtx-4090", "--engine", "vllm", "-m", model, "--datasets", self.folder, **more)

    def test_a_family_of_models_is_one_entry(self):
        model = self.config()
        before = self.of_file(model)
        self.assertTrue(any("'my_decoder' is not known" in note for note in before["basis"]["notes"]), before["basis"])
        self.add("families.json", "model_types", {"model_type": "my_decoder", "family": "gemma2", "tied": True})
        after = self.of_file(model)
        self.assertFalse(any("not known" in note for note in after["basis"]["notes"]), after["basis"])
        output_matrix_bytes = 2 * CONFIG["hidden_size"] * CONFIG["vocab_size"]
        saved = before["memory"]["by"]["weights"] - after["memory"]["by"]["weights"]
        self.assertLess(abs(saved - output_matrix_bytes), 0.01 * output_matrix_bytes)
        deep = {name: self.json_of("explain", "--device", "rtx-4090", "-m", self.config(model_type=name), "--n-depth", "16384",
                                   "--datasets", self.folder)["steps"] for name in ("my_decoder", "llama")}
        cache = {name: next(s["value"] for s in steps if s["symbol"] == "KV") for name, steps in deep.items()}
        self.assertLess(cache["my_decoder"], 0.6 * cache["llama"])  # every second layer sees a window, as in Gemma 2

    def test_what_a_family_leaves_out_is_taken_from_its_entry(self):
        text = {key: value for key, value in CONFIG.items() if key != "vocab_size"}
        model = self.config(text_config=text, vocab_size=None)
        self.of_file(model, status=2)
        self.add("families.json", "model_types", {"model_type": "my_decoder", "family": "llama", "vocab_size": 128256})
        self.assertEqual(self.of_file(model)["assumed"]["model.vocab_size"], 128256)

    def test_a_family_that_is_refused_says_why(self):
        self.add("families.json", "model_types", {"model_type": "my_decoder", "refused": "answers before it is asked"})
        self.assertIn("'my_decoder' answers before it is asked", self.of_file(self.config(), status=2)["error"]["message"])
        self.add("families.json", "gguf_architectures", {"architecture": "mine", "family": "llama", "refused": "and is not"})
        error = self.json_of("list", "engines", "--datasets", self.folder, status=2)["error"]
        self.assertIn("either a family or a reason", error["message"])

    def test_a_form_of_benchmark_is_one_entry(self):
        bench = self.folder / "bench.json"
        bench.write_text(json.dumps(RESULT), encoding="utf-8")
        self.json_of("import", bench, status=2)
        self.add("benchmarks.json", "formats", BENCH)
        rows = self.json_of("import", bench, "--datasets", self.folder)["runs"]
        self.assertEqual([(r["device"], r["model"], r["quant"], r["tg_tps"], r["n_gen"]) for r in rows],
                         [("rtx-4090", "llama-3.1-8b", "Q4_K_M", 140.5, 128), ("rtx-4090", "qwen3-8b", "Q8_0", 90, 256)])
        judged = self.json_of("check", bench, "--datasets", self.folder)["rows"]
        self.assertEqual([r["verdict"] for r in judged], ["ok", "ok"])

    def test_a_form_of_benchmark_with_a_column_that_is_none_is_refused(self):
        self.add("benchmarks.json", "formats", {**BENCH, "cells": "speed=speed.decode"})
        error = self.json_of("list", "engines", "--datasets", self.folder, status=2)["error"]
        self.assertIn("a runs table has no column 'speed'", error["message"])

    def test_another_name_of_an_engine_has_its_facts(self):
        self.add("engines.json", "engines", {"name": "my-llama", "runs_as": "llama.cpp", "split": "layer", "quant": "Q8_0",
                                             "source": "a test"})
        same = self.predict("--engine", "my-llama", "--quant", "Q4_K_M")
        self.assertEqual(same["decode"], self.predict("--engine", "llama.cpp", "--quant", "Q4_K_M")["decode"])

    def test_facts_of_an_engine_that_are_none_are_refused(self):
        self.add("engines.json", "engines", {**SERVER, "runs_as": "no-such-engine"})
        error = self.json_of("list", "engines", "--datasets", self.folder, status=2)["error"]
        self.assertIn("unknown engine 'no-such-engine'", error["message"])

    def test_an_eager_engine_is_slower_than_one_that_launches_graphs(self):
        self.add("engines.json", "engines", SERVER)
        self.add("engines.json", "engines", {**SERVER, "name": "my-python", "eager_until": 2100})
        rate = {name: self.predict("--engine", name)["decode"]["tps"] for name in ("my-server", "my-python")}
        self.assertLess(rate["my-python"], rate["my-server"])


if __name__ == "__main__":
    unittest.main()
