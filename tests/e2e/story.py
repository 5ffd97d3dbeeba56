"""What the stories share: the program under test, a folder to run it in, and
the CSV files of a result as any reader sees them."""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

YOKE = pathlib.Path()
PROJECT = pathlib.Path()


class Story(unittest.TestCase):
    """One folder for all tests of a class; results lie in it."""

    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory(prefix="yoke-e2e-")
        cls.addClassCleanup(holder.cleanup)
        cls.folder = pathlib.Path(holder.name)

    @classmethod
    def yoke(cls, *arguments, expect=0):
        """Run `yoke ARGUMENTS` in the folder; returns what it printed."""
        done = subprocess.run([YOKE, *arguments], cwd=cls.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode != expect:
            raise AssertionError(
                f"yoke {' '.join(map(str, arguments))}: exit {done.returncode}, not {expect}\n"
                f"{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr


def read_csv(path):
    """The header, and a list of each row's fields."""
    with open(path, encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text, strict=True))
    return rows[0], rows[1:]


def read_rows(path):
    """Rows as dictionaries by column name."""
    header, rows = read_csv(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


def main():
    """YOKE PROJECT [unittest's arguments]"""
    global YOKE, PROJECT
    YOKE = pathlib.Path(sys.argv[1]).resolve()
    PROJECT = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
