"""Servers: what no engine runs, how many streams run at once, and what the waiting ones cost."""
import json
import random
import unittest

from _tokroof import Case, tokroof
from diagnose import table

HOPPER = ("--device", "h100-sxm")
VLLM = ("--engine", "vllm")
USD = ("--rent-usd-per-h", 5, "--hours-per-day", 24)


def notes(answer):
    return " ".join(answer["basis"]["notes"])


class Splits(Case):
    def test_a_tensor_split_is_accepted_just_where_it_divides_the_heads(self):
        # 32 attention heads of which 8 are of the cache, and 28 with 4.
        for model, heads, kv_heads in (("llama-3.1-8b", 32, 8), ("qwen2.5-7b", 28, 4)):
            for n in range(1, 41):
                even = heads % n == 0 and (kv_heads % n == 0 or n % kv_heads == 0)
                for engine in ("vllm", "sglang", "tensorrt-llm"):
                    result = tokroof("predict", *HOPPER, "--model", model, "--quant", "FP8", "--engine", engine,
                                     "--n-devices", n, "--brief")
                    self.assertEqual(result.returncode, 0 if even else 2, f"{model} {engine} {n} {result.stderr}")

    def test_more_devices_than_layers_are_refused_with_both_counts(self):
        base = (*HOPPER, "--model", "qwen3-8b", "--quant", "BF16", *VLLM, "--split-mode", "pipeline")
        self.json_of("predict", *base, "--n-devices", 36)
        error = self.error_of("predict", *base, "--n-devices", 37, where="--n-devices", status=2, kind="usage")
        self.assertIn("36 layers", error["message"])
        self.assertIn("37 devices", error["message"])

    def test_llama_cpp_is_built_for_sixteen_devices(self):
        base = ("--device", "rtx-3090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M")
        self.json_of("predict", *base, "--n-devices", 16)
        self.error_of("predict", *base, "--n-devices", 17, where="--n-devices", status=2, kind="usage")


class Layouts(Case):
    """Stages, attention groups and whole experts of a tensor split."""
    DEEPSEEK = ("--device", "b200", "--n-devices", 8, "--model", "deepseek-r1", "--quant", "NVFP4", "--engine", "tensorrt-llm",
                "--kv-type", "fp8", "--n-prompt", 1024, "--n-gen", 2048)
    GROUPS = ("--data-parallel-attention", 8, "--expert-parallel")

    def aggregate(self, *options):
        return self.json_of("predict", *options)["decode"]["aggregate_tps"]

    def test_one_of_each_is_what_nothing_stated_is(self):
        plain = self.json_of("predict", *self.DEEPSEEK)
        stated = self.json_of("predict", *self.DEEPSEEK, "--pipeline-parallel", 1, "--data-parallel-attention", 1)
        self.assertEqual(plain["decode"], stated["decode"])
        self.assertEqual([plain["scenario"][key] for key in ("pipeline_parallel", "data_parallel_attention", "expert_parallel")],
                         [1, 1, False])

    def test_attention_groups_hold_more_sequences_of_a_latent_cache_and_answer_more(self):
        few, many = self.DEEPSEEK + ("--concurrency", 1), self.DEEPSEEK + ("--concurrency", 4096)
        self.assertGreater(self.aggregate(*many, *self.GROUPS), 1.5 * self.aggregate(*many))
        self.assertLess(self.aggregate(*few, *self.GROUPS), self.aggregate(*few))
        plain, groups = (self.json_of("predict", *many, *more) for more in ((), self.GROUPS))
        self.assertGreater(groups["memory"]["by"]["weights"], plain["memory"]["by"]["weights"])

    def test_stages_of_one_device_are_a_pipeline(self):
        base = ("--device", "rtx-3090", "--n-devices", 4, "--model", "llama-3.1-8b", *VLLM)
        stages, pipeline = (self.json_of("predict", *base, *more) for more in
                            (("--pipeline-parallel", 4), ("--split-mode", "pipeline")))
        self.assertEqual(stages["scenario"], pipeline["scenario"])
        self.assertEqual(stages["decode"], pipeline["decode"])

    def test_stages_answer_a_large_batch_together_where_an_engine_overlaps_them(self):
        base = ("--device", "h100-sxm", "--n-devices", 16, "--model", "llama-3.1-405b", "--quant", "FP8", "--n-prompt", 1024)
        stages = ("--pipeline-parallel", 2)
        inside = self.json_of("predict", *base, "--engine", "vllm", *stages)
        self.assertEqual(inside["assumed"]["link"], "nvlink4-nvswitch")  # of a stage
        self.assertEqual(inside["scenario"]["network"], "ib-ndr")  # between them
        # one pass of all: on half of the devices, a stage after the other
        half = self.json_of("predict", *base[:2], "--n-devices", 8, *base[4:], "--engine", "vllm")
        self.assertLess(inside["decode"]["tps"], half["decode"]["tps"])
        many = ("--concurrency", 256)
        self.assertGreater(self.aggregate(*base, "--engine", "sglang", *stages, *many),
                           self.aggregate(*base, "--engine", "vllm", *stages, *many))

    def test_a_layout_that_cannot_be_is_refused_with_its_reason(self):
        dense = ("--device", "h100-sxm", "--n-devices", 8, "--model", "llama-3.3-70b", "--quant", "FP8", *VLLM)
        for options, where, reason in (
            (dense + ("--data-parallel-attention", 2), "--data-parallel-attention", "no routed experts"),
            (dense + ("--expert-parallel",), "--expert-parallel", "no routed experts"),
            (dense + ("--pipeline-parallel", 3), "--pipeline-parallel", "equal size"),
            (dense + ("--pipeline-parallel", 2, "--split-mode", "pipeline"), "--pipeline-parallel", "not of 'pipeline'"),
            (self.DEEPSEEK + ("--data-parallel-attention", 3), "--data-parallel-attention", "equal size"),
            (("--device", "h100-sxm", "--model", "qwen3-8b", "--pipeline-parallel", 2, *VLLM), "--n-devices", "one device"),
            (("--device", "rtx-3090", "--n-devices", 4, "--model", "llama-3.3-70b", "--quant", "Q4_K_M", "--pipeline-parallel", 2),
             "--pipeline-parallel", "one way at a time"),
        ):
            error = self.error_of("predict", *options, where=where, status=2, kind="usage")
            self.assertIn(reason, error["message"])


