"""Every verb: its document is of the published form, its help is complete, its exit status says what happened."""
import json
import math
import os
import re
import shlex
import shutil
import tempfile
import unittest

import jsonschema
from _tokroof import GUIDE, ROOT, SCHEMAS, Case, schema, tokroof

SCENARIO = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M")
KINDS = ("devices", "models", "quants", "links", "engines", "coefficients", "data")


def subcommands():
    """(name, what it does) from the program's help."""
    listed = tokroof("--help").stdout.split("Subcommands:")[1]
    return re.findall(r"^  (\w+) +(\S.*)$", listed, re.MULTILINE)


def options_of(text):
    """(option as shown, its description) from a help text; a long option has its description on the next line."""
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if match := re.match(r"^  (-\S+.*?)(?:  +(\S.*))?$", line):
            below = lines[i + 1] if i + 1 < len(lines) else ""
            following = re.match(r"^ {10,}(\S.*)$", below)
            yield match[1], match[2] or (following[1] if following else "")


class Documents(Case):
    def test_the_schemas_are_schemas(self):
        files = sorted(SCHEMAS.glob("*.schema.json"))
        self.assertGreaterEqual(len(files), 7)
        for file in files:
            with self.subTest(file.name):
                jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text(encoding="utf-8")))

    def test_the_predict_schema_refuses_what_the_contract_rules_out(self):
        document = self.json_of("predict", *SCENARIO)
        validator = jsonschema.Draft202012Validator(schema("predict"))
        for path, wrong in ((("decode", "tps"), None), (("step", "bound_by"), "luck"), (("memory", "fits"), "yes"),
                            (("step", "parts"), []), (("decode", "p_wrong"), 1.5)):
            with self.subTest(".".join(path)):
                changed = json.loads(json.dumps(document))
                changed[path[0]][path[1]] = wrong
                self.assertFalse(validator.is_valid(changed))

    def test_list_gives_every_kind(self):
        for kind in KINDS:
            with self.subTest(kind):
                self.assertGreater(len(self.json_of("list", kind)[kind]), 2)
                self.assertGreater(len(self.text_of("list", kind).splitlines()), 3)

    def test_list_filters(self):
        rows = self.json_of("list", "devices", "--filter", "RTX-4090")["devices"]
        self.assertTrue(rows)
        self.assertTrue(all("4090" in row["slug"] for row in rows))
        self.assertEqual(self.json_of("list", "models", "--filter", "no such model")["models"], [])

    def test_list_shows_the_coefficients_whose_prior_is_assumed(self):
        rows = self.json_of("list", "coefficients", "--assumed")["coefficients"]
        self.assertTrue(rows)
        self.assertTrue(all(row["origin"].startswith("assumed") for row in rows))
        self.assertLess(len(rows), len(self.json_of("list", "coefficients")["coefficients"]))

    def test_the_document_of_the_coefficients_names_each_once_and_never_changes(self):
        text = self.text_of("list", "coefficients", "--md")
        self.assertEqual(text, self.text_of("list", "coefficients", "--md"))
        self.assertIn("tokroof list coefficients --md > docs/coefficients.md", text.split("# Coefficients")[0])
        names = [row["name"] for row in self.json_of("list", "coefficients")["coefficients"]]
        for name in names:
            self.assertEqual(text.count(f"\n| {name} |"), 1, name)

    def test_check_gives_a_verdict_for_every_row_in_order(self):
        rows = self.json_of("check", GUIDE)["rows"]
        lines = GUIDE.read_text(encoding="utf-8").splitlines()
        self.assertEqual([row["index"] for row in rows], list(range(len(lines) - 1)))
        self.assertEqual(self.json_of("check", "--runs", GUIDE)["rows"], rows)
        table = GUIDE.read_text(encoding="utf-8")
        self.assertEqual([r["verdict"] for r in self.json_of("check", "-", stdin=table)["rows"]],
                         [r["verdict"] for r in rows])

    def test_strict_makes_deviations_an_exit_status(self):
        summary = self.json_of("check", GUIDE)["summary"]
        self.assertTrue(set(summary) & {"slow", "fast", "impossible"})
        self.json_of("check", GUIDE, "--strict", status=1)

    def test_evaluate_counts_every_row(self):
        report = self.json_of("evaluate")
        self.assertEqual(report["evaluated"] + sum(r["runs"] for r in report["not_evaluated"]), report["runs"])

    def test_evaluate_of_one_table(self):
        report = self.json_of("evaluate", GUIDE)
        self.assertEqual(report["runs"], len(GUIDE.read_text(encoding="utf-8").splitlines()) - 1)

    def test_fit_of_one_table(self):
        table = ROOT / "datasets" / "runs" / "exllamav2.tsv"
        self.assertGreater(self.json_of("fit", table)["parameters"], 10)

    def test_bad_files_are_named(self):
        for verb in ("check", "evaluate", "fit"):
            with self.subTest(verb):
                document = self.json_of(verb, "/nowhere.tsv", status=2)
                self.assertEqual(document["error"]["kind"], "bad-file")
                self.assertIn("/nowhere.tsv", document["error"]["where"] + document["error"]["message"])

    def test_usage_errors_are_documents_too(self):
        for arguments in (("list", "planets"), ("check", "--no-such-option"), ("explain",), ("nothing",),
                          ("calibrate", str(GUIDE), "--device", "rtx-4090"), ("evaluate", "--given", "1")):
            with self.subTest(" ".join(arguments)):
                self.assertEqual(self.json_of(*arguments, status=2)["error"]["kind"], "usage")


