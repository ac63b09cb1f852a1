"""scripts/false-discoveries: few of the rows that check reports are correct runs, and most wrong runs are reported."""
import json
import os
import subprocess
import unittest

from _tokroof import MOST_S, PROGRAM, ROOT

SCRIPT = ROOT / "scripts" / "false-discoveries"


def simulated(*arguments):
    return subprocess.run([SCRIPT, "--seed", "7", *arguments], capture_output=True, text=True, timeout=MOST_S, check=False,
                          env={**os.environ, "TOKROOF": str(PROGRAM)})


class FalseDiscoveries(unittest.TestCase):
    def test_the_share_of_correct_runs_among_the_reported_ones_keeps_its_bound(self):
        """The bound is 5 %, of which ten tables of 400 rows show 5 % at most with some luck only."""
        done = simulated("--rows", "400", "--tables", "10", "--wrong", "0.1", "--shared", "0", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        (result,) = answer["results"]
        self.assertEqual((answer["seed"], result["rows"], result["tables"]), (7, 400, 10))
        self.assertGreater(result["reported"], 200)
        self.assertLess(result["false_share"], 0.08)
        self.assertGreater(result["power"], 0.5)

    def test_without_wrong_runs_hardly_anything_is_reported_and_the_seed_decides(self):
        case = ("--rows", "200", "--tables", "5", "--wrong", "0", "--shared", "0.5")
        first, second = (simulated(*case).stdout for _ in range(2))
        self.assertEqual(first, second)
        self.assertIn("seed 7", first)
        reported = json.loads(simulated(*case, "--json").stdout)["results"][0]["reported"]
        self.assertLess(reported, 10)

    def test_what_is_no_share_is_refused(self):
        self.assertEqual(simulated("--wrong", "2").returncode, 2)


if __name__ == "__main__":
    unittest.main()
