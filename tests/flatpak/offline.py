# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak's manifest for machines that reach a mirror of Debian and nothing else.

The manifest in data/ is the only one: here its modules get the sources of Debian's source packages,
and Anser itself a clean copy of this tree. Options, permissions and runtime stay as they are.
"""
import json
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.normpath(os.path.join(HERE, "..", ".."))
MANIFEST = os.path.join(SOURCE, "data", "io.github.ansermail.Anser.json")
HELPER = "/usr/lib/apt/apt-helper"


def mirror():
    words = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return next(uri for uri in done.stdout.split() if "security" not in uri)


def debian_sources():
    """module: (path on a mirror, SHA-256)."""
    with open(os.path.join(HERE, "sources.txt")) as file:
        lines = [line.split() for line in file if line.strip() and not line.startswith("#")]
    return {module: (path, digest) for module, path, digest in lines}


def download(module, folder):
    """The source package's tarball, which stays in the folder."""
    path, digest = debian_sources()[module]
    to = os.path.join(folder, os.path.basename(path))
    if not os.path.exists(to):
        done = subprocess.run([HELPER, "download-file", mirror() + path, to, "SHA256:" + digest],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return to, digest


def download_all(folder):
    for module in debian_sources():
        download(module, folder)


def manifest():
    with open(MANIFEST) as file:
        return json.load(file)


def tree_files():
    """What git knows of this tree, as it is now; a tree without git as it is."""
    git = ["git", "-c", "safe.directory=*", "-C", SOURCE]
    top = subprocess.run([*git, "rev-parse", "--show-toplevel"], capture_output=True, text=True).stdout
    if top.strip() == SOURCE:
        listed = subprocess.run([*git, "ls-files", "-coz", "--exclude-standard"], capture_output=True, check=True)
        return [name for name in listed.stdout.decode().split("\0") if name]
    return [os.path.relpath(os.path.join(folder, name), SOURCE) for folder, _, names in os.walk(SOURCE)
            if "/." not in folder[len(SOURCE):] for name in names]


def tree_paths():
    """In order, and without what was removed and not yet committed."""
    return [path for path in (os.path.join(SOURCE, name) for name in sorted(tree_files())) if os.path.exists(path)]


def copy_tree(to):
    shutil.rmtree(to, ignore_errors=True)
    for path in tree_paths():
        copy = os.path.join(to, os.path.relpath(path, SOURCE))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copy2(path, copy)


def source_for(module, source, folder):
    if source["type"] == "dir":
        tree = os.path.join(folder, "source")
        copy_tree(tree)
        return [{"type": "dir", "path": tree}]

    tarball, digest = download(module["name"], folder)
    version = re.search(r"-([0-9.]+)\.tar", source["url"]).group(1)
    assert "_%s+" % version in tarball, "sources.txt and the manifest do not name the same " + module["name"]
    return [{"type": "archive", "path": tarball, "sha256": digest},
            {"type": "shell", "commands": ["[ -e configure ] || (touch ChangeLog; autoreconf -fi)"]}]


def write_manifest(folder):
    """Writes the manifest into the folder, beside what it needs, and gives its path."""
    changed = manifest()
    for module in changed["modules"]:
        module["sources"] = [new for source in module["sources"]
                             for new in source_for(module, source, folder)]
    path = os.path.join(folder, os.path.basename(MANIFEST))
    with open(path, "w") as file:
        json.dump(changed, file, indent=4)
    return path
