"""tokroof models --browse on a pseudo-terminal: what a user types, and what stands on the screen."""
import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unittest

import pyte

from _tokroof import MOST_S, PROGRAM

ARGUMENTS = ("models", "--device", "rtx-3090", "--browse")
ENTER, ESCAPE, TAB, DOWN, END, BACKSPACE = b"\r", b"\x1b", b"\t", b"\x1b[B", b"\x1b[4~", b"\x7f"


class Terminal:
    """The program on a terminal of that many lines and columns."""

    def __init__(self, *arguments, term="linux", lines=30, columns=120):
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.main, side = pty.openpty()
        self.resize(lines, columns)
        environment = {**os.environ, "TERM": term, "LC_ALL": "C.UTF-8"}
        # As its controlling terminal, which tells it of another size.
        self.process = subprocess.Popen([PROGRAM, *arguments], env=environment, preexec_fn=lambda: os.login_tty(side))
        os.close(side)

    def resize(self, lines, columns):
        self.screen.resize(lines, columns)
        self.screen.reset()  # what stands on it is drawn at this size
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds):
        """Draws what comes within that time; whether something came."""
        if not select.select([self.main], [], [], max(seconds, 0))[0]:
            return False
        try:
            drawn = os.read(self.main, 65536)
        except OSError:  # the program has ended
            return False
        self.stream.feed(drawn)
        return True

    def until(self, pattern):
        """What matches on the screen, as soon as it does."""
        end = time.monotonic() + MOST_S
        while not (match := re.search(pattern, self.text())):
            if not self.read(end - time.monotonic()):
                raise AssertionError(f"{pattern!r} is not on the screen:\n{self.text()}")
        return match

    def type(self, keys):
        os.write(self.main, keys)

    def ended(self):
        """The exit status."""
        while self.read(MOST_S):
            pass
        return self.process.wait(MOST_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.main)


class Browse(unittest.TestCase):
    def test_letters_filter_the_models_and_escape_shows_all_again(self):
        with Terminal(*ARGUMENTS) as terminal:
            terminal.until("rtx-3090 under llama.cpp")
            everything = terminal.until("(?s)type to filter.*").string
            terminal.type(b"Qwen3 MoE")  # any case, every word, the family too
            few, all_models = map(int, terminal.until(r"filter: Qwen3 MoE +\((\d+) of (\d+)\)").groups())
            self.assertTrue(0 < few < all_models)
            shown = terminal.text().splitlines()[3:3 + few]
            self.assertTrue(all("qwen3" in line for line in shown), shown)
            terminal.type(b"~")
            terminal.until(rf"MoE~ +\(0 of {all_models}\)")
            terminal.type(ENTER + DOWN)  # there is nothing to open
            terminal.type(BACKSPACE)
            terminal.until(rf"MoE +\({few} of")
            terminal.type(ESCAPE)
            self.assertEqual(terminal.until("(?s)type to filter.*").string, everything)
            terminal.type(ESCAPE)
            self.assertEqual(terminal.ended(), 0)

    def test_enter_explains_the_row_as_predict_does(self):
        with Terminal(*ARGUMENTS) as terminal:
            terminal.until("type to filter")
            terminal.type(b"qwen3-8b")
            terminal.until(r"filter: qwen3-8b +\((?!0 )")
            rate = re.split(" gpu +", terminal.text().splitlines()[3])[1].split()[0]
            terminal.type(ENTER)
            terminal.until(rf"{re.escape(rate)} tok/s decode .*limited by memory bandwidth")
            terminal.until("any key: back")
            terminal.type(b" ")
            terminal.until(r"filter: qwen3-8b")

    def test_tab_orders_by_the_next_figure(self):
        with Terminal(*ARGUMENTS) as terminal:
            for order in ("tps", "context", "date", "size"):
                terminal.until(f"Tab: by {order}")
                terminal.type(TAB)
            terminal.until("Tab: by tps")
            terminal.type(TAB)
            terminal.until("Tab: by context")
            best = [line.split() for line in terminal.text().splitlines()[3:10]]
            rates = [float(line[line.index("gpu") + 1]) for line in best]
            self.assertEqual(rates, sorted(rates, reverse=True))

    def test_the_last_row_is_reached_and_another_size_of_the_window_is_drawn(self):
        with Terminal(*ARGUMENTS) as terminal:
            terminal.until("type to filter")
            *_, last = json.loads(subprocess.run([PROGRAM, *ARGUMENTS, "--json"], capture_output=True, check=True).stdout)["models"]
            terminal.type(END)
            terminal.until(rf"\n{last['model']} .*{last['released']}\ntype to filter")
            terminal.resize(9, 60)
            terminal.until(rf"(\n.*){{6}}\n{last['model']} .*\ntype to filter")
            terminal.resize(2, 5)
            terminal.until(r"\ntype *(\n|$)")
            terminal.resize(30, 120)
            terminal.until(rf"\n{last['model']} .*{last['released']}\ntype to filter")

    def test_what_cannot_be_drawn_on_gets_the_table(self):
        table = subprocess.run([PROGRAM, *ARGUMENTS], capture_output=True, text=True, check=True).stdout
        plain = subprocess.run([PROGRAM, *ARGUMENTS[:-1]], capture_output=True, text=True, check=True).stdout
        self.assertEqual(table, plain)
        with Terminal(*ARGUMENTS, term="no-such-terminal", lines=60) as terminal:
            terminal.until("One size up")
            self.assertEqual(terminal.ended(), 0)


if __name__ == "__main__":
    unittest.main()
