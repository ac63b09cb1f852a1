"""machine: a machine file from what tools print, and predictions for it."""
import json
import pathlib
import tempfile
import unittest

import jsonschema
from _tokroof import Case, schema, tokroof

TOPOLOGY = """\
\t\x1b[4mGPU0\tGPU1\tGPU2\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\x1b[0m
GPU0\t X \tSYS\tSYS\t0-17,36-53\t0\t\tN/A
GPU1\tSYS\t X \tPHB\t18-35,54-71\t1\t\tN/A
GPU2\tSYS\tPHB\t X \t18-35,54-71\t1\t\tN/A
"""
CARDS = """\
index, name, memory.total [MiB], pcie.link.gen.current, pcie.link.gen.max, pcie.link.width.current, power.limit [W]
0, Tesla V100-PCIE-16GB, 16384 MiB, 3, 3, 16, 250.00 W
1, Tesla V100-PCIE-16GB, 16384 MiB, 3, 3, 16, 250.00 W
2, Tesla V100-PCIE-16GB, 16384 MiB, 3, 3, 16, 250.00 W
"""
LSCPU = """\
Thread(s) per core:              2
Core(s) per socket:              18
Socket(s):                       2
NUMA node(s):                    2
Model name:                      Intel(R) Xeon(R) CPU E5-2697 v4 @ 2.30GHz
"""
MODEL = ("--model", "qwen3-32b", "--quant", "Q4_K_M")


