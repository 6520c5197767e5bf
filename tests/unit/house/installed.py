#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed: the files of installed.txt and no others, nothing outside the prefix, and nothing
that points back into the build."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ["ANSER_TEST_SOURCE"]
BUILD = os.environ["ANSER_TEST_BUILD"]


def prefix():
    with open(os.path.join(BUILD, "meson-info", "intro-buildoptions.json")) as file:
        return next(option["value"] for option in json.load(file) if option["name"] == "prefix")


def lines(*path):
    with open(os.path.join(SOURCE, *path)) as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def wanted():
    return {name.replace("(language)", language)
            for name in lines("tests", "unit", "house", "installed.txt") for language in lines("po", "LINGUAS")}


def install(to):
    done = subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild"], capture_output=True, text=True,
                          env={**os.environ, "DESTDIR": to})
    return [done.stdout[-2000:] + done.stderr[-2000:]] if done.returncode else []


def list_of_files(to):
    root = to + prefix()
    there = {os.path.join(folder, name) for folder, _, names in os.walk(to) for name in names}
    outside = [path for path in there if not path.startswith(root + "/")]
    inside = {os.path.relpath(path, root) for path in there} - {os.path.relpath(path, root) for path in outside}
    return (["outside the prefix: " + path for path in sorted(outside)] +
            ["not wanted: " + path for path in sorted(inside - wanted())] +
            ["not there: " + path for path in sorted(wanted() - inside)])


def way_back(to):
    """Nothing that is installed looks for something in the build or the source folder."""
    faults = []
    for folder, _, names in os.walk(to):
        for name in names:
            path = os.path.join(folder, name)
            # Symbols for the debugger name the sources, and are stripped by whoever packages.
            bare = os.path.join(to, "bare")
            if subprocess.run(["objcopy", "--strip-debug", path, bare], capture_output=True).returncode:
                shutil.copy(path, bare)
            with open(bare, "rb") as file:
                content = file.read()
            os.remove(bare)
            faults += ["%s names %s" % (name, place) for place in (SOURCE, BUILD) if place.encode() in content]
    return faults


TESTS = [install, list_of_files, way_back]

print("1..%d" % len(TESTS))
failed = 0
with tempfile.TemporaryDirectory() as root:
    for number, check in enumerate(TESTS, 1):
        found = check(root)
        failed += bool(found)
        print("%s %d - %s" % ("not ok" if found else "ok", number, check.__name__.replace("_", "-")))
        for fault in found:
            print("# " + str(fault).replace("\n", "\n# "))
sys.exit(failed > 0)
