"""A device or a model becomes an entry of the catalogs with one command."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from _tokroof import PROGRAM, ROOT, Case

CONFIG = {"model_type": "llama", "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16,
          "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256, "tie_word_embeddings": True}
DEVICE = ("devices", "my-card", "--like", "5080", "name=My Card", "memory_gib=24", "bandwidth_gb_per_s=1024",
          "memory_data_rate_gbps=32", "source=a test")


class AddEntry(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.datasets = self.folder / "datasets"
        self.datasets.mkdir()
        for file in (ROOT / "datasets").glob("*.json"):
            shutil.copy(file, self.datasets)

    def text(self, file):
        return (self.datasets / file).read_text(encoding="utf-8")

    def add(self, *arguments, status=0):
        done = subprocess.run(["/usr/bin/python3", "-B", ROOT / "scripts/add-entry", *arguments, "--datasets", self.datasets],
                              capture_output=True, text=True, check=False, env={"TOKROOF": str(PROGRAM), "PATH": "/usr/bin:/bin"})
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def test_a_device_that_is_like_another_differs_in_what_is_stated(self):
        before = self.text("hardware.json")
        entry = json.loads(self.add(*DEVICE).splitlines()[0])
        self.assertEqual(self.text("hardware.json"), before)
        base, = json.loads(self.text_of("list", "devices", "--entry", "rtx-5080"))["devices"]
        changed = {key for key in entry.keys() | base.keys() if entry.get(key) != base.get(key)}
        self.assertLessEqual({"slug", "name", "memory_gib", "bandwidth_gb_per_s", "source"}, changed)
        self.assertNotIn("msrp_usd", entry)  # a price is of the one card
        self.assertFalse(changed & {"arch", "cores", "tdp_w", "memory_bus_bits"})

    def test_an_entry_that_was_written_is_predicted_with(self):
        lines = self.text("hardware.json").splitlines()
        self.assertIn("build again", self.add(*DEVICE, "--write"))
        after = self.text("hardware.json").splitlines()
        self.assertEqual([line.rstrip(",") for line in after if '"my-card"' not in line], [line.rstrip(",") for line in lines])
        rate = {name: self.json_of("predict", "--device", name, "-m", "llama-3.1-8b", "--quant", "Q4_K_M", "--datasets",
                                   self.datasets)["decode"]["tps"] for name in ("my card", "rtx-5080")}
        self.assertGreater(rate["my card"], rate["rtx-5080"])

    def test_a_model_is_added_from_its_config(self):
        config = self.folder / "config.json"
        config.write_text(json.dumps(CONFIG), encoding="utf-8")
        self.add("models", "my-model", "--from", config, "name=My Model", "released=2026-11", "released_source=a test",
                 "source=its config.json", "--write")
        of_entry, of_file = (self.json_of("predict", "--device", "rtx-4090", "-m", model, "--quant", "Q4_K_M", "--datasets",
                                          self.datasets) for model in ("my-model", config))
        self.assertAlmostEqual(of_entry["decode"]["tps"] / of_file["decode"]["tps"], 1, places=9)

    def test_what_the_checks_refuse_is_not_added(self):
        before = self.text("hardware.json")
        for values, words in ((("bandwith_gb_per_s=1024", "source=x"), "unknown key 'bandwith_gb_per_s'"),
                              (("bandwidth_gb_per_s=2000", "source=x"), "but bus x data rate is"),
                              (("memory_gib=24",), "source=... is missing"), (("24 GiB", "source=x"), "is no KEY=VALUE")):
            with self.subTest(words):
                self.assertIn(words, self.add("devices", "my-card", "--like", "5080", *values, "--write", status=1))
        self.assertIn("is there already", self.add("devices", "rtx-4090", "--like", "5080", "source=x", status=1))
        self.assertIn("no-such-card", self.add("devices", "my-card", "--like", "no-such-card", "source=x", status=1))
        self.assertEqual(self.text("hardware.json"), before)

    def test_only_devices_and_models_are_printed_as_entries(self):
        self.error_of("list", "links", "--entry", "pcie4x16", where="--entry", status=2, kind="usage")
        self.error_of("list", "devices", "--entry", "no-such-card", where="--entry", status=2, kind="unknown-name")


if __name__ == "__main__":
    unittest.main()
