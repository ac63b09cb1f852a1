"""`tokroof rank`: its document, its tables, its limits, and that it is quick over the whole catalog."""
import csv
import io
import time
import unittest

from _tokroof import Case

WORK = ("--model", "qwen3-32b", "--quant", "Q4_K_M")
SOME = ("--devices", "rtx-4090,2xrtx-3090,rtx-5090+rtx-4090,strix-halo,m3-ultra-80c,dgx-h100,rtx-3060-12gb")


class Rank(Case):
    def test_rows_agree_with_predict(self):
        rows = {row["device"]: row for row in self.json_of("rank", *WORK, *SOME)["rows"]}
        for name, machine in (("rtx-4090", ("--device", "rtx-4090")), ("dgx-h100", ("--device", "dgx-h100")),
                              ("2xrtx-3090", ("--device", "rtx-3090", "--n-devices", "2")),
                              ("rtx-5090+rtx-4090", ("--device", "rtx-5090+rtx-4090"))):
            with self.subTest(name):
                alone = self.json_of("predict", *WORK, *machine)
                self.assertAlmostEqual(rows[name]["tps"], alone["decode"]["tps"], places=9)
                self.assertAlmostEqual(rows[name]["low_tps"], alone["decode"]["low_tps"], places=9)
                self.assertEqual(rows[name]["price_usd"], alone["cost"]["price_usd"])
                self.assertAlmostEqual(rows[name]["system_power_w"], alone["energy"]["system_power_w"], places=9)
                self.assertAlmostEqual(rows[name]["usd_per_million_tokens"], alone["cost"]["usd_per_million_tokens"],
                                       places=9)

    def test_a_stated_host_takes_what_a_card_does_not_hold(self):
        work = ("--model", "llama-3.3-70b", "--quant", "Q4_K_M", "--host", "ryzen-9-7950x")
        ranking = self.json_of("rank", *work, "--devices", "rtx-4090,rtx-3060-12gb,h100-sxm")
        rows = {row["device"]: row for row in ranking["rows"]}
        for name in ("rtx-4090", "rtx-3060-12gb", "h100-sxm"):
            self.assertEqual(rows[name]["tps"], self.json_of("predict", "--device", name, *work)["decode"]["tps"])
        self.assertIn("-ngl", rows["rtx-4090"]["assumed"]["placement"])
        self.assertNotIn("placement", {**ranking["assumed"], **rows["h100-sxm"]["assumed"]})

    def test_every_order(self):
        for by, key, down in (("tps", "tps", True), ("tps-per-usd", "tps_per_usd", True),
                              ("tps-per-w", "tps_per_w", True), ("usd-per-million-tokens", "usd_per_million_tokens", False)):
            with self.subTest(by):
                document = self.json_of("rank", *WORK, *SOME, "--by", by)
                values = [row[key] for row in document["rows"]]
                self.assertEqual(values, sorted(values, reverse=down))
                self.assertEqual(document["by"], by)
                self.assertEqual(document["rows"][0]["rank"], 1)

    def test_what_does_not_fit_is_excluded_with_numbers(self):
        excluded = {e["device"]: e for e in self.json_of("rank", *WORK, *SOME)["excluded"]}
        self.assertEqual(excluded["rtx-3060-12gb"]["code"], "does-not-fit")
        self.assertRegex(excluded["rtx-3060-12gb"]["reason"], r"\d+\.\d GiB are needed .*, 11\.8 are there")

    def test_limits(self):
        free = self.json_of("rank", *WORK, *SOME)
        bound = self.json_of("rank", *WORK, *SOME, "--budget-usd", "5000", "--max-power-w", "800", "--min-tps", "15")
        self.assertLess(len(bound["rows"]), len(free["rows"]))
        for row in bound["rows"]:
            self.assertLessEqual(row["price_usd"], 5000)
            self.assertLessEqual(row["system_power_w"], 800)
            self.assertGreaterEqual(row["tps"], 15)
        names = [row["device"] for row in bound["rows"] + bound["excluded"]]
        self.assertEqual(sorted(names), sorted(row["device"] for row in free["rows"] + free["excluded"]))

    def test_a_budget_is_understood_as_people_write_money(self):
        wanted = self.json_of("rank", *WORK, "--devices", "rtx-4090,rtx-3090", "--budget-usd", "1500")
        self.assertTrue(wanted["rows"] and wanted["excluded"])
        for typed in ("1,500", "1.5k", "$1500", "1500$", "1 500", "1500 USD", "$1,500.00"):
            with self.subTest(typed):
                self.assertEqual(self.json_of("rank", *WORK, "--devices", "rtx-4090,rtx-3090", "--budget", typed), wanted)
        for typed, says in (("000", "a shell leaves 000"), ("0", "no price"), ("1500€", "prices are in USD"), ("1,50", "USD")):
            with self.subTest(typed):
                error = self.error_of("rank", *WORK, "--budget", typed, where="--budget-usd", status=2, kind="usage")
                self.assertIn(says, error["message"])

    def test_a_budget_and_an_order_may_be_words_behind_the_model(self):
        some = ("--quant", "Q4_K_M", "--devices", "rtx-4090,rtx-3090,rtx-5090")
        wanted = self.json_of("rank", "qwen3-32b", *some, "--budget-usd", "1500")
        self.assertTrue(wanted["rows"] and wanted["excluded"])
        for words in (("under", "1500", "dollars"), ("below", "$1500"), ("under", "1,500", "USD"), ("for", "1.5k")):
            with self.subTest(words):
                self.assertEqual(self.json_of("rank", "qwen3", "32b", *words, *some), wanted)
        self.assertEqual(self.json_of("rank", "qwen3", "32b", "cheapest", *some), self.json_of("rank", "qwen3-32b", "--by", "usd", *some))
        self.assertEqual(self.json_of("rank", "best", "nvidia", "card", "under", "1500", "dollars", "for", "qwen3", "32b"),
                         self.json_of("rank", "qwen3-32b", "--budget-usd", "1500", "--kind", "gpu", "--vendor", "nvidia"))
        error = self.error_of("rank", "qwen3", "32b", "under", "1000", "euro", where="--budget-usd", status=2, kind="usage")
        self.assertIn("euro", error["message"])

    def test_limits_take_their_unit(self):
        for typed, plain in ((("--max-power-w", "1kW"), ("--max-power-w", "1000")), (("--min-tps", "20 tok/s"), ("--min-tps", "20"))):
            self.assertEqual(self.json_of("rank", *WORK, *typed), self.json_of("rank", *WORK, *plain))

    def test_prices_of_ones_own(self):
        document = self.json_of("rank", *WORK, *SOME, "--price", "rtx-3090=700", "--price", "m3-ultra-80c=4000")
        rows = {row["device"]: row for row in document["rows"]}
        self.assertEqual(rows["2xrtx-3090"]["price_usd"], 1400)
        self.assertEqual(rows["m3-ultra-80c"]["price_usd"], 4000)

    def test_dearer_electricity_never_makes_tokens_cheaper(self):
        def costs(usd):
            rows = self.json_of("rank", *WORK, *SOME, "--usd-per-kwh", usd)["rows"]
            return {row["device"]: row["usd_per_million_tokens"] for row in rows}
        cheap, dear = costs("0.1"), costs("0.5")
        for device, usd in cheap.items():
            if usd is not None:
                self.assertLess(usd, dear[device])

    def test_the_whole_catalog_takes_about_a_second(self):
        begin = time.process_time()
        before = time.monotonic()
        document = self.json_of("rank", *WORK, "--n-devices", "1,2")
        self.assertGreater(len(document["rows"]) + len(document["excluded"]), 500)
        self.assertLess(time.monotonic() - before, 30, "a loaded machine included")
        self.assertGreaterEqual(time.process_time(), begin)

    def test_what_nobody_would_buy_is_ranked_only_where_it_is_asked_for(self):
        usual, everything = self.json_of("rank", *WORK), self.json_of("rank", *WORK, "--all", "--min-tps", "0")
        names = {row["device"] for row in usual["rows"]}
        self.assertLess(len(names), len(everything["rows"]))
        for row in usual["rows"]:
            self.assertGreaterEqual(row["tps"], 1)
            self.assertIsNotNone(row["available_bytes"])
        self.assertNotIn("ryzen-9-7950x", names)
        self.assertNotIn("mi455x", names)
        self.assertIn("ryzen-9-7950x", {row["device"] for row in everything["rows"]})
        asked = self.json_of("rank", *WORK, "--devices", "ryzen-9-7950x")
        self.assertEqual(len(asked["rows"]), 1)

    def test_several_cards_are_tried_where_they_help(self):
        big = ("--model", "llama-3.3-70b", "--quant", "Q4_K_M")
        names = {row["device"] for row in self.json_of("rank", *big)["rows"]}
        self.assertIn("2xrtx-3090", names)
        self.assertNotIn("2xrtx-3090", {row["device"] for row in self.json_of("rank", *big, "--n-devices", "1")["rows"]})
        gain = [e for e in self.json_of("rank", *WORK)["excluded"] if e["code"] == "no-gain"]
        self.assertIn("2xrtx-4090", {e["device"] for e in gain})

    def test_prices_stand_with_what_they_are(self):
        some = ("rank", *WORK, "--devices", "rtx-a5000,rtx-3090,rtx-4090", "--price", "rtx-4090=1200")
        text = self.text_of(*some)
        self.assertRegex(text, r" \d+ \(at launch, 20\d\d\)")
        self.assertRegex(text, r" \d+ \(used, 202\d-\d\d\)")
        self.assertIn("1200 (stated)", text)
        self.assertIn("list prices at launch", text)
        prices = {row["device"]: row["price_is"] for row in self.json_of(*some)["rows"]}
        self.assertEqual(prices["rtx-4090"], "stated")
        self.assertNotIn("inf", text)

    def test_tables(self):
        text = self.text_of("rank", *WORK, "--top", "3")
        self.assertEqual(len([line for line in text.splitlines() if line[:1].isdigit() and "=" in line[:5] or
                              line[:1].isdigit() and " more:" not in line]), 3)
        self.assertIn("Not ranked: ", text)
        markdown = self.text_of("rank", *WORK, "--top", "3", "--md")
        self.assertTrue(markdown.startswith("| rank | device |"))
        rows = list(csv.DictReader(io.StringIO(self.text_of("rank", *WORK, "--csv"))))
        self.assertEqual(len(rows), len(self.json_of("rank", *WORK)["rows"]))
        self.assertGreater(float(rows[0]["tps"]), 0)
        self.assertIn("needs ", self.text_of("rank", *WORK, "--excluded"))

    def test_batches_rank_by_all_streams_where_money_counts(self):
        rows = self.json_of("rank", "--model", "llama-3.1-8b", "--quant", "BF16", "--engine", "vllm", "--concurrency", "8",
                            "--devices", "rtx-4090,h100-sxm", "--by", "tps-per-usd")["rows"]
        for row in rows:
            self.assertAlmostEqual(row["aggregate_tps"], 8 * row["tps"], places=6)
            self.assertAlmostEqual(row["tps_per_usd"], row["aggregate_tps"] / row["price_usd"], places=9)

    def test_bad_questions(self):
        self.error_of("rank", "--quant", "Q4_K_M", where="--model", status=2, kind="usage")
        self.error_of("rank", "--model", "no-such-model", where="--model", status=2, kind="unknown-name")
        error = self.error_of("rank", *WORK, "--devices", "rtx-4091", where="--devices", status=2, kind="unknown-name")
        self.assertIn("rtx-4090", error["suggestions"])
        self.error_of("rank", *WORK, "--vendor", "nvidai", where="--vendor", status=2, kind="unknown-name")
        self.error_of("rank", *WORK, "--price", "rtx-3090", where="--price", status=2, kind="usage")
        self.error_of("rank", *WORK, "--price", "rtx-3091=5", where="--price", status=2, kind="unknown-name")
        self.error_of("rank", *WORK, "--devices", "rtx-4090", "--vendor", "nvidia", where="--devices", status=2, kind="usage")
        for wrong in (("--by", "luck"), ("--budget-usd", "nan"), ("--budget-usd", "-1"), ("--min-tps", "fast"), ("--top", "-1"), ("--n-devices", "0")):
            self.error_of("rank", *WORK, *wrong, where=wrong[0], status=2, kind="usage")

    def test_models_and_rank_take_the_same_numbers(self):
        for option, most, beyond in (("--min-tps", "1e12", "2e12"), ("--top", "1000000000", "2000000000")):
            for verb in (("rank", *WORK, "--devices", "rtx-4090"), ("models", "--device", "rtx-4090")):
                with self.subTest(option=option, verb=verb[0]):
                    self.text_of(*verb, option, most)
                    error = self.error_of(*verb, option, beyond, where=option, status=2, kind="usage")
                    self.assertIn(f"between 0 and {float(most):g}", error["message"])


