"""Names as people write them, by every door."""
import json
import unittest

from _tokroof import Case, tokroof

SCENARIO = ("--model", "llama-3.1-8b", "--quant", "Q4_K_M")
DEVICES = {"4090": "rtx-4090", "rtx4090": "rtx-4090", "GeForce RTX 3090": "rtx-3090", "NVIDIA H100 80GB HBM3": "h100-sxm",
           "H100": "h100-sxm", "m4-max": "m4-max-40c", "Mac Studio M3 Ultra": "m3-ultra-80c", "dgx spark": "gb10",
           "Ryzen AI Max+ 395": "strix-halo", "AMD Radeon RX 7900 XTX (RADV NAVI31)": "rx-7900-xtx"}
MODELS = {"Qwen/Qwen3-32B": "qwen3-32b", "llama3.1:8b": "llama-3.1-8b", "gpt-oss:20b": "gpt-oss-20b",
          "qwen3-next": "qwen3-next-80b-a3b", "meta-llama/Llama-3.1-8B-Instruct": "llama-3.1-8b",
          "Meta-Llama-3.1-8B-Instruct": "llama-3.1-8b", "granite small": "granite-4.0-h-small",
          "rwkv7 7b": "rwkv7-7.2b", "falcon h1 34b": "falcon-h1-34b", "vaetki": "vaetki"}
SHORT_MODELS = {"aya": "aya-expanse-8b", "ling mini": "ling-mini-2.0", "rwkv": "rwkv7-goose-world3-2.9b"}
LARGE_MODELS = {"mimo pro": "mimo-v2.5-pro", "XiaomiMiMo/MiMo-V2.5": "mimo-v2.5"}  # on sixteen cards
QUANTS = ("4.0bpw", "-4bit", "MLX-mxfp4", "FP4", "Q4_K_XL", "q4km", "bfloat16")
COLUMNS = ("source", "engine", "backend", "device", "n_devices", "model", "quant", "n_prompt", "n_gen", "depth", "tg_tps")


def table_row(**cells):
    row = {"source": "mine", "n_devices": "1", "n_gen": "128", "depth": "0", "tg_tps": "100", **cells}
    return "\t".join(COLUMNS) + "\n" + "\t".join(row.get(column, "") for column in COLUMNS) + "\n"


