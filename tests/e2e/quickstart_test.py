#!/usr/bin/env python3
"""quickstart in miniature: a tiny suite is measured, drawn and reported, twice;
then every file of the result is read as a stranger's tool reads it."""
import json
import re
import subprocess

import story

SUITE = """\
suite: tiny
workloads:
  - {use: null}
  - {use: cpu.sumsq, n: 1000}
executors:
  - {kind: [threads, processes], workers: [1, 2]}
measure: {blocks: 2, time: 20ms}
"""
BLOCKS = 2
CELLS = 2 * 2 * 2 + 1  # workloads × kinds × workers, and the duplicate


class Quickstart(story.Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "tiny.yaml").write_text(SUITE, encoding="utf-8")
        cls.screen = cls.yoke("run", "tiny.yaml", "--seed", "7")
        cls.result = cls.folder / "results" / "tiny-0001"
        cls.yoke("plot", "results/tiny-0001")
        cls.yoke("report", "results/tiny-0001")

    def csv_files(self):
        files = sorted(self.result.glob("*.csv"))
        names = {path.name for path in files}
        self.assertLessEqual({"runs.csv", "factors.csv", "cells.csv", "histogram.csv"}, names)
        return files

    def test_every_run_of_every_cell_is_a_valid_row(self):
        rows = story.read_rows(self.result / "runs.csv")
        self.assertEqual(len(rows), BLOCKS * CELLS)
        self.assertEqual(len({row["run_id"] for row in rows}), BLOCKS * CELLS)
        for row in rows:
            self.assertEqual(row["status"], "valid", row)
            self.assertEqual(row["failures"], "0")
        # Not each: on a busy machine a worker may get no CPU for 20 ms.
        self.assertGreater(sum(int(row["tasks"]) for row in rows), BLOCKS * CELLS)

    def test_each_block_runs_every_cell_once(self):
        rows = story.read_rows(self.result / "runs.csv")
        for block in {row["block"] for row in rows}:
            cells = [row["cell_id"] for row in rows if row["block"] == block]
            self.assertEqual(len(set(cells)), CELLS)
            self.assertEqual(len(cells), CELLS)

    def test_few_blocks_give_no_verdict(self):
        self.assertNotRegex(self.screen, r"(threads|processes) faster|same within")

    def test_csv__python_finds_equal_rows(self):
        for path in self.csv_files():
            with self.subTest(path.name):
                header, rows = story.read_csv(path)
                self.assertEqual(len(header), len(set(header)))
                for name in header:
                    self.assertRegex(name, r"^[a-z][a-z0-9_]*$")
                for row in rows:
                    self.assertEqual(len(row), len(header), row)
                    for value in row:
                        self.assertNotRegex(value.lower(), r"^-?(nan|inf|infinity)$")

    def test_csv__has_unix_lines_and_ends_with_one(self):
        for path in self.csv_files():
            with self.subTest(path.name):
                content = path.read_bytes()
                self.assertNotIn(b"\r", content)
                self.assertTrue(content.endswith(b"\n"))

    def test_csv__gnuplot_finds_every_column_by_name(self):
        for path in self.csv_files():
            header, rows = story.read_csv(path)
            if not rows:
                continue
            with self.subTest(path.name):
                script = (
                    'set datafile separator ","; set datafile columnheaders; '
                    f'do for [name in "{" ".join(header)}"] {{ '
                    f'stats "{path}" using (strlen(strcol(name)) >= 0 ? 1 : 0) '
                    'name "S" nooutput; print name, " ", S_records }')
                done = subprocess.run(["gnuplot", "-e", script], text=True,
                                      capture_output=True, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                said = dict(line.split() for line in done.stderr.splitlines())
                self.assertEqual({name: str(len(rows)) for name in header}, said)

    def test_csv__keys_join_the_files(self):
        runs = story.read_rows(self.result / "runs.csv")
        cells = {row["cell_id"] for row in runs}
        run_ids = {row["run_id"] for row in runs}
        for path in self.csv_files():
            for row in story.read_rows(path):
                self.assertIn(row.get("cell_id") or min(cells), cells, path.name)
                self.assertIn(row.get("run_id") or min(run_ids), run_ids, path.name)

    def test_schema__readme_lists_each_column_in_order(self):
        """results/README.md: a section `## name.csv`, a table row a column."""
        text = (story.PROJECT / "results" / "README.md").read_text(encoding="utf-8")
        for path in self.csv_files():
            with self.subTest(path.name):
                section = re.search(
                    rf"^#+ `?{re.escape(path.name)}`?.*?(?=^#+ |\Z)", text, re.M | re.S)
                self.assertIsNotNone(section, "no section of results/README.md")
                listed = re.findall(r"^\| *`([a-z0-9_]+)`", section.group(0), re.M)
                self.assertEqual(listed, story.read_csv(path)[0])

    def test_manifest_and_topology_are_there(self):
        manifest = json.loads((self.result / "manifest.json").read_text(encoding="utf-8"))
        self.assertIsInstance(manifest, dict)
        topology = (self.result / "topology.xml").read_text(encoding="utf-8")
        self.assertIn("<topology", topology)

    def test_pictures_and_report_are_drawn(self):
        pictures = [path for path in self.result.rglob("*.svg")]
        self.assertGreaterEqual(len(pictures), 3)
        for path in pictures:
            self.assertIn("</svg>", path.read_text(encoding="utf-8"), path)
        report = (self.result / "report.html").read_text(encoding="utf-8")
        self.assertIn("</html>", report)
        self.assertNotRegex(report, r"""(src|href)=["']https?://""")

    def test_a_second_run_lies_beside_the_first(self):
        before = (self.result / "runs.csv").read_bytes()
        self.yoke("run", "tiny.yaml", "--blocks", "1")
        latest = (self.folder / "results" / "latest").resolve()
        self.assertEqual(latest, (self.folder / "results" / "tiny-0002").resolve())
        self.assertEqual(before, (self.result / "runs.csv").read_bytes())


if __name__ == "__main__":
    story.main()