class Cost(Case):
    ONE = ("predict", "--device", "rtx-3090", "--model", "qwen3-32b", "--quant", "Q4_K_M")

    def test_the_machine_at_the_wall_draws_more_than_its_devices(self):
        energy = self.json_of(*self.ONE)["energy"]
        self.assertGreater(energy["system_power_w"], energy["power_w"])
        self.assertLessEqual(energy["power_w"], energy["power_limit_w"])
        self.assertAlmostEqual(energy["system_power_w"] * energy["psu_efficiency"],
                               energy["power_w"] + energy["host_power_w"], places=6)

    def test_cost_by_hand(self):
        document = self.json_of(*self.ONE, "--price-usd", "700", "--host-price-usd", "500", "--usd-per-kwh", "0.3",
                                "--hours-per-day", "10", "--idle-hours-per-day", "0", "--amortize-years", "2")
        cost, energy, tps = document["cost"], document["energy"], document["decode"]["aggregate_tps"]
        hour = 1200 / (2 * 365.25 * 10) + energy["system_power_w"] / 1000 * 0.3
        self.assertAlmostEqual(cost["usd_per_h"], hour, places=9)
        self.assertAlmostEqual(cost["usd_per_million_tokens"], hour / (tps * 3600) * 1e6, places=9)
        self.assertNotIn("price_usd", document["assumed"])
        self.assertIn("psu_efficiency", document["assumed"])

    def test_rent(self):
        cost = self.json_of(*self.ONE, "--rent-usd-per-h", "0.4")["cost"]
        self.assertEqual(cost["usd_per_h"], 0.4)
        self.assertIsNone(cost["purchase_usd_per_h"])

    def test_payback(self):
        document = self.json_of(*self.ONE, "--rented-device", "h100-sxm")
        payback = document["cost"]["payback"]
        self.assertEqual(payback["rented_usd_per_h"], 1.89)
        saved = 1.89 * document["decode"]["aggregate_tps"] / payback["rented_tps"] - document["cost"]["electricity_usd_per_h"]
        self.assertGreater(saved, 0)
        self.assertAlmostEqual(payback["hours_of_use"], document["cost"]["price_usd"] / saved, places=3)
        self.assertIn("payback", self.text_of(*self.ONE, "--rented-device", "h100-sxm"))
        self.error_of(*self.ONE, "--rented-device", "rtx-2060", where="--rented-device", status=2, kind="usage")

    def test_where_nothing_is_cheap_enough_it_says_how_many_devices_were_tried(self):
        text = self.text_of("rank", "--budget", "5000", "--model", "deepseek-r1")
        self.assertIn("of up to 4 devices each, costs more than 5000 USD", text)
        self.assertIn("--n-devices 8,16", text)
        self.assertIn("of up to 2 devices each", self.text_of("rank", "--model", "deepseek-r1", "--n-devices", "2", "--devices", "3090"))

    def test_what_its_watts_are_is_said(self):
        self.assertIn("W is the whole machine at the wall.", self.text_of("rank", "--model", "qwen3-8b", "--devices", "3090"))

    def test_where_nothing_is_fast_enough_it_says_so(self):
        self.assertIn("None is fast enough", self.text_of("rank", "--model", "qwen3-8b", "--min-tps", "100000"))

    def test_memory_of_hosts_is_not_that_of_chips_which_have_their_own(self):
        question = ("--model", "llama-3.3-70b", "--devices", "m4-max-40c,epyc-9654", "--host-memory-gib", "768")
        rows = self.json_of("rank", *question)["rows"]
        memory = {row["device"]: row["available_bytes"] / 2**30 for row in rows}
        self.assertLess(memory["m4-max-40c"], 128)
        self.assertGreater(memory["epyc-9654"], 700)
        self.assertIn("without its memory", self.text_of("rank", *question))

    def test_bad_prices(self):
        for wrong in (("--psu-efficiency", "2"), ("--hours-per-day", "25"), ("--price-usd", "-1"),
                      ("--hours-per-day", "20", "--idle-hours-per-day", "5")):
            with self.subTest(wrong):
                self.error_of(*self.ONE, *wrong, where=wrong[-2], status=2, kind="usage")


if __name__ == "__main__":
    unittest.main()
