"""What is written arrives whole where it was asked for, or the program says that it did not; nothing that was read steers
a terminal or a spreadsheet."""
import csv
import io
import json
import os
import pathlib
import random
import re
import secrets
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
import unittest

import _gguf
from _tokroof import GUIDE, PROGRAM, ROOT, Case, tokroof

SCENARIO = ("--device", "rtx-4090", "--model", "llama-3.1-8b", "--quant", "Q4_K_M")
LSCPU = "Architecture: x86_64\nModel name: AMD EPYC 9355 32-Core Processor\nSocket(s): 1\nCore(s) per socket: 32\n"
# Every option that names a file to write: the verb with its arguments, the option, the ending that it needs.
WRITERS = {
    "import": (("import", GUIDE), "-o", ".tsv"),
    "sweep, rows": (("sweep", *SCENARIO, "--n-depth", "0-4096*2"), "-o", ".jsonl"),
    "sweep, table": (("sweep", *SCENARIO, "--n-depth", "0-4096*2"), "-o", ".csv"),
    "sweep, shard": (("sweep", *SCENARIO, "--n-depth", "0-4096*2", "--shard", "1/2"), "-o", ".tsv"),
    "sweep, plot": (("sweep", *SCENARIO, "--n-depth", "0-4096*2"), "-o", ".svg"),
    "sweep, page": (("sweep", *SCENARIO, "--n-depth", "0-4096*2"), "-o", ".html"),
    "predict": (("predict", *SCENARIO), "-o", ".svg"),
    "check": (("check", GUIDE), "-o", ".html"),
    "check, page": (("check", "--html", GUIDE), "-o", ".html"),
    "evaluate": (("evaluate", GUIDE), "-o", ".svg"),
    "evaluate, summary": (("evaluate", "--summary"), "-o", ".svg"),
    "evaluate, rows": (("evaluate", GUIDE), "--rows", ".tsv"),
    "audit": (("audit", "--odd"), "-o", ".txt"),
    "audit, json": (("audit", "--json"), "-o", ".json"),
    "machine": (("machine", "{lscpu}"), "-o", ".json"),
    "calibrate": (("calibrate", GUIDE, "--device", "p40"), "-o", ".json"),
    "rank": (("rank", "--model", "qwen3-8b"), "-o", ".svg"),
}
# Every verb with something on standard output, in each of its forms.
PRINTERS = [(*verb, *form) for verb, forms in (
    (("predict", *SCENARIO), ((), ("--json",), ("--md",), ("--csv",), ("--brief",))),
    (("capacity", *SCENARIO), ((), ("--json",), ("--csv",))),
    (("check", GUIDE), ((), ("--json",), ("--md",), ("--csv",), ("--sarif",), ("--junit",), ("--html",))),
    (("audit",), ((), ("--json",), ("--md",), ("--csv",), ("--report",))),
    (("diagnose", GUIDE), ((), ("--json",), ("--csv",))),
    (("evaluate", "--summary"), ((), ("--json",), ("--csv",))),
    (("import", GUIDE), ((), ("--json",), ("--md",), ("--csv",))),
    (("list", "devices"), ((), ("--json",), ("--md",), ("--csv",), ("--names",))),
    (("explain", *SCENARIO), ((), ("--json",), ("--csv",))),
    (("rank", "--model", "qwen3-8b"), ((), ("--json",), ("--csv",))),
    (("sweep", *SCENARIO), ((), ("--json",))),
    (("machine", "{lscpu}"), ((), ("--json",))),
    (("completions", "bash"), ((), ("--json",))),
    (("man",), ((), ("--json",))),
    (("--help",), ((),)),
    (("no-such-verb",), (("--json",),)),
) for form in forms]
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def readable(data):
    """Text that no byte of steers a terminal; the first place where one does is the error."""
    text = data.decode("utf-8")  # bytes that are none are shown too
    found = CONTROL.search(text)
    return f"{text[max(0, found.start() - 60):found.end() + 20]!r}" if found else ""


class Folder(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "lscpu.txt").write_text(LSCPU, encoding="utf-8")

    def words(self, arguments):
        return [str(word).format(lscpu=self.folder / "lscpu.txt") for word in arguments]

    def write(self, name, target):
        arguments, option, _ = WRITERS[name]
        return tokroof(*self.words(arguments), option, target)

    def each_writer(self):
        """(name, a file that it can write), of which nothing is left from the one before."""
        for number, (name, (_, _, ending)) in enumerate(WRITERS.items()):
            yield name, self.folder / f"result-{number}{ending}"

    def assert_nothing_beside(self):
        self.assertEqual([x.name for x in self.folder.iterdir() if x.suffix == ".part"], [])


