#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house, as tests: layers, headers, the top folder, translations, data files."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ["ANSER_TEST_SOURCE"]
BUILD = os.environ["ANSER_TEST_BUILD"]

TOP = {"app", "ui", "data", "po", "tests", "meson.build", "meson_options.txt", "README.md", "LICENSE"}

# Which rooms a room may include from; ui may look into all of app.
MAY_INCLUDE = {
    "engine": {"engine"},
    "message": {"message"},
    "store": {"store"},
    "accounts": {"accounts"},
    "courier": {"courier", "engine", "message", "store", "accounts"},
    "cli": {"cli", "courier", "engine", "message", "store", "accounts"},
}
# Libraries that only these rooms may know, by the beginning of what is included.
LIBRARIES = {
    "gmime/": {"message"},
    "libxml/": {"message"},
    "sqlite3.h": {"store"},
    "libsecret/": {"accounts"},
    "gnutls/": {"engine"},
    "gtk/": set(),
    "gdk/": set(),
    "adwaita.h": set(),
}
# Asynchronous calls on streams that only the wire may make.
STREAM_CALL = re.compile(r"g_(?:input|output|io|buffered_input|data_input)_stream_\w+_async\s*\(")


# Quirks of real servers: P of POP3, S of SMTP.
ROWS = {"P": 38, "S": 33}


def git(*words):
    """What git says of this tree; of a tree that lies in somebody else's, as an unpacked release does, nothing."""
    command = ["git", "-c", "safe.directory=*", "-C", SOURCE]
    top = subprocess.run([*command, "rev-parse", "--show-toplevel"], capture_output=True, text=True).stdout.strip()
    if os.path.realpath(top) != os.path.realpath(SOURCE):
        return None
    return subprocess.run([*command, *words], capture_output=True, text=True, check=True).stdout


def tracked(*patterns):
    """Files git knows or would add, else all files but what was built (a source tree without git)."""
    out = git("ls-files", "-co", "--exclude-standard", *patterns) if shutil.which("git") else None
    if out is not None:
        return sorted(p for p in set(out.split("\n")) if p and os.path.exists(os.path.join(SOURCE, p)))
    top = os.path.join(SOURCE, *patterns)
    return sorted(os.path.relpath(os.path.join(d, f), SOURCE)
                  for d, _, fs in os.walk(top)
                  if "/." not in d[len(SOURCE):] and not (d + "/").startswith(BUILD + "/") for f in fs)


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as f:
        return f.read()


def c_files(folder):
    return [p for p in tracked() if p.startswith(folder + "/") and p.endswith((".c", ".h"))]


def includes(path):
    return re.findall(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', read(path), re.M)


def top_folder():
    seen = {p.split("/")[0] for p in tracked()}
    return ["%s does not belong at the top" % p for p in seen if p not in TOP and not p.startswith(".")]


def layers():
    faults = []
    for path in c_files("app"):
        room = path.split("/")[1]
        for name in includes(path):
            other = name.split("/")[0] if "/" in name else room
            if other in MAY_INCLUDE and other not in MAY_INCLUDE[room]:
                faults.append("%s includes %s" % (path, name))
            for library, rooms in LIBRARIES.items():
                if name.startswith(library) and room not in rooms:
                    faults.append("%s includes %s" % (path, name))
            if name.startswith("..") or name.startswith("ui/"):
                faults.append("%s includes %s" % (path, name))
    return faults


def one_wire():
    return ["%s calls %s" % (path, call.rstrip("( ")) for path in c_files("app/engine")
            if not os.path.basename(path).startswith("wire") for call in STREAM_CALL.findall(read(path))]


def built_alone(header):
    """Whether the file of its name includes it first: then the build has shown that it needs nothing before it."""
    path = header[:-2] + ".c"
    names = [n for n in includes(path) if n != "config.h"] if os.path.exists(os.path.join(SOURCE, path)) else []
    return bool(names) and header.endswith("/" + names[0])


def headers_alone():
    faults = []
    flags = ["-std=gnu17", "-fsyntax-only", "-Wall", "-Werror", "-D_GNU_SOURCE", "-I" + SOURCE + "/app", "-I" + SOURCE + "/ui"]
    flags += subprocess.run(["pkg-config", "--cflags", "gio-2.0", "gio-unix-2.0", "gnutls", "gmime-3.0", "libxml-2.0", "sqlite3",
                             "libsecret-1", "gtk4", "libadwaita-1"], capture_output=True, text=True).stdout.split()
    with tempfile.TemporaryDirectory() as folder:
        for path in [p for p in c_files("app") + c_files("ui") if p.endswith(".h") and not built_alone(p)]:
            probe = os.path.join(folder, "probe.c")
            with open(probe, "w", encoding="utf-8") as f:
                f.write('#include "%s/%s"\n' % (SOURCE, path))
            done = subprocess.run(["cc", *flags, probe], capture_output=True, text=True)
            if done.returncode:
                faults.append("%s: %s" % (path, done.stderr.splitlines()[0]))
    return faults


def licence_lines():
    return ["%s does not begin with its SPDX line" % p for p in tracked()
            if p.endswith((".c", ".h")) and "SPDX-License-Identifier: GPL-3.0-or-later" not in read(p)[:80]]


def sizes():
    return ["%s has %d lines" % (p, n) for p in c_files("app") + c_files("ui")
            for n in [read(p).count("\n")] if n > 1000]


def translatable():
    """Every file with a sentence for the user is in POTFILES, and POTFILES names no other."""
    listed = {line for line in read("po/POTFILES").split("\n") if line and not line.startswith("#")}
    wanted = {p for p in c_files("app") + c_files("ui") if re.search(r"\b(?:N?C?_|ngettext|g_dngettext|g_dpgettext2)\s*\(\"", read(p))}
    wanted |= {p for p in tracked() if p.startswith("ui/") and p.endswith(".ui") and 'translatable="' in read(p)}
    wanted |= {p for p in tracked() if p.startswith("data/") and p.endswith((".desktop.in", ".metainfo.xml.in"))}
    return (["%s is not in po/POTFILES" % p for p in sorted(wanted - listed)] +
            ["po/POTFILES names %s" % p for p in sorted(listed - wanted) if not p.startswith("data/")])


def languages():
    """Each language translates every sentence that is in the sources now."""
    with open(os.path.join(SOURCE, "po/LINGUAS")) as file, tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "anser.pot")
        subprocess.run(["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
                        "--keyword=NC_:1c,2", "--keyword=ngettext:1,2", "--keyword=g_dngettext:2,3", "--add-comments",
                        "--files-from=po/POTFILES", "-o", pot], cwd=SOURCE, check=True, capture_output=True)
        return [fault for name in file.read().split() for fault in language(folder, pot, name)]


