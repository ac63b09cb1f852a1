"""Where C++ source can be changed by one step, and the source with such changes behind a switch.

A scanner, no parser: it leans on clang-format's spacing (a binary operator has white space on both sides, a template's
bracket has not). What it gets wrong does not compile, and scripts/mutants draws another."""
import bisect
import dataclasses
import re

TOKEN = re.compile(r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<directive>^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*)
  | (?P<text>(?:u8|[uUL])?R"(?P<fence>[^(\s]*)\(.*?\)(?P=fence)"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')
  | (?P<number>(?:0[xX][\da-fA-F']+|(?:\d[\d']*)?\.?\d[\d']*\.?(?:[eE][+-]?\d+)?)[a-zA-Z]*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark><=>|<<=|>>=|->\*|\.\.\.|::|\+\+|--|->|<<|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
""", re.S | re.M | re.X)

BINARY = {"*": 5, "/": 5, "%": 5, "+": 6, "-": 6, "<<": 7, ">>": 7, "<=>": 8, "<": 9, "<=": 9, ">": 9, ">=": 9, "==": 10,
          "!=": 10, "&": 11, "^": 12, "|": 13, "&&": 14, "||": 15}
ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
INSTEAD = {"+": "-", "-": "+", "*": "/", "/": "*", "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
           "==": "!=", "!=": "==", "&&": "||", "||": "&&"}
OTHER_EXTREME = {"max": "min", "min": "max", "fmax": "fmin", "fmin": "fmax", "true": "false", "false": "true"}
STATEMENT_WORDS = {"return", "throw", "else", "do", "case", "co_return", "delete", "new"}
OPEN, CLOSE = "([{", ")]}"


@dataclasses.dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int
    angle: bool = False  # a template's bracket
    partner: int = -1    # index of the bracket that belongs to it


@dataclasses.dataclass(frozen=True)
class Site:
    """One change: the characters from start to end become `text`; `statement`: they are dropped."""
    path: str
    start: int
    end: int
    text: str
    statement: bool = False


def tokens_of(source):
    found = []
    for match in TOKEN.finditer(source):
        kind = match.lastgroup if match.lastgroup != "fence" else "text"
        if kind != "skip":
            found.append(Token(kind, match.group(), match.start(), match.end()))
    return found


def pair_brackets(source, tokens):
    """Which bracket closes which; a `<` without white space on both sides opens a template's list."""
    def spaced(token):
        return source[token.start - 1:token.start].isspace() and source[token.end:token.end + 1].isspace()

    waiting, i = [], 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "mark":
            if token.text == ">>" and not spaced(token) and waiting and tokens[waiting[-1]].angle:
                tokens[i:i + 1] = [Token("mark", ">", token.start, token.start + 1), Token("mark", ">", token.end - 1, token.end)]
                token = tokens[i]
            if token.text in OPEN or token.text == "<" and not spaced(token):
                token.angle = token.text == "<"
                waiting.append(i)
            elif token.text in CLOSE:
                while waiting and tokens[waiting[-1]].angle:
                    tokens[waiting.pop()].angle = False
                if waiting:
                    token.partner, tokens[waiting[-1]].partner = waiting[-1], i
                    waiting.pop()
            elif token.text == ">" and not spaced(token) and waiting and tokens[waiting[-1]].angle:
                token.angle = True
                token.partner, tokens[waiting[-1]].partner = waiting[-1], i
                waiting.pop()
        i += 1


class Source:
    """A file: what can be changed in it, and what it becomes."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens = tokens_of(text)
        pair_brackets(text, self.tokens)
        self.starts = [token.start for token in self.tokens]
        self.lines = [0] + [m.end() for m in re.finditer("\n", text)]
        self.constants = []  # (start, end, word): what `constexpr` governs
        self.closed = []     # regions that must stay as they are
        self.find_regions()

    def line(self, position):
        return bisect.bisect_right(self.lines, position)

    def plain(self, start, end):
        """The code from start to end on one line, without comments."""
        parts, last = [], None
        for token in self.tokens[bisect.bisect_left(self.starts, start):bisect.bisect_left(self.starts, end)]:
            if last is not None and token.start > last:
                parts.append(" ")
            parts.append(token.text)
            last = token.end
        return "".join(parts)

    def around(self, start, end):
        """The whole lines that hold it."""
        return self.lines[self.line(start) - 1], self.lines[self.line(end - 1)] if self.line(end - 1) < len(self.lines) else len(self.text)

    def shown(self, site):
        """(line, its code, the code as the site changes it)"""
        first, last = self.around(site.start, site.end)
        before, after = self.plain(first, site.start), self.plain(site.end, last)
        original = self.plain(first, last)
        join = lambda *parts: re.sub(r"\s+", " ", " ".join(part for part in parts if part)).strip()
        changed = join(before, "/* dropped */" if site.statement else site.text, after)
        return self.line(site.start), original, re.sub(r"([(\[!]) | ([)\],;])", r"\1\2", changed)

    # ---- regions

    def find_regions(self):
        t = self.tokens
        for i, token in enumerate(t):
            following = t[i + 1].text if i + 1 < len(t) else ""
            if token.angle and token.text == "<" and token.partner > 0:
                self.closed.append((token.start, t[token.partner].end))
            elif token.text in ("static_assert", "noexcept", "decltype", "alignas") and following == "(":
                self.closed.append((token.start, t[t[i + 1].partner].end))
            elif token.text == "case":
                j = next(k for k in range(i, len(t)) if t[k].text == ":")
                self.closed.append((token.start, t[j].end))
            elif token.text == "operator" and i + 1 < len(t):
                self.closed.append((token.start, t[i + 1].end))
            elif token.text in ("enum", "consteval"):
                j = next((k for k in range(i, len(t)) if t[k].text in "{;"), None)
                if j is not None and t[j].text == "{":
                    self.closed.append((token.start, t[t[j].partner].end))
            elif token.text == "constexpr":
                self.constant(i)
            elif token.text == "[" and token.partner > 0:
                self.closed += [(t[k].start, t[k].end) for k in range(i + 1, token.partner) if t[k].kind == "number"]

    def constant(self, i):
        """A constexpr scalar may become const, a function inline; tables are left alone."""
        t = self.tokens
        if t[i - 1].text == "if":
            self.closed.append((t[i].start, t[t[i + 1].partner].end))
            return
        j = i + 1
        while t[j].text not in ("=", ";", "{", "("):
            j = t[j].partner + 1 if t[j].angle else j + 1
        end = j
        while t[end].text not in (";", "{") and end + 1 < len(t):
            end = t[end].partner + 1 if t[end].text in ("(", "[") or t[end].angle and t[end].text == "<" else end + 1
        if t[j].text == "(" and t[end].text == "{":
            word = "" if t[i - 1].text in ("inline", "static") else "inline"
            self.constants.append((t[i].start, t[t[end].partner].end, word))
        elif t[j].text == "=" and t[end].text == ";":
            self.constants.append((t[i].start, t[end].end, "const"))
        elif t[end].text == "{":
            self.closed.append((t[i].start, t[t[end].partner].end))

    def is_closed(self, position):
        return any(start <= position < end for start, end in self.closed)

    # ---- operands

    def spaced(self, token):
        return self.text[token.start - 1:token.start].isspace() and self.text[token.end:token.end + 1].isspace()

    def binary(self, token):
        """Its precedence; None: it is no binary operator."""
        return BINARY.get(token.text) if token.kind == "mark" and not token.angle and self.spaced(token) else None

    def ends_operand(self, i, left):
        """Whether the token is beyond an operand that is being followed to the left or right."""
        token = self.tokens[i]
        if token.kind == "directive" or token.text in STATEMENT_WORDS or token.text in ASSIGNMENTS:
            return True
        if token.kind != "mark":
            return False
        if left and token.text == ")" and token.partner > 0 and self.tokens[token.partner - 1].text in ("if", "for", "while", "switch"):
            return True
        if left and token.text == "}":
            return self.spaced(self.tokens[token.partner]) or self.text[self.tokens[token.partner].start - 1].isspace()
        if not left and token.text == "{":
            return self.text[token.start - 1].isspace()
        return token.text in (";", ",", "?", ":") or token.text in (OPEN if left else CLOSE)

    def operand(self, i, precedence, left):
        """Where the operand of token i ends, on one side."""
        t, j, edge = self.tokens, i + (-1 if left else 1), None
        while 0 <= j < len(t) and not self.ends_operand(j, left):
            other = self.binary(t[j])
            if other is not None and (other > precedence if left else other >= precedence):
                break
            if t[j].partner >= 0 and (t[j].text in (CLOSE if left else OPEN) or t[j].angle):
                j = t[j].partner
            edge = t[j].start if left else t[j].end
            j += -1 if left else 1
        return edge

    # ---- sites

    def sites(self):
        """All of them, in the order of the file."""
        return sorted({site for i in range(len(self.tokens)) for site in self.at(i)
                       if site.end > site.start and not self.is_closed(site.start) and not self.is_closed(self.tokens[i].start)},
                      key=lambda s: (s.start, s.end, s.text))

    def at(self, i):
        t, token = self.tokens, self.tokens[i]
        precedence = self.binary(token)
        if precedence is not None and token.text in INSTEAD:
            yield from self.of_operator(i, precedence)
        elif token.kind == "number":
            yield Site(self.path, token.start, token.end, other_number(token.text))
        elif token.text == "!" and not self.text[token.end].isspace():
            end = self.operand(i, 0, left=False)
            if end:
                yield Site(self.path, token.start, end, self.plain(token.end, end))
        elif token.text in ("true", "false"):
            yield Site(self.path, token.start, token.end, OTHER_EXTREME[token.text])
        elif token.text in OTHER_EXTREME and i + 1 < len(t) and (t[i + 1].text == "(" or t[i + 1].angle):
            close = t[t[i + 1].partner + 1].partner if t[i + 1].angle else t[i + 1].partner
            start = t[i - 2].start if t[i - 1].text == "::" else token.start
            if close > 0:
                yield Site(self.path, start, t[close].end,
                           self.plain(start, token.start) + OTHER_EXTREME[token.text] + self.plain(token.end, t[close].end))
        elif token.text == "if" and i + 1 < len(t) and t[i + 1].text == "(":
            start, end = t[i + 1].end, t[t[i + 1].partner].start
            if ";" not in self.plain(start, end) and not any(x.text == "=" for x in self.tokens[i + 2:t[i + 1].partner]):
                yield Site(self.path, start, end, "true")
                yield Site(self.path, start, end, "false")
        elif token.text in (";", "{", "}") or token.text == ")" and t[token.partner - 1].text in ("if", "for", "while"):
            yield from self.of_statement(i + 1)

    def of_operator(self, i, precedence):
        token = self.tokens[i]
        start, end = self.operand(i, precedence, left=True), self.operand(i, precedence, left=False)
        if start is None or end is None:
            return
        left, right = self.plain(start, token.start), self.plain(token.end, end)
        if token.text in ("&&", "||"):
            left, right = (f"({part})" if "&&" in part or "||" in part else part for part in (left, right))
        others = INSTEAD[token.text]
        for other in (others,) if isinstance(others, str) else others:
            yield Site(self.path, start, end, f"{left} {other} {right}")
        if token.text in ("+", "*", "&&", "||"):
            yield Site(self.path, start, end, right)
        if token.text in ("+", "-", "*", "/", "&&", "||"):
            yield Site(self.path, start, end, left)

    def of_statement(self, i):
        """An assignment to something that exists, or a call: it can be dropped."""
        t, j = self.tokens, i
        if i >= len(t) or t[i].kind != "word" or t[i].text in STATEMENT_WORDS | {"if", "for", "while", "switch", "using", "break", "continue", "template", "namespace"}:
            return
        while j < len(t) and (t[j].kind == "word" and (j == i or t[j - 1].text in (".", "->", "::")) or t[j].text in (".", "->", "::")
                              or t[j].text in ("[", "(") and t[j].partner > 0 or t[j].angle and t[j].text == "<"):
            j = t[j].partner + 1 if t[j].text in ("[", "(") or t[j].angle else j + 1
        if j >= len(t) or not (t[j].text in ASSIGNMENTS or t[j].text == ";" and t[j - 1].text == ")"):
            return
        end = j
        while end < len(t) and t[end].text != ";":
            if t[end].text in CLOSE:
                return
            end = t[end].partner + 1 if t[end].partner > end else end + 1
        # A function's declaration looks like a call: a statement stands in a body.
        if end < len(t) and any(a < t[i].start < b for a, b in self.bodies()):
            yield Site(self.path, t[i].start, t[end].end, "", statement=True)

    def bodies(self):
        if not hasattr(self, "found_bodies"):
            t = self.tokens
            self.found_bodies = [(x.start, t[x.partner].end) for i, x in enumerate(t) if x.text == "{" and x.partner > 0
                                 and (t[i - 1].text in (")", "const", "else", "do") or t[i - 1].text == "noexcept")]
        return self.found_bodies

    # ---- the source with its switches

    def rewritten(self, numbered, header):
        """`numbered`: (number, Site) of this file. Lines keep their numbers and the file its name in what a compiler says."""
        words = {start: (start + len("constexpr"), word) for start, end, word in self.constants
                 if any(start <= site.start and site.end <= end for _, site in numbered)}
        text = self.render(0, len(self.text), sorted(numbered, key=lambda n: (n[1].start, -n[1].end, n[0])), words)
        return f'#include "{header}"\n#line 1 "{self.path}"\n' + text

    def render(self, start, end, numbered, words):
        out, position = [], start
        while numbered:
            number, site = numbered[0]
            inside = [n for n in numbered[1:] if n[1].end <= site.end and n[1].start >= site.start]
            out.append(self.copied(position, site.start, words))
            kept = self.render(site.start, site.end, inside, words) if inside else self.copied(site.start, site.end, words)
            if site.statement:
                out.append(f"{{ if (!TOKROOF_MUTANT({number})) {{ {kept} }} }}")
            else:
                plain = self.plain(site.start, site.end)
                out.append(f"(TOKROOF_MUTANT({number}) ? static_cast<std::decay_t<decltype({plain})>>({site.text}) : ({kept}))")
            position = site.end
            numbered = [n for n in numbered if n[1].start >= site.end]
        out.append(self.copied(position, end, words))
        return "".join(out)

    def copied(self, start, end, words):
        out, position = [], start
        for place in sorted(words):
            if start <= place < end:
                out += [self.text[position:place], words[place][1]]
                position = words[place][0]
        return "".join(out) + self.text[position:end]


def other_number(text):
    """A different constant of the same type: 0 becomes 1, other integers one more, fractions their double."""
    if re.fullmatch(r"[\d']+[uUlLzZ]*", text):
        digits = re.match(r"[\d']+", text).group()
        return f"{int(digits.replace(chr(39), '')) + 1}{text[len(digits):]}"
    return "1.0" if re.fullmatch(r"0*\.?0*f?", text) else f"(2 * {text})"