class Files(Folder):
    def test_every_file_option_of_the_program_is_tried_here(self):
        tried = {(arguments[0], option) for arguments, option, _ in WRITERS.values()}
        tried.add(("fit", "-o"))  # a minute
        manual = json.loads(tokroof("man", "--json").stdout)
        found = {(verb["name"], name) for verb in manual["verbs"] for option in verb["options"]
                 for name in option["names"] if name in ("-o", "--rows")}
        self.assertTrue(found)
        self.assertLessEqual(found, tried)

    def test_a_new_file_has_the_mode_that_umask_leaves(self):
        for name, target in self.each_writer():
            with self.subTest(name):
                done = self.write(name, target)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertGreater(target.stat().st_size, 20)
                mask = os.umask(0)
                os.umask(mask)
                self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o666 & ~mask)
                self.assert_nothing_beside()
                target.unlink()

    def test_a_file_keeps_its_mode_and_owner(self):
        for name, target in self.each_writer():
            with self.subTest(name):
                target.write_text("old", encoding="utf-8")
                target.chmod(0o600)
                if os.getuid() == 0:
                    os.chown(target, 12345, 54321)
                before = target.stat()
                self.assertEqual(self.write(name, target).returncode, 0)
                after = target.stat()
                self.assertEqual((after.st_mode, after.st_uid, after.st_gid), (before.st_mode, before.st_uid, before.st_gid))
                self.assertNotEqual(target.read_bytes()[:3], b"old")
                target.unlink()

    def test_a_link_stays_and_what_it_leads_to_is_written(self):
        for name, target in self.each_writer():
            with self.subTest(name):
                elsewhere = self.folder / "elsewhere"
                elsewhere.mkdir()
                for there in (True, False):
                    end = elsewhere / f"end-{there}{target.suffix}"
                    if there:
                        end.write_text("old", encoding="utf-8")
                    (self.folder / "between").unlink(missing_ok=True)
                    (self.folder / "between").symlink_to(pathlib.Path("elsewhere") / end.name)
                    target.symlink_to("between")
                    done = self.write(name, target)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertTrue(target.is_symlink() and (self.folder / "between").is_symlink())
                    self.assertGreater(end.stat().st_size, 20)
                    self.assertEqual(target.read_bytes(), end.read_bytes())
                    target.unlink()
                    end.unlink()
                elsewhere.rmdir()

    def test_what_cannot_be_a_result_is_refused_and_stays(self):
        for name, target in self.each_writer():
            with self.subTest(name):
                listening = socket.socket(socket.AF_UNIX)
                for kind in ("folder", "socket", "circle", "nowhere"):
                    with self.subTest(kind):
                        if kind == "folder":
                            target.mkdir()
                        elif kind == "socket":
                            listening.bind(str(target))
                        elif kind == "circle":
                            target.symlink_to(target.name)
                        asked = target if kind != "nowhere" else self.folder / "none" / target.name
                        before = target.lstat() if kind != "nowhere" else None
                        done = self.write(name, asked)
                        self.assertEqual(done.returncode, 2, done.stderr)
                        self.assertIn("cannot be written", done.stderr + done.stdout)
                        self.assert_nothing_beside()
                        if before is not None:
                            self.assertEqual(target.lstat().st_ino, before.st_ino)
                            target.rmdir() if kind == "folder" else target.unlink()
                listening.close()

    def test_an_empty_name_is_an_error(self):
        for name, _ in self.each_writer():
            with self.subTest(name):
                done = self.write(name, "")
                self.assertEqual(done.returncode, 2)
                self.assertIn("names no file", done.stderr + done.stdout)

    def test_a_pipe_is_written_through(self):
        for name, target in self.each_writer():
            with self.subTest(name):
                os.mkfifo(target)
                read = []
                reader = threading.Thread(target=lambda pipe=target, to=read: to.append(pipe.read_bytes()))
                reader.start()
                done = self.write(name, target)
                reader.join(60)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(stat.S_ISFIFO(target.lstat().st_mode))
                self.assertGreater(len(read[0]), 20)
                target.unlink()

    @unittest.skipUnless(os.getuid() == 0, "making a device takes root")
    def test_a_device_is_written_through_and_stays(self):
        null, full, drive = os.makedev(1, 3), os.makedev(1, 7), os.makedev(7, 250)  # drive: of no driver that is loaded
        for name, target in self.each_writer():
            with self.subTest(name):
                for kind, device, status in ((stat.S_IFCHR, null, 0), (stat.S_IFCHR, full, 3), (stat.S_IFBLK, drive, 2)):
                    try:
                        os.mknod(target, kind | 0o600, device)
                    except PermissionError:
                        self.skipTest("no devices in this container")
                    try:
                        done = self.write(name, target)
                        self.assertEqual(target.lstat().st_rdev, device)
                        self.assertEqual(stat.S_IFMT(target.lstat().st_mode), kind)
                        self.assertEqual(done.returncode, status, done.stderr)
                        if status:
                            self.assertIn("cannot be written", done.stderr + done.stdout)
                    finally:
                        target.unlink()

    def test_a_file_that_may_not_be_written_is_not_replaced(self):
        if os.getuid() == 0:
            self.skipTest("root may write everything")
        for name, target in self.each_writer():
            with self.subTest(name):
                target.write_text("old", encoding="utf-8")
                target.chmod(0o400)
                self.assertEqual(self.write(name, target).returncode, 2)
                self.assertEqual(target.read_text(encoding="utf-8"), "old")
                target.unlink()

    def test_standard_output_by_name_is_standard_output(self):
        expected = tokroof("import", GUIDE).stdout
        for name in ("-", "/dev/stdout", "/dev/fd/1"):
            self.assertEqual(tokroof("import", GUIDE, "-o", name).stdout, expected)
            log = self.folder / "log"
            log.write_text("before\n", encoding="utf-8")
            with log.open("a", encoding="utf-8") as out:
                subprocess.run([str(PROGRAM), "import", str(GUIDE), "-o", name], stdout=out, stderr=subprocess.DEVNULL,
                               check=True)
            self.assertEqual(log.read_text(encoding="utf-8"), "before\n" + expected)
        self.assertFalse(pathlib.Path("-").exists())

    def test_a_signal_leaves_the_old_file_and_nothing_beside(self):
        target = self.folder / "rows.jsonl"
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(ending.name):
                target.write_text("old", encoding="utf-8")
                run = subprocess.Popen([str(PROGRAM), "sweep", *SCENARIO, "--n-depth", "0-1000000", "--concurrency", "1-64",
                                        "-o", str(target)], stderr=subprocess.DEVNULL,
                                       # Started in the background, or by nohup, a test is given signals to ignore.
                                       preexec_fn=lambda ending=ending: signal.signal(ending, signal.SIG_DFL))
                self.addCleanup(run.kill)
                while not list(self.folder.glob("*.part")):
                    self.assertIsNone(run.poll())
                    time.sleep(0.01)
                run.send_signal(ending)
                self.assertEqual(run.wait(60), -ending)
                self.assertEqual(target.read_text(encoding="utf-8"), "old")
                self.assert_nothing_beside()


