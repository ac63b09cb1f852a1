"""tokroof predict: what it answers, which defaults it takes, what it refuses."""
import json
import random
import re
import shlex
import unittest

from _tokroof import SEED, Case, tokroof

ONE = ("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M")
TWO = ("predict", "--device", "rtx-3090", "--n-devices", "2", "--model", "llama-3.3-70b", "--quant", "Q4_K_M")
MOE = ("predict", "--device", "rtx-4090", "--model", "qwen3-235b-a22b", "--quant", "Q4_K_M")

SCENARIOS = {
    "one card": ONE,
    "deep cache": (*ONE, "--n-depth", "32768", "--kv-type", "q8_0"),
    "batch": (*ONE[:-1], "FP8", "--engine", "vllm", "--concurrency", "16"),
    "layer split": (*TWO, "--split-mode", "layer", "--link", "pcie3x4"),
    "row split over NVLink": (*TWO, "--split-mode", "row", "--link", "nvlink"),
    "tensor split": (*TWO, "--split-mode", "tensor"),
    "unequal cards": ("predict", "--device", "rtx-4090+rtx-5090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M"),
    "system": ("predict", "--device", "dgx-h100", "--model", "llama-3.3-70b", "--engine", "vllm"),
    "experts on the host": (*MOE, "--n-cpu-moe", "94", "--host", "epyc-9355"),
    "some experts on the host": (*MOE, "--n-cpu-moe", "90", "--host", "epyc-9355"),
    "some layers on the host": (*ONE, "--n-gpu-layers", "20", "--host", "ryzen-9-7950x"),
    "CPU": ("predict", "--device", "ryzen-9-7950x", "--model", "llama-3.1-8b", "--quant", "Q4_K_M"),
    "card's host alone": (*ONE, "--backend", "cpu", "--host", "ryzen-9-7950x"),
    "Mac": ("predict", "--device", "m3-ultra-80c", "--model", "qwen3-30b-a3b", "--quant", "Q4_K_M"),
    "MLX": ("predict", "--device", "m4-max-40c", "--model", "qwen3-30b-a3b", "--engine", "mlx"),
    "two Macs": ("predict", "--device", "m3-ultra-80c", "--n-devices", "2", "--model", "qwen3-235b-a22b", "--engine", "mlx"),
    "speculation": (*ONE, "--speculative", "mtp", "--spec-tokens", "3", "--acceptance", "0.7"),
    "recurrent layers": ("predict", "--device", "rtx-5090", "--model", "qwen3-next-80b-a3b", "--quant", "IQ2_XXS"),
    "never measured": ("predict", "--device", "b200", "--model", "llama-3.3-70b", "--engine", "vllm", "--quant", "FP8"),
    "Gaudi": ("predict", "--device", "gaudi2", "--model", "llama-3.1-8b", "--quant", "BF16"),
    "Arc": ("predict", "--device", "arc-b580", "--model", "llama-3.1-8b", "--quant", "Q4_K_M"),
}


