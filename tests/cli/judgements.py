"""check and diagnose never contradict each other: random rows, the bundled runs, and the cases people meet.

The rows are drawn anew in every run; TOKROOF_SEED repeats one.
"""
import csv
import json
import os
import random
import unittest

from _tokroof import ROOT, Case, tokroof
from diagnose import table

SEED = int(os.environ.get("TOKROOF_SEED", random.SystemRandom().randrange(2**32)))
ROWS = 300
SLOWEST, FASTEST = 1 / 30, 30  # times the expected rate
ODD = ("slow", "fast", "impossible")


def names(kind, key="slug"):
    return [entry[key] for entry in json.loads(tokroof("list", kind, "--json").stdout)[kind]]


def random_rows(dice):
    """Rows of a table, each of a machine of its own; some cannot exist. The rate is still to be set."""
    devices, models = names("devices"), names("models")
    quants, engines = names("quants", "name"), names("engines", "name")
    hosts = [device for device in devices if device.startswith(("ryzen-", "epyc-", "xeon-"))]
    common = ["rtx-4090", "rtx-3090", "v100-pcie-16gb", "m3-max-40c", "h100-sxm", "rx-7900-xtx", "ryzen-9-7950x"]
    for i in range(ROWS):
        yield {"source": f"source {i}",
               "device": dice.choice(common + [dice.choice(devices)] * 7),
               "n_devices": dice.choice(["", 1, 1, 1, 2, 3, 4, 8]),
               "engine": dice.choice(["", "", "llama.cpp", "ollama", "vllm", dice.choice(engines)]),
               "host_device": dice.choice(["", dice.choice(hosts)]),
               "model": dice.choice(["llama-3.1-8b", "qwen3-32b", "qwen3-30b-a3b"] + [dice.choice(models)] * 3),
               "quant": dice.choice(["Q4_K_M", "Q8_0", "F16", dice.choice(quants)]),
               "n_prompt": dice.choice(["", 512]),
               "pp_tps": "",
               "tg_tps": 10}