class StandardOutput(Folder):
    def status_into(self, arguments, command):
        """Exit status and stderr of the program with its standard output as the shell's `command` says."""
        done = subprocess.run(["bash", "-c", f'"$@" {command}', "-", str(PROGRAM), *self.words(arguments)],
                              capture_output=True, check=False, timeout=300)
        return done.returncode, done.stderr.decode()

    def test_what_cannot_be_written_is_exit_status_3(self):
        for arguments in PRINTERS:
            for target in (">/dev/full", ">&-"):
                with self.subTest(" ".join(map(str, arguments)) + " " + target):
                    status, errors = self.status_into(arguments, target)
                    self.assertEqual(status, 3, errors)
                    self.assertIn("standard output: cannot be written", errors)

    def test_a_closed_standard_output_is_not_the_file_that_is_written(self):
        for name, target in self.each_writer():
            with self.subTest(name):
                arguments, option, _ = WRITERS[name]
                self.assertEqual(self.write(name, target).returncode, 0)
                expected = target.read_bytes()
                target.unlink()
                self.status_into((*arguments, option, target), ">&- 2>&-")
                self.assertEqual(target.read_bytes(), expected)
                target.unlink()

    def test_a_closed_standard_error_does_no_harm(self):
        status, errors = self.status_into(("predict", *SCENARIO), "2>&- >/dev/null")
        self.assertEqual((status, errors), (0, ""))


