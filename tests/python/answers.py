"""Every verb answers what the program prints with --json: the same C++ is asked."""
import json
import pathlib
import pickle
import subprocess
import sys
import tempfile
import unittest

import tokroof
from _module import GUIDE, PROGRAM, ROOT, SCENARIO, Case, command_line, program

sys.path.append(str(ROOT / "tests" / "cli"))
import _gguf  # noqa: E402  # pylint: disable=wrong-import-position

SCENARIOS = (
    SCENARIO,
    {**SCENARIO, "n_depth": 32768, "flash_attn": 1, "kv_type": "q8_0"},
    {**SCENARIO, "level": 0.5, "n_prompt": 4096, "n_gen": 32},
    {"device": "rtx-3090", "n_devices": 2, "split": "layer", "link": "pcie4x4", "model": "llama-3.3-70b",
     "quant": "Q4_K_M"},
    {"device": "h100-sxm", "model": "llama-3.1-8b", "quant": "BF16", "engine": "vllm", "concurrency": 8},
    {"device": "rtx-4090", "model": "qwen3-235b-a22b", "quant": "Q4_K_M", "n_cpu_moe": 94, "host": "epyc-9355"},
    {"device": "m3-ultra-80c", "model": "qwen3-32b", "quant": "Q4_K_M"},
    {"device": "ryzen-9-7950x", "model": "llama-3.1-8b", "quant": "Q4_K_M", "threads": 8},
    {"device": "v100-pcie-16gb", "n_devices": 3, "model": "qwen3-32b", "quant": "Q4_K_M"},
    {"device": "rtx-3090", "model": "qwen3-32b", "quant": "Q4_K_M", "price_usd": 700, "usd_per_kwh": 0.3,
     "rented_device": "h100-sxm"},
    {"device": "rtx-3090", "model": "llama-3.1-8b", "quant": "Q4_K_M", "power_limit_w": 200},
    {"device": "rtx-4090", "model": "llama-3.3-70b", "quant": "Q4_K_M", "host": "ryzen-9-7950x", "n_gpu_layers": 40})


