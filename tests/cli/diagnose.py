"""tokroof diagnose, and what check says of a whole table: documents, verdicts, formats."""
import csv
import io
import json
import unittest

import jsonschema
from _tokroof import GUIDE, Case, schema, tokroof


def table(rows):
    """A runs table of a few columns: the others are not known."""
    columns = sorted({key for row in rows for key in row})
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


CARD = {"source": "mine", "engine": "llama.cpp", "date": "2026-01", "backend": "cuda", "device": "rtx-4090",
        "model": "llama-3.1-8b", "quant": "Q4_K_M", "n_prompt": 512}


class Diagnose(Case):
    def test_the_three_cards_were_not_slow_for_lack_of_a_link(self):
        rows = self.json_of("diagnose", GUIDE)["rows"]
        lines = GUIDE.read_text(encoding="utf-8").splitlines()
        header = lines[0].split("\t")
        given = [dict(zip(header, line.split("\t"))) for line in lines[1:]]
        self.assertEqual([row["index"] for row in rows], list(range(len(given))))
        for run, row in zip(given, rows):
            first = row["hypotheses"][0]
            if run["n_devices"] == "3":
                self.assertIn(first["name"], ("cpu", "partial-offload"))
                self.assertLess(abs(first["predicted_tps"] / 3.12 - 1), 0.6)
                self.assertTrue(row["next_measurement"])
                links = sum(h["probability"] for h in row["hypotheses"] if h["name"] == "slow-link")
                self.assertLess(links, 0.05)
            else:
                self.assertFalse(row["certain"])
                if first["name"] != "ok" and first["probability"] > 0.5:
                    self.assertEqual(row["verdict"], "slow")

    def test_probabilities_add_up_best_first(self):
        for row in self.json_of("diagnose", GUIDE)["rows"]:
            probabilities = [h["probability"] for h in row["hypotheses"]]
            self.assertAlmostEqual(sum(probabilities), 1, places=9)
            self.assertEqual(probabilities, sorted(probabilities, reverse=True))

    def test_odds_before_the_rate_do_not_depend_on_it(self):
        low, high = self.json_of("diagnose", "-", stdin=table([{**CARD, "tg_tps": r} for r in (130, 140)]))["rows"]
        odds = [{h["name"]: h["odds"] for h in row["hypotheses"]} for row in (low, high)]
        self.assertEqual(*odds)
        self.assertEqual(odds[0]["ok"], 1)

    def test_a_row_says_what_check_says(self):
        checked = self.json_of("check", GUIDE)["rows"]
        for before, after in zip(checked, self.json_of("diagnose", "--runs", GUIDE)["rows"], strict=True):
            self.assertEqual(before, {key: after[key] for key in before})

    def test_the_order_of_the_rows_is_kept_and_does_not_matter(self):
        rates = (150, 8, 141, 5000, 0.5)
        forth = self.json_of("diagnose", "-", stdin=table([{**CARD, "tg_tps": r} for r in rates]))["rows"]
        back = self.json_of("diagnose", "-", stdin=table([{**CARD, "tg_tps": r} for r in reversed(rates)]))["rows"]
        self.assertEqual([row["measured_tps"] for row in forth], list(map(float, rates)))
        for a, b in zip(forth, reversed(back), strict=True):
            self.assertEqual(a["hypotheses"][0]["name"], b["hypotheses"][0]["name"])
            self.assertAlmostEqual(a["hypotheses"][0]["probability"], b["hypotheses"][0]["probability"], places=6)

    def test_what_cannot_be_modelled_is_unexplained(self):
        row = self.json_of("diagnose", "-", stdin=table([{**CARD, "device": "abacus-9000", "tg_tps": 3}]))["rows"][0]
        self.assertEqual([(h["name"], h["odds"]) for h in row["hypotheses"]], [("unexplained", None)])
        self.assertIn("abacus-9000", row["hypotheses"][0]["explanation"])

    def test_one_figure_is_always_told_and_many_sound_ones_are_not(self):
        misfit = "rtx 4070 12gb qwen3.6 27b q4_k_m ollama 5 tok/s"
        self.assertIn("layers on the device", self.text_of("diagnose", misfit))
        sound = table([{**CARD, "tg_tps": rate} for rate in (138, 140)])
        self.assertEqual(tokroof("diagnose", "-", stdin=sound).stdout, "2 rows: 2 ok\n")

    def test_a_row_outside_the_interval_of_its_first_line_is_not_called_ok(self):
        for slow in ("3090 qwen3.6 35b a3b q4_k_m 60 tok/s", "3090 qwen3.6 35b a3b q4_k_m tg128 50.3 pp512 2573"):
            self.assertEqual([row["verdict"] for row in self.json_of("check", slow)["rows"]], ["slow"])
            self.assertNotIn("% ok ", " ".join(self.text_of("diagnose", slow).replace("%", "% ").split()))
            self.assertNotIn("ok", self.json_of("diagnose", slow)["summary"])

    def test_text_has_a_block_for_each_odd_row(self):
        text = self.text_of("diagnose", GUIDE)
        self.assertIn("guide-1:13  3 x v100-pcie-16gb", text)
        self.assertIn("next:", text)
        self.assertIn("12 rows:", text)
        self.assertNotIn("guide-1:10 ", text)
        self.assertIn("guide-1:10 ", self.text_of("diagnose", "--all", GUIDE))

    def test_a_sentence_is_diagnosed_as_it_is_checked(self):
        sentence = "4090 gets 8 t/s on llama 3.1 8b q4"
        result = tokroof("diagnose", sentence)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.startswith("read: rtx-4090, 8 tok/s"), result.stdout)
        row, = self.json_of("diagnose", sentence)["rows"]
        checked, = self.json_of("check", sentence)["rows"]
        self.assertEqual((row["verdict"], row["predicted_tps"]), (checked["verdict"], checked["predicted_tps"]))
        self.assertIn(row["hypotheses"][0]["name"], result.stdout)
        self.error_of("diagnose", "no-such-file", where="no-such-file", status=2, kind="bad-file")

    def test_one_figure_in_options_is_diagnosed_as_the_sentence_that_says_the_same(self):
        figure = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--tps", "8")
        stated, = self.json_of("diagnose", *figure, valid="diagnose")["rows"]
        said, = self.json_of("diagnose", "4090 gets 8 t/s on llama 3.1 8b q4")["rows"]
        self.assertEqual([h["name"] for h in stated["hypotheses"]], [h["name"] for h in said["hypotheses"]])
        self.assertEqual(stated["predicted_tps"], said["predicted_tps"])
        self.error_of("diagnose", "--tps", "8", where="--device", status=2, kind="usage")
        self.error_of("diagnose", GUIDE, "--tps", "8", where="--tps", status=2, kind="usage")

    def test_a_file_that_is_not_said_explains_a_rate(self):
        row, = self.json_of("diagnose", "m4 pro qwen3 30b a3b 45 t/s mlx", valid="diagnose")["rows"]
        self.assertEqual((row["verdict"], row["hypotheses"][0]["name"]), ("ok", "ok"))
        self.assertIn("the file being MLX-Q8", row["hypotheses"][0]["explanation"])
        said, = self.json_of("diagnose", "m4 pro qwen3 30b a3b 45 t/s mlx 4bit")["rows"]
        self.assertNotEqual(said["hypotheses"][0]["name"], "ok")

    def test_what_rows_leave_open_is_taken_from_options(self):
        rows = table([{**CARD, "quant": "", "tg_tps": 8}])
        with_option, = self.json_of("diagnose", "-", "--quant", "Q8_0", stdin=rows)["rows"]
        checked, = self.json_of("check", "-", "--quant", "Q8_0", stdin=rows)["rows"]
        self.assertEqual(with_option["predicted_tps"], checked["predicted_tps"])

    def test_memory_of_a_host_is_taken_as_predict_takes_it(self):
        figure = ("--device", "rtx-3090", "--host", "ddr4-3200x2", "--model", "llama-3.1-8b", "--quant", "Q4_K_M", "--n-gpu-layers", "10")
        for verb in ("check", "diagnose"):
            row, = self.json_of(verb, *figure, "--tps", "9.9")["rows"]
            self.assertEqual(row["verdict"], "ok")
            self.assertAlmostEqual(row["predicted_tps"], 9.94, delta=0.5)
        error = self.error_of("check", *figure, "--storage", "samsung-990-pro-2t", "--tps", "4", where="--storage", status=2, kind="unknown-name")
        self.assertEqual(error["suggestions"][0], "samsung-990-pro-2tb")

    def test_a_slow_prompt_is_printed_beside_a_sound_decode_rate(self):
        text = self.text_of("diagnose", "3090, qwen3.6 27b Q4_K_M, -ctk q4_1 -ctv q4_1 -fa 1: pp512 34 t/s, tg128 30 t/s")
        self.assertIn("34 tok/s of the prompt, a correct run gives", text)
        self.assertIn("attention", text)
        text = self.text_of("diagnose", "--device", "rtx-3090", "--model", "qwen3.6-27b", "--quant", "Q4_K_M", "--pp-tps", "34")
        self.assertNotIn("nan", text)

    def test_rows_that_are_not_judged_are_not_counted_as_diagnosed(self):
        text = self.text_of("diagnose", "abacus 9000, llama 3.1 8b q4: 3 tok/s")
        self.assertIn("1 row: none judged", text)
        self.assertIn("not judged, 1 row", text)

    def test_what_fits_neither_card_nor_host_is_not_impossible(self):
        row, = self.json_of("diagnose", "4090 + EPYC 9274F 192GB, ktransformers, DeepSeek-R1 UD-Q2_K_XL: 6.5 t/s")["rows"]
        self.assertNotEqual(row["verdict"], "impossible")
        self.assertIn("nor in the host's memory", row["reason"])

    def test_strict_and_missing_runs(self):
        self.json_of("diagnose", GUIDE, "--strict", status=1, valid="diagnose")
        self.error_of("diagnose", where="--runs", status=2, kind="usage")


