"""`tokroof serve` answers as the command line does, in order and at once, and no line ends it."""
import itertools
import json
import os
import random
import re
import subprocess
import threading
import unittest

import jsonschema
from _tokroof import LAWS, MOST_S, PROGRAM, ROOT, SEED, Case, no_constant, numbers, schema, tokroof

SCENARIO = {"device": "rtx-4090", "model": "llama-3.1-8b", "quant": "Q4_K_M"}
QUESTIONS = 400
ASKED_AGAIN = 15
# Of every method one question, and the words that ask it on the command line; none: it has no such form.
OF_EACH_METHOD = (
    ("predict", SCENARIO, ("predict", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M")),
    ("explain", SCENARIO, ("explain", "--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M")),
    ("capacity", {"device": "rtx-3090", "n_devices": 2}, ("capacity", "--device", "rtx-3090", "--n-devices", "2")),
    ("models", {"device": "rtx-3090", "min_tps": 30}, ("models", "--device", "rtx-3090", "--min-tps", "30")),
    ("rank", {"model": "qwen3-32b", "budget_usd": 2000}, ("rank", "--model", "qwen3-32b", "--budget-usd", "2000")),
    ("list", {"kind": "links"}, ("list", "links")),
    ("check", {**SCENARIO, "tps": 12}, None),
    ("diagnose", {**SCENARIO, "tps": 12}, None),
    ("sweep", {**SCENARIO, "n_depth": [0, 4096]}, None),
    ("plot", SCENARIO, None))
HANDSHAKE = ({"jsonrpc": "2.0", "id": 0, "method": "initialize",
              "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}},
             {"jsonrpc": "2.0", "method": "notifications/initialized"})


def served(form, text, *options):
    """The answers to the bytes of a whole input, and the exit status."""
    done = subprocess.run([str(PROGRAM), "serve", form, *options], input=text, capture_output=True, timeout=MOST_S, check=False)
    assert not done.stderr, done.stderr
    lines = done.stdout.decode("utf-8").splitlines()
    return [json.loads(line, parse_constant=no_constant) for line in lines], done.returncode


def lines_of(requests):
    return "".join(json.dumps(request) + "\n" for request in requests).encode()


class Talk:
    """A running server that is asked one thing after the other."""

    def __init__(self, form):
        self.process = subprocess.Popen([str(PROGRAM), "serve", form], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.watch = threading.Timer(MOST_S, self.process.kill)
        self.watch.start()

    def say(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def ask(self, request):
        self.say(lines_of([request]))
        return json.loads(self.process.stdout.readline(), parse_constant=no_constant)

    def end(self):
        """Exit status once the input has ended."""
        self.process.stdin.close()
        status = self.process.wait()
        self.watch.cancel()
        self.process.stdout.close()
        return status


class Served(Case):
    def assert_published(self, method, answer):
        """The answer has the form that is published for its line and for its document."""
        jsonschema.validate(answer, schema("serve"))
        self.assertTrue(all(abs(x) < float("inf") for x in numbers(answer)))
        if "error" in answer:
            jsonschema.validate({key: value for key, value in answer.items() if key != "id"}, schema("error"))
        elif method not in ("plot", "sweep"):  # a sweep's schema is that of a row
            jsonschema.validate(answer["result"], schema(method))


class JsonLines(Served):
    def test_every_method_answers_as_its_verb_does(self):
        answers, status = served("--stdio", lines_of({"id": i, "method": m, "params": p}
                                                     for i, (m, p, _) in enumerate(OF_EACH_METHOD)))
        self.assertEqual((status, len(answers)), (0, len(OF_EACH_METHOD)))
        for i, (answer, (method, _, words)) in enumerate(zip(answers, OF_EACH_METHOD)):
            with self.subTest(method):
                self.assertEqual(answer["id"], i)
                self.assertIn("result", answer)
                self.assert_published(method, answer)
                if words:
                    expected = json.loads(tokroof(*words, "--json").stdout)
                    self.assertEqual({key: answer["result"].get(key) for key in expected}, expected)

    def test_machines_and_prices_are_taken_and_refused_as_on_the_command_line(self):
        work = {"model": "qwen3-32b", "quant": "Q4_K_M"}
        asked = ({"devices": "l40s,h100-sxm", "n_devices": 2, "prices_usd": {"l40s": 7000}}, {"prices_usd": {"l40s": -5}},
                 {"prices_usd": {"foo": 5}}, {"min_tps": -1}, {"n_devices": [0]}, {"devices": []}, {"concurrency": True})
        answers, _ = served("--stdio", lines_of({"id": i, "method": "rank", "params": {**work, **more}}
                                                for i, more in enumerate(asked)))
        expected = json.loads(tokroof("rank", "--model", "qwen3-32b", "--quant", "Q4_K_M", "--devices", "l40s,h100-sxm",
                                      "--n-devices", "2", "--price", "l40s=7000", "--json").stdout)
        self.assertEqual({key: answers[0]["result"].get(key) for key in expected}, expected)
        for more, answer in zip(asked[1:], answers[1:]):
            with self.subTest(more=more):
                self.assertEqual(answer["error"]["where"], *more)
                self.assertEqual(answer["error"]["kind"], "unknown-name" if "foo" in str(more) else "usage")

    def test_random_questions_are_answered_as_on_the_command_line(self):
        print(f"seed {SEED}")
        emitted = subprocess.run([str(LAWS), "--emit", "--seed", str(SEED), "--questions", str(QUESTIONS)],
                                 capture_output=True, text=True, timeout=MOST_S, check=True).stdout
        drawn = [line for line in map(json.loads, emitted.splitlines()) if not line["hardware"]]
        self.assertGreater(len(drawn), QUESTIONS // 2)
        answers, status = served("--stdio", lines_of({"id": i, "method": "predict", "params": line["question"]}
                                                     for i, line in enumerate(drawn)))
        self.assertEqual(status, 0)
        self.assertEqual([answer["id"] for answer in answers], list(range(len(drawn))))
        kinds = set()
        for answer, line in zip(answers, drawn):
            with self.subTest(" ".join(line["words"])):
                self.assert_published("predict", answer)
                kinds.add("error" in answer)
                del answer["id"]
                self.assertEqual(answer.get("result", answer), json.loads(line["answer"]))
        self.assertEqual(kinds, {True, False})
        for answer, line in zip(answers[:ASKED_AGAIN], drawn):
            with self.subTest(" ".join(line["words"])):
                printed = tokroof("predict", "--no-detect", *line["words"][1:], "--json").stdout
                self.assertEqual(json.dumps(answer.get("result", answer)), json.dumps(json.loads(printed)))

    def test_an_answer_comes_before_the_next_question_is_asked(self):
        talk = Talk("--stdio")
        for depth in (0, 4096, 8192):
            answer = talk.ask({"id": depth, "method": "predict", "params": {**SCENARIO, "n_depth": depth}})
            self.assertEqual((answer["id"], answer["result"]["scenario"]["n_depth"]), (depth, depth))
        talk.say(b'{"id": "in pieces", "meth')
        talk.say(b'od": "list", "params": {"kind": "engines"}}')
        talk.say(b"\n")
        self.assertEqual(json.loads(talk.process.stdout.readline())["id"], "in pieces")
        self.assertEqual(talk.end(), 0)

    def test_the_last_line_needs_no_end_and_blank_lines_no_answer(self):
        answers, status = served("--stdio", b'\n  \r\n{"id": 1, "method": "list", "params": {"kind": "engines"}}\r\n\n'
                                            b'{"id": 2, "methode": 1}')
        self.assertEqual(([answer["id"] for answer in answers], status), ([1, 2], 0))
        self.assertEqual(answers[1]["error"]["where"], "standard input:5:methode")
        self.assertEqual(served("--stdio", b""), ([], 0))

    def test_a_line_that_is_too_long_is_answered_and_read_over(self):
        long = b'{"id": 1, "method": "check", "params": {"text": "' + b"x" * (17 << 20) + b'"}}\n'
        good = lines_of([{"id": 2, "method": "list", "params": {"kind": "engines"}}])
        answers, status = served("--stdio", long + good)
        self.assertEqual(status, 0)
        self.assertEqual(answers[0]["error"]["message"], "more than 16 MiB: not read")
        self.assertEqual(answers[0]["error"]["where"], "standard input:1")
        self.assertIn("result", answers[1])

    def test_files_and_options_are_those_of_other_verbs(self):
        own = ROOT / "datasets"
        answers, _ = served("--stdio", lines_of([{"method": "predict", "params": SCENARIO}]), "--datasets", str(own))
        self.assertEqual(answers[0]["result"], json.loads(tokroof(*OF_EACH_METHOD[0][2], "--json").stdout))
        self.assertEqual(tokroof("serve", "--stdio", "--datasets", "/nowhere").returncode, 2)


class Hostile(Served):
    LINES = (b"\xff\xfe\x00", b"nonsense", b"NaN", b'{"id": NaN}', b'{"id": 1e999}', b"[" * 100000, b'{"a":' * 50000, b"null",
             b'{"id": 1, "method": "predict", "params": {"n_depth": 1e308}}', b'"' + b"\\" * 9999, b'{"id": 1, "id": 2}',
             b'{"method": "predict", "params": {"device": "\xff"}}', b'{"method": {}, "params": []}',
             b'{"method": "check", "params": {"text": "\\u0000\\ud800"}}', b'{"method": "list", "params": {"kind": "\\u202e"}}',
             b'{"method": "sweep", "params": {"device": "rtx-4090", "model": "qwen3-8b", "n_depth": "0-1000000000"}}',
             b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": 3, "arguments": 4}}',
             b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "predict", "arguments": [[]]}}',
             b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": {}}}')
    # A request that is answered after whatever came before it, and its answer's proof.
    ALIVE = {"--stdio": {"id": "alive", "method": "list", "params": {"kind": "engines"}},
             "--mcp": {"jsonrpc": "2.0", "id": "alive", "method": "ping"}}

    def survives(self, form, data):
        answers, status = served(form, data + b"\n" + lines_of([self.ALIVE[form]]))
        self.assertEqual(status, 0)
        self.assertEqual(answers[-1]["id"], "alive")
        self.assertIn("result", answers[-1])
        return answers[:-1]

    def test_every_hostile_line_is_answered_with_an_error(self):
        for form, line in itertools.product(self.ALIVE, self.LINES):
            with self.subTest(f"{form} {line[:60]}"):
                answer, = self.survives(form, line)
                wrong = answer.get("error") or answer["result"]
                self.assertTrue("error" in answer or wrong["isError"], answer)

    def test_random_bytes_and_broken_requests(self):
        draw = random.Random(SEED)
        print(f"seed {SEED}")
        whole = lines_of([{"id": 1, "method": "predict", "params": SCENARIO}, *HANDSHAKE,
                          {"jsonrpc": "2.0", "id": 3, "method": "tools/call",
                           "params": {"name": "predict", "arguments": SCENARIO}}])
        broken = []
        for _ in range(300):
            data = bytearray(whole)
            for _ in range(draw.randrange(1, 6)):
                at = draw.randrange(len(data))
                data[at:at + draw.randrange(3)] = draw.randbytes(draw.randrange(3))
            broken.append(bytes(data) if draw.random() < 0.8 else draw.randbytes(200))
        for form in self.ALIVE:
            for answer in self.survives(form, b"\n".join(broken)):
                self.assertIn("id", answer if isinstance(answer, dict) else answer[0])


class Protocol(Served):
    """The Model Context Protocol, as a client sees it."""

    def setUp(self):
        self.talk = Talk("--mcp")
        self.addCleanup(self.talk.end)
        hello = self.talk.ask(HANDSHAKE[0])
        self.assertEqual((hello["jsonrpc"], hello["id"], hello["result"]["protocolVersion"]), ("2.0", 0, "2025-06-18"))
        version = json.loads(tokroof("--version", "--json").stdout)["version"]
        self.assertEqual(hello["result"]["serverInfo"]["version"], version)
        self.talk.say(lines_of(HANDSHAKE[1:]))

    def request(self, method, **params):
        answer = self.talk.ask({"jsonrpc": "2.0", "id": "x", "method": method, "params": params})
        self.assertEqual((answer["jsonrpc"], answer["id"]), ("2.0", "x"))
        return answer

    def tools(self):
        return {tool["name"]: tool for tool in self.request("tools/list")["result"]["tools"]}

    def test_a_tool_for_every_method_but_the_drawing(self):
        tools = self.tools()
        self.assertEqual(set(tools), {method for method, _, _ in OF_EACH_METHOD} - {"plot"})
        options = {option["key"]: option for option in self.request(
            "tools/call", name="list", arguments={"kind": "options"})["result"]["structuredContent"]["options"]}
        for name, tool in tools.items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
                self.assertEqual(tool["inputSchema"]["type"], "object")
                self.assertTrue(tool["description"])
        properties = tools["predict"]["inputSchema"]["properties"]
        self.assertEqual(set(properties), set(options))
        for key, option in options.items():
            self.assertIn(option["help"], properties[key]["description"])
            self.assertEqual(properties[key].get("maximum"), option.get("most"))

    def test_the_schemas_take_the_questions_and_refuse_wrong_ones(self):
        tools = self.tools()
        for method, question, _ in OF_EACH_METHOD:
            if method in tools:
                with self.subTest(method):
                    validator = jsonschema.Draft202012Validator(tools[method]["inputSchema"])
                    validator.validate(question)
                    self.assertFalse(validator.is_valid({**question, "nonsense": 1}))
        predict = jsonschema.Draft202012Validator(tools["predict"]["inputSchema"])
        for wrong in ({"n_depth": -1}, {"n_depth": 0.5}, {"split": "diagonal"}, {"spill": "yes"}):
            self.assertFalse(predict.is_valid({**SCENARIO, **wrong}), wrong)
        self.assertFalse(predict.is_valid({"device": "rtx-4090"}))

    def test_a_call_answers_as_the_command_line_does(self):
        for method, question, words in OF_EACH_METHOD:
            if words:
                with self.subTest(method):
                    result = self.request("tools/call", name=method, arguments=question)["result"]
                    self.assertFalse(result["isError"])
                    self.assertEqual(json.loads(result["content"][0]["text"]), result["structuredContent"])
                    jsonschema.validate(result["structuredContent"], schema(method))
                    expected = json.loads(tokroof(*words, "--json").stdout)
                    self.assertEqual({key: result["structuredContent"].get(key) for key in expected}, expected)

    def test_a_refusal_says_what_would_help(self):
        result = self.request("tools/call", name="predict", arguments={**SCENARIO, "model": "llama-3.1-405b"})["result"]
        self.assertTrue(result["isError"])
        jsonschema.validate(result["structuredContent"], schema("error"))
        self.assertEqual(result["structuredContent"]["error"]["kind"], "does-not-fit")


class CommandLine(Case):
    def test_the_form_is_stated(self):
        for form in ((), ("--stdio", "--mcp")):
            self.error_of("serve", *form, where="serve", status=2, kind="usage")

    def test_where_answers_cannot_be_written_it_ends_with_status_3(self):
        for form, target in itertools.product(("--stdio", "--mcp"), (">/dev/full", ">&-")):
            with self.subTest(form + target):
                done = subprocess.run(["bash", "-c", f'yes "$2" | "$0" serve "$1" {target}', str(PROGRAM), form,
                                       json.dumps(Hostile.ALIVE[form])], capture_output=True, check=False, timeout=MOST_S)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn(b"standard output: cannot be written", done.stderr)

    def test_an_input_that_cannot_be_read_is_an_error(self):
        done = subprocess.run(["bash", "-c", '"$0" serve --stdio --json </', str(PROGRAM)], capture_output=True, text=True,
                              check=False, timeout=MOST_S)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(json.loads(done.stdout)["error"]["where"], "standard input")


class Clients(Case):
    """The clients of docs/serve.md, as they stand there."""

    def run_client(self, language, *command):
        page = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
        client, = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
        self.assertLessEqual(len(client.splitlines()), 12)
        done = subprocess.run([*command, client], capture_output=True, text=True, check=False, timeout=MOST_S,
                              env={**os.environ, "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"})
        self.assertEqual(done.returncode, 0, done.stderr)
        rates = [json.loads(tokroof("predict", "--device", name, "--model", "qwen3-8b", "--json").stdout)["decode"]["tps"]
                 for name in ("rtx-3090", "rtx-4090")]
        self.assertEqual([float(line.split()[-1]) for line in done.stdout.splitlines()], rates)

    def test_python(self):
        self.run_client("python", "/usr/bin/python3", "-c")

    @unittest.skipUnless(subprocess.run(["bash", "-c", "command -v node"], capture_output=True, check=False).returncode == 0,
                         "node is not installed")
    def test_node(self):
        self.run_client("js", "node", "-e")


if __name__ == "__main__":
    unittest.main()