class Fabrics(Case):
    MOST = (("h100-sxm", 8, "nvlink4-nvswitch", "ib-ndr", "cuda"), ("a100-sxm-80gb", 16, "nvlink3-nvswitch", "ib-hdr", "cuda"),
            ("b200", 8, "nvlink5-nvswitch", "ib-ndr", "cuda"), ("mi300x", 8, "xgmi-mi300x", "roce-400g", "rocm"))

    def test_a_fabric_joins_so_many_devices_and_the_network_the_others(self):
        for device, most, fabric, network, _ in self.MOST:
            base = ("--device", device, "--model", "llama-3.1-405b", "--quant", "FP8", *VLLM)
            inside = self.json_of("predict", *base, "--n-devices", most)
            self.assertEqual(inside["assumed"]["link"], fabric)
            beyond = self.json_of("predict", *base, "--n-devices", 2 * most)
            self.assertEqual([beyond["assumed"][key] for key in ("link", "network", "machine_devices")], [fabric, network, most])
            self.assertEqual([inside["scenario"][key] for key in ("network", "machine_devices")], [None, None])
            self.assertIn(f"{fabric} joins {most} {device} at most", notes(beyond))
            error = self.error_of("predict", *base, "--n-devices", 2 * most, "--link", fabric, where="--link", status=2,
                                  kind="impossible-link")
            self.assertIn(f"joins {most} {device} at most", error["message"])
            self.assertIn(network, error["suggestions"])

    def test_a_rack_joins_seventy_two(self):
        base = ("--device", "gb200", "--model", "llama-3.1-405b", "--quant", "FP8", *VLLM)
        self.assertEqual(self.json_of("predict", *base, "--n-devices", 64)["assumed"]["link"], "nvlink5-nvl72")
        self.assertEqual(self.json_of("predict", *base, "--n-devices", 128)["assumed"]["network"], "ib-ndr")

    def test_plain_names_keep_to_it_too(self):
        base = ("--model", "llama-3.3-70b", "--quant", "FP8", *VLLM)
        for device, n, link in (("h100-sxm", 16, "nvlink"), ("mi300x", 16, "xgmi"), ("rtx-3090", 4, "nvlink")):
            self.error_of("predict", "--device", device, *base, "--n-devices", n, "--link", link, where="--link", status=2,
                          kind="impossible-link")

    BOXES = ("--device", "h100-sxm", "--n-devices", 16, "--model", "llama-3.1-405b", "--quant", "FP8", *VLLM)

    def test_two_levels_are_faster_than_the_network_alone_and_a_faster_network_than_a_slow_one(self):
        rate = lambda *more: self.json_of("predict", *self.BOXES, *more)["decode"]["tps"]
        self.assertLess(rate("--link", "ib-ndr"), rate())
        rates = [rate("--network", network) for network in ("eth-10g", "eth-100g", "roce-400g", "ib-ndr")]
        self.assertEqual(rates, sorted(rates))
        # all-reduces inside machines, a boundary between them: a slow network costs the stages little
        stages = ("--pipeline-parallel", 2)
        self.assertGreater(rate(*stages, "--network", "eth-10g"), 0.9 * rate(*stages))
        self.assertLess(rate("--network", "eth-10g"), 0.9 * rate())

    def test_the_person_says_how_many_a_machine_holds(self):
        scenario = self.json_of("predict", *self.BOXES, "--gpus-per-node", 4, "--network", "roce-400g")["scenario"]
        self.assertEqual([scenario[key] for key in ("link", "network", "machine_devices")], ["nvlink4-nvswitch", "roce-400g", 4])
        cards = ("--device", "rtx-3090", "--n-devices", 8, "--model", "llama-3.3-70b", "--quant", "AWQ", *VLLM)
        answer = self.json_of("predict", *cards, "--machine-devices", 4)
        self.assertEqual((answer["scenario"]["link"], answer["assumed"]["network"]), ("pcie4x16-host", "eth-10g"))
        self.error_of("predict", *cards, "--network", "eth-25g", where="--machine-devices", status=2, kind="usage")
        one = self.json_of("predict", *cards, "--machine-devices", 8, "--network", "eth-25g")
        self.assertIn("the network carries nothing", notes(one))
        self.assertEqual(one["decode"], self.json_of("predict", *cards)["decode"])

    def test_a_network_that_cannot_be_is_refused(self):
        for network, kind in (("nvlink", "impossible-link"), ("pcie4x16", "impossible-link"), ("tb5-rdma", "impossible-link"),
                              ("ib-ndrr", "unknown-name")):
            error = self.error_of("predict", *self.BOXES, "--network", network, where="--network", status=2, kind=kind)
            self.assertIn("ib-ndr", error["suggestions"])
        self.error_of("predict", *self.BOXES, "--machine-devices", 12, where="--machine-devices", status=2, kind="usage")
        self.error_of("predict", "--device", "h100-sxm", "--n-devices", 16, "--model", "llama-3.3-70b", "--quant", "Q8_0", "-sm",
                      "row", "--network", "ib-ndr", where="--split-mode", status=2, kind="usage")

    def test_a_row_of_a_table_says_the_same_as_options(self):
        scenario = {"device": "h100-sxm", "n_devices": 16, "model": "llama-3.1-70b", "quant": "FP8", "engine": "vllm", "split": "tensor"}
        stated = {"network": "eth-10g", "machine_devices": 4}
        for more in ({}, stated, {"network": "ib-ndr"}, {"machine_devices": 2}):
            with self.subTest(more):
                row = self.json_of("check", "-", stdin=table([{**scenario, **more, "tg_tps": 40}]))["rows"][0]
                options = [part for key, value in {**scenario, **more}.items()
                           for part in ("--" + key.replace("_", "-").replace("split", "split-mode"), value)]
                self.assertEqual(row["predicted_tps"], self.json_of("check", *options, "--tps", 40)["rows"][0]["predicted_tps"])
        alone = table([{**scenario, "device": "rtx-3090", "network": "eth-10g", "tg_tps": 40}])
        self.assertIn("how many rtx-3090 a machine has", self.json_of("check", "-", stdin=alone)["rows"][0]["reason"])

    def test_a_link_that_is_not_known_is_no_link(self):
        cards = {"device": "rtx-3090", "n_devices": 2, "model": "llama-3.1-70b", "quant": "Q4_K_M", "split": "layer", "tg_tps": 18}
        row = lambda **more: self.json_of("check", "-", stdin=table([{**cards, **more}]))["rows"][0]
        for column in ("interconnect", "network"):
            self.assertIn("no link is known as 'foo'", row(**{column: "foo"})["reason"])
        for link in ("pcie", "pcie3x4", "nvlink", "pcie2x16"):
            self.assertNotEqual(row(interconnect=link)["verdict"], "unknown")

    def test_a_bridge_has_a_name(self):
        base = ("--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--n-devices", 2, "--link", "nvlink-bridge")
        self.assertEqual(self.json_of("predict", "--device", "rtx-3090", *base)["scenario"]["link"], "nvlink3-bridge")
        for device in ("rtx-4090", "h100-sxm"):  # none, and a switch
            self.error_of("predict", "--device", device, *base, where="--link", status=2, kind="impossible-link")

    def test_a_machine_by_name_keeps_its_link(self):
        base = ("--model", "llama-3.3-70b", "--quant", "FP8", *VLLM)
        self.assertEqual(self.json_of("predict", "--device", "dgx-h100", *base)["assumed"]["link"], "nvlink4-nvswitch")


