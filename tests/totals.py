#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/totals.py FOLDER: adds up the JUnit files of a test run, a line each and one for all.

Exits with 1 when a test failed or there was none. With --failed FILE it names the programs that
failed in one of them.
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


def programs(path):
    """For each test program of one JUnit file of meson (passed, failed, skipped, names of what failed)."""
    crashed = broken(path)
    results = {}
    for suite in ET.parse(path).getroot().iter("testsuite"):
        name = suite.get("name")
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        left = int(suite.get("skipped", 0) or 0)
        ran = int(suite.get("tests", 0))
        if not bad and any(name.endswith(other) for other in crashed):
            bad = 1
            ran += 1
        ran = max(ran, bad + left)
        names = ["%s: %s" % (name, case.get("name")) for case in suite.findall("testcase")
                 if case.find("failure") is not None or case.find("error") is not None]
        results[name] = ran - bad - left, bad, left, names or [name] * bool(bad)
    return results


def retry(path, results):
    """Programs that were run again count as they were then. Yields those that passed only then."""
    again = os.path.join(os.path.dirname(path), "again", os.path.basename(path))
    if not os.path.exists(again):
        return
    for name, result in programs(again).items():
        if results[name][1] and not result[1]:
            yield from results[name][3]
        results[name] = result


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
        label = os.path.splitext(os.path.basename(path))[0]
        results = programs(path)
        late = list(retry(path, results))
        counts = [sum(result[i] for result in results.values()) for i in range(3)]
        print("%-20s %5d passed %4d failed %4d skipped" % (label, *counts))
        total = [a + b for a, b in zip(total, counts)]
        failures += ["%s  %s" % (label, name) for result in results.values() for name in result[3]]
        for name in late:
            print("passed when run again: " + name)
        for reason in reasons(path):
            print("skipped: " + reason)
    for failure in failures:
        print("failed: " + failure)
    print("%d passed, %d failed, %d skipped" % tuple(total))
    return 1 if total[1] or not any(total) else 0


if sys.argv[1] == "--failed":
    print(*(name.split(" / ")[-1] for name, result in programs(sys.argv[2]).items() if result[1]))
else:
    sys.exit(main(sys.argv[1]))
