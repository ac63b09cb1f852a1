"""An engine and a device that the program does not know take one entry each in a folder of datasets."""
import json
import pathlib
import shutil
import tempfile
import unittest

from _tokroof import ROOT, Case

SERVER = {"name": "my-server", "split": "tensor", "quant": "FP8", "checkpoints": True, "paged_cache": True,
          "server_kernels": True, "micro_batch": 4096, "graphs_since": 2024, "graphs_with_experts_since": 2024,
          "source": "a test"}


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