class Questions(Case):
    def test_predictions_are_those_of_the_program(self):
        for scenario in SCENARIOS:
            with self.subTest(**scenario):
                expected, status = program("predict", *command_line(scenario))
                self.assertEqual(status, 0, expected)
                self.assertEqual(tokroof.predict(**scenario), expected)

    def test_explanations_are_those_of_the_program(self):
        for scenario in SCENARIOS[:4]:
            with self.subTest(**scenario):
                expected, _ = program("explain", *command_line(scenario))
                document = tokroof.explain(**scenario)
                self.assert_answers(document, expected)
                self.assertTrue(all(step["unit"] for step in document["steps"]))

    def test_capacity_and_rank_and_list(self):
        machine = {"device": "rtx-3090", "n_devices": 2}
        self.assert_answers(tokroof.capacity(**machine), program("capacity", *command_line(machine))[0])
        model = {"model": "qwen3-32b", "quant": "Q4_K_M"}
        ranked = tokroof.rank(**model, budget_usd=2000, n_devices=[1, 2], by="tps-per-usd")
        expected, _ = program("rank", *command_line(model), "--budget-usd", 2000, "--n-devices", "1,2", "--by",
                              "tps-per-usd")
        self.assert_answers(ranked, expected)
        for kind in ("devices", "models", "quants", "links", "engines", "coefficients"):
            self.assertEqual(tokroof.list(kind), program("list", kind)[0], kind)
        self.assertEqual(tokroof.list("devices", filter="4090"), program("list", "devices", "--filter", "4090")[0])

    def test_models(self):
        machine = {"device": "rtx-3090", "n_devices": 2}
        document = tokroof.models(**machine, min_tps=30, family="qwen", moe=True, by="tps")
        expected, _ = program("models", *command_line(machine), "--min-tps", 30, "--family", "qwen", "--moe",
                              "--by", "tps")
        self.assert_answers(document, expected)
        self.assertEqual(list(document.frame().model), [row["model"] for row in document["models"]])
        with self.assertRaises(tokroof.InputError):
            tokroof.models(**machine, dense=True, moe=True)

    def test_sweep(self):
        options = {"device": "rtx-3090,rtx-4090", "model": "llama-3.1-8b", "quant": "Q4_K_M", "n_depth": "0-32768*2"}
        rows = tokroof.sweep(device=["rtx-3090", "rtx-4090"], model="llama-3.1-8b", quant="Q4_K_M", n_depth="0-32768*2")
        printed = subprocess.run([str(PROGRAM), "sweep", *map(str, command_line(options))], capture_output=True, text=True,
                                 check=True).stdout
        self.assertEqual(rows["rows"], [json.loads(line) for line in printed.splitlines()])
        part = tokroof.sweep(device=["rtx-3090", "rtx-4090"], model="llama-3.1-8b", n_depth=range(0, 4096, 1024), shard="2/2")
        self.assertEqual({row["device"] for row in part["rows"]}, {"rtx-4090"})
        self.assertEqual(list(part.frame().n_depth), [0, 1024, 2048, 3072])

    def test_a_model_with_its_own_datasets_answers_the_same(self):
        model = tokroof.Model(datasets=ROOT / "datasets")
        self.assertEqual(model.predict(**SCENARIO), tokroof.predict(**SCENARIO))
        self.assertEqual(model.list("links"), tokroof.list("links"))

    def test_a_model_with_its_own_hardware_knows_it_everywhere(self):
        entries = [{"slug": "big", "like": "rtx-4090", "memory_gib": 48}]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "mine.json"
            path.write_text(json.dumps({"devices": entries}), encoding="utf-8")
            scenario = {**SCENARIO, "device": "big"}
            printed = program("predict", "--hardware", path, *command_line(scenario))[0]
            own = tokroof.Model(hardware=entries)
            for model in (own, tokroof.Model(hardware=entries[0]), tokroof.Model(hardware=path), pickle.loads(pickle.dumps(own))):
                self.assertEqual(model.predict(**scenario), printed)
                self.assertEqual(len(model.predict_array(**{**scenario, "n_depth": [0, 1024]})), 2)
                self.assertEqual(model.list("devices", filter="big")["devices"][0]["slug"], "big")
        error = self.error_of("bad-file", tokroof.Model, hardware=[{"slug": "x", "like": "rtx-4091"}])
        self.assertEqual(error.where, "hardware:1:like")

    def test_a_model_may_be_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "test-1b.gguf"
            _gguf.dense(path)
            scenario = {"device": "rtx-3060-12gb", "model": path, "n_depth": 1024}
            self.assertEqual(tokroof.predict(**scenario), program("predict", *command_line(scenario))[0])
            self.assertEqual(tokroof.explain(**scenario)["steps"],
                             program("explain", *command_line(scenario))[0]["steps"])
            path.write_bytes(b"GGUF")
            error = self.error_of("bad-file", tokroof.predict, **scenario)
            self.assertIn("test-1b.gguf", error.where)

    def test_numbers_of_numpy_and_none_are_understood(self):
        import numpy
        document = tokroof.predict(**SCENARIO, n_depth=numpy.int64(4096), level=numpy.float64(0.5), link=None)
        self.assertEqual(document, tokroof.predict(**SCENARIO, n_depth=4096, level=0.5))
        self.assertIsInstance(document["scenario"]["n_depth"], int)


    def test_a_choice_is_a_list_or_a_text_as_on_the_command_line(self):
        model = {"model": "qwen3-32b", "quant": "Q4_K_M"}
        for names, counts in (("l40s,h100-sxm", 2), (["l40s", "h100-sxm"], [2]), (("l40s", "h100-sxm"), "2")):
            ranked = tokroof.rank(**model, devices=names, n_devices=counts, prices_usd={"l40s": "$7,000"})
            expected, _ = program("rank", *command_line(model), "--devices", "l40s,h100-sxm", "--n-devices", "2",
                                  "--price", "l40s=7000")
            self.assert_answers(ranked, expected)
        self.assert_answers(tokroof.rank(**model, devices="l40s"), program("rank", *command_line(model), "--devices", "l40s")[0])

    def test_a_verb_goes_to_another_process(self):
        predict = pickle.loads(pickle.dumps(tokroof.predict))
        self.assertEqual(predict(**SCENARIO), tokroof.predict(**SCENARIO))


