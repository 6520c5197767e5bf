#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/totals.py FOLDER: adds up the JUnit files of a test run, a line each and one for all.

Exits with 1 when a test failed or there was none.
"""
import glob
import json
import os
import re
import sys
import xml.etree.ElementTree as ET


def broken(path):
    """Tests that ended badly by meson's own log, which knows of those that crash: its JUnit does not."""
    log = os.path.splitext(path)[0] + ".json"
    if not os.path.exists(log):
        return set()
    with open(log, encoding="utf-8", errors="replace") as file:
        tests = [json.loads(line) for line in file]
    return {test["name"] for test in tests if test["result"] not in ("OK", "SKIP", "EXPECTEDFAIL")}


def count(path):
    """(passed, failed, skipped, names of what failed) of one JUnit file of meson."""
    ran = failed = skipped = 0
    names = []
    crashed = broken(path)
    for suite in ET.parse(path).getroot().iter("testsuite"):
        cases = suite.findall("testcase")
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        left = int(suite.get("skipped", 0) or 0)
        if not bad and any(suite.get("name", "").endswith(name) for name in crashed):
            bad = 1
            ran += 1
        ran += max(int(suite.get("tests", 0)), bad + left)
        failed += bad
        skipped += left
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                names.append("%s: %s" % (suite.get("name"), case.get("name")))
        if bad and not any(n.startswith(suite.get("name") + ":") for n in names):
            names.append(suite.get("name"))
    return ran - failed - skipped, failed, skipped, names


def reasons(path):
    """Why whole files of tests were left out, in their own words."""
    for case in ET.parse(path).getroot().iter("testcase"):
        said = re.search(r"^1\.\.0 # SKIP (.*)", case.findtext("system-out") or "", re.MULTILINE)
        if said:
            yield "%s: %s" % (case.get("name"), said.group(1))


def main(folder):
    total = [0, 0, 0]
    failures = []
    for path in sorted(glob.glob(os.path.join(folder, "*.xml"))):
        passed, failed, skipped, names = count(path)
        label = os.path.splitext(os.path.basename(path))[0]
        print("%-20s %5d passed %4d failed %4d skipped" % (label, passed, failed, skipped))
        total = [a + b for a, b in zip(total, (passed, failed, skipped))]
        failures += ["%s  %s" % (label, name) for name in names]
        for reason in reasons(path):
            print("skipped: " + reason)
    for failure in failures:
        print("failed: " + failure)
    print("%d passed, %d failed, %d skipped" % tuple(total))
    return 1 if total[1] or not any(total) else 0


sys.exit(main(sys.argv[1]))