class Answers(Case):
    def test_every_kind_of_machine_gives_a_valid_document(self):
        for name, arguments in SCENARIOS.items():
            with self.subTest(name):
                self.json_of(*arguments)

    def test_the_parts_add_up_to_the_step(self):
        for name, arguments in SCENARIOS.items():
            with self.subTest(name):
                step = self.json_of(*arguments)["step"]
                self.assertAlmostEqual(sum(p["seconds_s"] for p in step["parts"]), step["seconds_s"],
                                       delta=1e-9 * step["seconds_s"])

    def test_the_interval_holds_the_rate_and_a_correct_run_the_narrower_one(self):
        for name, arguments in SCENARIOS.items():
            with self.subTest(name):
                d = self.json_of(*arguments)["decode"]
                self.assertLess(d["low_tps"], d["correct_low_tps"])
                self.assertLess(d["correct_low_tps"], d["tps"])
                self.assertLess(d["tps"], d["correct_high_tps"])
                self.assertLessEqual(d["correct_high_tps"], d["high_tps"])
                self.assertLess(d["tps"], d["ceiling_tps"])

    def test_memory_is_the_sum_of_what_it_is_for(self):
        for name, arguments in SCENARIOS.items():
            with self.subTest(name):
                memory = self.json_of(*arguments)["memory"]
                self.assertEqual(sum(memory["by"].values()), memory["needed_bytes"])

    def test_the_rate_of_one_stream_is_the_inverse_of_the_step(self):
        document = self.json_of(*ONE)
        self.assertAlmostEqual(document["decode"]["tps"] * document["step"]["seconds_s"], 1, places=9)

    def test_aggregate_counts_all_streams(self):
        d = self.json_of(*SCENARIOS["batch"])["decode"]
        self.assertAlmostEqual(d["aggregate_tps"], 16 * d["tps"], places=6)

    def test_energy_is_power_over_rate(self):
        document = self.json_of(*ONE, "--power-limit", "220", "--usd-per-kwh", "0.36")
        energy, tps = document["energy"], document["decode"]["aggregate_tps"]
        self.assertEqual(energy["power_limit_w"], 220)
        self.assertLessEqual(energy["power_w"], 220)
        self.assertGreater(energy["power_w"], 110)
        self.assertAlmostEqual(energy["joules_per_token"], energy["power_w"] / tps, places=9)
        self.assertAlmostEqual(energy["usd_per_million_tokens"], energy["joules_per_token"] * 0.1, places=9)

    def test_a_cap_slows_a_card_as_much_as_was_measured(self):
        # A 27B model of 3 to 4 bits on an RTX 3090: 32 to 33 tok/s at 350 W, 25 at 230 W, 20 to 21 at 200 W.
        def rate(watts):
            return self.json_of("predict", "--device", "rtx-3090", "--model", "gemma-3-27b", "--quant", "Q4_K_M",
                                "--power-limit", watts)
        full, capped, most = (rate(w)["decode"]["tps"] for w in (350, 230, 200))
        self.assertAlmostEqual(capped / full, 25 / 32.5, delta=0.15)
        self.assertAlmostEqual(most / full, 20.5 / 32.5, delta=0.15)
        self.assertEqual(rate(200)["step"]["bound_by"], "power")

    def test_more_context_and_less_power_and_a_slower_link_never_help(self):
        def rate(*more):
            return self.json_of(*more)["decode"]["tps"]
        self.assertLess(rate(*ONE, "--n-depth", "16384"), rate(*ONE))
        self.assertLess(rate(*ONE, "--power-limit", "150"), rate(*ONE))
        tensor = SCENARIOS["tensor split"]
        self.assertLess(rate(*tensor, "--link", "pcie4x4"), rate(*tensor, "--link", "nvlink"))

    def test_a_wider_level_gives_a_wider_interval(self):
        half = self.json_of(*ONE, "--level", "0.5")["decode"]
        most = self.json_of(*ONE, "--level", "0.95")["decode"]
        self.assertEqual(half["level"], 0.5)
        self.assertLess(most["low_tps"], half["low_tps"])
        self.assertGreater(most["high_tps"], half["high_tps"])

    def test_equal_cards_joined_by_plus_are_a_count(self):
        joined = self.json_of("predict", "--device", "rtx-3090+rtx-3090", *TWO[5:])
        counted = self.json_of(*TWO)
        self.assertEqual(joined["decode"], counted["decode"])

    def test_the_order_of_unequal_cards_does_not_matter(self):
        one = self.json_of(*SCENARIOS["unequal cards"])
        other = self.json_of("predict", "--device", "rtx-5090+rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M")
        for key, value in one["decode"].items():
            self.assertAlmostEqual(value, other["decode"][key], places=9)  # sums in another order
        self.assertEqual(one["scenario"]["n_devices"], 2)

    def test_experts_of_the_first_layers_are_counted(self):
        self.assertEqual(self.json_of(*SCENARIOS["experts on the host"])["scenario"]["placement"], "experts=cpu")
        self.assertEqual(self.json_of(*SCENARIOS["some experts on the host"])["scenario"]["placement"],
                         "expert-layers-gpu=4")


