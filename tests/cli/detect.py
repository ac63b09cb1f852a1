"""What the program finds out about the machine that it runs on, and predicts for it: fake roots in place of machines."""
import json
import subprocess
import tempfile
import time
import unittest

import _fake_root
import jsonschema
from _tokroof import PROGRAM, Case, no_constant, schema

MODEL = ("--model", "llama-3.1-8b", "--quant", "Q4_K_M")


class Detected(Case):
    def root(self, make=_fake_root.FakeRoot):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return make(folder.name)

    def run_in(self, root, *arguments, status=0):
        result = subprocess.run([str(PROGRAM), *map(str, arguments)], env=root.environment, capture_output=True, text=True,
                                timeout=120, check=False)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result.stdout

    def json_in(self, root, *arguments, status=0, form=None):
        document = json.loads(self.run_in(root, *arguments, "--json", status=status), parse_constant=no_constant)
        jsonschema.validate(document, schema(form or ("error" if status else arguments[0])), cls=jsonschema.Draft202012Validator)
        return document

    def machine(self, make):
        return self.json_in(self.root(make), "machine")

    def predicted(self, make, *options):
        return self.json_in(self.root(make), "predict", *MODEL, *options)

    def test_two_rtx_3090_with_a_bridge(self):
        machine = self.machine(_fake_root.two_rtx_3090)
        self.assertEqual([d["slug"] for d in machine["devices"]], ["rtx-3090"] * 2)
        self.assertEqual([d["power_limit_w"] for d in machine["devices"]], [280, 280])
        self.assertEqual([(l["a"], l["b"], l["label"]) for l in machine["links"]], [(0, 1, "NV4")])
        self.assertEqual(machine["host"]["slug"], "ryzen-9-7950x")
        self.assertEqual((machine["host"]["channels"], machine["host"]["transfers_per_s"]), (2, 5.2e9))
        self.assertEqual({e["command"] for e in machine["engines"]}, {"llama-server", "llama-cli", "ollama"})
        answer = self.predicted(_fake_root.two_rtx_3090)
        self.assertEqual(answer["assumed"]["device"], "detected: rtx-3090 x 2")
        self.assertEqual((answer["scenario"]["device"], answer["scenario"]["n_devices"]), ("rtx-3090", 2))
        self.assertEqual((answer["scenario"]["link"], answer["assumed"]["power_limit_w"]), ("nvlink3-bridge", 280))
        self.assertEqual(answer["assumed"]["host"], "ryzen-9-7950x")

    def test_strix_halo_has_the_memory_that_its_driver_lets_it_use(self):
        answer = self.predicted(_fake_root.strix_halo)
        self.assertEqual(answer["scenario"]["device"], "strix-halo")
        self.assertEqual(answer["assumed"]["gpu_memory_gib"], 96.5)
        self.assertEqual(answer["memory"]["available_bytes"], 96.5 * 2**30)

    def test_an_intel_laptop_is_answered_for_its_processor(self):
        root = self.root(_fake_root.intel_laptop)
        machine = self.json_in(root, "machine")
        self.assertEqual(machine["devices"], [])
        answer = self.json_in(root, "predict", *MODEL)
        self.assertEqual(answer["scenario"]["backend"], "cpu")
        self.assertTrue([n for n in answer["basis"]["notes"] if "assumed: 2 channels of DDR5-5200" in n], answer["basis"])
        self.assertAlmostEqual(answer["memory"]["available_bytes"] / 2**30, 15.3 * 7 / 8, 1)

    def test_an_unknown_processor_of_a_virtual_machine_is_said_as_assumed(self):
        root = self.root(_fake_root.virtual_machine)
        text = self.run_in(root, "machine")
        self.assertIn("host     AMD EPYC, 4 cores, 7.8 GiB", text.splitlines()[0])
        self.assertIn("a virtual machine", text)
        self.assertIn("the memory of 'AMD EPYC' is assumed: 8 channels of DDR4-3200", text)
        self.assertNotIn("m1-", text)
        answer = self.json_in(root, "predict", *MODEL)
        self.assertEqual(answer["assumed"]["device"], "detected: this-processor")
        self.assertEqual(answer["scenario"]["backend"], "cpu")
        self.assertGreater(answer["decode"]["tps"], 0.5)
        self.assertLess(answer["decode"]["tps"], 30)

    def test_a_mac(self):
        answer = self.predicted(_fake_root.mac)
        self.assertEqual((answer["scenario"]["device"], answer["scenario"]["backend"]), ("m3-max-40c", "metal"))
        self.assertEqual(answer["assumed"]["gpu_memory_gib"], 48)

    def test_eight_mi300x(self):
        answer = self.predicted(_fake_root.mi300x_server)
        self.assertEqual((answer["scenario"]["device"], answer["scenario"]["n_devices"]), ("mi300x", 8))
        machine = self.machine(_fake_root.mi300x_server)
        self.assertEqual((machine["host"]["slug"], machine["host"]["sockets"]), ("epyc-9654", 2))

    def test_the_link_of_an_arc_card_is_that_of_its_slot(self):
        machine = self.machine(_fake_root.one_arc)
        self.assertEqual([d["slug"] for d in machine["devices"]], ["arc-b580"])
        self.assertEqual((machine["devices"][0]["pcie_generation"], machine["devices"][0]["pcie_lanes"]), (4, 8))
        self.assertEqual(self.predicted(_fake_root.one_arc)["scenario"]["device"], "arc-b580")

    def test_an_nvidia_card_without_driver_and_tools(self):
        answer = self.predicted(_fake_root.nvidia_without_tools)
        self.assertEqual(answer["assumed"]["device"], "detected: rtx-4090")
        self.assertEqual(answer["scenario"]["device"], "rtx-4090")
        same = self.json_of("predict", "--device", "rtx-4090", "--host", "ryzen-7-5800x", *MODEL)
        self.assertEqual(answer["decode"], same["decode"])

    def test_without_arguments_the_machine_comes_first_and_then_its_models(self):
        for make in (_fake_root.two_rtx_3090, _fake_root.virtual_machine):
            root = self.root(make)
            lines = self.run_in(root).splitlines()
            self.assertTrue(lines[0].startswith(("device", "host")), lines)
            self.assertEqual("\n".join(lines), self.run_in(root, "models").rstrip("\n"))
            document = self.json_in(root, "models")
            bare = json.loads(self.run_in(root, "--json"))
            self.assertEqual(bare, document)
            self.assertTrue(bare["models"])
            self.assertLessEqual(len(bare["machine"]["detected"]["not_known"]), 2)

    def test_a_stated_device_counts_and_nothing_is_detected(self):
        root = self.root(_fake_root.two_rtx_3090)
        root.tool("nvidia-smi", seconds=30)
        answer = self.json_in(root, "predict", "--device", "rtx-4090", *MODEL)
        self.assertEqual(answer, self.json_of("predict", "--device", "rtx-4090", *MODEL))

    def test_a_refusal_says_that_this_machine_was_meant(self):
        root = self.root(_fake_root.intel_laptop)
        for verb in ("predict", "capacity"):
            with self.subTest(verb):
                meant = subprocess.run([str(PROGRAM), verb, *MODEL[:2], "--engine", "vllm"], env=root.environment,
                                       capture_output=True, text=True, check=False)
                self.assertEqual(meant.returncode, 3, meant.stderr)
                self.assertIn("this machine is meant, detected as", meant.stderr)
                self.assertIn("--device asks about another", meant.stderr)
        stated = subprocess.run([str(PROGRAM), "predict", *MODEL, "--device", "gtx-1060-3gb"], env=root.environment,
                                capture_output=True, text=True, check=False)
        self.assertEqual(stated.returncode, 3, stated.stderr)
        self.assertNotIn("this machine", stated.stderr)

    def test_no_detect_asks_for_a_device(self):
        for verb in ("predict", "explain", "models", "sweep"):
            with self.subTest(verb):
                words = () if verb == "models" else MODEL
                error = self.json_in(self.root(_fake_root.strix_halo), verb, *words, "--no-detect", status=2)["error"]
                self.assertEqual((error["kind"], error["where"]), ("usage", "--device"))

    def test_verbs_that_take_a_machine_take_this_one(self):
        root = self.root(_fake_root.two_rtx_3090)
        self.assertIn("rtx-3090", self.run_in(root, "explain", *MODEL))
        self.assertIn("detected", json.dumps(self.json_in(root, "capacity", *MODEL)))
        rows = [json.loads(line) for line in self.run_in(root, "sweep", *MODEL, "--n-depth", "0,4096").splitlines()]
        self.assertEqual([row["device"] for row in rows], ["rtx-3090", "rtx-3090"])

    def test_a_set_of_unlike_cards_and_one_that_nobody_knows(self):
        root = self.root(_fake_root.nvidia_without_tools)
        root.pci("0000:0b:00.0", "10de:2504")
        root.pci("0000:0c:00.0", "10de:ffff")
        answer = self.json_in(root, "predict", *MODEL)
        self.assertEqual(answer["assumed"]["device"], "detected: rtx-4090+rtx-3060-12gb")
        self.assertTrue([n for n in answer["basis"]["notes"] if "'PCI device 10de:ffff:a1'" in n], answer["basis"]["notes"])

    def test_the_lists_of_a_distribution_name_what_the_catalog_does_not_number(self):
        root = self.root(_fake_root.nvidia_without_tools)
        root.pci("0000:0a:00.0", "10de:fffe")
        root.file("/usr/share/misc/pci.ids", "1002  AMD\n\tfffe  wrong\n10de  NVIDIA Corporation\n\t1000  x\n"
                  "\tfffe  GA102 [GeForce RTX 3090]\n\t\t1043 1  board\n10df  Emulex\n")
        self.assertEqual(self.json_in(root, "machine")["devices"][0]["slug"], "rtx-4090")  # files are written once
        other = self.root()
        other.cpu("AMD Ryzen 7 5800X 8-Core Processor", cores=8)
        other.pci("0000:0a:00.0", "10de:fffe")
        other.file("/usr/share/misc/pci.ids", (root.path / "usr/share/misc/pci.ids").read_text())
        self.assertEqual(self.json_in(other, "machine")["devices"][0]["slug"], "rtx-3090")

    def test_a_tool_that_sleeps_or_fails_or_never_ends_is_left_behind(self):
        root = self.root(_fake_root.two_rtx_3090)
        root.environment["TOKROOF_TOOL_SECONDS"] = "0.3"
        root.tool("nvidia-smi", "0, NVIDIA H100\n", seconds=60)
        start = time.monotonic()
        machine = self.json_in(root, "machine")
        self.assertLess(time.monotonic() - start, 30)
        self.assertEqual([d["slug"] for d in machine["devices"]], ["rtx-3090"] * 2, "the driver's files name them")
        root.tool("nvidia-smi", "NVIDIA-SMI has failed because it couldn't communicate with the driver.\n", status=9)
        self.assertEqual([n for n in self.json_in(root, "machine")["notes"] if "nvidia-smi" in n], [])
        root.file("/usr/bin/nvidia-smi", "#!/bin/sh\nwhile :; do echo 0123456789012345678901234567890123456789; done\n")
        self.assertEqual(len(self.json_in(root, "machine")["devices"]), 2)

    def test_damaged_files_are_no_obstacle(self):
        root = self.root(_fake_root.two_rtx_3090)
        root.file("/sys/firmware/dmi/tables/DMI", b"\x11\xff\x00\x00")
        root.file("/proc/meminfo", b"\xff\xfe\x00")
        root.file("/sys/bus/pci/devices/0000:01:00.0/current_link_speed", "Unknown\n")
        self.assertEqual(len(self.json_in(root, "machine")["devices"]), 2)
        empty = self.root()
        self.assertEqual(self.json_in(empty, "machine")["devices"], [])
        error = self.json_in(empty, "predict", *MODEL, status=2)["error"]
        self.assertEqual((error["kind"], error["where"]), ("usage", "--device"))
        self.assertIn("could not be recognized", error["message"])

    def test_a_file_of_the_machine_predicts_as_the_machine_does(self):
        for make in (_fake_root.two_rtx_3090, _fake_root.virtual_machine, _fake_root.mac, _fake_root.strix_halo):
            with self.subTest(make.__name__):
                root = self.root(make)
                file = root.path / "machine.json"
                self.run_in(root, "machine", "-o", file)
                there = self.json_of("predict", "--machine", file, *MODEL)
                self.assertEqual(there["decode"], self.json_in(root, "predict", *MODEL)["decode"])

    def test_the_version_names_data_and_fit(self):
        root = self.root()
        document = json.loads(self.run_in(root, "--version", "--json"))
        lines = self.run_in(root, "--version").splitlines()
        self.assertIn(document["version"], lines[0])
        self.assertRegex(document["data"]["fingerprint"], "^[0-9a-f]{16}$")
        self.assertRegex(document["data"]["date"], r"^20\d\d-\d\d-\d\d$")
        self.assertRegex(document["fit"]["fingerprint"], "^[0-9a-f]{16}$")
        self.assertIn(document["data"]["fingerprint"], lines[1])
        newest = {row["name"]: row["newest"] for row in self.json_of("list", "data")["data"]}
        self.assertEqual(document["data"]["models_until"], newest["models"])
        self.assertEqual(document["data"]["date"], newest["fitted figures"])
        self.assertIn(f"models until {newest['models']}, measured until {newest['fitted figures']}", lines[1])
        self.assertIn(document["fit"]["fingerprint"], lines[2])


if __name__ == "__main__":
    unittest.main()