class Rows(Case):
    def test_check_and_diagnose_of_a_file(self):
        for verb in ("check", "diagnose"):
            with self.subTest(verb):
                document = getattr(tokroof, verb)(GUIDE)
                self.assert_answers(document, program(verb, GUIDE)[0])
                self.assertEqual(len(document["runs"]), len(document["rows"]))

    def test_text_dicts_and_a_frame_are_rows_as_a_file_is(self):
        expected = tokroof.check(GUIDE)["rows"]
        self.assertEqual(tokroof.check(text=GUIDE.read_text(encoding="utf-8"))["rows"], expected)
        runs = tokroof.runs(GUIDE)
        self.assertEqual(tokroof.check(runs["runs"])["rows"], expected)
        self.assertEqual(tokroof.check(runs.frame())["rows"], expected)

    def test_one_dict_is_one_row(self):
        run = tokroof.runs(GUIDE)["runs"][0]
        self.assertEqual(tokroof.check(run)["rows"], tokroof.check([run])["rows"])

    def test_what_a_benchmark_tool_printed_is_understood(self):
        printed = ROOT / "tests" / "data" / "import" / "llama-bench.md"
        rows = tokroof.check(text=printed.read_text(encoding="utf-8"), device="rtx-4090")
        self.assertTrue(rows["rows"])
        self.assertTrue(all(run["device"] for run in rows["runs"]))
        self.assertIn("files", rows["import"])

    def test_the_bundled_runs(self):
        runs = tokroof.runs()["runs"]
        self.assertGreater(len(runs), 5000)
        self.assertTrue(all(run["source"] for run in runs))

    def test_audit(self):
        document = tokroof.audit()
        self.assert_answers(document, program("audit")[0])
        self.assertEqual([claim["id"] for claim in document["about"]], [claim["id"] for claim in document["claims"]])
        claims = ROOT / "datasets" / "claims" / "claims.tsv"
        self.assertEqual(tokroof.audit(claims)["claims"], document["claims"])


class Fits(Case):
    def test_evaluate(self):
        self.assertEqual(tokroof.evaluate(GUIDE), program("evaluate", GUIDE)[0])
        document = tokroof.evaluate(GUIDE, rows=True)
        self.assert_answers(document, program("evaluate", GUIDE)[0])
        decode = [row for row in document["rows"] if row["figure"] == "decode"]
        self.assertTrue(decode)

    def test_calibrate_writes_what_the_program_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            mine, theirs = (pathlib.Path(folder) / name for name in ("mine.json", "theirs.json"))
            table = ROOT / "datasets" / "runs" / "geerlingguy.tsv"
            device = tokroof.runs(table)["runs"][0]["device"]
            report = tokroof.calibrate(table, device=device, output=mine)
            expected, _ = program("calibrate", "--runs", table, "--device", device, "-o", theirs)
            self.assertEqual(report, expected)
            self.assertEqual(mine.read_text(encoding="utf-8"), theirs.read_text(encoding="utf-8"))
            scenario = {**SCENARIO, "device": device, "quant": "Q4_K_M"}
            before, after = tokroof.predict(**scenario), report.model.predict(**scenario)
            self.assertNotEqual(before["decode"]["tps"], after["decode"]["tps"])
            self.assertEqual(tokroof.Model(coefficients=mine).predict(**scenario), after)
            for again in (pickle.loads(pickle.dumps(report)), report.copy()):
                self.assertEqual(again, report)
                self.assertEqual(again.model.predict(**scenario), after)

    def test_fit_of_the_bundled_runs_reproduces_the_stored_coefficients(self):
        document = tokroof.fit()
        self.assertTrue(document["converged"])
        self.assertTrue(document["of_stored_data"])
        self.assertLess(max(abs(move["sds"]) for move in document["moved"]), 0.01)
        self.assertEqual(document["parameters"], program("fit")[0]["parameters"])


class Frames(Case):
    def test_a_copy_and_a_pickled_result_are_frames_as_well(self):
        document = tokroof.list("links")
        for again in (document.copy(), pickle.loads(pickle.dumps(document))):
            self.assertEqual(again, document)
            self.assertTrue(again.frame().equals(document.frame()))

    def test_every_result_is_a_frame(self):
        frames = {
            "predict": (tokroof.predict(**SCENARIO), "decode.tps"),
            "explain": (tokroof.explain(**SCENARIO), "unit"),
            "capacity": (tokroof.capacity(device="rtx-4090"), "quant"),
            "rank": (tokroof.rank(model="qwen3-32b", quant="Q4_K_M", budget_usd=1500), "tps"),
            "models": (tokroof.models(device="rtx-4090"), "quant"),
            "list": (tokroof.list("devices"), "slug"),
            "options": (tokroof.options(), "key"),
            "check": (tokroof.check(GUIDE), "verdict"),
            "diagnose": (tokroof.diagnose(GUIDE), "cause"),
            "runs": (tokroof.runs(GUIDE), "tg_tps"),
            "audit": (tokroof.audit(), "verdict"),
            "evaluate": (tokroof.evaluate(GUIDE), "median")}
        for name, (document, column) in frames.items():
            with self.subTest(name):
                frame = document.frame()
                self.assertGreater(len(frame), 0)
                self.assertIn(column, frame.columns)
        self.assertEqual(len(frames["check"][0].frame()), len(frames["check"][0]["rows"]))
        self.assertIn("device", frames["check"][0].frame().columns)


if __name__ == "__main__":
    unittest.main()
