"""tokroof check: one figure in options or in a sentence, and options that say what a file does not."""
import json
import pathlib
import tempfile
import unittest

import jsonschema
from _tokroof import GUIDE, Case, schema, tokroof
from diagnose import table

FIGURE = ("--device", "rtx-3090", "--model", "llama-3-8b", "--quant", "Q4_K_M")
SENTENCE = "RTX 3090 gets 40 t/s on llama 3 8b q4"


def row(**cells):
    return table([{"device": "rtx-3090", "model": "llama-3-8b", "quant": "Q4_K_M", "tg_tps": 40, **cells}])


class OneFigure(Case):
    def test_it_is_judged_as_a_table_of_one_row(self):
        for options, cells in (((), {}), (("--n-depth", "8192"), {"depth": 8192}), (("--engine", "vllm"), {"engine": "vllm"}),
                               (("--n-devices", "2", "-sm", "layer"), {"n_devices": 2, "split": "layer"}),
                               (("--power-limit", "200"), {"power_w": 200}),
                               (("--concurrency", "4", "--rate", "aggregate"), {"concurrency": 4, "rate": "aggregate"}),
                               (("--pp-tps", "3000", "-p", "512"), {"pp_tps": 3000, "n_prompt": 512})):
            with self.subTest(options):
                self.assertEqual(self.json_of("check", *FIGURE, *options, "--tps", "40"),
                                 self.json_of("check", "-", stdin=row(**cells)))

    def test_the_host_of_a_row_is_read_with_its_memory(self):
        hosts = ("Ryzen 7 5700X, 64 GB DDR4-2133 dual channel", "Ryzen 7 5700X, 64 GB DDR4-3000 dual channel", "Ryzen 7 5700X")
        rates = [self.json_of("check", "-", stdin=row(tg_tps=9, ngl=8, host=host))["rows"][0]["predicted_tps"] for host in hosts]
        self.assertLess(rates[0], rates[1])
        self.assertLess(rates[1], rates[2])

    def test_an_option_and_a_row_read_the_same_of_a_host(self):
        for host in ("Ryzen 7 5700X, 64 GB DDR4-2133", "Ryzen 7 5700X", "2x EPYC 7763", "ddr4-3200x4"):
            with self.subTest(host):
                row_rate, = self.json_of("check", "-", stdin=row(tg_tps=9, ngl=8, host_device="", host=host))["rows"]
                option_rate, = self.json_of("check", *FIGURE, "-ngl", "8", "--host", host, "--tps", "9")["rows"]
                self.assertEqual(row_rate["predicted_tps"], option_rate["predicted_tps"])

    def test_the_verdict_follows_the_rate(self):
        for rate, verdict in (("40", "slow"), ("125", "ok"), ("1000000", "impossible")):
            self.assertEqual(self.json_of("check", *FIGURE, "--tps", rate)["rows"][0]["verdict"], verdict)
        self.assertEqual(tokroof("check", *FIGURE, "--tps", "40", "--strict").returncode, 1)

    def test_what_does_not_fit_spills_under_windows_and_is_impossible_elsewhere(self):
        output = ("{}llama-bench{} -m Qwen3-30B-A3B-Q3_K_M.gguf\n"
                  "  Device 0: NVIDIA GeForce RTX 5070, compute capability 12.0, VMM: yes\n"
                  "| model | size | params | backend | ngl | test | t/s |\n| --- | --- | --- | --- | --- | --- | --- |\n"
                  "| qwen3moe 30B.A3B Q3_K - Medium | 13.70 GiB | 30.53 B | CUDA | 99 | pp512 | 205.00 |\n"
                  "| qwen3moe 30B.A3B Q3_K - Medium | 13.70 GiB | 30.53 B | CUDA | 99 | tg128 | 11.00 |\n")
        windows, = self.json_of("check", "-", stdin=output.format("PS C:\\> .\\", ".exe"))["rows"]
        self.assertEqual(windows["verdict"], "slow")
        self.assertIn("what Windows spills", windows["reason"])
        self.assertNotIn("impossible", windows["reason"])
        self.assertEqual(self.json_of("check", "-", stdin=output.format("$ ./", ""))["rows"][0]["verdict"], "impossible")

    def test_what_a_verdict_says_needs_no_glossary(self):
        judged = lambda words: tokroof("check", words).stdout
        high, = (row["high_tps"] for row in self.json_of("check", "4090 llama 3 8b 160 tok/s")["rows"])
        self.assertRegex(judged(f"4090 llama 3 8b {1.03 * high:.0f} tok/s"), "^read.*\nok .*\n.*outside, as one correct run in ten is")
        self.assertRegex(judged("3090 llama 3 8b q4 80 tok/s"), r"1\.[56] x slower than the slowest case of what is not said, [0-9]+ tok/s")
        self.assertIn("!: no matter of chance", judged("3090 llama 3 8b q4 300 tok/s"))
        for verb in ("check", "diagnose"):
            self.assertIn("nothing was given", tokroof(verb, "").stderr)

    def test_what_is_wrong_is_said(self):
        self.error_of("check", *FIGURE, "--tps", "0", where="--tps", status=2, kind="usage")
        self.error_of("check", *FIGURE, "--tps", "fast", where="--tps", status=2, kind="usage")
        self.error_of("check", "--model", "llama-3-8b", "--tps", "40", where="--device", status=2, kind="usage")
        self.error_of("check", "--device", "rtx-3090", "--tps", "40", where="--model", status=2, kind="usage")
        self.error_of("check", GUIDE, *FIGURE, "--tps", "40", where="--tps", status=2, kind="usage")
        self.error_of("check", "--device", "no-such-card", "--model", "llama-3-8b", "--tps", "40", where="--device", status=2,
                      kind="unknown-name")


