"""How the tests here compare the module with the program."""
import json
import os
import pathlib
import subprocess
import unittest

import tokroof

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("TOKROOF", ROOT / "build" / "tokroof"))
GUIDE = ROOT / "datasets" / "runs" / "guide-1.tsv"
SCENARIO = {"device": "rtx-4090", "model": "llama-3.1-8b", "quant": "Q4_K_M"}


def program(*arguments, stdin=None):
    """The document that the program prints, and its exit status."""
    result = subprocess.run([str(PROGRAM), *map(str, arguments), "--json"], input=stdin, capture_output=True, text=True,
                            encoding="utf-8", timeout=300, check=False)
    return json.loads(result.stdout), result.returncode


def command_line(scenario):
    """["--n-depth", 4096, ...] of {"n_depth": 4096, ...}."""
    spelling = {option["key"]: option["option"] for option in tokroof.options()["options"]}
    words = []
    for key, value in scenario.items():
        words += [spelling[key]] if value is True else [spelling[key], value]
    return words


class Case(unittest.TestCase):
    maxDiff = 4000

    def assert_answers(self, document, expected):
        """Every key of the program's document is in the module's, with the same value."""
        self.assertEqual({key: document.get(key) for key in expected}, expected)

    def error_of(self, kind, function, *arguments, **options):
        with self.assertRaises(tokroof.Error) as caught:
            function(*arguments, **options)
        if kind is not None:
            self.assertEqual(caught.exception.kind, kind, caught.exception)
        return caught.exception