class Formats(Case):
    def test_what_a_chip_has_no_kernels_for_is_refused(self):
        for device, engine, quant, fault in (("v100-pcie-16gb", "vllm", "AWQ", "--quant"), ("v100-pcie-16gb", "vllm", "FP8", "--quant"),
                                             ("v100-pcie-16gb", "vllm", "NVFP4", "--quant"),
                                             ("p100-pcie-16gb", "vllm", "FP16", "--engine"),  # it runs no type there
                                             ("a100-sxm-80gb", "tensorrt-llm", "FP8", "--quant"),
                                             ("h100-sxm", "tensorrt-llm", "NVFP4", "--quant"),
                                             ("l40s", "tensorrt-llm", "MXFP4", "--quant")):
            with self.subTest(device=device, quant=quant):
                error = self.error_of("predict", "--device", device, "--model", "llama-3.2-3b", "--quant", quant,
                                      "--engine", engine, where=fault, status=2, kind="usage")
                self.assertIn(engine, error["message"])

    def test_what_runs_in_another_way_says_so(self):
        for device, engine, quant, words in (("a100-sxm-80gb", "vllm", "FP8", "Marlin"), ("rtx-4090", "vllm", "NVFP4", "FP4"),
                                             ("v100-pcie-16gb", "vllm", "BF16", "--dtype half"),
                                             ("rtx-4090", "vllm", "Q4_K_M", "experiment")):
            answer = self.json_of("predict", "--device", device, "--model", "llama-3.2-3b", "--quant", quant, "--engine",
                                  engine)
            self.assertIn(words, notes(answer))

    def test_what_runs_as_it_is_says_nothing(self):
        for device, engine, quant in (("h100-sxm", "vllm", "FP8"), ("b200", "vllm", "NVFP4"), ("v100-pcie-16gb", "vllm", "GPTQ"),
                                      ("rtx-3090", "vllm", "AWQ"), ("b200", "tensorrt-llm", "NVFP4")):
            answer = self.json_of("predict", "--device", device, "--model", "llama-3.2-3b", "--quant", quant, "--engine",
                                  engine)
            self.assertNotIn(quant, notes(answer))

    def test_ranking_leaves_them_out(self):
        rows = self.json_of("rank", "--model", "llama-3.2-3b", "--quant", "FP8", *VLLM)
        self.assertFalse([row["device"] for row in rows["rows"] if row["device"].startswith("v100")])
        self.assertTrue([row for row in rows["excluded"] if row["device"].startswith("v100")])