class Seen(Folder):
    """Names with everything that a terminal or a spreadsheet obeys."""
    NASTY = "\x1b[31mred\x1b]0;title\x07\x08\x7f\x9b31m\u202egnp.exe\u2066\u200f\r"

    def nasty(self, draw, lines=True):
        """Bytes of a name: plain letters, control characters, UTF-8 and what is none."""
        pieces = (b"a", b"\x1b[2J", b"\x1b]8;;x\x07", b"\r", b"\x08", b"\x7f", b"\xc2\x9b", b"\x9b", b"\xff", b"\xe2\x80\xae",
                  b"\xe2\x81\xa6", b"\xc3\xa9", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b" ", b"=1+1", b"\x0b")
        many = draw.randrange(1, 8)
        return b"".join(draw.choice(pieces + ((b"\n",) if lines else ())) for _ in range(many)) + b"z"

    def assert_readable(self, *arguments, stdin=None):
        done = subprocess.run([os.fsencode(PROGRAM), *arguments], input=stdin, capture_output=True, check=False, timeout=300)
        self.assertIn(done.returncode, (0, 1, 2, 3))
        self.assertEqual(readable(done.stdout), "", arguments)
        self.assertEqual(readable(done.stderr), "", arguments)
        return done

    def test_no_byte_of_a_name_steers_a_terminal(self):
        seed = secrets.randbits(32)
        draw = random.Random(seed)
        scenario = [word.encode() for word in SCENARIO]
        for i in range(25):
            with self.subTest(seed=seed, i=i):
                name = self.nasty(draw)
                form = draw.choice(([], [b"--json"], [b"--csv"], [b"--md"], [b"--color", b"always", b"--csv"]))
                option = draw.choice((b"--device", b"--model", b"--quant", b"--engine", b"--link", b"--no-such", b"--host",
                                      b"--kv-type", b"--override-tensor"))
                self.assert_readable(b"predict", *scenario, option, name, *form)
                self.assert_readable(b"check", os.fsencode(self.folder) + b"/" + name)
                self.assert_readable(name, *form)
                self.assert_readable(b"list", b"devices", b"--filter", name)
                self.assert_readable(b"predict", b"--", b"llama-cli", b"-m", name)

    def test_no_byte_of_a_table_steers_a_terminal(self):
        seed = secrets.randbits(32)
        draw = random.Random(seed)
        for i in range(12):
            with self.subTest(seed=seed, i=i):
                cells = [self.nasty(draw, lines=False) if draw.random() < 0.5 else cell
                         for cell in (b"rtx-4090", b"llama-3.1-8b", b"Q4_K_M", b"llama.cpp", b"", b"1", b"100", b"x")]
                table = (b"device\tmodel\tquant\tengine\tsplit\tn_devices\ttg_tps\tnotes\n" + b"\t".join(cells) + b"\n")
                file = self.folder / os.fsdecode(b"t" + self.nasty(draw, lines=False) + b".tsv")
                file.write_bytes(table)
                for verb in (b"check", b"import", b"diagnose", b"evaluate"):
                    self.assert_readable(verb, os.fsencode(file), *draw.choice(([], [b"--json"], [b"--csv"], [b"--md"])))
                file.unlink()

    def test_no_byte_of_a_model_file_steers_a_terminal(self):
        seed = secrets.randbits(32)
        draw = random.Random(seed)
        file = self.folder / "model.gguf"
        for i in range(12):
            with self.subTest(seed=seed, i=i):
                _gguf.dense(file, name="Marker name", layers=2)
                data = file.read_bytes()[:1 << 16]
                old = draw.choice((b"Marker name", b"llama", b"blk.1.attn_q.weight", b"general.file_type",
                                   b"output_norm.weight"))
                new = (self.nasty(draw) * len(old))[:len(old)]
                file.write_bytes(data.replace(old, new, 1))
                for form in ([], [b"--json"], [b"--csv"]):
                    self.assert_readable(b"predict", b"--device", b"rtx-4090", b"--model", os.fsencode(file), *form)

    def test_colours_are_the_programs_own(self):
        device = "\x1b[31mrtx\x1b[0m"
        table = f"device\tmodel\tquant\tengine\ttg_tps\n{device}\tllama-3.1-8b\tQ4_K_M\tllama.cpp\t100\n"
        for form in ((), ("--md",)):
            self.assertEqual(readable(tokroof("check", "-", *form, stdin=table).stdout.encode()), "")
        coloured = tokroof("check", "-", "--color", "always", stdin=table).stdout
        self.assertIn(r"\u001b[31mrtx\u001b[0m", coloured)
        self.assertIn("\x1b[2munknown", coloured)

    def test_a_name_of_several_lines_is_shown_in_one(self):
        error = tokroof("predict", "--device", "a\ntokroof: all is well", "--model", "qwen3-8b").stderr
        self.assertIn(r"a\u000atokroof: all is well", error)

    def test_json_escapes_what_turns_text_round(self):
        done = tokroof("predict", "--device", self.NASTY, "--model", "qwen3-8b", "--json")
        self.assertEqual(readable(done.stdout.encode()), "")
        self.assertIn("gnp.exe", json.loads(done.stdout)["error"]["message"])

    def test_no_cell_of_a_csv_table_is_a_formula(self):
        evil = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", '=HYPERLINK("x","y")', "-", "=")
        rows = "".join(f"{name}\tllama-3.1-8b\tQ4_K_M\tllama.cpp\t{i + 1}\t{name}\n" for i, name in enumerate(evil))
        table = "device\tmodel\tquant\tengine\ttg_tps\tnotes\n" + rows
        file = self.folder / "evil.tsv"
        file.write_text(table, encoding="utf-8")
        for arguments in (("import", file), ("check", file), ("diagnose", file, "--all"), ("list", "devices", "--columns", "all"),
                          ("rank", "--model", "qwen3-8b"), ("list", "coefficients", "--columns", "all"), ("audit",),
                          ("evaluate", GUIDE), ("predict", *SCENARIO), ("explain", *SCENARIO)):
            with self.subTest(arguments[0]):
                for row in csv.reader(io.StringIO(tokroof(*arguments, "--csv").stdout)):
                    for cell in row:
                        self.assertTrue(not cell or cell[0] not in "=+-@\t\r" or cell in "+-" or
                                        re.fullmatch(r"[+-]?[\d.]+(e[+-]?\d+)?( ?%)?", cell), cell)
        cells = {cell for row in csv.reader(io.StringIO(tokroof("import", file, "--csv").stdout)) for cell in row}
        self.assertLessEqual({f"'{name}" for name in evil if name != "-"} | {"-"}, cells)
        self.assertIn("=cmd|' /C calc'!A0", tokroof("import", file).stdout, "a runs table is for programs")
        for ending in (".csv", ".tsv"):
            rows = tokroof("sweep", "--device", "rtx-4090;=1+1", "--model", "qwen3-8b", "-o", self.folder / f"s{ending}")
            self.assertIn(rows.returncode, (0, 2))


