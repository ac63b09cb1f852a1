"""Random questions, senseless ones too: every one is answered or refused in the published form."""
import json
import random
import unittest

import jsonschema
from _tokroof import Case, schema, tokroof

QUESTIONS = 250


class RandomQuestions(Case):
    @classmethod
    def setUpClass(cls):
        def names(kind, key="slug"):
            return [entry[key] for entry in json.loads(tokroof("list", kind, "--json").stdout)[kind]]
        cls.devices, cls.models, cls.links = names("devices"), names("models"), names("links")
        cls.quants, cls.engines = names("quants", "name"), names("engines", "name")
        cls.hosts = [device for device in cls.devices if device.startswith(("ryzen-", "epyc-", "xeon-"))]
        cls.forms = {name: jsonschema.Draft202012Validator(schema(name)) for name in ("predict", "explain", "error")}

    def question(self, dice):
        """Options, each there with some probability."""
        choices = (
            (0.6, "--quant", ["Q4_K_M", "IQ2_XXS", "Q8_0", "BF16", "FP8", dice.choice(self.quants)]),
            (0.3, "--engine", self.engines),
            (0.2, "--backend", ["cuda", "rocm", "vulkan", "metal", "mlx", "cpu", "sycl", "hpu"]),
            (0.4, "--n-devices", [1, 2, 3, 8, 1000]),
            (0.3, "-sm", ["layer", "row", "tensor", "pipeline", "rpc"]),
            (0.2, "--link", ["nvlink", "pcie4x16", "tb5", "infinity-fabric", "eth-10g", dice.choice(self.links)]),
            (0.2, "--n-depth", [0, 1, 100000, 10**9]),
            (0.2, "--n-gen", [1, 10**9]),
            (0.2, "--n-prompt", [1, 10**9]),
            (0.3, "--concurrency", [1, 2, 64, 10**6]),
            (0.1, "--replicas", [2, 100]),
            (0.3, "--host", self.hosts),
            (0.1, "-ngl", [-1, 0, 1, 10, 99]),
            (0.1, "-ncmoe", [0, 1, 10, 1000]),
            (0.1, "--power-limit", [31, 100, 1000]),
            (0.1, "-ctk", ["q8_0", "q4_0", "f32"]),
            (0.1, "-fa", [0, 1, "auto"]),
            (0.1, "--level", [0.01, 0.5, 0.999]),
            (0.1, "--engine-date", ["2020", "2023-08", "2030-01-01"]),
            (0.1, "--size-gib", [0.001, 5, 100000]),
            (0.1, "--tensor-split", ["1,1", "3,1", "1/2/3", "x"]),
            (0.1, "--host", ["ddr5-5600x2", "ddr4-3200x8x2"]),
            (0.1, "--host-channels", [1, 2, 12]),
            (0.1, "--host-memory-mts", [3200, 6400]),
            (0.1, "--host-memory-gib", [1, 64]),
            (0.1, "--gpu-memory-gib", [1, 64]),
            (0.1, "--storage", ["samsung-990-pro-2tb", "crucial-t700-4tb"]),
            (0.1, "-ot", ["exps=CPU", "ffn_down=CPU,exps=CUDA0", "(", "blk.*=CPU"]),
            (0.05, "--spill", None),
        )
        device = dice.choice([dice.choice(self.devices)] * 4 + ["rtx-5090+rtx-4090", "rtx-3090+p40+rtx-3090"])
        words = ["--device", device, "--model", dice.choice(self.models)]
        for share, option, values in choices:
            if dice.random() < share:
                words += [option] if values is None else [option, str(dice.choice(values))]
        return words

    def test_every_question_is_answered_or_refused(self):
        dice = random.Random(20260810)
        statuses = set()
        for _ in range(QUESTIONS):
            verb = dice.choice(("predict", "predict", "explain"))
            words = [verb, *self.question(dice)]
            with self.subTest(" ".join(words)):
                result = tokroof(*words, "--json")
                statuses.add(result.returncode)
                self.assertIn(result.returncode, (0, 2, 3), result.stderr)
                document = json.loads(result.stdout)
                self.forms[verb if result.returncode == 0 else "error"].validate(document)
                if result.returncode == 0 and verb == "predict":
                    self.assertLess(document["decode"]["tps"], document["decode"]["ceiling_tps"])
        self.assertEqual(statuses, {0, 2, 3}, "the dice should reach every outcome")


if __name__ == "__main__":
    unittest.main()
