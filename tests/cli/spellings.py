"""Command lines as people type them who know other programs."""
import json
import random
import unittest

from _tokroof import Case, tokroof

SCENARIO = ("--model", "llama-3.1-8b", "--quant", "Q4_K_M")


class Spellings(Case):
    def same(self, typed, own):
        """Both command lines have one answer."""
        given, wanted = self.json_of(*typed), self.json_of(*own)
        self.assertEqual(given["decode"], wanted["decode"])
        self.assertEqual(given["scenario"], wanted["scenario"])

    def test_options_of_other_programs_are_this_ones(self):
        card = ("predict", "--device", "rtx-4090", *SCENARIO)
        for typed, own in ((("--ctx-size", "16k"), ("--max-model-len", "16384")), (("-c", "8192"), ("--max-model-len", "8192")),
                           (("-fa",), ("--flash-attn", "1")), (("-fa", "0"), ("--flash-attn", "0")),
                           (("-ctk", "q8_0", "-ctv", "q8_0"), ("--kv-type", "q8_0")), (("--users", "4"), ("--concurrency", "4")),
                           (("--tensor-parallel-size", "2"), ("--n-devices", "2", "--split-mode", "tensor")),
                           (("-tp", "2", "-sm", "layer"), ("--n-devices", "2", "--split-mode", "layer"))):
            with self.subTest(" ".join(typed)):
                self.same((*card, *typed), (*card, *own))
        self.same(("predict", "--gpu", "rtx-4090", "--model", "llama-3.1-8b", "-q", "Q4_K_M"), card)
        experts = ("predict", "--device", "rtx-3090", "--model", "gpt-oss-120b", "--host", "ryzen-9-7950x")
        self.same((*experts, "--cpu-moe"), (*experts, "-ot", "exps=CPU"))

    def test_a_context_is_room_and_that_is_said(self):
        result = tokroof("predict", "--device", "rtx-4090", *SCENARIO, "--ctx", "16k")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("--ctx is taken as --max-model-len, room that need not be in use; --n-depth says what is", result.stderr)
        listed = tokroof("models", "--device", "rtx-3060-12gb", "--ctx", "16k")
        self.assertIn("at 16384 tokens of context", listed.stdout)
        self.assertEqual(listed.stderr, "")

    def test_keys_and_values_of_two_types_are_refused(self):
        self.error_of("predict", "--device", "rtx-4090", *SCENARIO, "-ctk", "q8_0", "-ctv", "q4_0", where="-ctv", status=2,
                      kind="usage")

    def test_a_name_of_several_words_needs_no_quotes(self):
        for words in (("--device", "m4", "max", "--model", "qwen3", "30b"), ("m4 max", "qwen3", "30b"), ("m4", "max", "qwen3", "30b"),
                      ("qwen3", "30b", "m4", "max"), ("--model", "qwen3", "30b", "m4", "max")):
            with self.subTest(" ".join(words)):
                self.same(("predict", *words), ("predict", "--device", "m4-max-40c", "--model", "qwen3-30b-a3b"))
        self.same(("predict", "4090", "llama3", "8b", "q6_k"),
                  ("predict", "--device", "4090", "--model", "llama3 8b", "--quant", "Q6_K"))

    def test_a_device_and_a_model_may_be_one_word(self):
        for words in (("qwen3-8b@3090",), ("3090/qwen3-8b",), ("qwen3-8b,3090",), ("qwen3:8b@3090", "q4_k_m"), ("3090/qwen3-8b/q4_k_m",),
                      ("rtx", "3090/qwen3", "8b"), ("rtx 3090 @ qwen3 8b",)):
            with self.subTest(" ".join(words)):
                self.same(("predict", *words), ("predict", "--device", "rtx-3090", "--model", "qwen3-8b"))
        self.same(("predict", "4090", "qwen3-8b@q8_0"), ("predict", "--device", "4090", "--model", "qwen3-8b", "--quant", "Q8_0"))
        self.same(("predict", "4090", "Qwen/Qwen3-8B"), ("predict", "--device", "4090", "--model", "qwen3-8b"))

    def test_a_device_alone_is_asked_for_its_model(self):
        error = self.error_of("predict", "4090", where="--model", status=2, kind="usage")
        self.assertIn("`tokroof models --device rtx-4090`", error["message"])

    def test_names_split_at_their_blanks_are_the_same_names(self):
        seed = random.randrange(10**6)
        dice = random.Random(seed)
        devices = ("rtx 4070 ti super", "rx 7900 xtx", "strix halo", "dgx spark", "m3 ultra", "arc b580")
        models = ("llama 3.1 8b", "qwen3 14b", "gemma 3 12b", "phi 4", "mistral nemo")
        for _ in range(8):
            device, model = dice.choice(devices), dice.choice(models)
            with self.subTest(seed=seed, device=device, model=model):
                whole = ("predict", "--device", device, "--model", model)
                self.same(("predict", *device.split(), *model.split()), whole)
                self.same(("predict", "--model", *model.split(), "--device", *device.split()), whole)

    def test_what_a_verb_is_about_may_stand_alone(self):
        alone, named = (tokroof("models", *words) for words in (("mac", "mini", "m4", "24gb"), ("--device", "mac mini m4 24gb")))
        self.assertEqual(alone.stdout, named.stdout)
        self.assertIn("under", alone.stdout)
        alone, named = (tokroof("rank", *words, "--devices", "rtx-3090,rtx-4090") for words in (("qwen3", "14b"), ("--model", "qwen3-14b")))
        self.assertEqual(alone.stdout, named.stdout)
        self.error_of("rank", "qwen3-14b", "--model", "qwen3-8b", where="qwen3-14b", status=2, kind="usage")
        two = tokroof("rank", "--model", "qwen3-14b", "--device", "rtx-3090", "--device", "rtx-4090")
        self.assertEqual(two.stdout, alone.stdout)

    def test_a_set_up_may_be_said_in_words(self):
        said = self.json_of("predict", "3060", "qwen3", "8b", "32k", "context", "2", "cards")["scenario"]
        self.assertEqual((said["device"], said["model"], said["n_devices"]), ("rtx-3060-12gb", "qwen3-8b", 2))
        self.same(("predict", "3090", "qwen3-8b", "awq", "vllm", "16", "users"),
                  ("predict", "--device", "3090", "--model", "qwen3-8b", "--quant", "AWQ", "--engine", "vllm", "--concurrency", "16"))
        told = tokroof("predict", "3090", "qwen3-8b", "q4", "in", "the", "basement")
        self.assertIn("not understood: basement", told.stdout)
        kept = tokroof("predict", "3090", "qwen3-8b", "q4", "16", "users", "--concurrency", "4")
        self.assertIn("the words say another concurrency than the option, which is kept", kept.stdout)

    def test_names_of_lengths_and_layouts_in_other_programs(self):
        server = ("predict", "--device", "8xh100", "--model", "llama-3.3-70b", "--quant", "FP8", "--engine", "vllm")
        for typed, own in ((("--isl", "2000", "--osl", "300"), ("-p", "2000", "-n", "300")), (("--num-ctx", "8192"), ("--max-model-len", "8192")),
                           (("--pipeline-parallel-size", "2"), ("--pipeline-parallel", "2"))):
            with self.subTest(" ".join(typed)):
                self.same((*server, *typed), (*server, *own))

    def test_what_is_wrong_with_a_command_line_is_said_in_words(self):
        for words, said in ((("predict", "--device", "4090", "--device", "3090", *SCENARIO), "--device is given 2 times"),
                            (("predict", *SCENARIO, "--device"), "--device needs a value behind it: NAME"),
                            (("predict", "--device", *SCENARIO), "--device: needs a value behind it: --model is the next option"),
                            (("machine", "4090"), "4090: is a device"),
                            (("audit", "https://example.com/a/guide"), "addresses are not fetched")):
            with self.subTest(" ".join(words)):
                result = tokroof(*words)
                self.assertEqual(result.returncode, 2, result.stdout)
                self.assertIn(said, result.stderr)

    def test_a_depth_that_is_the_name_of_a_device_is_asked_about(self):
        error = self.error_of("predict", "-d", "4070", *SCENARIO, where="-d", status=2, kind="usage")
        self.assertEqual(error["suggestions"], ["--device 4070", "--n-depth 4070"])
        for words in (("--device", "rtx-4090", "-d", "4070"), ("4090", "-d", "4070"), ("--device", "rtx-4090", "--n-depth", "4070")):
            self.assertEqual(self.json_of("predict", *words, *SCENARIO)["scenario"]["n_depth"], 4070)
        self.assertEqual(tokroof("predict", "-d", "4096", *SCENARIO).returncode, 0)

    def test_neighbours_that_changed_places_are_one_slip(self):
        error = self.error_of("predict", "--device", "rtx4900", *SCENARIO, where="--device", status=2, kind="unknown-name")
        self.assertEqual(error["suggestions"][0], "rtx-4090")

    def test_a_sentence_may_come_from_a_pipe(self):
        words = "3090 gets 40 t/s on llama 3 8b q4"
        piped = tokroof("check", "-", stdin=words + "\n")
        self.assertEqual(piped.stdout, tokroof("check", words).stdout)
        table = tokroof("check", "-", stdin=json.dumps({"note": words}))
        self.assertNotIn("read: rtx-3090", table.stdout)

    def test_bits_alone_are_the_usual_file_of_one_figure_too(self):
        row, = self.json_of("check", "--device", "3090", "--model", "llama-3-8b", "--quant", "q4", "--tps", "40")["rows"]
        self.assertEqual(row["verdict"], "slow")

    def test_blanks_part_the_values_of_a_list(self):
        rows = lambda *words: tokroof("sweep", *words, *SCENARIO, "--no-interval").stdout
        listed = rows("--device", "rtx-3090,m4-max-40c", "--n-depth", "0,4096")
        self.assertEqual(rows("--gpu", "rtx-3090", "m4-max-40c", "--n-depth", "0", "4096"), listed)
        ranked = ("rank", *SCENARIO, "--json", "--devices")
        self.assertEqual(tokroof(*ranked, "rtx-3090", "rtx-4090").stdout, tokroof(*ranked, "rtx-3090,rtx-4090").stdout)

    def test_words_and_an_option_that_name_different_things_are_no_question(self):
        for words in (("4090", "--device", "3090", "qwen3", "8b"), ("--device", "4090", "3090", "qwen3", "8b"),
                      ("qwen3", "8b", "on", "4090", "--model", "llama-3.1-8b")):
            error = self.error_of("predict", *words, where="--model" if words[-2] == "--model" else "--device", status=2, kind="usage")
            self.assertIn("which is meant?", error["message"])
        same = self.json_of("predict", "--device", "3090", "3090", "qwen3", "8b")
        self.assertEqual(same["scenario"]["device"], "rtx-3090")

    def test_a_model_of_several_words_needs_no_device_beside_it(self):
        for words in (("llama", "3", "8b"), ("llama 3 8b",), ("llama", "3", "8b", "q8_0")):
            said = self.json_of("predict", *words, "--device", "rtx-3090")
            self.assertEqual(said["scenario"]["model"], "llama-3-8b")
            self.assertEqual(said["scenario"]["quant"], "Q8_0" if "q8_0" in words else "Q4_K_M")

    def test_two_storage_types_are_one_too_many(self):
        self.error_of("predict", "4090", "qwen3", "8b", "q4", "q8", where="--quant", status=2, kind="usage")
        self.assertEqual(self.json_of("predict", "4090", "qwen3", "8b", "q8")["scenario"]["quant"], "Q8_0")

    def test_an_option_with_an_empty_value_is_none(self):
        result = tokroof("predict", "--device", "", "--model", "qwen3-8b")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("--device: a value is needed", result.stderr)

    def test_machines_and_models_are_compared_by_the_verbs_that_do(self):
        ranked = tokroof("rank", "--devices", "3090,4090", *SCENARIO)
        self.assertEqual(tokroof("compare", "3090", "vs", "4090", *SCENARIO).stdout, ranked.stdout)
        self.assertEqual(tokroof("compare", "3090", "and", "4090", *SCENARIO).stdout, ranked.stdout)
        self.assertEqual(tokroof("compare", "3090", "4090", "llama-3.1-8b", "--quant", "Q4_K_M").stdout, ranked.stdout)
        lines = tokroof("compare", "llama-3.1-8b", "qwen3-8b", "--device", "3090").stdout.splitlines()
        self.assertEqual(len(lines), 2)
        rows = json.loads(tokroof("compare", "llama-3.1-8b", "qwen3-8b", "3090", "--json").stdout)["rows"]
        self.assertEqual([row["model"] for row in rows], ["llama-3.1-8b", "qwen3-8b"])
        self.assertIn("compare\t", tokroof("__complete", "--", "comp").stdout)
        self.assertIn("tokroof compare 3090 4090", tokroof("compare", "--help").stdout)
        self.assertEqual(tokroof("compare", "is a 3090 faster than a 4090 for llama-3.1-8b?", "--quant", "Q4_K_M").stdout, ranked.stdout)
        two = json.loads(tokroof("compare", "m4 max vs 5090 for llama 3.1 8b", "--json").stdout)["rows"]
        self.assertEqual({row["device"] for row in two}, {"m4 max", "5090"})
        typed = ("--device", "3090", "--model", "llama-3.1-8b", "--brief")
        for words, option, values in (("q4 vs q8 on 3090 llama 3.1 8b", "--quant", ("q4", "q8")), ("llama.cpp or vllm 3090 llama-3.1-8b", "--engine", ("llama.cpp", "vllm"))):
            with self.subTest(words):
                self.assertEqual(tokroof("compare", words).stdout, "".join(tokroof("predict", option, value, *typed).stdout for value in values))
        users = tokroof("compare", *"3090 vs 4090 llama-3.1-8b 2 gpus 16 users 4k context --quant Q4_K_M".split())
        self.assertEqual(users.stdout, tokroof("rank", "--devices", "3090,4090", *SCENARIO, "--n-devices", "2", "--concurrency", "16", "--max-model-len", "4096").stdout)
        for words in ((), ("3090",), ("--device", "3090"), ("3090", "potato"), ("3090", "vs", "4090", "llama-3.1-8b", "17", "wolves"), ("3090", "4090", "llama-3.1-8b", "qwen3-8b")):
            with self.subTest(words=words):
                self.assertEqual(tokroof("compare", *words).returncode, 2)

    def test_memory_of_a_card_names_none_and_those_that_have_it_are_told(self):
        error = self.error_of("models", "--vram", "24", where="--vram", status=2, kind="usage")
        self.assertIn("--device rtx-3090", error["suggestions"])
        chip = ("predict", "--device", "strix-halo", *SCENARIO)
        self.same((*chip, "--vram", "96"), (*chip, "--gpu-memory-gib", "96"))

    def test_the_type_and_rate_of_memory_are_the_hosts(self):
        card = ("predict", "--device", "rtx-3090", "--model", "gpt-oss-120b")
        self.same((*card, "--ram", "ddr5-6000"), (*card, "--host", "ddr5-6000"))
        host = (*card, "--host", "ryzen-9-7950x")
        self.same((*host, "--ram", "ddr5-6000"), (*host, "--host-memory-mts", "6000"))
        error = self.error_of(*card, "--host", "dual xeon", where="--host", status=2, kind="unknown-name")
        self.assertTrue(all("xeon" in name for name in error["suggestions"]), error)


if __name__ == "__main__":
    unittest.main()