class Inputs(Folder):
    def error(self, *arguments, seconds=10):
        """What is said of bad input, within a time in which no endless file can have been read."""
        done = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, timeout=seconds,
                              check=False)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        return done.stderr

    def kinds(self):
        pipe, circle = self.folder / "pipe", self.folder / "circle"
        os.mkfifo(pipe)
        circle.symlink_to("circle")
        large = self.folder / "large"
        with large.open("wb") as out:
            out.write(b"device\tmodel\ttg_tps\n")  # begins as a table does
            out.truncate((1 << 30) + 1)
        return {"/dev/zero": "neither a regular file nor a pipe", pipe: "a pipe that nothing writes to",
                circle: "cannot be opened", large: "not read", self.folder / "none": "cannot be opened"}

    def test_only_files_of_a_bounded_size_are_read(self):
        for path, said in self.kinds().items():
            for before in (("predict", *SCENARIO, "--hardware"), ("predict", *SCENARIO, "--coefficients"), ("check",),
                           ("audit",), ("machine",), ("predict", *SCENARIO, "--machine"), ("evaluate",)):
                with self.subTest(f"{before[0]} {before[-1]} {path}"):
                    error = self.error(*before, path)
                    self.assertIn(said, error)
                    self.assertIn(str(path), error)

    def test_each_file_of_a_datasets_folder_is_bounded(self):
        for path, said in self.kinds().items():
            with self.subTest(str(path)):
                catalogs = self.folder / "catalogs"
                catalogs.mkdir()
                for file in (ROOT / "datasets").glob("*.json"):
                    (catalogs / file.name).symlink_to(file)
                (catalogs / "links.json").unlink()
                (catalogs / "links.json").symlink_to(path)
                self.assertIn(said, self.error("list", "links", "--datasets", catalogs))
                for file in catalogs.iterdir():
                    file.unlink()
                catalogs.rmdir()
        self.assertIn("cannot be opened", self.error("list", "links", "--datasets", "/dev/zero"))

    def test_a_pipe_that_is_written_to_is_a_file(self):
        expected = tokroof("check", GUIDE, "--json").stdout
        command = f'"{PROGRAM}" check --json <(cat "{GUIDE}")'
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(json.loads(done.stdout)["summary"], json.loads(expected)["summary"])
        device = '{"devices": [{"slug": "my-4090", "like": "rtx-4090"}]}'
        command = f"\"{PROGRAM}\" predict --hardware <(sleep 0.2; echo '{device}') --device my-4090 --model qwen3-8b --brief"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_table_beyond_all_bounds_is_refused_at_once(self):
        wide = self.folder / "wide.tsv"
        wide.write_text("device\tmodel\ttg_tps\t" + "\t".join(f"c{i}" for i in range(10**6)) + "\n", encoding="utf-8")
        self.assertIn("wide.tsv:1: a line of more than 1 MiB", self.error("check", wide))
        wide.write_text("device\tmodel\ttg_tps\t" + "\t".join(f"c{i}" for i in range(10**5)) + "\n", encoding="utf-8")
        self.assertIn("wide.tsv:1: has 100003 columns", self.error("check", wide))
        long = self.folder / "long.tsv"
        long.write_text("device\tmodel\ttg_tps\tnotes\nrtx-4090\tqwen3-8b\t1\t" + "x" * 20000 + "\n", encoding="utf-8")
        self.assertIn("long.tsv:2:notes: a cell of 20000 bytes", self.error("check", long))
        long.write_text("device\tmodel\ttg_tps\tnotes\n" + "x" * (2 << 20) + "\n", encoding="utf-8")
        self.assertIn("long.tsv:2: a line of more than 1 MiB", self.error("check", long))

    def test_what_is_missing_of_a_row_is_said_with_its_line(self):
        table = self.folder / "t.tsv"
        table.write_text("device\tmodel\tquant\ttg_tps\nrtx-4090\tqwen3-8b\tQ4_K_M\t1\nrtx-4090\tqwen3", encoding="utf-8")
        for verb in ("check", "diagnose", "evaluate"):
            self.assertIn("t.tsv:3: has 2 cells, the header has 4: the table ends in the middle of a row",
                          self.error(verb, table))
        done = tokroof("import", table)
        self.assertEqual(done.returncode, 0)
        self.assertIn("t.tsv:3: has 2 cells, the header has 4", done.stderr)

    def test_a_count_is_whole(self):
        table = self.folder / "t.tsv"
        for column in ("n_devices", "replicas", "ngl", "threads", "n_ubatch"):
            table.write_text(f"device\tmodel\tquant\ttg_tps\t{column}\nrtx-4090\tqwen3-8b\tQ4_K_M\t1\t2.5\n", encoding="utf-8")
            with self.subTest(column):
                self.assertIn(f"t.tsv:2:{column}: 2.5 is not a whole number", self.error("check", table))
                self.assertIn("2.5 is not a whole number", tokroof("import", table).stderr)
        table.write_text("id\tkind\tunit\tvalue_lo\tn_devices\nA\tmeasured\ttok/s\t5\t2.5\n", encoding="utf-8")
        self.assertIn("t.tsv:2:n_devices: 2.5 is not a whole number", self.error("audit", table))

    def test_a_circle_of_links_in_a_folder_is_left_out_and_said(self):
        inside = self.folder / "runs"
        inside.mkdir()
        (inside / "a.txt").write_bytes(GUIDE.read_bytes())
        (inside / "circle").symlink_to("circle")
        os.mkfifo(inside / "pipe")
        for verb in ("import", "check", "diagnose"):
            done = tokroof(verb, inside)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("circle: cannot be opened", done.stderr)
            self.assertIn("pipe: is a pipe: left out", done.stderr)
        self.assertEqual(len(tokroof("import", inside).stdout.splitlines()), len(GUIDE.read_bytes().splitlines()))

    def test_a_device_of_ones_own_has_a_name_that_can_be_asked_for(self):
        file = self.folder / "h.json"
        for slug, said in (("a+b", "stand between names"), ("a,b", "stand between names"),
                           ("a\x1b[31m", "holds a control character")):
            file.write_text(json.dumps({"devices": [{"slug": slug, "like": "rtx-4090"}]}), encoding="utf-8")
            self.assertIn(said, self.error("predict", *SCENARIO, "--hardware", file))

    def test_the_summary_takes_no_runs(self):
        for others in ((GUIDE,), ("--runs", GUIDE), ("--leave-out", "device"), ("--rows", self.folder / "r.tsv"),
                       ("--hold", "heavy_tails=1")):
            self.assertIn("--summary", self.error("evaluate", *others, "--summary"))


if __name__ == "__main__":
    unittest.main()
