"""Requests that reach a server: predict and rank --request-rate."""
import random
import unittest

from _tokroof import Case, tokroof

SERVER = ("--device", "h100-sxm", "--model", "llama-3.1-8b", "--engine", "vllm", "-p", 1000, "-n", 200)
TIMES = [f"{what}_{which}_s" for what in ("ttft", "latency") for which in ("mean", "p50", "p90", "p99")]


class Traffic(Case):
    def figures(self, *options):
        answer = self.json_of("predict", *SERVER, *options)["serving"]
        return answer, answer["figures"]

    def test_without_traffic_nothing_is_simulated(self):
        self.assertNotIn("serving", self.json_of("predict", *SERVER))

    def test_the_same_question_gives_the_same_bytes_and_another_seed_other_requests(self):
        asked = ("predict", *SERVER, "--request-rate", 8, "--length-spread", 0.6, "--json")
        first, again, other = (tokroof(*asked, "--seed", seed).stdout for seed in (7, 7, 8))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_a_service_that_keeps_up_answers_what_comes(self):
        most = self.figures("--request-rate", 1)[1]["most_requests_per_s"]
        self.assertLess(most["low"], most["value"])
        self.assertLess(most["value"], most["high"])
        for load in (0.1, 0.7):
            answer, figures = self.figures("--request-rate", load * most["value"])
            self.assertTrue(answer["keeps_up"])
            self.assertAlmostEqual(figures["requests_per_s"]["value"], load * most["value"], delta=1e-6)
            self.assertAlmostEqual(figures["output_tps"]["value"], 200 * load * most["value"], delta=1e-3)
            self.assertEqual(figures["most_requests_per_s"]["value"], most["value"])

    def test_where_more_comes_than_it_can_answer_waiting_has_no_bound(self):
        most = self.figures("--request-rate", 1)[1]["most_requests_per_s"]["value"]
        answer, figures = self.figures("--request-rate", 2 * most, "--ttft-slo", 1)
        self.assertFalse(answer["keeps_up"])
        for name in TIMES:
            self.assertIsNone(figures[name]["value"], name)
        self.assertEqual(figures["met_share"]["value"], 0)
        self.assertLess(figures["most_requests_per_s_meeting"]["value"], most)
        text = tokroof("predict", *SERVER, "--request-rate", 2 * most).stdout
        self.assertIn("the queue grows for ever", text.splitlines()[0])

    def test_clients_that_ask_anew_are_counted_by_concurrency(self):
        answer, figures = self.figures("--concurrency", 32, "--ttft-slo", 1)
        self.assertEqual(answer["clients"], 32)
        self.assertIsNone(answer["request_rate_per_s"])
        alone = self.json_of("predict", *SERVER, "--concurrency", 32)
        self.assertLess(figures["output_tps"]["value"], alone["decode"]["aggregate_tps"],
                        "prompts take their time")
        self.assertGreater(figures["output_tps"]["value"], 0.3 * alone["decode"]["aggregate_tps"])

    def test_the_first_line_is_about_the_requests(self):
        lines = tokroof("predict", *SERVER, "--request-rate", 4, "--ttft-slo", 0.5, "--itl-slo", 0.05).stdout.splitlines()
        self.assertRegex(lines[0], r"^4\.00 requests/s: first token after .* ms, then one every .* ms; \d+ % of the")
        self.assertTrue(any("get a first token within 0.500 s and a token every 50.0 ms afterwards" in line for line in lines))
        self.assertTrue(any(line.startswith("A step without prompts: ") for line in lines))

    def test_other_subcommands_refuse_traffic(self):
        for verb in ("explain", "capacity", "models", "sweep"):
            result = tokroof(verb, "--device", "h100-sxm", "--request-rate", 4)
            self.assertEqual(result.returncode, 2, verb)
            self.assertIn("--request-rate", result.stderr, verb)

    def test_drafts_shorten_the_time_between_tokens(self):
        drafts = ("--speculative", "eagle", "--spec-tokens", 3, "--acceptance", 0.8)
        plain = self.figures("--request-rate", 4)[1]
        drafted = self.figures("--request-rate", 4, *drafts)[1]
        self.assertLess(drafted["itl_mean_s"]["value"], 0.8 * plain["itl_mean_s"]["value"])
        self.assertAlmostEqual(drafted["requests_per_s"]["value"], 4, delta=1e-6)

    def test_objectives_of_minutes_are_milliseconds_that_were_meant(self):
        for option, text in (("--ttft-slo", "500"), ("--itl-slo", "50")):
            with self.subTest(option):
                self.error_of("predict", *SERVER, "--request-rate", 1, option, text, where=option, status=2, kind="usage")
                self.json_of("predict", *SERVER, "--request-rate", 1, option, text + "ms")

    def test_what_cannot_be_served_says_why(self):
        self.error_of("predict", *SERVER, "--prefill-replicas", 2, where="--prefill-replicas", status=2, kind="usage")
        self.error_of("predict", *SERVER, "--request-rate", 0, where="--request-rate", status=2, kind="usage")

    def test_a_request_longer_than_the_model_is_refused_and_a_long_one_is_answered(self):
        base = ("predict", "--device", "h100-sxm", "--model", "llama-3.1-8b", "--engine", "vllm", "--request-rate", 0.001)
        error = self.error_of(*base, "-p", 131072, "-n", 1, where="--n-prompt", status=2, kind="usage")
        self.assertIn("131073 tokens", error["message"])
        self.assertIn("131072", error["message"])
        self.json_of(*base, "-p", 120000, "-n", 11072)

    def test_replicas_that_read_prompts_hand_them_over_the_named_link(self):
        answer, _ = self.figures("--request-rate", 4, "--prefill-replicas", 1, "--kv-link", "ib-ndr")
        self.assertEqual((answer["prefill_replicas"], answer["kv_link"]), (1, "ib-ndr"))
        self.json_of("predict", *SERVER, "--request-rate", 4, "--prefill-replicas", 1, "--kv-link", "carrier-pigeon", status=2)
        self.error_of("predict", *SERVER, "--request-rate", 4, "--kv-link", "ib-ndr", where="--kv-link", status=2, kind="usage")

    def test_replicas_that_share_arrivals_are_not_said_to_idle(self):
        said = self.text_of("predict", *SERVER, "--replicas", 4)
        self.assertIn("some replicas idle", said)
        self.assertNotIn("some replicas idle", self.text_of("predict", *SERVER, "--replicas", 4, "--request-rate", 4))

    def test_random_traffic_keeps_the_order_of_its_figures(self):
        seed = random.randrange(2**32)
        draw = random.Random(seed)
        for _ in range(12):
            options = ["--device", draw.choice(("h100-sxm", "a100-sxm-80gb", "rtx-4090", "l40s")),
                       "--model", draw.choice(("llama-3.1-8b", "qwen3-8b", "gpt-oss-20b")),
                       "--engine", draw.choice(("vllm", "sglang", "llama.cpp")),
                       "-p", draw.randint(1, 4000), "-n", draw.randint(1, 500), "--replicas", draw.randint(1, 3),
                       "--seed", draw.randint(0, 999), "--length-spread", round(draw.uniform(0, 1), 2)]
            if draw.random() < 0.3:
                options += ["--concurrency", draw.randint(1, 64), "--itl-slo", round(draw.uniform(0.01, 0.2), 3)]
            else:
                options += ["--request-rate", round(10 ** draw.uniform(-2, 2), 3)]
            with self.subTest(seed=seed, options=" ".join(map(str, options))):
                figures = self.json_of("predict", *options)["serving"]["figures"]
                most = figures["most_requests_per_s"]
                self.assertLessEqual(most["low"], most["value"] * 1.001)
                self.assertLessEqual(most["value"], most["high"] * 1.001)
                for what in ("ttft", "itl", "latency"):
                    for end in ("low", "value", "high"):
                        p50, p90, p99 = (figures[f"{what}_{p}_s"][end] for p in ("p50", "p90", "p99"))
                        if p50 is not None and p99 is not None:
                            self.assertLessEqual(p50, p90)
                            self.assertLessEqual(p90, p99)
                self.assertLessEqual(figures["requests_per_s"]["low"], most["low"] * 1.001)
                for name in ("requests_per_s", "output_tps"):
                    self.assertLessEqual(figures[name]["low"], figures[name]["value"] * 1.001)
                    self.assertLessEqual(figures[name]["value"], figures[name]["high"] * 1.001)

    def test_one_client_is_answered_no_faster_than_the_weights_can_be_streamed(self):
        seed = random.randrange(2**32)
        draw = random.Random(seed)
        for _ in range(6):
            options = ["--device", draw.choice(("h100-sxm", "a100-sxm-80gb", "l40s")), "--model",
                       draw.choice(("llama-3.1-8b", "mistral-nemo-12b", "qwen3-14b")), "--engine",
                       draw.choice(("vllm", "sglang")), "-p", draw.randint(100, 4000), "-n", draw.randint(50, 800),
                       "--concurrency", 1, "--seed", draw.randint(0, 999)]
            with self.subTest(seed=seed, options=" ".join(map(str, options))):
                answer = self.json_of("predict", *options)
                figures, most = answer["serving"]["figures"], answer["decode"]["ceiling_tps"]
                self.assertLessEqual(figures["output_tps"]["high"], most * 1.001)
                self.assertGreaterEqual(figures["itl_p50_s"]["low"], 0.95 / most)  # the ceiling is that of half an answer


