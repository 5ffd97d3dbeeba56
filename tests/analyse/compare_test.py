#!/usr/bin/env python3
"""yoke compare, as a user runs it, on results with known answers."""
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

YOKE, MAKE_RESULT = (pathlib.Path(path).resolve() for path in sys.argv[1:3])


class Compare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory(prefix="yoke-compare-")
        cls.addClassCleanup(holder.cleanup)
        cls.folder = pathlib.Path(holder.name)
        for name in ("quickstart", "long_names", "extreme", "one_cell", "twelve_arms"):
            target = cls.folder / "results" / name
            target.mkdir(parents=True)
            subprocess.run([MAKE_RESULT, name, target], check=True)
        (cls.folder / "results" / "latest").symlink_to("quickstart")

    def compare(self, *arguments, expect=0):
        done = subprocess.run([YOKE, "compare", *arguments], cwd=self.folder, text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout if expect == 0 else done.stderr

    def test_without_arguments_takes_the_latest(self):
        text = self.compare()
        self.assertEqual(text, self.compare("quickstart"))
        self.assertEqual(text, self.compare("results/quickstart/"))
        self.assertRegex(text, r"processes ÷ threads, throughput \(more is better\) +8 blocks")
        self.assertRegex(text, r" 2 workers +7\.6× \[7\.2, 7\.8\] .*● +processes faster")
        self.assertIn("gates OFF_CPU: 1 run", text)

    def test_every_row_has_one_point_and_whole_bars(self):
        for name in ("quickstart", "long_names", "extreme", "twelve_arms"):
            lines = self.compare(name).splitlines()
            self.assertTrue(any("●" in line for line in lines))
            for line in lines:
                self.assertLessEqual(line.count("●") + line.count("○"), 1, line)
                self.assertLessEqual(line.count("├"), 1, line)
                self.assertNotRegex(line, "┤.*[├─]", line)

    def test_where_narrows_and_explains(self):
        text = self.compare("--where", "workload=memory.fault", "--where", "workers=2")
        self.assertIn("why   2 threads reach 0.27× of one; processes 1.92×", text)
        self.assertIn("memory (PSS) 3.10 MB → 9.80 MB", text)
        self.assertNotIn("io.file_read", text)
        self.assertNotIn("4 workers", text)

    def test_json_has_everything(self):
        answer = json.loads(self.compare("--json"))
        self.assertEqual(len(answer["comparisons"]), 12)
        self.assertEqual(len(answer["noise_floor"]), 1)
        primaries = [one for one in answer["comparisons"] if one["family"] == "primary"]
        self.assertEqual(len(primaries), 4)
        fault = next(one for one in primaries if one["a"]["workload"] == "memory.fault")
        self.assertEqual(fault["verdict"], "differs")
        self.assertEqual(fault["a"]["executor"], "processes")
        self.assertLess(fault["low"], fault["ratio"])
        self.assertLess(fault["ratio"], fault["high"])
        undecided = next(one for one in primaries if one["low"] is None)
        self.assertEqual(undecided["verdict"], "too_few_blocks")

    def test_csv_has_the_columns_of_compare_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.compare("--csv")), strict=True))
        self.assertEqual(len(rows), 12)
        self.assertEqual(rows[0]["executor"], "processes/threads")
        self.assertEqual(sum(row["family"] == "primary" for row in rows), 4)

    def test_by_any_factor(self):
        text = self.compare("--by", "workers", "--metric", "latency_p99")
        self.assertIn("worker_count, p99 latency (less is better)", text)
        self.assertIn("2 workers ÷ 1", text)
        self.assertIn("compact ÷ none", self.compare("twelve_arms", "--by", "placement"))

    def test_wrong_input_says_what_is_right(self):
        for arguments, wanted in (
                (["nowhere"], 'neither it nor results/nowhere has a runs.csv'),
                (["--by", "exector"], 'did you mean "executor"?'),
                (["--metric", "throughptu"], 'did you mean "throughput"?'),
                (["--where", "wrkload=null"], 'did you mean "workload"?'),
                (["--where", "workload=memory.fautl"], 'did you mean "memory.fault"?'),
                (["--where", "workload=null"], "this result has cpu.sha256, io.file_read"),
                (["--where", "null"], "key=value is needed"),
                (["--jsno"], "did you mean --json?"),
                (["quickstart", "extreme"], "one result at a time"),
                (["one_cell"], "no two cells differ in executor alone"),
                (["--by", "placement"], "no two cells differ in placement alone")):
            with self.subTest(arguments):
                self.assertIn(wanted, self.compare(*arguments, expect=3))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
