"""Random questions, senseless ones too: every answer has the published form, and is the command line's, byte for byte.

The questions are those of tests/laws, drawn anew in every run; TOKROOF_LAWS_SEED repeats one.
"""
import collections
import json
import math
import pathlib
import subprocess
import tempfile
import unittest

import jsonschema
from _tokroof import LAWS, SEED, Case, no_constant, numbers, schema, tokroof

QUESTIONS = 2000
ASKED_AGAIN = 120


class RandomQuestions(Case):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED}: {LAWS.name} --emit --seed {SEED} --questions {QUESTIONS}")
        result = subprocess.run([str(LAWS), "--emit", "--seed", str(SEED), "--questions", str(QUESTIONS)],
                                capture_output=True, text=True, timeout=300, check=True)
        cls.lines = [json.loads(line) for line in result.stdout.splitlines()]
        cls.forms = {name: jsonschema.Draft202012Validator(schema(name)) for name in ("predict", "explain", "error")}

    @staticmethod
    def command(line, verb, folder):
        """The words of its command line, with the file that they name."""
        hardware = pathlib.Path(folder) / "own.json"
        hardware.write_text(line["hardware"], encoding="utf-8")
        return [verb, "--no-detect", *(str(hardware) if word == "own.json" else word for word in line["words"][1:])]

    def test_every_answer_has_the_published_form(self):
        self.assertEqual(len(self.lines), QUESTIONS)
        refused = collections.Counter()
        for line in self.lines:
            with self.subTest(" ".join(line["words"]), hardware=line["hardware"]):
                answer = json.loads(line["answer"], parse_constant=no_constant)
                self.assertTrue(all(math.isfinite(x) for x in numbers(answer)))
                if "error" in answer:
                    refused[answer["error"]["kind"]] += 1
                self.forms["error" if "error" in answer else "predict"].validate(answer)
        self.assertTrue({"usage", "does-not-fit", "cannot-model"} <= set(refused), refused)
        self.assertLess(sum(refused.values()), 0.4 * QUESTIONS, refused)

    def test_the_command_line_answers_the_same_bytes(self):
        statuses = set()
        with tempfile.TemporaryDirectory() as folder:
            for line in self.lines[:ASKED_AGAIN]:
                with self.subTest(" ".join(line["words"]), hardware=line["hardware"]):
                    result = tokroof(*self.command(line, "predict", folder), "--json")
                    statuses.add(result.returncode)
                    # A wrong file is named as it was given.
                    self.assertEqual(result.stdout.replace(f"{folder}/own.json", "own.json"), line["answer"] + "\n")
                    kind = json.loads(line["answer"]).get("error", {}).get("kind")
                    self.assertEqual(result.returncode,
                                     0 if kind is None else 3 if kind in ("does-not-fit", "cannot-model") else 2)
        self.assertIn(0, statuses)
        self.assertGreater(len(statuses), 1, "some questions should be refused")

    def test_every_explanation_has_the_published_form(self):
        with tempfile.TemporaryDirectory() as folder:
            for line in self.lines[ASKED_AGAIN:2 * ASKED_AGAIN]:
                with self.subTest(" ".join(line["words"]), hardware=line["hardware"]):
                    result = tokroof(*self.command(line, "explain", folder), "--json")
                    self.assertIn(result.returncode, (0, 2, 3), result.stderr)
                    document = json.loads(result.stdout, parse_constant=no_constant)
                    self.forms["explain" if result.returncode == 0 else "error"].validate(document)


if __name__ == "__main__":
    unittest.main()
