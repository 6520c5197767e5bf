# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the unittest classes of a file and reports in TAP, for meson."""
import os
import sys
import traceback
import unittest


class TapResult(unittest.TestResult):
    def startTestRun(self):
        self.number = 0

    def report(self, test, passed, remark=""):
        self.number += 1
        name = test.id().partition(".")[2]
        word = "ok" if passed else "not ok"
        print("%s %d - %s%s" % (word, self.number, name, remark), flush=True)

    def explain(self, err):
        for line in "".join(traceback.format_exception(*err)).splitlines():
            print("# " + line[:2000], flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.bad_parts = 0

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.bad_parts += 1
            print("# %s" % subtest, flush=True)
            self.explain(err)

    def stopTest(self, test):
        if self.bad_parts:
            self.report(test, False)
        super().stopTest(test)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.report(test, True)

    def addError(self, test, err):
        super().addError(test, err)
        self.explain(err)
        self.report(test, False)

    addFailure = addError

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.report(test, True, " # SKIP " + reason)


def skip_all(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def fail_all(reason):
    print("1..1\nnot ok 1 - " + reason)
    sys.exit(1)


def main_unless(reason):
    """Runs all tests. With a reason not to they are skipped, or fail where all must be run."""
    if reason and os.environ.get("ANSER_TEST_REQUIRE_SERVERS") == "1":
        fail_all(reason)
    if reason:
        skip_all(reason)
    main()


def main(names=None):
    """Runs all tests of __main__, or those named on the command line: CLASS or CLASS.TEST."""
    module = sys.modules["__main__"]
    loader = unittest.defaultTestLoader
    names = names or sys.argv[1:]
    suite = (loader.loadTestsFromNames(names, module) if names
             else loader.loadTestsFromModule(module))
    count = suite.countTestCases()
    print("1..%d" % count, flush=True)
    result = TapResult()
    result.startTestRun()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() and result.number == count else 1)