class Sentences(Case):
    def test_a_sentence_is_judged_as_the_row_that_it_means(self):
        document = self.json_of("check", SENTENCE)
        self.assertEqual(document["rows"], self.json_of("check", "-", stdin=row())["rows"])
        self.assertIn("40 tok/s", document["sentences"][0]["understood"])

    def test_what_was_understood_comes_before_the_verdict(self):
        lines = self.text_of("check", SENTENCE).splitlines()
        self.assertTrue(lines[0].startswith("read: rtx-3090, 40 tok/s"))
        self.assertTrue(lines[1].startswith("slow"))

    def test_options_say_what_the_sentence_does_not(self):
        document = self.json_of("check", "40 t/s on llama 3 8b q4", "--device", "rtx-3090")
        self.assertEqual(document["rows"], self.json_of("check", SENTENCE)["rows"])
        self.assertEqual(self.json_of("check", "40 t/s on llama 3 8b q4")["rows"][0]["verdict"], "unknown")

    def test_a_sentence_needs_no_quotes(self):
        words = "rtx 3090 gets 40 t/s on llama 3 8b q4_k_m"
        self.assertEqual(self.json_of("check", *words.split()), self.json_of("check", words))
        self.error_of("check", "rtx", "3090", where="rtx", status=2, kind="bad-file")

    def test_a_prompt_rate_is_judged(self):
        self.assertEqual(self.json_of("check", "3090 pp512 40 t/s llama 3 8b q4_k_m")["rows"][0]["verdict"], "slow")
        row = self.json_of("check", *FIGURE, "--pp-tps", 40, "-p", 512)["rows"][0]
        self.assertEqual((row["figure"], row["verdict"], row["prompt"]), ("prompt", "slow", None))
        row = self.json_of("check", *FIGURE, "--tps", 130, "--pp-tps", 40, "-p", 512)["rows"][0]
        self.assertEqual((row["figure"], row["verdict"], row["prompt"]["verdict"]), ("decode", "ok", "slow"))
        self.assertIn("the prompt is slow", row["reason"])

    def test_a_file_that_is_not_there_is_no_sentence(self):
        for name in ("no such file.tsv", "/nowhere/runs.tsv"):
            self.error_of("check", name, where=name, status=2, kind="bad-file")

    def test_a_number_alone_is_the_rate_that_the_options_are_about(self):
        stated = ("--device", "3090", "--model", "llama-3-8b", "--quant", "Q4_K_M")
        self.assertEqual(self.json_of("check", "40", *stated)["rows"], self.json_of("check", "--tps", 40, *stated)["rows"])
        for words in (("40",), ("40", "--device", "3090")):
            self.assertIn("a rate of what", self.error_of("check", *words, where="40", status=2, kind="usage")["message"])
        self.error_of("check", "40", "--tps", "41", *stated, where="40", status=2, kind="usage")

    def test_a_number_at_either_end_of_a_device_and_a_model_is_the_rate(self):
        for words in (("3090", "llama-3-8b", "q4", "40"), ("3090 llama-3-8b q4 40",), ("40", "3090", "llama-3-8b", "q4")):
            with self.subTest(words=words):
                row = self.json_of("check", *words)["rows"][0]
                self.assertEqual((row["measured_tps"], row["verdict"]), (40, "slow"))
        self.error_of("check", "llama-3-8b q4 3090", where="llama-3-8b q4 3090", status=2, kind="usage")

    def test_words_without_a_rate_are_told_what_a_figure_is(self):
        for words in ("how fast is a 3090?", "llama 3.1 70b on two 3090 is slow"):
            error = self.error_of("check", words, where=words, status=2, kind="usage")
            self.assertIn("neither a file nor a figure", error["message"])

    def test_words_without_a_rate_are_told_what_was_understood(self):
        for rate in ("fast", "0 t/s", "-40 t/s"):
            words = f"3090 llama 3 8b q4 {rate}"
            error = self.error_of("check", words, where=words, status=2, kind="usage")
            self.assertIn("rtx-3090 and llama-3-8b is understood, and no rate above 0", error["message"])

    def test_a_name_that_was_mended_is_said(self):
        note = tokroof("check", "--device", "rtx-3090", "--model", "lama-3-8b", "--quant", "Q4_KM", "--tps", "40").stderr
        self.assertIn("--model 'lama-3-8b' is taken as llama-3-8b", note)
        self.assertEqual(tokroof("check", *FIGURE, "--tps", "40").stderr, "")