def language(folder, pot, name):
    """What is not translated, no longer sure, or has other places to fill in than the sentence."""
    po = os.path.join(folder, name + ".po")
    subprocess.run(["msgmerge", "-q", "--no-fuzzy-matching", "-o", po, os.path.join(SOURCE, "po", name + ".po"), pot],
                   check=True)
    faults = []
    for kind in ("untranslated", "only-fuzzy"):
        left = subprocess.run(["msgattrib", "--" + kind, "--no-obsolete", po], capture_output=True, text=True).stdout
        faults += ["%s: %s: %s" % (name, kind, m.replace("\n", " "))
                   for m in re.findall(r'^msgid (".*"(?:\n".*")*)', left, re.M) if m != '""']
    checked = subprocess.run(["msgfmt", "-c", "-o", os.devnull, po], capture_output=True, text=True)
    return faults + ([checked.stderr] if checked.returncode else [])


def tool(argv, what):
    if not shutil.which(argv[0]):
        return ["%s is not installed" % argv[0]]
    done = subprocess.run(argv, cwd=SOURCE, capture_output=True, text=True)
    return [] if done.returncode == 0 else ["%s: %s" % (what, (done.stdout + done.stderr).strip())]


def desktop_file():
    build = os.environ["ANSER_TEST_BUILD"]
    path = os.path.join(build, "data", "io.github.ansermail.Anser.desktop")
    return tool(["desktop-file-validate", path], path)


def metainfo():
    build = os.environ["ANSER_TEST_BUILD"]
    path = os.path.join(build, "data", "io.github.ansermail.Anser.metainfo.xml")
    words = ["appstreamcli", "validate", "--pedantic", "--no-net", "--no-color", path]
    faults = tool(words, path)
    if faults:
        return faults
    said = subprocess.run(words, capture_output=True, text=True).stdout.split("\n")
    # GNOME's programs have a name in theirs; AppStream knows developers since 1.0, and nothing else from then on.
    known = re.compile(": (cid-contains-uppercase-letter|unknown-tag developer$)")
    return [line for line in said if re.match("[EWIP]: ", line) and not known.search(line)]


def scripts():
    readme = read("README.md")
    return (["%s is not executable" % p for p in ("app/run", "tests/run", ".ci/run")
             if not os.access(os.path.join(SOURCE, p), os.X_OK)] +
            ["README.md does not show %s" % p for p in ("app/run", "tests/run") if p not in readme])


def quirks():
    """Each row of the quirks of servers has a dialogue of its name, or is in rows.txt with a test
    that is there."""
    faults = []
    seen = {m.group(1).upper() + str(int(m.group(2)))
            for m in (re.search(r"/([ps])(\d\d)-[^/]*\.dialogue$", p) for p in tracked("tests/dialogues")) if m}
    for line in read("tests/dialogues/rows.txt").split("\n"):
        if line and not line.startswith("#"):
            row, path, name = line.split(" ")
            seen.add(row)
            if not os.path.exists(os.path.join(SOURCE, path)) or name not in read(path):
                faults.append("%s: there is no %s in %s" % (row, name, path))
    return faults + ["no test is named after %s%d" % (letter, n)
                     for letter, last in ROWS.items() for n in range(1, last + 1)
                     if "%s%d" % (letter, n) not in seen]


TESTS = [top_folder, layers, one_wire, headers_alone, licence_lines, sizes, translatable, languages, desktop_file,
         metainfo, scripts, quirks]

print("1..%d" % len(TESTS))
failed = 0
for number, check in enumerate(TESTS, 1):
    found = check()
    failed += bool(found)
    print("%s %d - %s" % ("not ok" if found else "ok", number, check.__name__.replace("_", "-")))
    for fault in found:
        print("# " + str(fault).replace("\n", "\n# "))
sys.exit(failed > 0)
