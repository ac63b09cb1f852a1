"""How often tokroof diagnose is right (scripts/measure-diagnosis), and the page that says so (scripts/diagnosis-page)."""
import collections
import functools
import importlib.util
import json
import math
import os
import subprocess
import unittest

from _tokroof import ROOT, RUNS_COLUMNS, loaded_script

MEASURE = ROOT / "scripts" / "measure-diagnosis"
HAS_NUMPY = importlib.util.find_spec("numpy") is not None
measure, script = loaded_script("measure-diagnosis"), loaded_script("diagnosis-page")


def said(*arguments):
    done = subprocess.run([MEASURE, *arguments, "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@functools.cache
def all_cases():
    rows = [row for table in measure.tables() for row in measure.rows_of(table)]
    return rows, measure.labelled_cases(rows)


def run(**cells):
    """A row: one stream of llama.cpp on an RTX 4090, but for these cells."""
    row = {"engine": "llama.cpp", "backend": "cuda", "device": "rtx-4090", "model": "qwen3-30b-a3b", "quant": "Q4_K_M",
           "speculative": "none", "tg_tps": "100", "place": "mine|2|rtx-4090", **cells}
    return {**dict.fromkeys(RUNS_COLUMNS, ""), **row}


def hidden(**cells):
    return dict(measure.hidden(run(**cells)))


def told(label, *order, device="t4", visible=True):
    posterior = {cause: 1 / 2**n for n, cause in enumerate(order)}
    return measure.Case({"device": device}, label, "test", 0), measure.Verdict(posterior, {}, visible)


class Shares(unittest.TestCase):
    def test_diagnosis_keeps_what_was_promised(self):
        document = said("--half", "test")
        self.assertEqual(list(document["halves"]), ["test"])
        for how, figures in document["halves"]["test"].items():
            with self.subTest(how):
                self.assertGreaterEqual(figures["top1"], 0.52)
                self.assertGreaterEqual(figures["top2"], 0.78)
                self.assertLessEqual(figures["accused"], 0.08)
                self.assertGreaterEqual(len(figures["by_label"]), 9)

    def test_every_label_counts_once_and_what_shows_nothing_is_not_visible(self):
        both = [told("ok", "ok", "cpu"), told("ok", "ok"), told("ok", "cpu", "ok", device="p40"), told("cpu", "ok", "cpu", visible=False),
                told("cpu", "cpu"), told("cpu", "quant", "ok")]
        both.append((measure.Case({"device": "t4"}, "ok", "tuning", 0), both[0][1]))
        f = measure.half_figures(*zip(*both), [False, False, False, True, True, False, False], "test")
        self.assertEqual((f["cases"], f["by_label"]["ok"]["devices"], f["by_label"]["cpu"]["guessed"]), (6, 2, {"ok": 1, "cpu": 1, "quant": 1}))
        self.assertAlmostEqual(f["top1"], (2 / 3 + 1 / 3) / 2)
        self.assertAlmostEqual(f["top2"], (3 / 3 + 2 / 3) / 2)
        self.assertAlmostEqual(f["accused"], 1 / 3)
        self.assertEqual((f["visible"]["cases"], f["visible"]["top1"]), (5, (2 / 3 + 1 / 2) / 2))
        self.assertEqual((f["apart"]["cases"], f["apart"]["top1"]), (5, (2 / 3 + 1 / 2) / 2))


class Threads(unittest.TestCase):
    def test_ok_of_what_does_not_fit_is_the_placement_that_it_says(self):
        said = measure.Verdict({"ok": 0.8, "cpu": 0.15, "experts-cpu": 0.05}, {}, True, "experts-cpu")
        self.assertEqual(measure.guesses(said), ["experts-cpu", "cpu"])
        words = "as stated, with the experts on AMD EPYC 9274F, as it does not fit: 17.4 tok/s expected, 16.5 measured"
        self.assertEqual(measure.placed_by([{"name": "ok", "explanation": words}]), "experts-cpu")
        self.assertIsNone(measure.placed_by([{"name": "ok", "explanation": "as stated: 17 tok/s expected, 16 measured"}]))

    def test_public_threads_are_no_worse_diagnosed_and_sound_ones_not_accused(self):
        found = said("threads")
        self.assertEqual({cause for row in found["rows"] for cause in row["cause"].split("|")} - {*measure.causes(), ""}, set())
        tuned, first = (found["looks"][look] for look in ("tuned", "first"))
        self.assertGreaterEqual((tuned["top1"], tuned["top2"]), (9, 16))
        self.assertGreaterEqual((first["top1"], first["top2"]), (3, 6))
        for counts in (tuned, first):
            self.assertLessEqual(max(counts["accused"], counts["accused_by_check"]), 0.12 * counts["sound"])


class Cases(unittest.TestCase):
    def test_a_case_hides_what_its_label_says(self):
        self.assertEqual(hidden(concurrency="8", rate="aggregate")["aggregate"]["concurrency"], "1")
        self.assertEqual(hidden(pp_tps="3000")["prefill"]["tg_tps"], "3000")
        self.assertEqual(hidden(depth="8192", pp_depth="0")["depth"]["depth"], "0")
        self.assertNotIn("depth", hidden(depth="1024"))
        self.assertEqual(hidden(placement="experts=cpu", threads="8")["experts-cpu"], run())
        self.assertEqual(hidden(ngl="12", model="llama-3.1-8b")["partial-offload"], run(model="llama-3.1-8b"))
        self.assertNotIn("partial-offload", hidden(ngl="99", model="llama-3.1-8b"))
        self.assertEqual(hidden(speculative="draft", spec_tokens="4")["speculative"], run())
        self.assertEqual((hidden()["devices"]["n_devices"], hidden()["devices"]["split"]), ("4", "layer"))
        self.assertNotEqual(measure.stored_as(hidden()["quant"]["quant"]), "q4_k")
        cards = [card for label, card in measure.hidden(run(device="ryzen-9-7950x", backend="cpu")) if label == "cpu"]
        self.assertGreater(len({card["device"] for card in cards}), 5)
        self.assertNotIn("cpu", {card["backend"] for card in cards})

    def test_no_device_is_in_both_halves_and_none_outvotes_the_rest(self):
        _, cases = all_cases()
        halves = collections.defaultdict(set)
        for case in cases:
            halves[case.run["device"]].add(case.half)
        self.assertEqual({len(found) for found in halves.values()}, {1})
        counts = collections.Counter((case.label, case.run["device"]) for case in cases)
        self.assertEqual(max(counts.values()), measure.OF_DEVICE)
        self.assertEqual(len({label for label, _ in counts}), 10)

    def test_neighbours_are_other_rows_of_the_machine(self):
        rows, cases = all_cases()
        machines = collections.defaultdict(list)
        for i, row in enumerate(rows):
            machines[measure.machine_of(row)].append(i)
        most = 0
        for case in cases:
            beside = measure.siblings(rows, machines, case)
            most = max(most, len(beside))
            self.assertTrue(all(measure.machine_of(row) == measure.machine_of(case.run) for row in beside))
            self.assertNotIn(rows[case.origin]["place"], [row["place"] for row in beside])
        self.assertEqual(most, measure.SIBLINGS)

    def test_groups_and_hashes_are_those_of_the_program(self):
        self.assertEqual(measure.fnv1a(""), 0xcbf29ce484222325)
        self.assertEqual(measure.fnv1a("foobar"), 0x85944171f73967e8)  # from the authors' list


class Priors(unittest.TestCase):
    ENTRIES = [{"cause": "cpu", "factor": False, "odds": 0.05, "origin": "learned"},
               {"cause": "power", "factor": False, "odds": 0.02, "origin": "assumed"},
               {"cause": "power", "factor": True, "odds": 3, "origin": "assumed"}]

    @unittest.skipUnless(os.environ.get("TOKROOF_LEARN") and HAS_NUMPY, "only of ./test --all, with numpy: a minute")
    def test_the_priors_in_use_are_those_that_learning_gives(self):
        learned = said("learn")
        self.assertLessEqual(learned["accused"], 0.1)
        self.assertGreaterEqual(len(learned["priors"]), 10)
        for prior in learned["priors"]:
            with self.subTest(cause=prior["cause"], where=prior["where"]):
                self.assertAlmostEqual(prior["in_use"] / prior["learned"], 1, delta=0.06)  # two digits

    def test_signs_are_told_from_the_odds(self):
        for odds, shown in ((0.02, [0, 1]), (0.06, [0, 1, 2])):
            row = measure.Verdict({}, {"ok": 1, "cpu": 0.05, "power": odds}, True)
            self.assertEqual(measure.shown(self.ENTRIES, row), shown)

    @unittest.skipUnless(HAS_NUMPY, "needs numpy")
    def test_learned_odds_follow_the_labels_and_spare_the_sound_rows(self):
        cases, verdicts = [], []
        for label, ln_ratio, count in (("ok", -4, 95), ("ok", 1.5, 5), ("cpu", 4, 50), ("cpu", 1.5, 50)):
            for i in range(count):
                # A single cause: p(cause) is the mean over how often machines are at fault.
                fault, sound = (sum(f / (1 + a * 0.05) for a, f in faults) for faults in
                                ([(0.8, 0.8), (1, 1), (1.2, 1.2)], [(0.8, 1), (1, 1), (1.2, 1)]))
                fault *= 0.05 * math.exp(ln_ratio)
                posterior = {"ok": sound / (fault + sound), "cpu": fault / (fault + sound)}
                cases.append(measure.Case({"device": f"card-{i % 7}"}, label, "tuning", 0))
                verdicts.append(measure.Verdict(posterior, {"ok": 1, "cpu": 0.05}, True))
        apart = [True] * len(cases)
        found = measure.learned_odds(self.ENTRIES, cases, verdicts, apart)
        self.assertLessEqual(found["accused"], 0.07)
        self.assertGreaterEqual(found["sound_weight"], 1)
        self.assertGreater(found["odds"][0], 0.02)  # where learning starts
        self.assertAlmostEqual(found["odds"][1], 0.02)
        self.assertEqual(found, measure.learned_odds(self.ENTRIES, cases, verdicts, apart))


class Page(unittest.TestCase):
    def test_the_page_shows_what_was_judged_and_names_only_causes_that_were_guessed(self):
        """docs/diagnosis.md as a whole: scripts/check-generated."""
        group = {"by_label": {"quant": {"cases": 3, "devices": 2, "top1": 1 / 3, "top2": 1, "guessed": {"quant": 1, "ok": 2}}}}
        self.assertEqual(script.confusion_table(group, ["ok", "cpu", "quant"]).splitlines(),
                         ["| hidden | cases | devices | top 1 % | top 2 % | ok | quant |",
                          "| --- | --- | --- | --- | --- | --- | --- |", "| quant | 3 | 2 | 33 | 100 | 2 | 1 |"])
        priors = [{"cause": "cpu", "where": "any row", "factor": False, "odds": 0.056, "origin": "learned"},
                  {"cause": "cpu", "where": "a server", "factor": True, "odds": 3, "origin": "assumed"}]
        self.assertEqual(script.prior_table(priors).splitlines()[2:],
                         ["| cpu | any row | 0.056 | learned |", "| cpu | a server | x 3 | assumed |"])


if __name__ == "__main__":
    unittest.main()
