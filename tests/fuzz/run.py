#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run.py PROGRAM [--runs N | --seconds N]: first the inputs that once found something, then a
corpus made from tests/dialogues and tests/data, and N more that libFuzzer thinks of."""
import argparse
import glob
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
BOUNDS = ["-timeout=20", "-rss_limit_mb=1024", "-malloc_limit_mb=256", "-max_len=4096"]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def server_words(path):
    """What the server says in a dialogue, without what is only shorthand."""
    lines = read(path).decode().split("---\n", 1)[-1].split("\n")
    words = [line.split(": ", 1)[1] for line in lines if line.startswith(("S: ", "inject: "))]
    return "".join(word.replace("\\t", "\t") + "\r\n" for word in words).encode()


def dialogues(protocol):
    for path in sorted(glob.glob(os.path.join(TESTS, "dialogues", protocol, "*"))):
        yield server_words(path)


def letters():
    for path in sorted(glob.glob(os.path.join(TESTS, "data", "*", "*.eml"))):
        if os.path.getsize(path) < 4096:
            yield read(path)


def seeds(name):
    if name.endswith("-machine"):
        heads = [b"\0\1\0\0\0\0", b"\0\xf1\1\3\7\0", b"\1\1\x40\0\0\0", b"\4\1\0\0\0\0"]
        return [head + words for words in dialogues(name.split("-")[0]) for head in heads]
    if name == "replies":
        return [*dialogues("pop3"), *dialogues("smtp")]
    if name in ("letter", "html-text"):
        return list(letters())
    if name == "dot-codec":
        return [b"\0\0\1\2\3\0" + letter for letter in letters()]
    if name == "address":
        return [line.split(b":", 1)[1] for letter in letters() for line in letter.split(b"\n")
                if line.lower().startswith((b"from:", b"to:", b"cc:"))]
    if name == "mailto":
        return [b"ann@example.org?subject=a%20b&body=c%0D%0Ad&cc=x@example.org&attach=/etc/passwd"]
    return [bytes([0, i, 6, 0, 0, 0]) + offers + b"r=x,s=c2FsdA==,i=4096\nv=AAAA\ne=no" for i in range(11)
            for offers in (b"PLAIN SCRAM-SHA-256\n", b"SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS LOGIN\n")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=-1)
    parser.add_argument("--seconds", type=int, default=0)
    options = parser.parse_args()
    name = os.path.basename(options.program).removeprefix("fuzz-")

    known = sorted(glob.glob(os.path.join(HERE, "regressions", name + "-*")))
    if known and subprocess.run([options.program, *BOUNDS, *known]).returncode:
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for i, seed in enumerate(seeds(name)):
            with open(os.path.join(folder, "%04d" % i), "wb") as f:
                f.write(seed)
        words = os.path.join(HERE, "dictionaries", name + ".dict")
        command = [options.program, *BOUNDS, "-seed=1", "-runs=%d" % options.runs,
                   "-max_total_time=%d" % options.seconds, "-print_final_stats=1",
                   "-artifact_prefix=" + os.environ.get("ANSER_TEST_OUTPUT", os.getcwd()) + "/" + name + "-"]
        if os.path.exists(words):
            command.append("-dict=" + words)
        return subprocess.run([*command, folder]).returncode


sys.exit(main())