class Names(Case):
    def test_a_capped_name_is_the_device_and_the_cap(self):
        base = ("--model", "qwen3-32b", "--quant", "Q4_K_M")
        capped = self.json_of("predict", "--device", "rtx-3090-200w", *base)
        told = self.json_of("predict", "--device", "rtx-3090", "--power-limit", 200, *base)
        for key in ("scenario", "decode", "prefill", "energy"):
            self.assertEqual(capped[key], told[key], key)
        self.assertEqual(capped["assumed"]["power_limit_w"], 200)
        free = self.json_of("predict", "--device", "rtx-3090", *base)
        self.assertGreater(free["decode"]["tps"], capped["decode"]["tps"])

    def test_a_table_reads_the_cap_from_the_name(self):
        rows = [f"x\t{device}\tqwen3-32b\tQ4_K_M\tllama.cpp\t{power}\t21\n"
                for device, power in (("rtx-3090-200w", ""), ("rtx-3090", 200), ("rtx-3090", ""))]
        table = "source\tdevice\tmodel\tquant\tengine\tpower_w\ttg_tps\n" + "".join(rows)
        capped, told, free = self.json_of("check", "-", stdin=table)["rows"]
        self.assertEqual(capped["predicted_tps"], told["predicted_tps"])
        self.assertGreater(free["predicted_tps"], told["predicted_tps"])
        self.assertEqual(capped["verdict"], "ok")

    def test_a_chip_that_was_never_released_is_called_so(self):
        for verb, model in (("predict", ("--model", "qwen3-8b")), ("capacity", ("--model", "qwen3-8b")), ("capacity", ())):
            error = self.error_of(verb, "--device", "m4-ultra", *model, where="", status=3, kind="cannot-model")
            self.assertIn("never released", error["message"])


