"""predict -- COMMAND: what another program's command line would give."""
import json
import pathlib
import tempfile
import unittest

import _gguf
import jsonschema
from _tokroof import Case, no_constant, schema, tokroof

CARD = ("--device", "rtx-4090")
HOPPER = ("--device", "h100-sxm")


class CommandLines(Case):
    def answer(self, machine, command, verb="predict", status=0):
        """The document for a command line; --json stands before the --."""
        result = tokroof(verb, *machine, "--json", "--", *command.split())
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        document = json.loads(result.stdout, parse_constant=no_constant)
        jsonschema.validate(document, schema(verb if status == 0 else "error"), cls=jsonschema.Draft202012Validator)
        return document

    def same(self, machine, command, *options):
        """A command line and options that mean the same predict the same."""
        given, wanted = self.answer(machine, command), self.json_of("predict", *machine, *options)
        self.assertEqual(given["decode"], wanted["decode"])
        self.assertEqual(given["scenario"], wanted["scenario"])
        return given

    def test_llama_bench(self):
        answer = self.same(CARD, "llama-bench -m Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf -ngl 99 -fa 1 -d 4096 -r 3",
                           "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--engine", "llama.cpp", "-ngl", 99, "-fa", 1,
                           "--n-depth", 4096)
        notes = answer["basis"]["notes"]
        self.assertTrue(any("is taken as llama-3.1-8b at Q4_K_M" in n for n in notes), notes)
        self.assertTrue(any("-r 3 changes nothing" in n for n in notes), notes)
        self.assertEqual(answer["assumed"]["model"], "llama-3.1-8b")

    def test_llama_bench_of_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "t.gguf"
            _, read = _gguf.dense(file)
            answer = self.answer(CARD, f"llama-bench -m {file} -ngl 99 -d 4096")
            self.assertEqual(answer["memory"]["by"]["weights"], read)
            self.assertEqual(answer["scenario"]["n_depth"], 4096)

    def test_vllm_serve(self):
        self.same(HOPPER, "vllm serve Qwen/Qwen3-32B --tensor-parallel-size 4 --quantization awq --max-num-seqs 64",
                  "--model", "qwen3-32b", "--quant", "AWQ", "--engine", "vllm", "--n-devices", 4, "--split-mode", "tensor")

    def test_a_whole_line_of_a_script(self):
        line = "cd build && sudo numactl -N 0 ./bin/llama-bench \\\n -m qwen3-8b -ngl 99 -d 1024 > out.txt"
        result = tokroof("predict", *CARD, "--json", "--", line)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        document = json.loads(result.stdout)
        self.assertEqual(document["scenario"]["n_depth"], 1024)
        self.assertTrue(any("out.txt" in note for note in document["basis"]["notes"]))

    def test_containers(self):
        self.same(HOPPER, "docker run --gpus all -v /m:/m vllm/vllm-openai:latest --model Qwen/Qwen3-32B -tp 2", "--model",
                  "qwen3-32b", "--engine", "vllm", "--n-devices", 2, "--split-mode", "tensor")

    def test_ollama_run(self):
        self.same(CARD, "ollama run llama3.1:8b-instruct-q4_K_M", "--model", "llama-3.1-8b", "--quant", "Q4_K_M",
                  "--engine", "ollama")

    def test_own_options_stand_beside(self):
        self.same((*HOPPER, "--concurrency", 8), "vllm serve qwen3-32b", "--model", "qwen3-32b", "--engine", "vllm")

    def test_explain_takes_them_too(self):
        self.assertTrue(self.answer(CARD, "llama-bench -m qwen3-8b -d 1024", verb="explain")["steps"])

    def test_tensors_by_name_and_shares_mean_what_they_do_as_options(self):
        pattern = r"blk\.1[0-9]\.ffn_.*_exps=CPU"
        host = (*CARD, "--host", "ryzen-9-7950x")
        there = self.answer(host, f"llama-server -m qwen3-30b-a3b -ot {pattern}")
        here = self.json_of("predict", *host, "--model", "qwen3-30b-a3b", "-ot", pattern)
        self.assertEqual(there["decode"]["tps"], here["decode"]["tps"])
        self.assertNotEqual(there["decode"]["tps"], self.answer(host, "llama-server -m qwen3-30b-a3b")["decode"]["tps"])

    def test_the_text_says_what_was_ignored(self):
        text = tokroof("predict", *CARD, "--", "llama-bench", "-m", "qwen3-8b", "-mmp", "0")
        self.assertEqual(text.returncode, 0, text.stderr)
        self.assertIn("-mmp 0 changes nothing", text.stdout)

    def test_a_device_may_stand_in_front(self):
        command = ("--", "llama-bench", "-m", "qwen3-30b-a3b", "-ot", "exps=CPU")
        host = ("--host", "ryzen-9-7950x", "--json")
        for front in (("predict", "rtx", "4090"), ("rtx", "4090"), ("predict", "4090", "qwen3-30b-a3b", "q6_k")):
            result = tokroof(*front, *host, *command)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(json.loads(result.stdout)["scenario"]["placement"], "tensors=cpu", front)

    def test_tensor_parallel_counts_the_cards_of_a_machine(self):
        for device, devices in (("p5.48xlarge", 8), ("p5.48xlarge", 2), ("8xh100", 4), ("h100-sxm", 4)):
            answer = self.answer(("--device", device), f"vllm serve Qwen/Qwen3-32B-FP8 -tp {devices}")
            self.assertEqual((answer["scenario"]["device"], answer["scenario"]["n_devices"]), ("h100-sxm", devices), device)

    def test_what_is_not_known_is_an_error(self):
        for command, kind in (("llama-bnech -m qwen3-8b", "usage"), ("llama-bench -m qwen3-8b -ngl many", "usage"),
                              ("llama-bench -m no-such-thing.gguf", "unknown-name"), ("llama-bench", "usage")):
            with self.subTest(command):
                error = self.answer(CARD, command, status=2)["error"]
                self.assertEqual(error["kind"], kind)
        self.error_of("predict", *CARD, where="--model", status=2, kind="usage")  # neither a model nor a command line


if __name__ == "__main__":
    unittest.main()