class Names(Case):
    def imported(self, text, *arguments):
        result = tokroof("import", "-", *arguments, stdin=text)
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = [line.split("\t") for line in result.stdout.splitlines() if "\t" in line]
        return dict(zip(lines[0], lines[1]))

    def test_a_familys_bare_name_is_its_newest_of_an_ordinary_size_and_ollamas_tag_what_ollama_has(self):
        for typed, slug in (("gemma", "gemma-4-12b"), ("glm", "glm-4.7-flash"), ("qwen", "qwen3.6-27b"), ("llama", "llama-3.1-8b")):
            with self.subTest(typed):
                answer = self.json_of("predict", "3090", typed)
                self.assertEqual(answer["scenario"]["model"], slug)
                self.assertIn("it may be", answer["assumed"]["model"])
        answer = self.json_of("predict", "--device", "3090", "--engine", "ollama", "--model", "gemma")
        self.assertEqual(answer["scenario"]["model"], "gemma-1-7b")

    def test_a_number_behind_a_models_name_is_no_storage_type(self):
        for typed in ("qwen 4", "gemma 5"):
            with self.subTest(typed):
                error = self.error_of("predict", "3090", *typed.split(), where="--model", status=2, kind="unknown-name")
                self.assertIn(f"'{typed}'", error["message"])
                self.assertTrue(error["suggestions"])
        self.assertEqual(self.json_of("predict", "3090", "qwen3-8b", "q4")["scenario"]["quant"], "Q4_K_M")

    def test_a_format_and_its_bits_are_one_storage_type_and_two_types_are_two(self):
        for words in ("exl2 llama 3.3 70b 4.65bpw", "llama 3.3 70b exl2 4.65bpw", "exl2 4.65bpw llama 3.3 70b"):
            with self.subTest(words):
                answer = self.json_of("predict", "3090", *words.split(), "--n-devices", 2)
                self.assertEqual(answer["scenario"]["quant"].lower(), "exl2-4.65bpw")
        self.error_of("predict", "3090", "qwen3", "8b", "q4", "q8", where="--quant", status=2, kind="usage")

    def test_options_take_what_people_write_and_say_so(self):
        for typed, slug in DEVICES.items():
            with self.subTest(device=typed):
                answer = self.json_of("predict", "--device", typed, *SCENARIO)
                self.assertEqual(answer["scenario"]["device"], slug)
        answer = self.json_of("predict", "--device", "4090", *SCENARIO)
        self.assertEqual(answer["assumed"]["device"], "'4090' is taken as rtx-4090")
        for models, cards in ((MODELS, 1), (SHORT_MODELS, 1), (LARGE_MODELS, 16)):
            for typed, slug in models.items():
                with self.subTest(model=typed):
                    answer = self.json_of("predict", "--device", "h100-sxm", "--n-devices", str(cards), "--model", typed)
                    self.assertEqual(answer["scenario"]["model"], slug)
                    self.assertGreater(answer["decode"]["tps"], 20)

    def test_a_size_alone_is_the_same_model_by_every_door(self):
        for size, slug in (("8b", "llama-3.1-8b"), ("32b", "qwen3-32b")):
            answer = self.json_of("predict", "--device", "h100-sxm", "--model", size)
            self.assertEqual(answer["scenario"]["model"], slug)
            self.assertIn(f"'{size}' is taken as {slug}", answer["assumed"]["model"])
            read = tokroof("check", f"3090 {size} q4 30 t/s").stdout
            self.assertIn(f"'{size}' is taken as {slug}", read)

    def test_a_host_is_known_by_its_memory(self):
        def answer_of(host):
            return self.json_of("predict", "--device", "rtx-3090", "--n-gpu-layers", "20", "--host", host, *SCENARIO)

        for host, numbers in (("ddr5-6000", "ddr5-6000x2"), ("64gb ddr4 3200", "ddr4-3200x2"),
                              ("dual channel ddr5 6000", "ddr5-6000x2")):
            with self.subTest(host=host):
                answer = answer_of(host)
                self.assertEqual(answer["decode"]["tps"], answer_of(numbers)["decode"]["tps"])
                said = "dual" in host
                self.assertEqual(answer["assumed"].get("host_channels"), None if said else 2)

    def test_bits_alone_are_the_usual_file_in_a_table_too(self):
        table = table_row(engine="llama.cpp", backend="cuda", device="rtx-3090", model="llama-3.1-8b", quant="q4")
        result = tokroof("check", "-", "--json", stdin=table)
        row, = json.loads(result.stdout)["rows"]
        self.assertIn("'q4' taken as Q4_K_M", result.stderr)
        other = tokroof("check", "-", "--json", stdin=table.replace("\tq4\t", "\tQ4_K_M\t"))
        self.assertEqual(row["predicted_tps"], json.loads(other.stdout)["rows"][0]["predicted_tps"])

    def test_a_generation_that_is_not_said_is_the_usual_one_and_the_others_are_named(self):
        answer = self.json_of("predict", "--device", "h100-sxm", "--model", "llama 70b", "--n-devices", "2")
        self.assertEqual(answer["scenario"]["model"], "llama-3.3-70b")
        self.assertEqual(answer["assumed"]["model"], "'llama 70b' is taken as llama-3.3-70b, the usual one; "
                                                     "it may be llama-3.1-70b, llama-3-70b, llama-2-70b")
        older = self.json_of("predict", "--device", "h100-sxm", "--model", "llama 2 70b", "--n-devices", "2")
        self.assertEqual(older["scenario"]["model"], "llama-2-70b")

    def test_tables_that_are_judged_take_what_people_write(self):
        table = table_row(engine="llama.cpp", backend="cuda", device="4090", model="llama 3.1 8b", quant="q4km")
        for verb in ("check", "diagnose"):
            result = tokroof(verb, "-", "--json", stdin=table)
            row, = json.loads(result.stdout)["rows"]
            other = tokroof(verb, "-", "--json", stdin=table_row(engine="llama.cpp", backend="cuda", device="rtx-4090",
                                                                 model="llama-3.1-8b", quant="Q4_K_M"))
            named, = json.loads(other.stdout)["rows"]
            self.assertNotEqual(row.pop("fingerprint"), named.pop("fingerprint"), "it is of what the row says")
            self.assertEqual(row, named)
            self.assertGreater(row["predicted_tps"], 100)
        nothing = tokroof("check", "-", stdin=table.replace("4090", "rtx 40900"))
        self.assertIn("device 'rtx 40900' is not known", nothing.stderr)

    def test_a_name_of_the_catalog_is_not_mentioned(self):
        for device in ("rtx-4090", "RTX 4090", "NVIDIA GeForce RTX 4090"):
            self.assertNotIn("device", self.json_of("predict", "--device", device, *SCENARIO)["assumed"])
        self.assertNotIn("model", self.json_of("predict", "--device", "rtx-4090", *SCENARIO)["assumed"])

    def test_a_model_with_its_storage_type(self):
        answer = self.json_of("predict", "--device", "rtx-5090", "--model", "bartowski/Qwen3-32B-GGUF:Q5_K_M")
        self.assertEqual(answer["scenario"]["model"], "qwen3-32b")
        self.assertEqual(answer["scenario"]["quant"], "Q5_K_M")

    def test_a_checkpoint_that_is_called_fp4_is_nvidias(self):
        for name in ("nvidia/DeepSeek-R1-FP4", "nvidia/DeepSeek-R1-0528-FP4-v2", "nvidia/Llama-3.3-70B-Instruct-FP4"):
            answer = self.json_of("predict", "--device", "b200", "--n-devices", 8, "--engine", "vllm", "--model", name)
            self.assertEqual(answer["scenario"]["quant"], "NVFP4", name)
            self.assertNotIn("BF16", answer["assumed"].get("quant", ""))

    def test_the_engine_follows_the_file_where_none_is_stated(self):
        for device, model, engine, quant in (("4090", "Qwen/Qwen3-8B-AWQ", "vllm", "AWQ"),
                                             ("4090", "qwen2.5-coder-32b-awq", "vllm", "AWQ"),
                                             ("3090", "turboderp/Llama-3.1-8B-Instruct-exl3", "exllamav3", "exl3-4.0bpw"),
                                             ("4090", "Qwen3-8B-exl2-5.0bpw", "exllamav2", "EXL2-5.0bpw"),
                                             ("m4 max", "mlx-community/Qwen3-8B-4bit", "mlx", "MLX-Q4"),
                                             ("m4 max", "Qwen/Qwen3-8B-AWQ", "llama.cpp", "AWQ"),
                                             ("gtx 1080", "Qwen/Qwen3-8B-AWQ", "llama.cpp", "AWQ"),
                                             ("4090", "mlx-community/Qwen3-8B-4bit", "llama.cpp", "MLX-Q4"),
                                             ("4090", "Qwen/Qwen3-8B", "llama.cpp", "Q4_K_M")):
            with self.subTest(device=device, model=model):
                answer = self.json_of("predict", "--device", device, "--model", model)
                self.assertEqual((answer["scenario"]["engine"], answer["scenario"]["quant"]), (engine, quant))
                self.assertEqual(answer["assumed"]["engine"], engine)
                self.assertEqual(answer["assumed"]["backend"], answer["scenario"]["backend"])
                stated = self.json_of("predict", "--device", device, "--model", model, "--engine", "llama.cpp")
                self.assertEqual(stated["scenario"]["engine"], "llama.cpp")

    def test_storage_types(self):
        for quant in QUANTS:
            with self.subTest(quant=quant):
                device = "m4-max-40c" if "mlx" in quant.lower() or "bit" in quant else "b200"
                engine = ("--engine", "mlx") if device == "m4-max-40c" else ()
                self.json_of("predict", "--device", device, "--model", "llama-3.1-8b", f"--quant={quant}", *engine)

    def test_counts_and_unlike_cards(self):
        for typed in ("2x3090", "2xrtx-3090", "dual 3090", "2x RTX 3090"):
            with self.subTest(device=typed):
                scenario = self.json_of("predict", "--device", typed, *SCENARIO)["scenario"]
                self.assertEqual((scenario["device"], scenario["n_devices"]), ("rtx-3090", 2))
        scenario = self.json_of("predict", "--device", "3090+4090", *SCENARIO)["scenario"]
        self.assertEqual((scenario["device"], scenario["n_devices"]), ("rtx-4090+rtx-3090", 2))
        self.error_of("predict", "--device", "2x3090", "--n-devices", "4", *SCENARIO, where="--n-devices", status=2,
                      kind="usage")

    def test_several_processors_are_the_sockets_of_one_machine(self):
        both = self.json_of("predict", "--device", "dual EPYC 7763", *SCENARIO)
        self.assertEqual((both["scenario"]["device"], both["scenario"]["n_devices"]), ("epyc-7763", 1))
        self.assertEqual(both["assumed"]["host_sockets"], 2)
        stated = self.json_of("predict", "--device", "epyc-7763", "--host-sockets", "2", *SCENARIO)
        self.assertEqual(both["decode"]["tps"], stated["decode"]["tps"])
        one = self.json_of("predict", "--device", "epyc-7763", *SCENARIO)
        self.assertEqual(both["scenario"]["power_limit_w"], 2 * one["scenario"]["power_limit_w"])
        entry = self.json_of("predict", "--device", "2x Xeon E5-2697 v4", *SCENARIO)
        self.assertEqual(entry["scenario"]["device"], "xeon-e5-2697v4-2s")
        host = self.json_of("predict", "--device", "rtx-3090", "--n-gpu-layers", "20", "--host", "dual EPYC 7763", *SCENARIO)
        self.assertEqual((host["scenario"]["host"], host["assumed"]["host_sockets"]), ("epyc-7763", 2))
        row = table_row(engine="llama.cpp", backend="cpu", device="dual EPYC 7763", n_devices="", model="llama-3.1-8b",
                        quant="Q4_K_M")
        checked, = json.loads(tokroof("check", "-", "--json", stdin=row).stdout)["rows"]
        self.assertAlmostEqual(checked["predicted_tps"], both["decode"]["tps"], delta=0.15 * both["decode"]["tps"])

    def test_a_link_in_the_devices_name_is_the_link(self):
        named = self.json_of("predict", "--device", "2x RTX 3090 NVLink", "--split-mode", "row", *SCENARIO)
        stated = self.json_of("predict", "--device", "2x3090", "--link", "nvlink", "--split-mode", "row", *SCENARIO)
        self.assertEqual(named["scenario"]["link"], stated["scenario"]["link"])
        self.assertEqual(named["decode"]["tps"], stated["decode"]["tps"])
        self.assertIn("of the device's name", named["assumed"]["link"])
        self.error_of("predict", "--device", "2x4090 NVLink", *SCENARIO, where="--link", status=2, kind="impossible-link")

    def test_memory_beside_a_processor_is_its_slots(self):
        named = self.json_of("predict", "--device", "Ryzen 9 7950X 64GB DDR5-6000", *SCENARIO)
        stated = self.json_of("predict", "--device", "ryzen-9-7950x", "--host-memory-mts", "6000", *SCENARIO)
        self.assertEqual(named["decode"]["tps"], stated["decode"]["tps"])
        self.assertEqual((named["assumed"]["host_memory_gib"], named["assumed"]["host_memory_mts"]), (64, 6000))

    def test_another_model_of_the_same_shape_is_said(self):
        answer = self.json_of("predict", "--device", "h100-sxm", "--n-devices", "2", "--model", "mistral large 2411")
        self.assertEqual(answer["assumed"]["model"], "'mistral large 2411' is taken as mistral-large-2407-123b, the same shape")

    def test_several_candidates_are_listed_with_memory_and_bandwidth(self):
        error = self.json_of("predict", "--device", "RX 7900", *SCENARIO, status=2)["error"]
        self.assertEqual(error["kind"], "unknown-name")
        self.assertIn("rx-7900-xtx 24 GB 960 GB/s", error["message"])

    def test_the_tables_and_pastes_agree_with_the_options(self):
        for typed, slug in DEVICES.items():
            with self.subTest(device=typed):
                row = self.imported(table_row(device=typed, model="llama-3.1-8b", quant="Q4_K_M"))
                self.assertEqual(row["device"], slug)
                bench = {"build_commit": "1", "gpu_info": typed, "backends": "CUDA", "model_filename": "x.gguf",
                         "model_type": "llama 8B Q4_K - Medium", "model_n_params": 8030261248, "n_prompt": 0,
                         "n_gen": 128, "avg_ts": 100.0, "stddev_ts": 1.0, "n_gpu_layers": 99}
                self.assertEqual(self.imported(json.dumps([bench]))["device"], slug)
        for typed, slug in MODELS.items():
            with self.subTest(model=typed):
                row = self.imported(table_row(device="h100-sxm", model=typed))
                self.assertEqual(row["model"], slug)
        row = self.imported(table_row(device="rtx-5090", model="bartowski/Qwen3-32B-GGUF:Q4_K_M"))
        self.assertEqual((row["model"], row["quant"]), ("qwen3-32b", "Q4_K_M"))
        row = self.imported(table_row(device="2x3090", n_devices="", model="llama3.1:8b", quant="q4km"))
        self.assertEqual((row["device"], row["n_devices"], row["quant"]), ("rtx-3090", "2", "Q4_K_M"))

    def test_an_unknown_option_names_the_nearest(self):
        error = self.json_of("predict", "--devise", "24", *SCENARIO, status=2)["error"]
        self.assertEqual((error["kind"], error["where"], error["suggestions"][0]), ("usage", "--devise", "--device"))
        error = self.json_of("predict", "--n-dept", "3090", *SCENARIO, status=2)["error"]
        self.assertEqual(error["suggestions"][0], "--n-depth")

    def test_a_device_and_a_model_without_options(self):
        scenario = self.json_of("predict", "3090", "llama-3-8b", "q4_k_m")["scenario"]
        self.assertEqual((scenario["device"], scenario["model"], scenario["quant"]), ("rtx-3090", "llama-3-8b", "Q4_K_M"))

    def test_hosts(self):
        answer = self.json_of("predict", "--device", "4090", "--model", "gpt-oss-120b", "--n-cpu-moe", "28", "--host",
                              "AMD Ryzen 9 7950X 16-Core Processor")
        self.assertEqual(answer["scenario"]["host"], "ryzen-9-7950x")

    def test_words_behind_a_storage_type_are_said(self):
        card = ("predict", "--device", "rtx-4090", "--model")
        for typed in ("qwen3-8b q4 banana", "qwen3-8b banana q4", "qwen3-8b-q4_k_m-banana"):
            with self.subTest(typed):
                self.assertIn("without 'banana'", self.text_of(*card, typed))
        for typed in ("qwen3-8b q4 k m", "Qwen3-8B-Q4_K_M-imat.gguf", "Qwen3-8B-AWQ-4bit", "Qwen3-32B-GPTQ-Int4-g128",
                      "Qwen3-8B-FP8-dynamic", "gemma-3-12b q4_0 qat", "Qwen3-8B-AWQ-v2", "gpt-oss-120b-MXFP4-00001-of-00002.gguf"):
            with self.subTest(typed):
                self.assertNotIn("without", self.text_of(*card, typed, *(("--spill",) if "oss" in typed else ())))

    def test_bits_beside_a_format_choose_the_type_and_its_engine(self):
        for words, engine, quant in (("4bit exl2", "exllamav2", "EXL2-4.0bpw"), ("6bit exl3", "exllamav3", "exl3-6.0bpw"),
                                     ("8bit gptq", "vllm", "GPTQ INT8"), ("4bit bnb", "vllm", "bitsandbytes NF4"),
                                     ("4bit mlc", "mlc", "q4f16_1"),
                                     ("4bit tensorrt-llm", "tensorrt-llm", "TensorRT-LLM INT4 weight-only")):
            with self.subTest(words):
                scenario = self.json_of("predict", "3090", "qwen3-8b", *words.split())["scenario"]
                self.assertEqual((scenario["engine"], scenario["quant"]), (engine, quant))
        for model, engine in (("RedHatAI/Qwen3-8B-quantized.w8a16", "vllm"), ("nm-testing/Qwen3-8B-NVFP4A16", "vllm"),
                              ("cpatonn/Qwen3-8B-AWQ-8bit", "vllm"), ("bartowski/Qwen3-8B-GGUF:Q2_K_L", "llama.cpp")):
            with self.subTest(model):
                self.assertEqual(self.json_of("predict", "--device", "4090", "--model", model)["scenario"]["engine"], engine)

    def test_a_type_of_a_name_that_is_not_known_is_refused(self):
        for typed in ("Qwen3-8B-w6a6", "Qwen3-8B-AWQ-3bit"):
            with self.subTest(typed):
                self.error_of("predict", "--device", "4090", "--model", typed, where="--model", status=2, kind="unknown-name")
        known = self.json_of("predict", "--device", "4090", "--model", "Qwen3-8B-w6a6", "--quant", "Q6_K")
        self.assertEqual(known["scenario"]["model"], "qwen3-8b")

    def test_stated_bits_are_judged_or_nothing_is(self):
        for text, said in (("4090 qwen3-8b gptq 8bit vllm 80 t/s", "GPTQ INT8"), ("4090 qwen3-8b gptq vllm 80 t/s 8bit", "GPTQ INT8"),
                           ("llama 3.1 8b 16bit 4090 50 t/s", "FP16"), ("llama 3.1 8b full precision 4090 50 t/s", "FP16"),
                           ("kimi k2 1.8bit on mac studio 512gb 8 t/s", "IQ1_M"), ("4090 qwen3-8b UD-TQ1_0 80 t/s", "IQ1_S"),
                           ("4090 qwen3-8b Q5_K_L 80 t/s", "Q5_K_M")):
            with self.subTest(text):
                read = tokroof("check", text).stdout
                self.assertIn(said, read)
                self.assertNotIn("no storage type", read)
        for text in ("4090 qwen3-8b awq 3bit vllm 80 t/s", "4090 qwen3-8b 20bit 80 t/s"):
            with self.subTest(text):
                self.assertIn("no storage type is known", tokroof("check", text).stdout)

    def test_a_cache_is_named_by_its_bits(self):
        for engine, typed, kv_type in (("llama.cpp", "8bit", "q8_0"), ("llama.cpp", "4bit", "q4_0"), ("vllm", "8bit", "fp8"),
                                       ("vllm", "int4", "int4"), ("llama.cpp", "16bit", "f16"), ("vllm", "auto", "f16"),
                                       ("vllm", "nvfp4", "q4_0"), ("llama.cpp", "q8_0/q8_0", "q8_0")):
            with self.subTest(engine=engine, typed=typed):
                answer = self.json_of("predict", "--device", "4090", "--model", "qwen3-8b", "--engine", engine, "--kv-type", typed)
                self.assertEqual(answer["scenario"]["kv_type"], kv_type)
        self.error_of("predict", "--device", "4090", *SCENARIO, "--kv-type", "q8_0/q4_0", where="--kv-type", status=2, kind="usage")

    def test_models_that_do_not_exist_are_refused_with_those_that_do(self):
        for typed, nearest in (("gemma 5 12b", "gemma"), ("llama 5", "llama"), ("qwen 4 27b", "qwen"), ("llama 3.1 13b", "llama-3.1")):
            with self.subTest(typed):
                error = self.error_of("predict", "--device", "h100-sxm", "--model", typed, where="--model", status=2,
                                      kind="unknown-name")
                self.assertTrue(any(name.startswith(nearest) for name in error["suggestions"]), error)

    def test_a_tag_of_a_cloud_runs_elsewhere_and_that_is_said(self):
        mac = ("predict", "--device", "m3-ultra-80c", "--model")
        for typed, slug in (("gpt-oss:120b-cloud", "gpt-oss-120b"), ("qwen3-coder:480b-cloud", "qwen3-coder-480b-a35b")):
            with self.subTest(typed):
                text = self.text_of(*mac, typed, "--quant", "Q3_K_M")
                self.assertIn(slug, text)
                self.assertIn("Ollama runs its -cloud tags on servers of its own", text)

    def test_a_thunderbolt_and_what_runs_over_it(self):
        macs = ("predict", "--device", "2xm3-ultra-80c", "--model", "llama-3.3-70b")
        for typed in ("thunderbolt", "thunderbolt 5", "Thunderbolt-5", "tb"):
            with self.subTest(typed):
                self.assertEqual(self.json_of(*macs, "--link", typed)["scenario"]["link"],
                                 self.json_of(*macs, "--link", "tb5")["scenario"]["link"])
        error = self.error_of("predict", "--device", "2xrtx-4090", "--model", "qwen3-8b", "--link", "thunderbolt", where="--link",
                              status=2, kind="unknown-name")
        self.assertIn("tb4", error["suggestions"])
        self.assertEqual(self.json_of(*macs, "--engine", "exo")["scenario"]["engine"], "mlx")


if __name__ == "__main__":
    unittest.main()