class Streams(Case):
    def test_the_streams_of_capacity_run_and_one_more_waits(self):
        chance = random.Random(11)
        for _ in range(12):
            n, model, quant = chance.choice([(1, "llama-3.1-8b", "BF16"), (2, "llama-3.3-70b", "FP8"), (1, "qwen3-30b-a3b", "FP8"),
                                             (4, "qwen3-32b", "BF16")])
            base = [*HOPPER, "--n-devices", n, "--model", model, "--quant", quant, *VLLM, "--n-depth",
                    chance.choice([0, 1000, 8192, 30000]), "--gpu-memory-utilization", chance.choice([0.8, 0.9, 0.95])]
            if chance.random() < 0.5:
                base += ["--max-num-seqs", chance.choice([1, 7, 64])]
            most = self.json_of("capacity", *base)["asked"]["most_streams"]
            self.assertGreaterEqual(most, 1)
            for streams, waits in ((most, False), (most + 1, True)):
                answer = self.json_of("predict", *base, "--concurrency", streams)
                self.assertEqual("wait" in notes(answer), waits, (base, streams))

    def test_no_number_of_streams_is_the_end(self):
        base = ("--device", "mi300x", "--model", "smollm2-135m", "--quant", "Q8_0", "--n-prompt", 1, "--n-gen", 64)
        most = self.json_of("capacity", *base)["asked"]["most_streams"]
        self.assertGreater(most, 65536)
        self.json_of("predict", *base, "--concurrency", most)
        self.json_of("predict", *base, "--concurrency", most + 1, status=3)

    def test_waiting_streams_cost_nothing_and_earn_nothing(self):
        base = (*HOPPER, "--n-devices", 2, "--model", "llama-3.3-70b", "--quant", "FP8", *VLLM, "-d", 8192, *USD)
        most = self.json_of("capacity", *base[:-4])["asked"]["most_streams"]
        answers = [self.json_of("predict", *base, "--concurrency", c) for c in (most + 1, 3 * most, 1000, 50000)]
        for answer in answers:
            a_million_h = answer["decode"]["aggregate_tps"] * 3600 / 1e6
            self.assertAlmostEqual(answer["cost"]["usd_per_million_tokens"] * a_million_h, answer["cost"]["usd_per_h"], 6)
            self.assertAlmostEqual(answer["energy"]["joules_per_token"] * answer["decode"]["aggregate_tps"],
                                   answer["energy"]["power_w"], 6)
            self.assertAlmostEqual(answer["cost"]["usd_per_million_tokens"], answers[0]["cost"]["usd_per_million_tokens"], 6)

    def test_a_sweep_runs_as_many_at_once_as_a_prediction(self):
        base = (*HOPPER, "--model", "llama-3.1-8b", "--quant", "BF16", *VLLM, "--max-num-seqs", 16, "--concurrency", 64)
        rows = tokroof("sweep", *base, "--n-depth", "0,4096,8192", "--no-interval")
        self.assertEqual(rows.returncode, 0, rows.stderr)
        for row in map(json.loads, rows.stdout.splitlines()):
            answer = self.json_of("predict", *base, "--n-depth", row["n_depth"])
            self.assertAlmostEqual(row["tps"] / answer["decode"]["tps"], 1, 9)
            self.assertAlmostEqual(row["aggregate_tps"] / answer["decode"]["aggregate_tps"], 1, 9)