class Defaults(Case):
    # What ONE states: device, model, quant. Everything else must be listed.
    TAKEN = {"n_devices": 1, "replicas": 1, "engine": "llama.cpp", "backend": "cuda", "n_prompt": 512, "n_gen": 128,
             "n_depth": 0, "n_ubatch": 512, "concurrency": 1, "kv_type": "f16", "level": 0.9, "usd_per_kwh": 0.15, "n_gpu_layers": "all",
             "power_limit_w": 450, "idle_power_w": 34, "host_power_w": 45, "psu_efficiency": 0.9, "price_usd": 2500,
             "host_price_usd": 0, "hours_per_day": 8, "idle_hours_per_day": 16, "amortize_years": 3, "os": "linux"}

    STATED = {"n_devices": ("--n-devices", "1"), "replicas": ("--replicas", "1"), "engine": ("--engine", "llama.cpp"),
              "backend": ("--backend", "cuda"), "n_prompt": ("-p", "512"), "n_gen": ("-n", "128"), "n_depth": ("-d", "0"),
              "n_ubatch": ("-ub", "512"), "concurrency": ("--concurrency", "1"), "kv_type": ("-ctk", "f16"), "level": ("--level", "0.9"),
              "usd_per_kwh": ("--usd-per-kwh", "0.15"), "n_gpu_layers": ("-ngl", "99"),
              "power_limit_w": ("--power-limit", "450"), "engine_date": ("--engine-date", "2026-08-10"),
              "idle_power_w": ("--idle-power-w", "34"), "host_power_w": ("--host-power-w", "45"),
              "psu_efficiency": ("--psu-efficiency", "0.9"), "price_usd": ("--price-usd", "2500"),
              "host_price_usd": ("--host-price-usd", "0"), "hours_per_day": ("--hours-per-day", "8"),
              "idle_hours_per_day": ("--idle-hours-per-day", "16"), "amortize_years": ("--amortize-years", "3"),
              "flash_attn": ("-fa", "1"), "host_launch_speed": ("--host", "ryzen-9-7950x"), "os": ("--os", "linux")}

    def test_every_default_is_listed_with_its_value(self):
        assumed = self.json_of(*ONE)["assumed"]
        for name, value in self.TAKEN.items():
            self.assertEqual(assumed.get(name), value, name)
        self.assertEqual(set(assumed), set(self.STATED))

    def test_what_is_stated_is_not_listed(self):
        for name, option in self.STATED.items():
            with self.subTest(name):
                self.assertNotIn(name, self.json_of(*ONE, *option)["assumed"])
        everything = [word for option in self.STATED.values() for word in option]
        self.assertEqual(self.json_of(*ONE, *everything)["assumed"], {})

    def test_the_answer_is_the_same_whether_a_default_is_stated_or_taken(self):
        for name in ("n_prompt", "n_gen", "n_depth", "n_ubatch", "concurrency", "kv_type", "engine", "backend", "n_gpu_layers",
                     "power_limit_w"):
            with self.subTest(name):
                self.assertEqual(self.json_of(*ONE)["decode"], self.json_of(*ONE, *self.STATED[name])["decode"])

    def test_split_and_link_of_several_devices_are_listed(self):
        document = self.json_of(*TWO)
        self.assertEqual(document["assumed"]["split"], "layer")
        self.assertEqual(document["assumed"]["link"], "pcie4x16-host")
        self.assertEqual(document["scenario"]["link"], "pcie4x16-host")

    def test_a_server_runs_what_people_run_where_no_type_is_named(self):
        def quant(*arguments):
            return self.json_of("predict", *arguments)["scenario"]["quant"]
        self.assertEqual(quant("--device", "8xh200", "--model", "deepseek-v3", "--engine", "sglang"), "FP8 block 128x128")
        self.assertEqual(quant("--device", "2x4090", "--model", "llama-3.3-70b", "--engine", "vllm"), "AWQ")
        self.assertEqual(quant("--device", "4090", "--model", "llama-3.1-8b", "--engine", "vllm"), "BF16")
        # No AWQ kernels there, and a stated type is kept.
        self.error_of("predict", "--device", "v100-pcie-16gb", "--model", "qwen3-14b", "--engine", "vllm", where="", status=3,
                      kind="does-not-fit")
        self.error_of("predict", "--device", "8xh100", "--model", "deepseek-v3", "--engine", "sglang", "--quant", "BF16", where="",
                      status=3, kind="does-not-fit")

    def test_names_in_a_row_are_told_from_a_command_line_even_where_one_is_unknown(self):
        self.assertEqual(self.json_of("predict", "4090", "llama3:8b", "q4")["scenario"]["device"], "rtx-4090")
        self.error_of("predict", "no such card", "llama3:8b", where="--device", status=2, kind="unknown-name")
        self.error_of("predict", "4090", "llamma9", where="--model", status=2, kind="unknown-name")
        self.error_of("predict", "4090", "llama3:8b", "Q4X", where="--quant", status=2, kind="unknown-name")
        self.error_of("predict", "--", "frobnicate", "-m", "x", where="--", status=2, kind="usage")

    def test_names_without_an_option_fill_what_the_options_leave_open(self):
        whole = self.json_of("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q6_K")
        for words in (("--device", "rtx-4090", "llama-3.1-8b", "Q6_K"), ("--model", "llama-3.1-8b", "rtx-4090", "Q6_K"),
                      ("--quant", "Q6_K", "rtx-4090", "llama-3.1-8b"), ("--device", "rtx-4090", "--quant", "Q6_K", "llama-3.1-8b")):
            with self.subTest(" ".join(words)):
                self.assertEqual(self.json_of("predict", *words), whole)
        self.error_of("predict", "--device", "rtx-4090", "llamma9", where="--model", status=2, kind="unknown-name")

    def test_a_bare_name_is_the_default_of_the_engines_library(self):
        small, large = "deepseek-r1-0528-qwen3-8b", "deepseek-r1-671b"
        host = ("--device", "rtx-4090", "--host", "epyc-9654", "--host-memory-gib", 768)
        for words, model in ((("--engine", "ollama", "--model", "deepseek-r1"), small), (("ollama run deepseek-r1",), small),
                             (("--engine", "ollama", "--model", "deepseek-r1:671b"), large), (("--model", "deepseek-r1"), large),
                             (("ollama run deepseek-r1:671b",), large)):
            with self.subTest(" ".join(words)):
                self.assertEqual(self.json_of("predict", *host, *words)["scenario"]["model"], model)

    def test_engines_are_named_as_people_write_them(self):
        for typed, engine in {"lmstudio": "llama.cpp", "llamacpp": "llama.cpp", "LM Studio": "llama.cpp", "trtllm": "tensorrt-llm",
                              "TensorRT": "tensorrt-llm", "kobold.cpp": "llama.cpp", "huggingface": "transformers", "exl2": "exllamav2",
                              "text-generation-inference": "tgi", "llama_cpp": "llama.cpp"}.items():
            with self.subTest(typed):
                answer = self.json_of("predict", "--device", "4090", "--model", "llama-3.1-8b", "--engine", typed)
                self.assertEqual(answer["scenario"]["engine"], engine)

    def test_engine_and_backend_follow_the_vendor(self):
        for device, backend in (("rtx-4090", "cuda"), ("rx-7900-xtx", "rocm"), ("m4-max-40c", "metal"),
                                ("arc-b580", "sycl"), ("arc-140t", "vulkan"), ("ryzen-9-7950x", "cpu")):
            with self.subTest(device):
                assumed = self.json_of("predict", "--device", device, "--model", "llama-3.1-8b", "--quant",
                                       "Q4_K_M")["assumed"]
                self.assertEqual((assumed["engine"], assumed["backend"]), ("llama.cpp", backend))

    def test_a_name_that_stands_for_another_is_listed(self):
        self.assertEqual(self.json_of(*ONE[:-1], "UD-Q4_K_XL")["assumed"]["quant"], "Q4_K_M")
        self.assertEqual(self.json_of(*ONE, "--engine", "ollama")["assumed"]["engine"], "llama.cpp")


