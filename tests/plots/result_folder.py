"""Fixture results in a folder of their own, and the program run on them."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

YOKE, MAKE_RESULT, PLOTS = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
NAMES = ("quickstart", "one_arm", "one_cell", "twelve_arms", "missing", "invalid",
         "extreme", "long_names", "few_blocks")


class ResultFolder(unittest.TestCase):
    """Makes each named result once for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory(prefix="yoke-plots-")
        cls.addClassCleanup(holder.cleanup)
        cls.folder = pathlib.Path(holder.name)
        for name in NAMES:
            (cls.folder / name).mkdir()
            subprocess.run([MAKE_RESULT, name, cls.folder / name], check=True)

    def yoke(self, *arguments, expect=0, **environment):
        """(stdout, stderr) of `yoke ARGUMENTS`."""
        done = subprocess.run([YOKE, *arguments], cwd=self.folder, text=True,
                              capture_output=True, check=False,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout, done.stderr


def main():
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[4:]], verbosity=2)