class Check(Case):
    def test_hard_limits_come_first_and_sound_rows_last(self):
        text = table([{**CARD, "tg_tps": r} for r in (140, 30, 5000)])
        result = tokroof("check", "-", stdin=text)
        verdicts = [line.split()[0].rstrip("!") for line in result.stdout.splitlines() if "standard input:" in line]
        self.assertEqual(verdicts, ["impossible", "slow", "ok"])

    def test_markdown_is_a_table(self):
        lines = self.text_of("check", "--md", "--odd", GUIDE).splitlines()
        self.assertTrue(lines[0].startswith("| verdict | row |"))
        self.assertTrue(lines[2].startswith("| slow"))

    def test_findings_of_a_table(self):
        rows = [{**CARD, "tg_tps": 140, "pp_tps": 11000}, {**CARD, "tg_tps": 140, "pp_tps": 11000},
                {**CARD, "model": "qwen3-8b", "tg_tps": 11000, "pp_tps": 140}]
        findings = self.json_of("check", "-", stdin=table(rows))["findings"]
        self.assertEqual({(f["kind"], tuple(f["rows"])) for f in findings},
                         {("near-duplicate", (1, 0)), ("swapped-columns", (2,))})

    def test_sarif_names_file_and_line(self):
        result = tokroof("check", "--sarif", GUIDE)
        self.assertEqual(result.returncode, 0)
        log = json.loads(result.stdout)
        self.assertEqual(log["version"], "2.1.0")
        run = log["runs"][0]
        rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        self.assertTrue(run["results"])
        for finding in run["results"]:
            self.assertIn(finding["ruleId"], rules)
            self.assertIn(finding["level"], ("error", "warning", "note"))
            where = finding["locations"][0]["physicalLocation"]
            self.assertEqual(where["artifactLocation"]["uri"], str(GUIDE))
            self.assertGreaterEqual(where["region"]["startLine"], 2)
        self.assertIn(13, [f["locations"][0]["physicalLocation"]["region"]["startLine"] for f in run["results"]])

    def test_the_diagnose_schema_refuses_what_the_contract_rules_out(self):
        document = self.json_of("diagnose", GUIDE)
        validator = jsonschema.Draft202012Validator(schema("diagnose"))
        for key, wrong in (("hypotheses", []), ("next_measurement", None), ("verdict", "maybe")):
            changed = json.loads(json.dumps(document))
            changed["rows"][0][key] = wrong
            self.assertFalse(validator.is_valid(changed), key)


if __name__ == "__main__":
    unittest.main()