class Fleets(Case):
    ASKED = ("rank", "--model", "llama-3.1-8b", "--engine", "vllm", "-p", 1000, "-n", 200, "--devices",
             "h100-sxm,l40s,2xl40s,rtx-4090")

    def test_each_machine_comes_in_as_many_replicas_as_the_traffic_takes(self):
        answer = self.json_of(*self.ASKED, "--request-rate", 50, "--ttft-slo", 1)
        self.assertEqual(answer["by"], "devices")
        counts = [row["fleet"]["devices"] for row in answer["rows"]]
        self.assertEqual(counts, sorted(counts))
        for row in answer["rows"]:
            fleet = row["fleet"]
            self.assertEqual(fleet["devices"], fleet["replicas"]["value"] * row["n_devices"])
            self.assertGreaterEqual(fleet["replicas"]["value"] * fleet["requests_per_s_each"]["value"], 50)
            self.assertLess((fleet["replicas"]["value"] - 1) * fleet["requests_per_s_each"]["value"], 1.1 * 50)
            self.assertLessEqual(fleet["replicas"]["low"], fleet["replicas"]["value"])
        twice = self.json_of(*self.ASKED, "--request-rate", 100, "--ttft-slo", 1)
        replicas = {row["device"]: row["fleet"]["replicas"]["value"] for row in answer["rows"]}
        for row in twice["rows"]:
            self.assertGreaterEqual(row["fleet"]["replicas"]["value"], replicas[row["device"]])

    def test_as_many_replicas_meet_the_objectives_in_predict_and_one_less_does_not(self):
        traffic = ("--request-rate", 30, "--ttft-slo", 0.3, "--itl-slo", 0.05)
        for row in self.json_of(*self.ASKED, *traffic)["rows"]:
            count = row["fleet"]["replicas"]["value"]
            asked = ("predict", "--device", row["device"], *self.ASKED[1:9], *traffic)
            with self.subTest(device=row["device"], replicas=count):
                figures = self.json_of(*asked, "--replicas", count)["serving"]["figures"]
                self.assertGreaterEqual(figures["met_share"]["value"], 0.9)
                self.assertLessEqual(30, 0.8 * figures["most_requests_per_s"]["value"] * 1.001)
                if count > 1:
                    figures = self.json_of(*asked, "--replicas", count - 1)["serving"]["figures"]
                    self.assertTrue(figures["met_share"]["value"] < 0.9 or
                                    30 > 0.8 * figures["most_requests_per_s"]["value"])

    def test_an_objective_never_takes_fewer_machines(self):
        plain, loose, tight = ({row["device"]: row["fleet"]["replicas"]["value"] for row in
                                self.json_of(*self.ASKED, "--request-rate", 30, *objective)["rows"]}
                               for objective in ((), ("--ttft-slo", 100), ("--ttft-slo", 0.2)))
        for device, count in tight.items():
            self.assertLessEqual(plain[device], loose[device], device)
            self.assertLessEqual(loose[device], count, device)

    def test_rank_finds_the_replicas_itself(self):
        self.error_of(*self.ASKED, "--request-rate", 5, "--replicas", 2, where="--replicas", status=2, kind="usage")

    def test_of_all_machines_the_most_promising_are_simulated(self):
        ask = ("rank", "--model", "llama-3.1-8b", "--engine", "vllm", "-p", 200, "-n", 20, "--request-rate", 3, "--by", "usd")
        answer = self.json_of(*ask)
        left = sorted(e["device"] for e in answer["excluded"] if e["code"] == "not-simulated")
        self.assertLessEqual(len(answer["rows"]), 48)
        self.assertGreater(len(left), 0)
        named = self.json_of(*ask, "--devices", ",".join(left[:3]))["rows"]
        self.assertGreaterEqual(len(named), 1)  # who asks for one gets it
        self.assertGreaterEqual(min(row["price_usd"] for row in named), answer["rows"][0]["price_usd"])

    def test_csv_has_the_replicas(self):
        lines = self.text_of(*self.ASKED, "--request-rate", 30, "--csv").splitlines()
        for name in ("replicas", "replicas_low", "replicas_high", "requests_per_s_each", "quant"):
            self.assertIn(name, lines[0].split(","))

    def test_replicas_that_read_prompts_cost_and_draw_too(self):
        asked = ("predict", "--device", "l40s", "--model", "llama-3.1-8b", "--quant", "FP8", "--engine", "vllm",
                 "-p", 2000, "-n", 300, "--request-rate", 2)
        one, two = (self.json_of(*asked, "--prefill-replicas", count) for count in (0, 1))
        self.assertEqual(two["cost"]["price_usd"], 2 * one["cost"]["price_usd"])
        self.assertGreater(two["energy"]["system_power_w"], one["energy"]["system_power_w"])

    def test_a_busier_server_draws_more(self):
        asked = ("predict", "--device", "h100-sxm", "--model", "llama-3.1-8b", "--engine", "vllm", "-p", 2000, "-n", 300)
        watts = [self.json_of(*asked, "--request-rate", rate)["energy"]["system_power_w"] for rate in (0.001, 0.3, 1)]
        self.assertEqual(watts, sorted(watts))

    def test_tokens_of_a_larger_traffic_cost_no_more(self):
        """A replica is paid whole: what it costs falls on all tokens that it answers."""
        few, many = (self.json_of(*self.ASKED, "--request-rate", rate)["rows"] for rate in (2, 60))
        cost = {row["device"]: row["usd_per_million_tokens"] for row in few}
        priced = [row for row in many if row["price_usd"] is not None]
        self.assertGreaterEqual(len(priced), 3)
        for row in priced:
            self.assertLess(row["usd_per_million_tokens"], 1.05 * cost[row["device"]], row["device"])
            fleet, tokens_per_h = row["fleet"]["devices"], 60 * 200 * 3600
            bought = row["price_usd"] / (3 * 365 * 8)  # three years, eight hours a day
            self.assertGreater(row["usd_per_million_tokens"], 1e6 * bought / tokens_per_h, fleet)
            self.assertLess(row["usd_per_million_tokens"], 3e6 * bought / tokens_per_h, fleet)

    def test_the_watts_are_of_all_that_work(self):
        fleet = ("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--engine", "vllm", "-p", 2000, "-n", 300,
                 "--replicas", 8)
        idle, busy = (self.json_of(*fleet, "--request-rate", rate)["energy"] for rate in (0.1, 10))
        self.assertGreater(busy["system_power_w"], 2 * idle["system_power_w"])

    def test_what_no_machine_meets_is_excluded_with_that_reason(self):
        answer = self.json_of(*self.ASKED, "--request-rate", 5, "--ttft-slo", 0.0001)
        self.assertEqual(answer["rows"], [])
        self.assertEqual({e["code"] for e in answer["excluded"]}, {"misses-slo"})

    def test_objectives_without_a_rate_are_a_wrong_question(self):
        self.error_of(*self.ASKED, "--ttft-slo", 1, where="--ttft-slo", status=2, kind="usage")


if __name__ == "__main__":
    unittest.main()