class Files(Case):
    def test_options_fill_what_the_rows_leave_open(self):
        open_row = table([{"device": "", "model": "llama-3-8b", "quant": "", "tg_tps": 40}])
        self.assertEqual(self.json_of("check", "-", *FIGURE, stdin=open_row), self.json_of("check", "-", stdin=row()))
        columns = "model\ttg_tps\nllama-3-8b\t40\n"
        self.assertEqual(self.json_of("check", "-", *FIGURE, stdin=columns), self.json_of("check", "-", stdin=row()))

    def test_what_a_row_says_stays_and_that_is_said(self):
        other = row(device="rtx-4090")
        self.assertEqual(self.json_of("check", "-", *FIGURE, stdin=other), self.json_of("check", "-", stdin=other))
        self.assertIn("device of 1 row is another than the option's", tokroof("check", "-", *FIGURE, stdin=other).stderr)

    def test_an_option_says_what_drafts_where_the_row_says_only_that_something_does(self):
        drafted = ("check", "-", *FIGURE, "--speculative", "mtp", "--spec-tokens", "3", "--json")
        said, as_option = (tokroof(*drafted, stdin=row(speculative=way, spec_tokens=3)) for way in ("draft", "mtp"))
        self.assertEqual(said.stdout, as_option.stdout)
        self.assertNotIn("speculative", said.stderr)
        self.assertIn("speculative of 1 row is another", tokroof(*drafted, stdin=row(speculative="eagle", spec_tokens=3)).stderr)

    def test_a_type_by_another_of_its_names_is_read_in_a_table_as_in_an_option(self):
        table = "device,engine,model,quant,tg_tps\nrtx-3090,dllama,llama-3.1-8b,Q40,10\nrtx-3090,distributed-llama,llama-3.1-8b,Q4_0,10\n"
        one, other = self.json_of("check", "-", stdin=table)["rows"]
        self.assertEqual(one["predicted_tps"], other["predicted_tps"])
        self.assertEqual(one["verdict"], "ok")

    def test_processors_of_several_machines_are_not_judged_as_one(self):
        cluster = "4x raspberry pi 5 8gb distributed-llama llama 3.1 8b q40 5.7 tok/s"
        self.assertIn("spread over the processors of several machines is not modelled", tokroof("check", cluster).stdout)

    def test_one_row_is_one_row(self):
        self.assertNotIn("1 rows", tokroof("check", "-", "--md", stdin=row()).stdout)
        self.assertIn("--device NAME", tokroof("check", "-", stdin=row(device="")).stdout)

    def test_of_several_files_a_bad_one_costs_only_itself(self):
        with tempfile.TemporaryDirectory() as folder:
            good, bad, none = (pathlib.Path(folder) / name for name in ("good.tsv", "bad.md", "none.tsv"))
            good.write_text(row(), encoding="utf-8")
            bad.write_text("nothing\n", encoding="utf-8")
            result = tokroof("check", bad, good, none)
            self.assertEqual((result.returncode, result.stdout), (2, tokroof("check", good).stdout))
            for name in (bad, none):
                self.assertIn(f"tokroof: {name}: ", result.stderr)
            answer = json.loads(tokroof("check", bad, good, "--json").stdout)
            jsonschema.validate(answer, schema("check"))
            self.assertEqual([entry["where"] for entry in answer["not_read"]], [str(bad)])
            self.assertEqual(answer["rows"], self.json_of("check", good)["rows"])
            self.error_of("check", bad, none, where=bad, status=2, kind="bad-file")

    def test_an_empty_file_is_said_to_be_empty(self):
        with tempfile.TemporaryDirectory() as folder:
            empty = pathlib.Path(folder) / "empty.tsv"
            empty.write_text("\n", encoding="utf-8")
            error = self.error_of("check", empty, where=empty, status=2, kind="bad-file")
            self.assertEqual(error["message"], "the file is empty")

    def test_an_odd_prompt_is_in_the_heading_of_a_sound_row(self):
        sound = self.json_of("predict", *FIGURE)
        prompt = row(tg_tps=sound["decode"]["tps"], n_prompt=512, pp_tps=sound["prefill"]["tps"] / 9)
        text = tokroof("check", "-", stdin=prompt).stdout
        self.assertRegex(text, r"^ok, prompt slow!? ")
        self.assertIn("| ok, prompt slow", tokroof("check", "-", "--md", stdin=prompt).stdout)


if __name__ == "__main__":
    unittest.main()