class Memory(Case):
    def test_a_share_of_the_memory_decides_what_fits(self):
        base = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "BF16", *VLLM, "--n-depth", 16384)
        default = self.json_of("predict", *base, "--concurrency", 8)
        stated = self.json_of("predict", *base, "--concurrency", 8, "--gpu-memory-utilization", 0.9)
        self.assertEqual(default["decode"], stated["decode"])
        self.json_of("predict", *base, "--gpu-memory-utilization", 0.6, status=3)
        streams = [self.json_of("capacity", *base, "--gpu-memory-utilization", share)["asked"]["most_streams"]
                   for share in (0.8, 0.9, 0.95)]
        self.assertEqual(streams, sorted(streams))
        self.assertLess(streams[0], streams[-1])

    def test_a_stated_length_needs_room_and_bounds_the_depth(self):
        base = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "BF16", *VLLM)
        self.json_of("predict", *base, "--max-model-len", 8192)
        self.json_of("predict", *base, "--max-model-len", 131072, status=3)
        self.error_of("predict", *base, "--max-model-len", 8192, "--n-depth", 8192, where="", status=3, kind="cannot-model")
        self.assertEqual(self.json_of("capacity", *base, "--max-model-len", 8192)["asked"]["most_depth"], 8192 - 128)

    def test_a_command_line_says_the_same(self):
        own = ("--gpu-memory-utilization", 0.85, "--max-model-len", 16384, "--max-num-seqs", 24)
        pasted = ("vllm", "serve", "meta-llama/Llama-3.1-8B-Instruct", *own)
        sglang = ("python3", "-m", "sglang.launch_server", "--model-path", "meta-llama/Llama-3.1-8B-Instruct",
                  "--mem-fraction-static", 0.85, "--context-length", 16384, "--max-running-requests", 24)
        load = (*HOPPER, "--concurrency", 100)
        for engine, line in (("vllm", pasted), ("sglang", sglang)):
            asked = self.json_of("predict", *load, "--model", "llama-3.1-8b", "--quant", "BF16", "--engine", engine, *own)
            result = tokroof("predict", *load, "--quant", "BF16", "--json", "--", *line)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            read = json.loads(result.stdout)
            for key in ("decode", "memory", "cost"):
                self.assertEqual(read[key], asked[key], key)
            self.assertIn("lets run 24 of 100", notes(asked))

    def test_llama_server_reserves_its_cache(self):
        line = ("llama-server", "-m", "llama-3.1-8b", "-c")
        card = ("predict", "--device", "rtx-4090", "--quant", "Q8_0", "--json", "--")
        self.assertEqual(tokroof(*card, *line, 32768).returncode, 0)
        self.assertEqual(tokroof(*card, *line, 262144).returncode, 3)
        self.assertEqual(tokroof(*card, *line, 1024, "-np", 16).returncode, 3)  # 64 tokens a slot

    def test_the_driver_and_the_system_keep_their_part(self):
        for device, sold, low, high in (("rtx-3090", 24, 23.5, 23.8), ("l4", 24, 21.9, 22.2), ("arc-a770-16gb", 16, 15, 15.5),
                                        ("rx-7900-xtx", 24, 23.8, 24)):
            machine = self.json_of("capacity", "--device", device, "--model", "qwen3-8b", "--quant", "Q8_0")["machine"]
            self.assertEqual(machine["installed_bytes"], sold * 2**30)
            self.assertTrue(low <= machine["usable_bytes"] / 2**30 <= high, machine)
        base = ("--device", "rtx-3090", "--model", "qwen3-8b", "--quant", "Q8_0")
        usable = [self.json_of("capacity", *base, "--os", os)["machine"]["usable_bytes"] for os in ("linux", "windows")]
        self.assertGreater(*usable)
        self.error_of("predict", *base, "--os", "beos", where="--os", status=2, kind="unknown-name")

    def test_a_measured_run_had_enough(self):
        table = ("source\tdevice\tmodel\tquant\tengine\tsize_gib\ttg_tps\n"
                 "x\trtx-3090\tnemotron-3-nano-30b-a3b\tQ4_K_M\tllama.cpp\t23.4\t150\n")
        row = self.json_of("check", "-", stdin=table)["rows"][0]
        self.assertGreater(row["predicted_tps"], 0)
        self.assertNotEqual(row["verdict"], "impossible")


if __name__ == "__main__":
    unittest.main()