class Explanations(Case):
    SCENARIOS = {
        "one card": SCENARIO,
        "experts on the host": ("--device", "rtx-4090", "--model", "qwen3-235b-a22b", "--quant", "Q4_K_M", "--n-cpu-moe",
                                "94", "--host", "epyc-9355"),
        "tensor split": ("--device", "rtx-3090", "--n-devices", "2", "-sm", "tensor", "--model", "llama-3.3-70b", "--quant",
                         "Q4_K_M"),
        "row split": ("--device", "rtx-3090", "--n-devices", "2", "-sm", "row", "--model", "llama-3.3-70b", "--quant",
                      "Q4_K_M"),
        "CPU": ("--device", "ryzen-9-7950x", "--model", "llama-3.1-8b", "--quant", "Q4_K_M"),
        "eager": ("--device", "mi300x", "--model", "llama-3.1-8b", "--quant", "BF16", "--engine", "vllm"),
        "speculation": (*SCENARIO, "--speculative", "mtp", "--spec-tokens", "3", "--acceptance", "0.7"),
        "no flash attention": (*SCENARIO, "-fa", "0", "-d", "8192"),
        "a slow link": ("--device", "rtx-4090", "--n-devices", "2", "-sm", "tensor", "--link", "pcie3x4", "--model",
                        "qwen3-32b", "--quant", "Q4_K_M"),
        "tensors by name": ("--device", "rtx-4090", "--model", "qwen3-30b-a3b", "--quant", "Q4_K_M", "--host",
                            "ddr5-5600x2", "-ot", "ffn_down_exps=CPU", "--link", "pcie3x4"),
        "spill": ("--device", "rtx-4090", "--model", "qwen3-32b", "--quant", "Q6_K", "--spill"),
        "storage": ("--device", "ryzen-9-7950x", "--model", "llama-3.3-70b", "--quant", "Q4_K_M", "--host-memory-gib", "32",
                    "--storage", "samsung-990-pro-2tb"),
    }

    def test_the_chain_ends_in_the_prediction(self):
        for name, scenario in self.SCENARIOS.items():
            with self.subTest(name):
                steps = {s["symbol"]: s["value"] for s in self.json_of("explain", *scenario)["steps"]}
                predicted = self.json_of("predict", *scenario)
                self.assertAlmostEqual(steps["rate"], predicted["decode"]["tps"], places=9)
                self.assertAlmostEqual(steps["tokens"] / steps["step"], steps["rate"], places=9)
                self.assertAlmostEqual(steps["low"], predicted["decode"]["low_tps"], places=9)
                self.assertAlmostEqual(steps["ceiling"], predicted["decode"]["ceiling_tps"], places=9)

    def test_the_terms_add_up(self):
        for name, scenario in self.SCENARIOS.items():
            with self.subTest(name):
                steps = {s["symbol"]: s["value"] for s in self.json_of("explain", *scenario)["steps"]}
                terms = ("weights", "kv", "state", "launch", "fixed", "logits", "eager", "draft", "link", "host")
                total = sum(steps.get(f"t_{term}", 0) for term in terms)
                self.assertAlmostEqual(total, steps["sum"], delta=1e-9 * total)
                self.assertAlmostEqual(steps["sum"] + steps.get("t_effects", 0), steps["step"], delta=1e-9 * total)

    def test_a_doubter_gets_the_same_numbers_by_hand(self):
        s = {s["symbol"]: s["value"] for s in self.json_of("explain", *SCENARIO, "--n-depth", "4096")["steps"]}
        self.assertAlmostEqual(s["W_d"] / (s["BW"] * s["eta*"]) / s["t_mem"], 1, places=9)
        self.assertAlmostEqual(s["N_d"] * s["c*"] / s["R"] / s["t_deq"], 1, places=9)
        self.assertAlmostEqual(s["W_d"] * s["pw"] * math.exp(s["pw_g"]) * 1e-9 / s["P"] / s["t_pow"], 1, places=9)
        limits = [s["t_mem"], s["t_deq"], s["t_pow"], s["t_mat"]]
        self.assertAlmostEqual(sum(t**4 for t in limits) ** 0.25 / s["t_weights"], 1, places=9)
        self.assertAlmostEqual(4 * s["V"] * s["vh"] * 1e-9 / s["t_logits"], 1, places=9)
        read = s["KV"] * s["passes"] ** s["rho"] / (s["BW"] * s["kappa*"])
        attention = s["A"] * s["at"] / s["F32"]
        self.assertAlmostEqual((read**3 + attention**3) ** (1 / 3) / s["t_kv"], 1, places=9)
        self.assertAlmostEqual(s["u_dev"] + s["u_db"] + s["fam"], s["u"], places=9)

    def test_no_symbol_stands_for_two_things(self):
        for name, scenario in self.SCENARIOS.items():
            with self.subTest(name):
                symbols = [s["symbol"] for s in self.json_of("explain", *scenario)["steps"]]
                self.assertEqual(sorted(symbols), sorted(set(symbols)))

    def test_what_does_not_fit_is_not_explained(self):
        self.error_of("explain", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M", where="", status=3,
                      kind="does-not-fit")


