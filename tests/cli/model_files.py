"""--model FILE: the verbs take a GGUF file or a config.json where they take a name."""
import json
import pathlib
import tempfile
import unittest

import _gguf
from _tokroof import Case, tokroof

CARD = ("--device", "rtx-4090")
RUN = "source\tengine\tbackend\tdevice\tmodel\tquant\tn_gen\tdepth\ttg_tps\n"


class ModelFiles(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "Test-1B-Q4_K_M.gguf"
        self.total, self.read = _gguf.dense(self.file)

    def test_predict_counts_the_tensors_of_the_file(self):
        answer = self.json_of("predict", *CARD, "--model", self.file)
        self.assertEqual(answer["memory"]["by"]["weights"], self.read)  # the embedding stays on the host
        self.assertEqual(answer["scenario"]["quant"], "Q4_K_M")
        self.assertEqual(answer["scenario"]["model"], str(self.file))
        self.assertEqual(answer["assumed"]["quant"], "Q4_K_M")
        limit = 1008e9 / self.read
        self.assertAlmostEqual(answer["decode"]["ceiling_tps"] / limit, 1, delta=0.03)
        self.assertIn("Q4_K_M", self.text_of("predict", *CARD, "--model", self.file))

    def test_explain_shows_the_bytes_of_the_file(self):
        steps = self.json_of("explain", *CARD, "--model", self.file)["steps"]
        self.assertTrue(any(abs(s["value"] / self.read - 1) < 1e-6 for s in steps if s["unit"] == "B"), steps)

    def test_another_storage_type_is_counted_and_said(self):
        answer = self.json_of("predict", *CARD, "--model", self.file, "--quant", "Q8_0")
        self.assertGreater(answer["memory"]["by"]["weights"], 1.5 * self.read)
        self.assertTrue(any("Q4_K_M" in note for note in answer["basis"]["notes"]), answer["basis"]["notes"])

    def test_a_config_gives_the_shape_and_the_storage_type(self):
        config = {"model_type": "llama", "hidden_size": 2048, "num_hidden_layers": 16, "num_attention_heads": 32,
                  "num_key_value_heads": 8, "intermediate_size": 8192, "vocab_size": 128256, "head_dim": 64,
                  "quantization_config": {"quant_method": "awq", "bits": 4}}
        (self.folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        for name in (self.folder / "config.json", self.folder):
            answer = self.json_of("predict", "--device", "h100-sxm", "--engine", "vllm", "--model", name)
            self.assertEqual(answer["scenario"]["quant"], "AWQ")
            self.assertEqual(answer["assumed"]["model.tied_embeddings"], "no")

    def test_what_is_no_model_is_bad_input_with_its_place(self):
        broken = self.folder / "broken.gguf"
        broken.write_bytes(self.file.read_bytes()[:500])
        error = self.error_of("predict", *CARD, "--model", broken, where=f"{broken}:byte 16", status=2, kind="bad-file")
        self.assertRegex(error["where"], r"broken\.gguf:byte \d+")
        self.error_of("predict", *CARD, "--model", self.folder / "none.gguf", where=self.folder / "none.gguf", status=2, kind="bad-file")
        self.error_of("predict", *CARD, "--model", "no-such-model", where="--model", status=2, kind="unknown-name")

    def test_rows_may_name_a_model_file(self):
        table = self.folder / "runs.tsv"
        speed = self.json_of("predict", *CARD, "--model", self.file)["decode"]["tps"]
        table.write_text(RUN + "".join(f"mine\tllama.cpp\tcuda\trtx-4090\t{name}\tQ4_K_M\t128\t0\t{speed:.2f}\n" for name in
                                       ("Test 1B", "Test-1B-Q4_K_M.gguf", self.file)), encoding="utf-8")
        rows = self.json_of("check", table, "--model-file", self.file)["rows"]
        self.assertEqual([row["verdict"] for row in rows], ["ok"] * 3)
        self.assertEqual({row["verdict"] for row in self.json_of("check", table)["rows"]}, {"unknown"})
        report = self.json_of("calibrate", "--runs", table, "--device", "rtx-4090", "--model-file", self.file,
                              "-o", self.folder / "mine.json")
        self.assertEqual(report["runs"], 3)

    def test_memory_stays_small_whatever_the_header_claims(self):
        hostile = self.folder / "hostile.gguf"
        hostile.write_bytes(b"GGUF\3\0\0\0" + b"\0" * 7 + b"\x10" + b"\0" * 8 + b"\0" * 64)  # 2^60 tensors
        with hostile.open("r+b") as file:
            file.truncate(1 << 40)
        result = tokroof("predict", *CARD, "--model", hostile)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("hostile.gguf:byte 16", result.stderr)


if __name__ == "__main__":
    unittest.main()
