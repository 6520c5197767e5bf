#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does ahead what takes long before the Flatpak can be tested: what it is built with, and its build."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sandbox

reason = sandbox.why_not()
if not reason:
    sandbox.enter()
    reason = sandbox.why_not_provided()
if reason:
    sys.exit(reason)
sandbox.Flatpak().build()