class Machines(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name, text in (("topo.txt", TOPOLOGY), ("cards.csv", CARDS), ("cpu.txt", LSCPU)):
            (self.folder / name).write_text(text, encoding="utf-8")
        self.files = [self.folder / name for name in ("cpu.txt", "cards.csv", "topo.txt")]
        self.file = self.folder / "machine.json"

    def test_files_become_a_machine(self):
        document = self.json_of("machine", *self.files, "-o", self.file)
        self.assertEqual([d["slug"] for d in document["devices"]], ["v100-pcie-16gb"] * 3)
        self.assertEqual({(l["a"], l["b"]): l["label"] for l in document["links"]},
                         {(0, 1): "SYS", (0, 2): "SYS", (1, 2): "PHB"})
        self.assertEqual(document["host"]["slug"], "xeon-e5-2697v4")
        written = json.loads(self.file.read_text(encoding="utf-8"))
        jsonschema.validate(written, schema("machine"))
        self.assertEqual(written, document)
        self.assertIn("v100-pcie-16gb", self.text_of("machine", *self.files))

    def test_standard_input_holds_them_all(self):
        document = self.json_of("machine", "-", stdin=LSCPU + TOPOLOGY + CARDS)
        self.assertEqual(len(document["devices"]), 3)
        self.assertEqual(len(document["sources"]), 3)

    def test_what_forums_show(self):
        table = ("|   0  NVIDIA GeForce RTX 3090        Off |   00000000:01:00.0 Off |                  N/A |\n"
                 "| 30%   35C    P8             20W /  280W |      17MiB /  24576MiB |      0%      Default |\n")
        document = self.json_of("machine", "-", stdin="".join(f"> {line}\r\n" for line in table.splitlines()))
        self.assertEqual(document["devices"][0]["slug"], "rtx-3090")
        self.assertEqual(document["devices"][0]["power_limit_w"], 280)
        document = self.json_of("machine", "-", stdin="GPU 0: NVIDIA A40 (UUID: GPU-1)\n\t Link 0: 14.062 GB/s\n")
        self.assertEqual(document["devices"][0]["nvlinks"], 1)
        self.assertIn("1 NVLinks", tokroof("machine", "-", stdin="GPU 0: NVIDIA A40\n Link 0: 14.062 GB/s\n").stdout)

    def test_a_matrix_of_devices_that_is_cut_off_says_what_is_missing(self):
        names = [f"GPU{i}" for i in range(8)]
        heading = "\t" + "\t".join(names) + "\tCPU Affinity\n"
        rows = [f"GPU{i}\t" + "\t".join(" X " if j == i else "NV12" for j in range(8)) + "\t0-63\n" for i in range(8)]
        whole = self.json_of("machine", "-", stdin=heading + "".join(rows))
        self.assertFalse([note for note in whole["notes"] if "no row of" in note])
        cut = self.json_of("machine", "-", stdin=heading + "".join(rows[:5]))
        self.assertEqual(len(cut["links"]), 25)
        self.assertIn("standard input:1: no row of GPU5, GPU6, GPU7: the links among them are not known", cut["notes"])
        narrow = self.json_of("machine", "-", stdin=heading + "".join(rows[:7]) + rows[7][:20] + "\n")
        self.assertTrue([note for note in narrow["notes"] if note.startswith("standard input:9: the row of GPU7 ends")])

    def test_a_matrix_of_rocm_that_is_cut_off_says_what_is_missing(self):
        names = "".join(f"GPU{i}         " for i in range(4))
        rows = [f"GPU{i}   " + "".join("0            " if j == i else "15           " for j in range(4)) + "\n" for i in range(4)]
        text = "====== Weight between two GPUs ======\n       " + names + "\n"
        cut = self.json_of("machine", "-", stdin=text + "".join(rows[:2]))
        self.assertIn("standard input:2: no row of GPU2, GPU3: the links among them are not known", cut["notes"])
        short = self.json_of("machine", "-", stdin=text + "".join(rows[:3]) + "GPU3   15           15\n")
        self.assertIn("standard input:6: 2 of 4 cells of the row of GPU3 are there", short["notes"])

    def test_a_virtual_machine_is_not_taken_for_its_processor_in_silence(self):
        processor = "Model name:            AMD EPYC 7742 64-Core Processor\n"
        for text in ("Core(s) per socket:    1\nSocket(s):             32\n" + processor,
                     "Core(s) per socket:    16\nSocket(s):             2\n" + processor +
                     "Hypervisor vendor:     KVM\nVirtualization type:   full\n"):
            with self.subTest(text):
                (self.folder / "cpu.txt").write_text(text, encoding="utf-8")
                document = self.json_of("machine", *self.files, "-o", self.file)
                self.assertTrue([note for note in document["notes"] if "a virtual machine (hypervisor" in note])
                asked = self.json_of("predict", "--machine", self.file, *MODEL, "--n-gpu-layers", "8")
                self.assertTrue([note for note in asked["basis"]["notes"] if "is a virtual one" in note], asked["basis"])
                self.assertEqual(asked["assumed"]["host"], "epyc-7742")

    def test_predictions_for_it(self):
        self.json_of("machine", *self.files, "-o", self.file)
        answer = self.json_of("predict", "--machine", self.file, *MODEL)
        self.assertEqual(answer["scenario"]["device"], "v100-pcie-16gb")
        self.assertEqual(answer["scenario"]["n_devices"], 3)
        self.assertEqual("pcie3x16-sys", answer["scenario"]["link"])
        self.assertEqual(answer["assumed"]["n_devices"], 3)
        self.assertTrue(any("SYS" in note for note in answer["basis"]["notes"]), answer["basis"]["notes"])
        same = self.json_of("predict", "--device", "v100-pcie-16gb", "--n-devices", 3, "--link", "pcie3x16-sys", "--host",
                            "xeon-e5-2697v4-2s", *MODEL)
        self.assertEqual(answer["decode"], same["decode"])
        alone = self.json_of("predict", "--machine", self.file, "--n-devices", 1, "--model", "llama-3.1-8b", "--quant", "Q4_K_M")
        self.assertEqual(alone["scenario"]["n_devices"], 1)

    def test_what_no_tool_prints_is_bad_input(self):
        (self.folder / "x.txt").write_text("hello\n", encoding="utf-8")
        self.error_of("machine", self.folder / "x.txt", where=self.folder / "x.txt", status=2, kind="bad-file")
        self.error_of("machine", self.folder / "none.txt", where=self.folder / "none.txt", status=2, kind="bad-file")
        self.error_of("machine", self.folder, where=self.folder, status=2, kind="bad-file")
        self.file.write_text('{"format": "something"}', encoding="utf-8")
        self.error_of("predict", "--machine", self.file, *MODEL, where=f"{self.file}:1:format", status=2, kind="bad-file")
        self.error_of("predict", "--no-detect", *MODEL, where="--device", status=2, kind="usage")

    def test_this_machine_is_described_whatever_tools_it_has(self):
        result = tokroof("machine", "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        jsonschema.validate(json.loads(result.stdout), schema("machine"))


if __name__ == "__main__":
    unittest.main()
