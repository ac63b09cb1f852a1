"""tokroof capacity: what fits, in bytes that are neither GB nor GiB."""
import json
import unittest

from _tokroof import Case, tokroof

GIB = 2**30


class Capacity(Case):
    def test_a_model_that_fits_and_how_deep(self):
        base = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q8_0")
        answer = self.json_of("capacity", *base)
        asked = answer["asked"]
        self.assertTrue(asked["fits"])
        self.assertEqual(answer["machine"]["installed_bytes"], 24 * GIB)
        depth = asked["most_depth"]
        # 8 KV heads of 128, keys and values, 32 layers, two bytes: 128 KiB a token.
        room = answer["machine"]["usable_bytes"] - asked["memory"]["by"]["weights"] - asked["memory"]["by"]["overhead"]
        self.assertEqual(asked["depth_bound_by"], "memory" if room < 131072 * 131072 else "model")
        self.assertLess(abs(depth - room / 131072), 1500)
        self.json_of("predict", *base, "-d", depth)
        if asked["depth_bound_by"] == "memory":
            self.json_of("predict", *base, "-d", depth + 256, status=3)

    def test_the_most_streams_are_the_most(self):
        base = ("--device", "h100-sxm", "--model", "llama-3.1-8b", "--quant", "BF16", "--engine", "vllm", "-d", "8192")
        most = self.json_of("capacity", *base)["asked"]["most_streams"]
        self.assertGreater(most, 20)
        running = self.json_of("predict", *base, "--concurrency", most)
        self.assertNotIn("wait", " ".join(running["basis"]["notes"]))
        one_more = self.json_of("predict", *base, "--concurrency", most + 1)
        self.assertIn("wait", " ".join(one_more["basis"]["notes"]))
        # A paged cache makes more of them wait; llama.cpp would have to hold them all.
        waiting = self.json_of("predict", *base, "--concurrency", 2 * most)
        self.assertIn("wait", " ".join(waiting["basis"]["notes"]))
        base = (*base[:-4], "--engine", "llama.cpp", "-d", "8192")
        most = self.json_of("capacity", *base)["asked"]["most_streams"]
        self.json_of("predict", *base, "--concurrency", most)
        self.json_of("predict", *base, "--concurrency", most + 1, status=3)

    def test_a_command_line_and_names_say_which_model(self):
        options = self.json_of("capacity", "--device", "rtx-3090", "--model", "qwen3-14b", "--quant", "Q4_K_M")
        pasted = json.loads(tokroof("capacity", "--json", "--device", "rtx-3090", "--", "llama-server", "-m",
                                    "Qwen3-14B-Q4_K_M.gguf").stdout)
        self.assertEqual(pasted["asked"]["memory"]["by"]["weights"], options["asked"]["memory"]["by"]["weights"])
        self.assertEqual([row["model"] for row in pasted["alternatives"]], [row["model"] for row in options["alternatives"]])
        named = self.json_of("capacity", "3090", "qwen3 14b", "q4_k_m")
        self.assertEqual(named["asked"], options["asked"])
        self.assertEqual(named["alternatives"], options["alternatives"])

    def test_why_not_comes_with_numbers(self):
        asked = self.json_of("capacity", "--device", "rtx-4090", "--model", "llama-3.3-70b", "--quant", "Q4_K_M")["asked"]
        self.assertFalse(asked["fits"])
        self.assertIsNone(asked["most_depth"])
        self.assertRegex(asked["why_not"], r"[0-9.]+ GiB are needed .* 23\.6 are there")

    def test_the_largest_models_of_a_machine(self):
        answer = self.json_of("capacity", "--device", "rtx-3090", "--n-devices", "2")
        self.assertIsNone(answer["asked"])
        sizes = [row["parameters"] for row in answer["alternatives"]]
        self.assertEqual(sizes, sorted(sizes, reverse=True), "fewer bits, larger models")
        for row in answer["alternatives"]:
            self.assertTrue(row["fits"])
            self.assertLessEqual(row["memory"]["needed_bytes"], answer["machine"]["usable_bytes"])

    def test_the_default_share_of_unified_memory(self):
        for device, share in (("m3-max-40c", 0.75), ("strix-halo", 0.75)):
            with self.subTest(device):
                machine = self.json_of("capacity", "--device", device, "--model", "qwen3-8b", "--quant", "Q8_0")["machine"]
                self.assertTrue(machine["unified"])
                self.assertAlmostEqual(machine["usable_by_default_bytes"] / machine["installed_bytes"], share)
        stated = self.json_of("capacity", "--device", "strix-halo", "--gpu-memory-gib", "64", "--model", "llama-3.3-70b",
                              "--quant", "Q8_0")
        self.assertEqual(stated["machine"]["usable_bytes"], 64 * GIB)
        self.assertFalse(stated["asked"]["fits"])

    def test_text_says_gb_and_gib(self):
        text = self.text_of("capacity", "--device", "rtx-pro-6000-blackwell", "--model", "llama-3.3-70b", "--quant", "Q8_0")
        self.assertIn("103.1 GB = 96.0 GiB installed", text)
        self.assertIn("fits", text)
        self.assertTrue(self.text_of("capacity", "--device", "rtx-4090", "--md").startswith("| model |"))

    def test_what_stays_with_the_host_is_of_the_file_and_not_of_what_is_needed(self):
        text = self.text_of("capacity", "--device", "rtx-3060-12gb", "--model", "qwen3-8b", "--quant", "F16")
        self.assertRegex(text, r"file      16\.4 GB = 15\.3 GiB\n +of which 1\.2 GB = 1\.2 GiB are the embedding's table")
        f16 = next(line.split() for line in text.splitlines() if line.startswith("qwen3-8b  F16 "))
        self.assertEqual(f16[2:5], ["16.4", "14.1", "14.9"])
        weights = float(next(line for line in text.splitlines() if line.startswith("  weights")).split()[4])
        self.assertEqual(weights, float(f16[3]))

    def test_words_that_name_a_device_alone_ask_what_it_holds(self):
        stated = self.json_of("capacity", "--device", "m4 pro 48gb")
        self.assertEqual(self.json_of("capacity", "m4", "pro", "48gb"), stated)
        self.error_of("capacity", "mac", "studio", "64gb", where="--device", status=2, kind="unknown-name")
        self.assertIn("fits", self.text_of("capacity", "2x3090", "qwen3-32b"))

    def test_wrong_names(self):
        self.error_of("capacity", "--device", "rtx-9999", where="--device", status=2, kind="unknown-name")
        self.error_of("capacity", "--device", "rtx-4090", "--model", "no-such-model", where="--model", status=2, kind="unknown-name")


if __name__ == "__main__":
    unittest.main()
