# SPDX-License-Identifier: GPL-3.0-or-later
"""measure.py FILE COMMAND…: runs COMMAND, then writes its exit status and its peak memory in KiB into
FILE. A process of its own, because a peak counts from the process that forks: a test with servers in
it is larger than what it tests."""
import os
import subprocess
import sys

process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as file:
    print(os.waitstatus_to_exitcode(status), usage.ru_maxrss, file=file)
