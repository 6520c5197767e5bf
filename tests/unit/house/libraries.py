#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl starts without the libraries that few of its commands use."""
import os
import subprocess
import sys

ANSERCTL = os.path.join(os.environ["ANSER_TEST_BUILD"], "app", "cli", "anserctl")
# Opened by app/store/archive-library.c and app/message/html-parser.c, and what they bring along.
LATE = ["libarchive", "libxml2", "libicuuc", "libzstd"]

loaded = subprocess.run([ANSERCTL, "--version"], capture_output=True, text=True, check=True,
                        env={**os.environ, "LD_TRACE_LOADED_OBJECTS": "1"}).stdout
print("1..%d" % (len(LATE) + 1))
print("%s 1 - glib" % ("ok" if "libglib-2.0" in loaded else "not ok"))
failed = "libglib-2.0" not in loaded
for number, library in enumerate(LATE, 2):
    found = library + ".so" in loaded
    failed |= found
    print("%s %d - %s" % ("not ok" if found else "ok", number, library))
sys.exit(failed)
