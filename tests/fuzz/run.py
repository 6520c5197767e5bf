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
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import corpus  # noqa: E402
BOUNDS = ["-timeout=20", "-rss_limit_mb=1024", "-malloc_limit_mb=256", "-max_len=4096"]


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
        corpus.write(name, folder)
        words = os.path.join(HERE, "dictionaries", name + ".dict")
        command = [options.program, *BOUNDS, "-seed=1", "-runs=%d" % options.runs,
                   "-max_total_time=%d" % options.seconds, "-print_final_stats=1",
                   "-artifact_prefix=" + os.environ.get("ANSER_TEST_OUTPUT", os.getcwd()) + "/" + name + "-"]
        if os.path.exists(words):
            command.append("-dict=" + words)
        return subprocess.run([*command, folder]).returncode


sys.exit(main())
