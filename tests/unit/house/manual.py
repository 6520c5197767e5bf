#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual says what --help says: every command, word and option, and no other; and it is in order."""
import os
import re
import shutil
import subprocess
import sys

SOURCE = os.environ["ANSER_TEST_SOURCE"]
ANSERCTL = os.path.join(os.environ["ANSER_TEST_BUILD"], "app", "cli", "anserctl")
MANUAL = os.path.join(SOURCE, "data", "man")
# In anserctl.1, for all commands.
COMMON = "anserctl"


def read(page):
    with open(os.path.join(MANUAL, page + ".1"), encoding="utf-8") as file:
        return file.read()


def pages():
    return sorted(name[:-2] for name in os.listdir(MANUAL) if name.endswith(".1"))


def help_of(*words):
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run([ANSERCTL, *words, "--help"], capture_output=True, text=True, env=env,
                          check=True).stdout


def commands_of(*words):
    """The words that `--help` lists, without options such as --version; none where there are none."""
    text = help_of(*words)
    return re.findall(r"^  ([a-z]\S*) ", text, re.M) if text.startswith("Usage: ") else []


def options_in_help(*words):
    text = help_of(*words)
    found = re.findall(r"^  (?:-\w, )?(--[a-z0-9-]+)", text, re.M)
    found += re.findall(r"^  (-\w), ", text, re.M)
    return set(found) - {"-h", "--help"}


def options_in(page):
    """What the page has an entry for."""
    found = set()
    for line in re.findall(r"^\.It (.*\bFl .*)$", read(page), re.M):
        found |= {"-" + name for name in re.findall(r"\bFl (-[a-z0-9-]+|\w)", line)}
    return found


def every_command_has_its_page():
    return ["anserctl %s: there is no data/man/anserctl-%s.1" % (command, command)
            for command in commands_of() if "anserctl-" + command not in pages()]


def every_word_is_told():
    faults = ["anserctl.1 does not tell of the command %s" % command for command in commands_of()
              if not re.search(r"^\.It Cm %s\b" % command, read("anserctl"), re.M)]
    for command in commands_of():
        page = "anserctl-" + command
        for word in commands_of(command) if page in pages() else ():
            if not re.search(r"^\.It Cm %s\b" % word, read(page), re.M) and page in pages():
                faults.append("%s.1 does not tell of “anserctl %s %s”" % (page, command, word))
    return faults


def options_agree():
    """Each option has an entry in its command's page, or among the common ones; each entry is an
    option."""
    faults = []
    known = set()
    for command in commands_of():
        page = "anserctl-" + command
        if page not in pages():
            continue
        words = commands_of(command)
        real = set().union(*(options_in_help(command, word) for word in words)) \
            if words else options_in_help(command)
        known |= real
        faults += ["%s.1 does not tell of %s" % (page, option)
                   for option in sorted(real - options_in(page) - options_in(COMMON))]
        faults += ["%s.1 tells of %s, which is no option of “anserctl %s”" % (page, option, command)
                   for option in sorted(options_in(page) - real)]
    faults += ["anserctl.1 tells of %s, which is no option of any command" % option
               for option in sorted(options_in(COMMON) - known)]
    return faults


def lint():
    if not shutil.which("mandoc"):
        return ["mandoc is not installed"]
    done = subprocess.run(["mandoc", "-Tlint", "-W", "warning", *(page + ".1" for page in pages())],
                          cwd=MANUAL, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()


def references_lead_somewhere():
    """To pages of ours; and all of ours can be found from anserctl(1)."""
    faults = []
    for page in pages():
        for name in re.findall(r"^\.Xr (anser\S*) 1", read(page), re.M):
            if name not in pages():
                faults.append("%s.1 refers to %s(1), which does not exist" % (page, name))
    after = read("anserctl").partition(".Sh SEE ALSO")[2]
    return faults + ["anserctl.1 does not refer to %s(1)" % page for page in pages()
                     if page != "anserctl" and ".Xr %s 1" % page not in after]


def all_are_installed():
    with open(os.path.join(MANUAL, "meson.build"), encoding="utf-8") as file:
        named = re.findall(r"'(\S+)\.1'", file.read())
    return ["data/man/meson.build does not install %s.1" % page for page in pages()
            if page not in named]


TESTS = [every_command_has_its_page, every_word_is_told, options_agree, lint,
         references_lead_somewhere, all_are_installed]

print("1..%d" % len(TESTS))
failed = 0
for number, check in enumerate(TESTS, 1):
    found = check()
    failed += bool(found)
    print("%s %d - %s" % ("not ok" if found else "ok", number, check.__name__.replace("_", "-")))
    for fault in found:
        print("# " + fault)
sys.exit(failed > 0)