class Help(Case):
    def test_a_question_without_a_verb_is_answered_by_the_one_that_it_asks(self):
        for words, verb in ((("can I run llama 3 8b on a 4090",), "predict"), ("can I run llama 3 8b on a 4090".split(), "predict"),
                            (("3090 gets 40 t/s on llama 3 8b q4",), "check"), ("is a 3090 faster than a 4080 for qwen3 14b".split(), "compare"),
                            (("4090", "llama3", "--n-depth", "4096"), "predict"),
                            ("how fast is qwen3-8b on a 4090?".split(), "predict"), (("4090/qwen3-8b",), "predict")):
            with self.subTest(" ".join(words)):
                bare, named = tokroof(*words), tokroof(verb, *words)
                self.assertEqual((bare.returncode, bare.stdout), (0, named.stdout))
                self.assertIn(f"taken as: tokroof {verb} ", bare.stderr)
        self.assertIn("rank --model llama-3.3-70b", tokroof("which", "gpu", "for", "llama", "70b").stderr)

    def test_a_question_whose_device_is_not_known_is_told_so_with_what_is_near(self):
        for words, near in ((("rtx 4055 qwen3 8b",), "predict --device rtx-4050-laptop --model qwen3-8b"),
                            (("mac mini 24gb gpt-oss 20b",), "predict --device m4-"), (("8xH100",), "models --device 8xh100-sxm"),
                            (("128gb ddr5 no gpu gpt-oss 120b",), "predict --device ryzen-"), (("mac mini",), "models --device m4-"),
                            (("best gpu under 500 dollars for llm",), "rank --budget-usd 500 --model NAME"),
                            ("best gpu under 500 dollars for llm".split(), "rank --budget-usd 500 --model NAME"),
                            (("chromebook what llm can i run",), "models --device NAME"),
                            (("what do I need to run chatgpt at home",), "rank --model gpt-oss-20b")):
            with self.subTest(" ".join(words)):
                wrong = tokroof(*words)
                self.assertEqual(wrong.returncode, 2)
                self.assertIn(near, wrong.stderr.split("nearest:")[-1])
                self.assertNotIn("unknown verb", wrong.stderr)

    def test_two_devices_are_compared_and_users_are_counted_whatever_the_words(self):
        for words, verb in (("does 3060 laptop beat 4060 laptop llama 8b", "compare rtx-4060-laptop rtx-3060-laptop llama-3.1-8b"),
                            ("welche karte ist schneller 3090 oder 4090 llama 8b", "compare rtx-4090 rtx-3090 llama-3.1-8b"),
                            ("how many users can 2 h100 serve with llama 70b", "capacity how many"),
                            ("how many tokens per second does a 4090 get with 8 users llama 8b", "predict how many tokens"),
                            ("max users for llama 8b on l4", "capacity max users"),
                            ("how many users can one L40S serve with llama 3.1 8b at 20 tok/s each", "capacity how many users"),
                            ("deepseek v3 on 8xH200 sglang batch 256", "predict deepseek v3"),
                            ("what context can i get with qwen3 32b q4 on a 3090", "capacity what context"),
                            ("is it worth upgrading from a 3060 to a 5070 ti for qwen3 14b", "compare is it worth"),
                            ("how much faster is a 5090 than a 3090", "compare how much faster"),
                            ("3090 or 4090 for qwen3 32b?", "compare 3090 or 4090"),
                            ("max context for qwen3 32b q4 on a 3090", "capacity max context")):
            with self.subTest(words):
                answer = tokroof(words)
                self.assertEqual(answer.returncode, 0, answer.stderr)
                self.assertIn(f"taken as: tokroof {verb}", answer.stderr)

    def test_what_is_asked_of_machines_models_and_memory_needs_no_verb(self):
        for words, line in (("best gpu under $1000 for llama 70b", "rank --model llama-3.3-70b --budget-usd 1000 --kind gpu"),
                            ("best nvidia card for qwen3 32b q4 under $1,500",
                             "rank --model qwen3-32b --quant Q4_K_M --budget-usd 1500 --kind gpu --vendor nvidia"),
                            ("what's the fastest gpu for llama 3 8b", "rank --model llama-3-8b --by tps --kind gpu"),
                            ("what is the cheapest gpu to serve qwen3 32b to 50 users",
                             "rank --model qwen3-32b --by usd --kind gpu --engine vllm --concurrency 50"),
                            ("which mac for qwen3 235b", "rank --model qwen3-235b-a22b --vendor apple"),
                            ("what should i buy for 2000 dollars to run qwen3 32b", "rank --model qwen3-32b --budget-usd 2000"),
                            ("cheapest way to run gpt-oss-120b at 20 tok/s", "rank --model gpt-oss-120b --by usd --min-tps 20"),
                            ("what models can i run on a 3060 12gb", "models --device rtx-3060-12gb"),
                            ("what can i run on 64gb m4 max", "models --device m4-max-40c --host-memory-gib 64"),
                            ("which models fit on 2x 3090 with 32k context", "models --device 2xrtx-3090 --context 32768"),
                            ("how many h100 for 1000 users with llama 70b",
                             "rank --model llama-3.3-70b --devices h100-sxm --n-devices 1,2,4,8 --engine vllm --concurrency 1000"),
                            ("how many h100s for llama 3.3 70b fp8 at 20 requests per second, 2000 in 300 out, ttft 1s itl < 50 ms",
                             "rank --model llama-3.3-70b --quant FP8 --devices h100-sxm --n-devices 1,2,4,8 --engine vllm --request-rate 20 "
                             "--n-prompt 2000 --n-gen 300 --ttft-slo 1s --itl-slo 50ms"),
                            ("how many h100 for 500 users llama 70b fp8 ttft under 1s",
                             "rank --model llama-3.3-70b --quant FP8 --devices h100-sxm --n-devices 1,2,4,8 --engine vllm --concurrency 500"),
                            ("how many 3090 for llama 70b at 20 tok/s",
                             "rank --model llama-3.3-70b --devices rtx-3090 --n-devices 1,2,4,8 --min-tps 20"),
                            ("how much vram for qwen3 32b q4 at 32k context", "capacity --model qwen3-32b --quant Q4_K_M --n-depth 32768")):
            with self.subTest(words):
                answer, plain = tokroof(*words.split()), tokroof(*line.split())
                self.assertIn(f"taken as: tokroof {line}\n", answer.stderr)
                self.assertEqual((answer.returncode, answer.stdout), (plain.returncode, plain.stdout))

    def test_memory_alone_stands_for_a_common_card_that_has_so_much(self):
        for words, line in (("best llm for 8gb vram", "models --device rtx-4060"),
                            ("what can i run with 24 gb of vram", "models --device rtx-3090"),
                            ("can i run llama 70b on 48gb vram", "predict can i run llama 70b on rtx-a6000"),
                            ("gpt-oss 120b on 12gb vram and 64gb ram", "predict gpt-oss 120b on rtx-3060-12gb and 64gb ram"),
                            ("16gb vram vs 24gb vram for qwen3 14b", "compare rtx-5060-ti-16gb vs rtx-3090 for qwen3 14b")):
            with self.subTest(words):
                answer, plain = tokroof(*words.split()), tokroof(*line.split())
                self.assertIn(f"taken as: tokroof {line}\n", answer.stderr)
                self.assertIn("others with so much: ", answer.stderr)
                self.assertEqual((answer.returncode, answer.stdout), (0, plain.stdout))
        self.assertNotIn("rtx-", tokroof("llama 8b gets 30 t/s on 8gb vram").stdout)  # no figure is judged by it

    def test_a_desktops_memory_has_its_usual_rate_where_words_say_its_size_alone(self):
        words = "will gpt-oss 120b run on my 64gb ram and 4070 ti super"
        answer = self.json_of("predict", words)
        stated = self.json_of("predict", "4070 ti super", "gpt-oss 120b", "--host", "ddr5-5600x2", "--host-memory-gib", "64")
        self.assertEqual(answer["decode"], stated["decode"])
        self.assertEqual(answer["assumed"]["host_memory_mts"], 5600)
        self.assertIn("ddr4-3200 is taken", " ".join(self.json_of("predict", words.replace("ram", "ddr4"))["basis"]["notes"]))
        self.assertEqual(tokroof("h100 kimi k2 2048gb ram q4").returncode, 3)  # a server's is not guessed

    def test_a_question_mark_is_no_part_of_a_models_size(self):
        asked = "3090 or 4090 for qwen3 32b"
        self.assertEqual(tokroof(*(asked + "?").split()).stdout, tokroof(*asked.split()).stdout)

    def test_money_of_another_country_is_refused_not_left_out(self):
        for words, amount in (("best gpu for qwen3 32b under 800 euro", "800 euro"), ("under 900 eur", "900 eur")):
            with self.subTest(words):
                refused = tokroof(words)
                self.assertEqual(refused.returncode, 2)
                self.assertIn(f"'{amount}' is in another currency", refused.stderr)

    def test_another_programs_words_may_name_the_device_behind_them(self):
        short = tokroof(*"ollama gemma3:27b on 3090".split())
        self.assertEqual((short.returncode, short.stdout), (0, tokroof(*"ollama run gemma3:27b on 3090".split()).stdout))
        words = tokroof(*"vllm serve Qwen/Qwen3-32B-AWQ --tensor-parallel-size 2 on 2x 3090".split())
        plain = tokroof("predict", "--device", "2x 3090", "--", *"vllm serve Qwen/Qwen3-32B-AWQ --tensor-parallel-size 2".split())
        self.assertEqual((words.returncode, words.stdout), (0, plain.stdout))
        figure = "ollama run llama3.3 on m4 max gives 9 tok/s"
        self.assertEqual(tokroof(*figure.split()).stdout, tokroof("check", figure).stdout)

    def test_another_programs_command_line_needs_no_verb_and_no_quotes(self):
        bare = tokroof(*"ollama run llama3.1:70b-instruct-q4_K_M --device 2xrtx-3090".split())
        quoted = tokroof("predict", "--device", "2xrtx-3090", "--", "ollama", "run", "llama3.1:70b-instruct-q4_K_M")
        self.assertEqual((bare.returncode, bare.stdout), (0, quoted.stdout))
        launched = "python3 -m vllm.entrypoints.openai.api_server --model Qwen/Qwen3-32B-AWQ -tp 2"
        plain = tokroof("predict", "--device", "2x3090", "--", "vllm", "serve", "Qwen/Qwen3-32B-AWQ", "-tp", "2")
        for words in ((launched, "--device", "2x3090"), (*launched.split(), "--device", "2x3090"),
                      "docker run --gpus all vllm/vllm-openai --model Qwen/Qwen3-32B-AWQ -tp 2 --device 2x3090".split()):
            with self.subTest(words):
                rate = tokroof(*words).stdout.splitlines()[:1]
                self.assertEqual(rate, plain.stdout.splitlines()[:1])

    def test_a_request_rate_in_words_is_the_option(self):
        for words in (("h100 llama 8b vllm 600 requests per minute",), "h100 llama 8b vllm 10 req/s".split(),
                      ("h100 llama 8b vllm 10rps",)):
            with self.subTest(" ".join(words)):
                answer = tokroof(*words)
                self.assertEqual(answer.returncode, 0, answer.stderr)
                self.assertIn("is taken as --request-rate=10", answer.stderr)
                self.assertIn("10.0 requests/s", answer.stdout)

    def test_a_refusal_says_how_the_question_was_read(self):
        refused = tokroof("3090 llama 70b q4 128k purple")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("note: read: ", refused.stderr)
        self.assertIn("room for 131072 tokens", refused.stderr)
        self.assertIn("not understood: purple", refused.stderr)
        document = self.json_of("predict", "3090", "llama 70b", "q4", status=3)
        self.assertIn("'3090' is taken as rtx-3090", " ".join(document["notes"]))

    def test_memory_that_is_said_is_not_assumed_and_not_asked_for_again(self):
        self.assertNotIn("the most that it is sold with", tokroof("Mac Mini M4 Pro 64GB qwen 32b").stdout)
        self.assertIn("64 GiB of memory are said", tokroof(*"predict 4090 llama-3.1-70b q4 -ngl 20 --host-memory-gib 64".split()).stderr)

    def test_memory_of_a_host_that_is_too_small_is_told_beside_what_is_needed(self):
        refused = tokroof("predict", "--device", "rtx-3090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M", "--host-memory-gib", "16")
        self.assertRegex(refused.stderr, r"with a host of \d+ GiB of memory, not of 16")

    def test_a_link_without_a_name_is_said_in_words(self):
        text = self.text_of("predict", "--device", "tt-n150", "--n-devices", "2", "--model", "llama-3.1-8b", "--verbose")
        self.assertIn("tensor split over links of their own", text)
        self.assertNotIn("fab", text)

    def test_an_option_of_other_verbs_is_told_with_them(self):
        for words, verbs in ((("predict", "--budget", "400"), "rank"), (("predict", "--min-tps", "4"), "models, rank")):
            self.assertIn(f"{words[1]} is no option of predict, but of {verbs}", tokroof(*words).stderr)
        self.assertNotIn("but of", tokroof("predict", "--banana").stderr)

    def test_an_unknown_verb_is_answered_with_the_nearest_ones(self):
        wrong = tokroof("predic", "--device", "rtx-4090")
        self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
        self.assertIn("unknown verb 'predic'", wrong.stderr)
        for words in (("rtx", "3060"), ("3060",)):
            self.assertIn("models --device rtx-3060-12gb", tokroof(*words).stderr)
        self.assertIn("predict", wrong.stderr.split("nearest:")[1])
        error = json.loads(tokroof("sweeep", "--json").stdout)["error"]
        self.assertEqual((error["kind"], error["suggestions"][0]), ("usage", "sweep"))

    def test_every_verb_says_what_it_does(self):
        verbs = dict(subcommands())
        self.assertLessEqual({"predict", "capacity", "explain", "list", "check", "evaluate", "fit", "calibrate"}, set(verbs))
        for name, text in verbs.items():
            self.assertTrue(text, name)

    def test_every_option_of_every_verb_has_a_help_text(self):
        for verb, _ in subcommands():
            options = list(options_of(self.text_of(verb, "--help")))
            self.assertGreaterEqual(len(options), 2)
            for option, text in options:
                with self.subTest(f"{verb} {option}"):
                    self.assertGreater(len(text), 5)

    def test_no_verb_has_an_option_twice(self):
        for verb, _ in subcommands():
            names = [name for option, _ in options_of(self.text_of(verb, "--help"))
                     for name in option.split()[0].split(",")]
            with self.subTest(verb):
                self.assertEqual(sorted(set(names)), sorted(names))

    def test_examples_come_before_options(self):
        for verb in ("predict", "capacity", "check", "evaluate", "fit", "calibrate", "explain", "list", "rank"):
            with self.subTest(verb):
                text = self.text_of(verb, "--help")
                self.assertLess(text.index("EXAMPLES"), text.index("Usage:"))
                self.assertLess(text.index("Usage:"), text.index("-h,--help"))

    def test_the_examples_run(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        for verb in ("predict", "capacity", "explain", "list", "rank"):
            examples = re.findall(r"^ +tokroof (.*)$", self.text_of(verb, "--help"), re.MULTILINE)
            self.assertGreaterEqual(len(examples), 2)
            for example in examples:
                with self.subTest(example):
                    words = shlex.split(example.split(" > ")[0])
                    if "-o" in words:  # a plot: not into the folder that the tests run in
                        words[words.index("-o") + 1] = os.path.join(folder, "example.svg")
                    self.assertEqual(tokroof(*words).returncode, 0, tokroof(*words).stderr)

    def test_the_spellings_of_llama_bench_mean_the_same(self):
        two = ("predict", "--device", "rtx-3090", "--n-devices", "2", "-m", "llama-3.3-70b", "--quant", "Q4_K_M")
        longer = self.json_of(*two, "--split-mode", "row", "--flash-attn", "0", "--kv-type", "q8_0", "--n-depth", "1024",
                              "--n-prompt", "64", "--n-gen", "32", "--n-gpu-layers", "99")
        shorter = self.json_of(*two, "-sm", "row", "-fa", "0", "-ctk", "q8_0", "-d", "1024", "-p", "64", "-n", "32",
                               "-ngl", "99")
        self.assertEqual(longer, shorter)
        moe = ("predict", "--device", "rtx-4090", "-m", "qwen3-30b-a3b", "--quant", "Q4_K_M", "--host", "epyc-9355")
        self.assertEqual(self.json_of(*moe, "-ncmoe", "20", "-t", "16"),
                         self.json_of(*moe, "--n-cpu-moe", "20", "--threads", "16"))

    def test_help_is_a_success_and_so_is_nothing_at_all(self):
        self.assertEqual(tokroof("--help").returncode, 0)
        self.assertEqual(tokroof().returncode, 0)


if __name__ == "__main__":
    unittest.main()