class Judgements(Case):
    def consistent(self, row, of):
        probabilities = [h["probability"] for h in row["hypotheses"]]
        self.assertTrue(all(0 <= p <= 1 for p in probabilities), of)
        self.assertAlmostEqual(sum(probabilities), 1, places=9, msg=of)
        self.assertEqual(probabilities, sorted(probabilities, reverse=True), of)
        if row["verdict"] in ODD and row["certain"]:
            self.assertNotEqual(row["hypotheses"][0]["name"], "ok", (of, row))

    def fits(self, row):
        stated = [word for key in ("n_devices", "engine") if row[key] for word in (f"--{key.replace('_', '-')}", str(row[key]))]
        return self.json_of("capacity", "--device", row["device"], "--model", row["model"], "--quant", row["quant"], *stated)["asked"]["fits"]

    def test_what_check_is_certain_of_is_never_ok(self):
        dice = random.Random(SEED)
        rows = list(random_rows(dice))
        expected = self.json_of("check", "-", stdin=table(rows))["rows"]
        with_prompt_rate = 0
        for row, before in zip(rows, expected):
            factor = dice.choice([1, SLOWEST ** dice.random(), FASTEST ** dice.random()])
            row["tg_tps"] = (before["predicted_tps"] or 10) * factor
            if row["n_prompt"] and dice.random() < 0.5:
                row["pp_tps"] = 10 * row["tg_tps"]
                with_prompt_rate += 1
        judged = self.json_of("diagnose", "-", stdin=table(rows))["rows"]
        certain = sound = 0
        for row, given in zip(judged, rows):
            of = (f"TOKROOF_SEED={SEED}", given)
            self.consistent(row, of)
            certain += row["verdict"] in ODD and row["certain"]
            as_expected = row["verdict"] == "ok" and abs(row["measured_tps"] / row["predicted_tps"] - 1) < 1e-6
            if as_expected and not given["pp_tps"]:
                sound += 1
                likely = [h["name"] for h in row["hypotheses"][:3]]
                self.assertTrue("ok" in likely or not self.fits(given), (of, row))  # what does not fit ran otherwise
        print(f"TOKROOF_SEED={SEED}: {certain} certain, {sound} as expected, {with_prompt_rate} with a prompt rate")
        self.assertGreater(certain, ROWS / 20, f"TOKROOF_SEED={SEED}")
        self.assertGreater(sound, ROWS / 20, f"TOKROOF_SEED={SEED}")

    def test_no_bundled_run_that_check_is_certain_of_is_ok(self):
        """Judged with the other rows of its machine, as in the whole table."""
        runs = [row for path in sorted((ROOT / "datasets" / "runs").glob("*.tsv"))
                for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t")]
        checked = self.json_of("check", ROOT / "datasets" / "runs")["rows"]
        self.assertEqual([row["measured_tps"] for row in checked],
                         [float(run["tg_tps"] or run["pp_tps"] or "nan") or None for run in runs])

        def machine(run):
            return tuple(run[column] for column in ("source", "url", "device", "host", "host_device", "backend"))
        certain = {i for i, row in enumerate(checked) if row["verdict"] in ODD and row["certain"]}
        machines = {machine(runs[i]) for i in certain}
        shown = [i for i, run in enumerate(runs) if machine(run) in machines]
        judged = self.json_of("diagnose", "-", stdin=table([runs[i] for i in shown]))["rows"]
        for i, row in zip(shown, judged):
            self.consistent({**row, "verdict": checked[i]["verdict"], "certain": checked[i]["certain"]}, runs[i])
        self.assertGreater(len(certain), 20)

    def first(self, **row):
        return self.json_of("diagnose", "-", stdin=table([{"source": "mine", "n_devices": 1, **row}]))["rows"][0]

    def test_a_card_that_is_far_too_slow_ran_on_the_host_whatever_is_said_of_its_engine(self):
        card = {"device": "rtx-4090", "model": "llama-3.1-8b", "quant": "Q4_K_M", "tg_tps": 8}
        for engine in ("", "llama.cpp", "ollama"):
            row = self.first(**card, engine=engine)
            self.assertEqual((row["verdict"], row["certain"]), ("slow", True))
            self.assertIn(row["hypotheses"][0]["name"], ("cpu", "partial-offload"), engine)
        # It runs nothing on the host, and takes no more memory than the card has.
        self.assertIn(self.first(**card, engine="vllm")["hypotheses"][0]["name"], ("slow-kernels", "wall-clock", "unexplained"))

    def test_three_cards_are_diagnosed_alike_with_and_without_their_engine(self):
        cards = {"device": "v100-pcie-16gb", "n_devices": 3, "model": "qwen3-32b", "quant": "Q4_K_M", "tg_tps": 3.12}
        stated, unstated = self.first(**cards, engine="ollama"), self.first(**cards)
        self.assertEqual(stated["hypotheses"], unstated["hypotheses"])
        self.assertEqual(stated["predicted_tps"], unstated["predicted_tps"])
        self.assertIn(unstated["hypotheses"][0]["name"], ("cpu", "partial-offload"))

    def test_an_engine_that_runs_on_none_of_the_devices_backends_is_not_judged(self):
        row = self.first(device="rx-7900-xtx", model="llama-3.1-8b", quant="Q4_K_M", engine="exllamav3", tg_tps=40)
        self.assertEqual((row["verdict"], row["predicted_tps"]), ("unknown", None))
        self.assertIn("exllamav3 runs on cuda, and rx-7900-xtx has none of them", row["reason"])

    def test_a_saturated_reading_tells_no_rate(self):
        """Unless it is more than the machine can do."""
        small = {"device": "rtx-3080-10gb", "model": "smollm2-360m", "quant": "Q8_0", "engine": "llama.cpp"}
        row = self.first(**small, tg_tps=1000)
        self.assertEqual((row["verdict"], row["certain"]), ("unknown", False))
        self.assertIn("saturated", row["reason"])
        self.assertEqual([h["name"] for h in row["hypotheses"]], ["unexplained"])
        self.assertIn("saturated", row["hypotheses"][0]["explanation"])
        self.assertNotIn("saturated", self.first(**small, tg_tps=999)["reason"])
        self.assertEqual(self.first(**{**small, "model": "qwen3-8b"}, tg_tps=1000)["verdict"], "impossible")


if __name__ == "__main__":
    unittest.main()
