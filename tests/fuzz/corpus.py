#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""corpus.py TARGET FOLDER: writes the inputs that fuzzing of TARGET begins with: each dialogue as
one, with what is asked of the client and what the server does, and the letters of the tests.
The form of the inputs is told in fuzz.h and in each target."""
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)

# As in fuzz.c.
MECHANISMS = ["", "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "OAUTHBEARER",
              "XOAUTH2", "APOP", "USER", "NONE", "SCRAM-SHA-256-PLUS"]
SECURITIES = ["none", "starttls", "tls"]
CLOSE, SILENCE = b"\xff\xfe", b"\xff\xfd"
# As in fuzz-pop3-machine.c; fetch is one retr after the other.
POP3_ACTIONS = ["stat", "list", "uidl", "retr", "top", "dele", "noop", "capa", "rset", "quit"]
# As in fuzz-smtp-machine.c.
SEND, AUTHENTICATE, QUIT = 0, 1, 2
SIZE, PARTIAL, EIGHT_BIT, REPORTS, MANY = 4, 16, 32, 64, 128


def read(path):
    with open(path, "rb") as f:
        return f.read()


def unescape(text):
    """Undoes the escapes of dialogue files; long runs are cut, an input holds 4 KiB."""
    def value(match):
        word = match.group(1)
        if word[0] == "(":
            count, what = word[1:-1].split("*", 1)
            return what.encode() * min(int(count), 600)
        if word[0] == "x":
            return bytes([int(word[1:], 16)])
        return {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}[word]

    out, position = b"", 0
    for match in re.finditer(r"\\(\(\d+\*.\)|x[0-9A-Fa-f]{2}|[rnt0\\])", text):
        out += text[position:match.start()].encode("utf-8", "surrogateescape") + value(match)
        position = match.end()
    return out + text[position:].encode("utf-8", "surrogateescape")


def line_bytes(text, end):
    return unescape(text[:-2]) if text.endswith("\\c") else unescape(text) + end


def server_bytes(lines, end):
    """All that the server does."""
    out = b""
    for line in lines:
        said = re.match(r"(?:S|inject)(?:\*(\d+))?:(?: (.*)|$)", line)
        if said:
            out += line_bytes(said.group(2) or "", end) * min(int(said.group(1) or 1), 20)
        elif line in ("close", "reset"):
            out += CLOSE
        elif line == "stall":
            out += SILENCE
    return out


def head(settings):
    """The bytes that set the target up: server, manners, and pieces of any length."""
    mechanism = settings.get("auth", "").upper()
    for byte in range(256):
        if (SECURITIES[byte % 3] == settings.get("security", "none")
                and byte // 4 % 16 == (MECHANISMS.index(mechanism) if mechanism in MECHANISMS else 0)
                and bool(byte & 0x80) == ("user" not in settings)
                and bool(byte & 0x40) == (not settings.get("password", "").isascii())):
            window = min(int(settings.get("window", "10")), 16)
            return bytes([byte, (window - 1) << 4, 0, 0, 0, 0, 0])
    raise ValueError(settings)


def pop3_actions(asked):
    actions = []
    for verb, *numbers in asked:
        if verb == "fetch":
            actions += [POP3_ACTIONS.index("retr") + 16 * (int(n) % 16) for n in numbers]
        elif verb in POP3_ACTIONS:
            actions.append(POP3_ACTIONS.index(verb) + 16 * (int(numbers[0]) % 16 if numbers else 0))
    return actions


def smtp_actions(asked, text):
    actions = []
    for verb, *_ in asked:
        if verb == "send":
            actions.append(SEND | (SIZE if "size:" in text else 0)
                           | (PARTIAL if "partial: yes" in text else 0)
                           | (EIGHT_BIT if "eight-bit: yes" in text else 0)
                           | (REPORTS if "notify:" in text else 0)
                           | (MANY if text.count("to:") > 20 else 0))
        elif verb in ("authenticate", "quit"):
            actions.append(AUTHENTICATE if verb == "authenticate" else QUIT)
    return actions


def dialogues(protocol):
    for path in sorted(glob.glob(os.path.join(TESTS, "dialogues", protocol, "*.dialogue"))):
        above, _, below = read(path).decode("utf-8", "surrogateescape").partition("\n---\n")
        lines = [line.strip() for line in above.split("\n")]
        settings = dict(line.split(": ", 1) for line in lines if re.match(r"[a-z-]+: ", line))
        asked = [line.split(": ", 1)[1].split() for line in lines if line.startswith(("do: ", "and: "))]
        yield settings, asked, above, below.split("\n")


def machine_seeds(protocol):
    for settings, asked, above, below in dialogues(protocol):
        actions = pop3_actions(asked) if protocol == "pop3" else smtp_actions(asked, above)
        words = server_bytes(below, b"\n" if settings.get("lines") == "lf" else b"\r\n")
        yield head(settings) + bytes([len(actions[:31]), *actions[:31]]) + words


def reply_seeds():
    for protocol in ("pop3", "smtp"):
        for _, _, _, below in dialogues(protocol):
            yield server_bytes(below, b"\r\n")


def letters():
    for path in sorted(glob.glob(os.path.join(TESTS, "data", "*", "*.eml"))):
        if os.path.getsize(path) < 4096:
            yield read(path)


def addresses():
    for letter in letters():
        for line in letter.split(b"\n"):
            if line.lower().startswith((b"from:", b"to:", b"cc:")):
                yield line.split(b":", 1)[1]


def sasl_seeds():
    for i in range(11):
        for offers in (b"PLAIN SCRAM-SHA-256\n", b"SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS LOGIN\n"):
            yield bytes([0, i, 6, 0, 0, 0, 0]) + offers + b"r=x,s=c2FsdA==,i=4096\nv=AAAA\ne=no"


def seeds(target):
    if target.endswith("-machine"):
        return machine_seeds(target.split("-")[0])
    if target == "replies":
        return reply_seeds()
    if target in ("letter", "html-text"):
        return letters()
    if target == "dot-codec":
        return (b"\0\0\1\2\3\0\0" + letter for letter in letters())
    if target == "address":
        return addresses()
    if target == "query":
        return ["from:anna -is:unread \"board meeting\" OR 会议 (a before:2024-05-03 size:>1M) in:Sent".encode(),
                "subject:(a OR b) NOT has:attachment tag:x date:7d filename:“报告” 会".encode()]
    if target == "mailto":
        return [b"ann@example.org?subject=a%20b&body=c%0D%0Ad&cc=x@example.org&attach=/etc/passwd"]
    return sasl_seeds()


def write(target, folder):
    for i, seed in enumerate(seeds(target)):
        with open(os.path.join(folder, "%04d" % i), "wb") as f:
            f.write(seed)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    os.makedirs(sys.argv[2], exist_ok=True)
    write(*sys.argv[1:])