class Text(Case):
    def test_the_answer_comes_first_and_everything_fits_one_screen(self):
        for name, arguments in SCENARIOS.items():
            with self.subTest(name):
                lines = self.text_of(*arguments).splitlines()
                self.assertRegex(lines[0], r"^[\d.]+ tok/s (decode|together) \(90 %: [\d.]+-[\d.]+(, not known well enough)?\)"
                                           r"(, [\d.]+ each of \d+ streams)?; limited by ([a-zKV ()]+|several parts: .+ %\))$")
                self.assertRegex(lines[1], r"^  a correct run shows [\d.]+-[\d.]+; the ceiling is [\d.]+$")
                self.assertNotRegex("\n".join(lines), r"\de[+-]\d|\binf\b|\bnan\b")
                self.assertLessEqual(len(lines), 25)

    def test_a_stated_prompt_is_not_in_the_cache_and_that_is_said(self):
        long = ("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "-p", "60000")
        self.assertIn("--n-depth 60000 has the prompt in the cache", self.text_of(*long, "--concurrency", "2"))
        self.assertIn("--n-depth 0 (60000: ", self.text_of(*long))
        self.assertNotIn("has the prompt in the cache", self.text_of(*long, "-d", "0"))
        self.assertNotIn("has the prompt in the cache", self.text_of(*long[:-2]))

    def test_a_prompt_beyond_the_models_context_is_said(self):
        short = ("predict", "--device", "rtx-4090", "--model", "llama-3-8b", "--quant", "Q4_K_M", "-p")
        self.assertIn("beyond the model's context of 8192 tokens", self.text_of(*short, "10000"))
        self.assertNotIn("beyond the model's context", self.text_of(*short, "4000"))

    def test_where_no_part_of_a_step_rules_the_longest_ones_are_named(self):
        three = ("predict", "--device", "m4-max-40c", "--model", "qwen3-30b-a3b", "--quant", "Q4_K_M", "-d", "4096")
        both = self.text_of(*three).splitlines()[0]
        alone = self.text_of(*ONE).splitlines()[0]
        self.assertIn("limited by several parts: ", both)
        self.assertRegex(both, r"\(\d+ %\), ")
        self.assertNotIn("several", alone)

    def test_a_draft_model_is_taken_as_a_usual_one_and_that_is_said(self):
        big = ("predict", "--device", "2xrtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M")
        named = tokroof(*big, "--draft-model", "llama-3.2-1b")
        self.assertEqual(named.returncode, 0, named.stderr)
        self.assertEqual(named.stdout, self.text_of(*big, "--speculative", "draft"))
        self.assertIn("the size of the model that drafts is not counted", named.stdout)
        self.assertRegex(named.stdout, r"prefill   \d+ tok/s .*; first token after")
        pasted = self.text_of("predict", "--device", "2xrtx-4090", "llama-server -m Llama-3.3-70B-Q4_K_M.gguf -md Llama-3.2-1B-Q8_0.gguf")
        self.assertIn("the size of the model that drafts is not counted", pasted)

    def test_tables_beside_the_weights_are_told_and_need_memory_on_a_processor(self):
        model = ("--model", "deepseek-v4.1-flash")
        self.assertIn("n-gram tables, 203 GB", self.text_of("predict", "--device", "8xh200", *model))
        small = tokroof("predict", "--device", "epyc-9355", *model, "--host-memory-gib", "384")
        self.assertIn("504.0 GiB are needed", small.stderr)

    def test_the_text_of_one_scenario(self):
        lines = self.text_of(*ONE, "--n-depth", "4096").splitlines()
        self.assertEqual(lines[2], "  rtx-4090, llama-3.1-8b Q4_K_M, llama.cpp on cuda")
        self.assertEqual(lines[4].split(maxsplit=3), ["term", "ms/token", "share", "what it is"])
        self.assertEqual([line.split()[0] for line in lines[5:10]],
                         ["weights", "kv", "launch", "fixed", "logits"])
        self.assertRegex(lines[5], r"^  weights +\d\.\d{3} +\d\d\.\d %  4\.62 GB at \d+ of 1008 GB/s$")
        self.assertRegex(lines[6], r"545 MB of cache, 4160 tokens$")
        self.assertRegex(lines[10], r"^  total +\d\.\d{3} +100\.0 %  [+-]\d+\.\d % by what this device")
        self.assertEqual([line.split()[0] for line in lines[12:]], ["prefill", "memory", "load", "energy", "cost", "faster", "basis", "assumed"])

    def test_several_streams_have_their_sum_first(self):
        batch = SCENARIOS["batch"]
        decode = self.json_of(*batch)["decode"]
        for line in (self.text_of(*batch).splitlines()[0], self.text_of(*batch, "--brief")):
            rate, each = re.search(r"(\d+) tok/s together .* ([\d.]+) each of 16 streams", line).groups()
            self.assertAlmostEqual(float(rate) / decode["aggregate_tps"], 1, delta=0.01)
            self.assertAlmostEqual(float(each) / decode["tps"], 1, delta=0.01)

    def test_no_part_of_a_step_takes_less_than_no_time(self):
        for name, arguments in SCENARIOS.items():
            with self.subTest(name):
                for part in self.json_of(*arguments)["step"]["parts"]:
                    self.assertGreaterEqual(part["seconds_s"], 0, part)

    def test_the_three_defaults_that_matter_most_are_told_with_what_they_change(self):
        line = self.text_of(*ONE).splitlines()[-1]
        told = re.findall(r"--([\w-]+) [^(]+\(([^:]+): ([\d.]+) tok/s\)", line)
        self.assertTrue(1 <= len(told) <= 3, line)
        depth = {name: float(rate) for name, _, rate in told}["n-depth"]
        self.assertAlmostEqual(depth / self.json_of(*ONE, "--n-depth", "8192")["decode"]["tps"], 1, delta=0.01)
        self.assertRegex(line, r"a build of 20\d\d-\d\d: ")
        for cost in ("psu_efficiency", "hours_per_day"):
            self.assertNotIn(cost, line)
            self.assertIn(cost, self.text_of(*ONE, "--verbose"))
            self.assertIn(cost, self.text_of(*ONE, "--usd-per-kwh", "0.3"))
        everything = self.text_of(*ONE, "--verbose").splitlines()[-1]
        for name in self.json_of(*ONE)["assumed"]:
            self.assertTrue(f"{name}=" in everything or f"--{name.replace('_', '-')} " in everything or
                            name == "host_launch_speed", name)

    def test_a_storage_type_is_named_once(self):
        text = self.text_of("predict", "--device", "rtx-3090", "--", "llama-server", "-hf",
                            "unsloth/Qwen3-30B-A3B-GGUF:Q4_K_XL")
        self.assertEqual(text.count("quant="), 0)
        self.assertIn("Q4_K_XL is counted as Q4_K_M", text)

    def test_markdown_is_short_enough_for_an_issue(self):
        lines = self.text_of(*ONE, "--md").splitlines()
        self.assertLessEqual(len(lines), 12)
        for word in ("set-up", "rate", "limited by", "first token", "memory"):
            self.assertTrue(any(line.startswith(f"| {word}") for line in lines), word)

    def test_a_processor_decodes_with_the_threads_that_are_best(self):
        cpu = ("predict", "--device", "epyc-9654", "--model", "deepseek-r1", "--quant", "Q8_0")
        free, cores = self.json_of(*cpu), self.json_of(*cpu, "--threads", "96")
        self.assertGreater(free["decode"]["tps"], cores["decode"]["tps"])
        self.assertLess(free["assumed"]["threads"], 96)
        self.assertAlmostEqual(free["decode"]["tps"],
                               self.json_of(*cpu, "--threads", free["assumed"]["threads"])["decode"]["tps"])
        self.assertAlmostEqual(free["prefill"]["tps"], cores["prefill"]["tps"])
        for threads in (1, 8, 32, 64, 96):
            self.assertLessEqual(self.json_of(*cpu, "--threads", threads)["decode"]["tps"], free["decode"]["tps"] * 1.02)

    def test_drafts_that_are_not_described_are_the_usual_ones(self):
        for kind in ("mtp", "draft", "ngram", "eagle", "dflash", "dspark"):
            with self.subTest(kind):
                assumed = self.json_of(*ONE, "--speculative", kind)["assumed"]
                self.assertGreaterEqual(assumed["spec_tokens"], 1)
                self.assertTrue(0 < assumed["acceptance"] < 1)

    def test_brief_is_one_line(self):
        line = self.text_of(*ONE, "--brief")
        self.assertRegex(line, r"^rtx-4090 +llama-3\.1-8b Q4_K_M llama\.cpp +\d+ tok/s decode \(90 %: [\d.]+-[\d.]+\) +memory bandwidth .*\n$")


class Faster(Case):
    """The line that says what would raise the rate."""

    def setUp(self):
        self.devices = [d["slug"] for d in self.json_of("list", "devices")["devices"] if d["kind"] in ("gpu", "soc", "apu")]
        self.models = [m["slug"] for m in self.json_of("list", "models")["models"] if m["layers"]]

    def question(self, dice):
        words = ["--device", dice.choice(self.devices), "--model", dice.choice(self.models), "--concurrency",
                 str(dice.choice((1, 1, 8, 64)))]
        engine = dice.choice(("", "vllm", "llama.cpp", "sglang", "ollama", "mlx"))
        words += ["--engine", engine] if engine else []
        words += ["--n-devices", "2"] if dice.random() < 0.3 else []
        return words + (["--n-depth", "16384"] if dice.random() < 0.3 else [])

    def test_each_option_that_it_names_gives_the_rate_that_it_promises(self):
        dice, promised = random.Random(SEED), 0
        for _ in range(80):
            words = self.question(dice)
            said = re.search(r"^  faster    (.*?) tok/s", tokroof("predict", "--no-detect", *words).stdout, re.MULTILINE)
            for part in said[1].split(", ") if said else ():
                option, tps = part.rsplit(": ", 1)
                other = shlex.split(option)
                changed = {**dict(zip(words[::2], words[1::2])), **dict(zip(other[::2], other[1::2]))}
                with self.subTest(" ".join(words), option=option, seed=SEED):
                    answer = self.json_of("predict", "--no-detect", *(word for pair in changed.items() for word in pair))
                    self.assertAlmostEqual(answer["decode"]["aggregate_tps"] / float(tps), 1, delta=0.01)
                promised += 1
        self.assertGreater(promised, 20)


class Assumed(Case):
    def test_the_rate_beside_a_default_is_what_its_other_value_gives_of_all_streams(self):
        dice, compared = random.Random(SEED), 0
        devices = ("h100-sxm", "h200", "mi300x", "rtx-3090", "rtx-pro-6000-blackwell", "l40s")
        models = ("llama-3.1-8b", "qwen3-30b-a3b", "qwen3-32b", "deepseek-v2-lite", "gpt-oss-120b")
        for _ in range(40):
            words = ["--device", dice.choice(devices), "--model", dice.choice(models), "--engine", dice.choice(("vllm", "sglang")),
                     "--quant", "FP8", "--n-devices", dice.choice("124"), "--concurrency", dice.choice(("1", "32", "512", "4096"))]
            result = tokroof("predict", "--no-detect", *words)
            for option, value, tps in re.findall(r"--(n-depth|kv-type|link) \S+ \((\S+): ([\d.]+) tok/s\)", result.stdout):
                other = tokroof("predict", "--no-detect", "--json", *words, f"--{option}", value)
                if other.returncode == 0:  # it may not fit
                    with self.subTest(" ".join(words), option=option, seed=SEED):
                        rate = json.loads(other.stdout)["decode"]["aggregate_tps"]
                        self.assertAlmostEqual(rate / float(tps), 1, delta=0.01)
                        compared += 1
        self.assertGreater(compared, 10)


class Refusals(Case):
    def test_unknown_names_come_with_the_three_nearest(self):
        for option, wrong, right in (("--device", "rtx-409", "rtx-4090"), ("--model", "llama-3.1-9b", "llama-3.1-8b"),
                                     ("--quant", "Q4_K_X", "Q4_K_M"), ("--engine", "lama.cpp", "llama.cpp"),
                                     ("--backend", "cudda", "cuda"), ("--host", "ryzen-9-795x", "ryzen-9-7950x"),
                                     ("--kv-type", "q8_x", "q8_0"), ("--speculative", "mpt", "mtp")):
            with self.subTest(option):
                words = list(ONE)
                if option in words:
                    words[words.index(option) + 1] = wrong
                else:
                    words += [option, wrong]
                error = self.error_of(*words, where=option, status=2, kind="unknown-name")
                self.assertEqual(len(error["suggestions"]), 3)
                self.assertIn(right, error["suggestions"])

    def test_unknown_links_and_splits(self):
        self.assertIn("nvlink3-bridge", self.error_of(*TWO, "--link", "nvlink3-bridg", where="--link",
                                                      status=2, kind="unknown-name")["suggestions"])
        self.assertIn("layer", self.error_of(*TWO, "-sm", "layers", where="--split-mode", status=2,
                                             kind="unknown-name")["suggestions"])

    def test_links_that_a_device_cannot_have(self):
        for device, link in (("rtx-4090", "nvlink"), ("rtx-3090", "pcie5x16"), ("rtx-4090", "infinity-fabric"),
                             ("rx-7900-xtx", "nvlink"), ("rtx-3090", "nvlink4"), ("m1-max-32c", "tb5"),
                             ("m3-ultra-80c", "pcie4x16"), ("v100-pcie-16gb", "nvlink"), ("rtx-4060", "pcie4x16"),
                             ("rtx-5090+rtx-3090", "nvlink")):
            with self.subTest(f"{device} {link}"):
                count = () if "+" in device else ("--n-devices", "2")
                error = self.error_of("predict", "--device", device, *count, "--link", link, "--model", "llama-3.1-8b",
                                      "--quant", "Q4_K_M", where="--link", status=2, kind="impossible-link")
                self.assertTrue(error["suggestions"])

    def test_what_does_not_fit_says_so_with_the_arithmetic(self):
        arguments = ("predict", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M")
        document = self.json_of(*arguments, status=3)
        self.assertEqual(document["error"]["kind"], "does-not-fit")
        self.assertGreater(document["memory"]["needed_bytes"], document["memory"]["available_bytes"])
        self.assertNotIn("decode", document)
        self.assertRegex(self.error_of(*arguments, where="", status=3, kind="does-not-fit")["message"],
                         r"[\d.]+ GiB are needed .*23\.6 are there")

    def test_what_a_host_holds_beside_the_card_is_placed_and_said(self):
        for model, quant, key, words in (("gpt-oss-120b", "MXFP4", "n_cpu_moe", "experts of {} of 36 layers on the host"),
                                         ("llama-3.3-70b", "Q4_K_M", "n_gpu_layers", " of 80 layers on the host: -ngl {}")):
            with self.subTest(model):
                arguments = ("predict", "--device", "rtx-4090", "--model", model, "--quant", quant, "--host", "ryzen-9-7950x")
                chosen = self.json_of(*arguments)
                count = chosen["assumed"][key]
                self.assertIn(words.format(count), chosen["assumed"]["placement"])
                self.assertIn("does not fit one rtx-4090 whole; fastest placement that fits: ",
                              " ".join(chosen["basis"]["notes"]))
                self.assertTrue(chosen["memory"]["fits"])
                stated = self.json_of(*arguments, "--" + key.replace("_", "-"), str(count))
                self.assertEqual(stated["decode"], chosen["decode"])
                self.assertNotIn("placement", stated["assumed"])
                self.assertIn("note      does not fit one rtx-4090 whole; fastest", self.text_of(*arguments))

    def test_a_processor_or_memory_said_beside_the_card_is_its_host(self):
        for words, host in (("3090 24gb + ryzen 7950x 128gb ddr5-5200 gpt-oss-120b --n-cpu-moe 28", "ryzen-9-7950x"),
                            ("3090 + ryzen 9 7950x gpt-oss-120b", "ryzen-9-7950x"),
                            ("5060 ti 16gb + ryzen 5600 32gb ddr4-3200 qwen3.6-35b-a3b q4", "ryzen-5-5600"),
                            ("3090 64gb ddr4-3200 gpt-oss-120b", None), ("3090 64gb ddr5 gpt-oss-120b", None)):
            with self.subTest(words):
                answer = self.json_of("predict", *words.split())
                self.assertEqual(answer["scenario"]["host"] if host else None, host)
                self.assertTrue(answer["memory"]["fits"])
        said = self.json_of("predict", "3090", "+", "ryzen", "9", "7950x", "gpt-oss-120b")
        stated = self.json_of("predict", "3090", "gpt-oss-120b", "--host", "ryzen 9 7950x")
        self.assertEqual(said["decode"], stated["decode"])
        own = self.json_of("predict", "3090", "+", "ryzen", "9", "7950x", "gpt-oss-120b", "--host", "epyc-9355")
        self.assertEqual(own["scenario"]["host"], "epyc-9355")

    def test_layers_and_experts_are_on_the_host_together(self):
        machine = ("predict", "--device", "gtx-1070", "--host", "epyc-7763", "--model", "deepseek-v3", "--quant", "Q4_K_M")
        chosen = self.json_of(*machine)
        layers = chosen["assumed"]["n_gpu_layers"]
        self.assertIn(f" layers and the experts of the others on the host: -ngl {layers:.0f} --n-cpu-moe 61",
                      chosen["assumed"]["placement"])
        stated = self.json_of(*machine, "-ngl", layers, "--n-cpu-moe", 61)
        self.assertEqual(stated["decode"], chosen["decode"])
        patterns = self.json_of(*machine, "-ngl", layers, "-ot", "exps=CPU")
        self.assertAlmostEqual(patterns["decode"]["tps"], chosen["decode"]["tps"], delta=1e-9 * chosen["decode"]["tps"])
        fewer = self.json_of(*machine, "-ngl", layers - 1, "--n-cpu-moe", 61)
        self.assertLess(fewer["decode"]["tps"], chosen["decode"]["tps"])
        self.error_of(*machine, "-ngl", layers + 1, "--n-cpu-moe", 61, where="", status=3, kind="does-not-fit")

    def test_a_stated_placement_that_does_not_fit_is_refused_with_one_that_does(self):
        error = self.error_of("predict", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M", "--host",
                              "ryzen-9-7950x", "-ngl", "70", where="", status=3, kind="does-not-fit")
        self.assertRegex(error["message"], r"; fastest placement that fits: \d+ of 80 layers on the host: -ngl \d+$")
        self.assertRegex(error["suggestions"][0], r"^--n-gpu-layers \d+$")

    def test_tokens_may_be_typed_in_units_of_1024(self):
        typed = self.json_of("predict", "4090", "qwen3-8b", "--n-depth", "32k", "-p", "2K")
        self.assertEqual(typed, self.json_of("predict", "4090", "qwen3-8b", "--n-depth", 32768, "-p", 2048))
        self.error_of("predict", "4090", "qwen3-8b", "--power-limit", "1k", where="--power-limit", status=2, kind="usage")
        self.assertEqual(self.json_of("predict", "8xh200", "qwen3-8b", "-p", "1M")["scenario"]["n_prompt"], 1048576)

    def test_numbers_may_have_their_unit_behind_them(self):
        for option, plain, typed in (("--power-limit", 300, ("300W", "300 w", "300 watts")), ("--host-memory-gib", 64, ("64GB", "64 GiB", "64g")),
                                     ("--host-memory-mts", 5600, ("5600MT/s",)), ("--ttft-slo", 0.5, ("500ms", "0.5 s")),
                                     ("--size-gib", 4.5, ("4.5GiB",))):
            extra = ("--engine", "vllm", "--request-rate", 1) if option == "--ttft-slo" else ("--host", "ryzen-9-7950x")
            said = self.json_of(*ONE, *extra, option, plain)
            for text in typed:
                with self.subTest(f"{option} {text}"):
                    self.assertEqual(self.json_of(*ONE, *extra, option, text), said)
        for option, text in (("--power-limit", "70%"), ("--power-limit", "300GB"), ("--size-gib", "4.5GB"), ("--n-gen", "5s")):
            with self.subTest(f"{option} {text}"):
                self.error_of(*ONE, option, text, where=option, status=2, kind="usage")

    def test_systems_and_caches_are_named_as_people_write_them(self):
        for option, slug, typed in (("--os", "windows", ("win11", "Windows 10", "WSL2")), ("--os", "linux", ("Ubuntu",)),
                                    ("--kv-type", "q8_0", ("q8",)), ("--kv-type", "f16", ("fp16", "half")), ("--kv-type", "fp8", ("fp8_e4m3",))):
            for text in typed:
                with self.subTest(f"{option} {text}"):
                    self.assertEqual(self.json_of(*ONE, option, text), self.json_of(*ONE, option, slug))

    def test_options_that_a_machine_cannot_have_say_why(self):
        self.assertIn("--gpu-memory-gib changes nothing: rtx-4090 shares no memory", self.text_of(*ONE, "--gpu-memory-gib", 10))
        error = self.error_of("predict", "m4-max", "llama-3.1-8b", "--engine", "vllm", where="--backend", status=2, kind="usage")
        self.assertIn("vllm runs on cuda", error["message"])
        error = self.json_of("predict", "m4-max", "llama-3.1-8b", "--engine", "transformers", "--backend", "cpu", status=3)
        self.assertEqual(error["reason"], "cpu-engine")  # not that its cores were unknown
        error = self.error_of(*ONE, "--host", "64GB", where="--host", status=2, kind="usage")
        self.assertIn("--host-memory-gib 64", error["message"])

    def test_memory_beside_a_name_is_all_that_is_installed(self):
        beside = self.text_of("predict", "M4 Max 64GB", "llama-3.3-70b", "--quant", "Q6_K", "--verbose")
        self.assertIn("56.0 GiB are there", beside)
        self.assertIn("host_memory_gib=64", beside)
        self.assertRegex(beside, r"the system lets a GPU use 48\.0 GiB by default: raise it, or \d\.\d GiB are not there")
        stated = self.json_of("predict", "m4-max", "llama-3.3-70b", "--quant", "Q6_K", "--host-memory-gib", "64")
        self.assertEqual(stated["memory"]["available_bytes"], 56 * 2**30)
        least = self.json_of("predict", "i7-8700 16GB", "llama-3.1-8b", "--quant", "Q4_K_M")
        self.assertEqual(least["memory"]["available_bytes"], 14 * 2**30)

    def test_what_does_not_fit_says_what_would_hold_it(self):
        error = self.error_of("predict", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M", where="",
                              status=3, kind="does-not-fit")
        self.assertRegex(error["message"], r"with a host of \d+ GiB of memory: --host NAME, or on 2 x rtx-4090")
        self.assertEqual(error["suggestions"], ["--quant IQ2_XS", "--host NAME", "--n-devices 2"])
        error = self.error_of("predict", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "AWQ", "--engine",
                              "vllm", "--host", "epyc-9355", where="", status=3, kind="does-not-fit")
        self.assertNotIn("with a host", error["message"])
        self.assertIn("--tensor-parallel-size 2", error["message"])
        self.assertIn("--cpu-offload-gb", error["message"])

    def test_unequal_cards_get_the_split_that_fits(self):
        arguments = ("predict", "--device", "rtx-5090+gtx-1650", "--model", "qwen3-32b", "--quant", "Q6_K", "--n-depth",
                     "30000")
        document = self.json_of(*arguments)
        shares = document["assumed"]["tensor_split"]
        large, small = map(int, shares.split(","))
        self.assertEqual(large + small, 64)
        self.assertGreater(large / small, 32 / 4)  # by memory the small card would get more than it holds
        self.assertTrue(all(card["fits"] for card in document["memory"]["devices"]))
        self.assertIn(f"as llama.cpp splits it; fastest split that fits: {large} + {small} layers: -ts {shares}",
                      document["basis"]["notes"][-1])
        self.assertEqual(self.json_of(*arguments, "-ts", shares)["decode"], document["decode"])

    def test_part_of_the_model_on_a_host_without_a_name(self):
        self.error_of(*ONE, "-ngl", "20", where="--host", status=2, kind="usage")
        self.error_of(*MOE, "--n-cpu-moe", "94", where="--host", status=2, kind="usage")
        self.error_of(*ONE, "--backend", "cpu", where="--host", status=2, kind="usage")

    def test_what_is_not_known_well_enough_cannot_be_modelled(self):
        self.error_of("predict", "--device", "rtx-6090", "--model", "llama-3.1-8b", where="", status=3,
                      kind="cannot-model")
        self.error_of("predict", "--device", "ryzen-9-7950x", "--model", "llama-3.1-8b", "--engine", "vllm", where="",
                      status=3, kind="cannot-model")

    def test_a_machine_has_no_more_devices_than_its_fabric_joins(self):
        base = ("predict", "--device", "h100-sxm", "--n-devices", 16, "--model", "llama-3.3-70b", "--quant", "FP8", "--engine",
                "vllm")
        error = self.error_of(*base, "--machine-devices", 16, where="--machine-devices", status=2, kind="usage")
        self.assertIn("joins 8 h100-sxm at most", error["message"])
        self.assertEqual(self.json_of(*base, "--machine-devices", 8)["decode"], self.json_of(*base)["decode"])
        self.json_of(*base, "--machine-devices", 16, "--link", "pcie5x16")

    def test_contradictions_are_usage_errors(self):
        for where, wrong in (("--backend", (*ONE, "--backend", "rocm")),
                             ("--n-cpu-moe", (*ONE, "--n-cpu-moe", "3", "--host", "epyc-9355")),
                             ("--split-mode", (*TWO, "-sm", "none")),
                             ("--n-devices", ("predict", "--device", "rtx-4090+rtx-5090", "--n-devices", "3", *ONE[3:])),
                             ("--device", ("predict", "--device", "samsung-990-pro-2tb", *ONE[3:]))):
            with self.subTest(" ".join(wrong)):
                self.error_of(*wrong, where=where, status=2, kind="usage")

    def test_numbers_that_are_none(self):
        for option, value in (("--n-depth", "nan"), ("--n-depth", "-1"), ("--n-depth", "1.5"), ("--n-gen", "0"),
                              ("--n-depth", "inf"), ("--n-depth", "0x10"), ("--n-devices", "0"), ("--level", "1"),
                              ("--level", "0"), ("--power-limit", "-5"), ("--concurrency", "many"), ("--n-depth", "")):
            with self.subTest(f"{option} {value}"):
                self.error_of(*ONE, option, value, where=option, status=2, kind="usage")

    def test_missing_and_unknown_options(self):
        self.error_of("predict", "--no-detect", where="--device", status=2, kind="usage")
        self.error_of("predict", "--device", "rtx-4090", where="--model", status=2, kind="usage")
        self.error_of(*ONE, "--no-such-option", where="--no-such-option", status=2, kind="usage")
        self.error_of("predicct", where="predicct", status=2, kind="usage")

    def test_a_coefficients_file_that_is_none(self):
        self.error_of(*ONE, "--coefficients", "/nowhere.json", where="/nowhere.json", status=2, kind="bad-file")
        self.error_of(*ONE, "--datasets", "/nowhere", where="/nowhere/hardware.json", status=2, kind="bad-file")


if __name__ == "__main__":
    unittest.main()
