"""What an error suggests is followed, in random questions: then the model fits. TOKROOF_SEED repeats a run."""
import json
import os
import random
import unittest

import tokroof
from _module import ROOT, Case

SEED = int(os.environ.get("TOKROOF_SEED", random.SystemRandom().randrange(2**32)))
QUESTIONS = 2000


def slugs(catalog, key):
    return [entry["slug"] for entry in json.loads((ROOT / "datasets" / catalog).read_text(encoding="utf-8"))[key]]


def followed(suggestion):
    """"--n-devices 2 --quant AWQ" as options of a question; a host is any that is large enough."""
    out = {}
    for one in suggestion.removeprefix("--").split(" --"):
        option, _, value = one.partition(" ")
        if option in ("host", "host-memory-gib"):
            out |= {"host": "epyc-9355", "host_memory_gib": 1e5}
        else:
            out[option.replace("-", "_")] = True if not value else float(value) if value.replace(".", "").isdigit() else value
    return out


class Suggestions(Case):
    def test_what_is_suggested_fits(self):
        dice = random.Random(SEED)
        devices, models = slugs("hardware.json", "devices"), slugs("models.json", "models")
        tried = 0
        for i in range(QUESTIONS):
            question = {"device": dice.choice(devices), "model": dice.choice(models), "n_depth": dice.choice((0, 8192, 65536))}
            if dice.random() < 0.4:
                question["engine"] = dice.choice(("vllm", "sglang", "mlx", "exllamav3", "ik_llama.cpp"))
            if dice.random() < 0.3:
                question |= {"host": "ryzen-9-7950x", "host_memory_gib": 32}
            if dice.random() < 0.2:
                question["n_gpu_layers"] = 99
            if dice.random() < 0.2:
                question["device"] = "2x" + question["device"]
            try:
                tokroof.predict(**question)
                continue
            except tokroof.DoesNotFit as error:
                suggestions = error.suggestions
            except tokroof.Error:
                continue
            for suggestion in suggestions:
                with self.subTest(seed=SEED, i=i, question=question, suggestion=suggestion):
                    tried += 1
                    self.assertGreater(tokroof.predict(**{**question, **followed(suggestion)})["decode"]["tps"], 0)
        self.assertGreater(tried, 20)


if __name__ == "__main__":
    unittest.main()
