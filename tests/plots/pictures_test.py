#!/usr/bin/env python3
"""What must be in each picture, of good results and of bad ones. gnuplot's
warnings need no look here: `yoke plot` fails on them."""
import csv
import re
import shutil
import subprocess
import xml.etree.ElementTree as tree

import result_folder

SVG = "{http://www.w3.org/2000/svg}"
BLUE, VERMILLION = "rgb(  0, 114, 178)", "rgb(213,  94,   0)"
BEGINNINGS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "txt": b""}


def texts(svg):
    """All that can be read in an SVG picture."""
    return ["".join(text.itertext()).strip() for text in svg.iter(SVG + "text")]


def paths(svg, colour):
    """Lines of a colour: curves and error bars."""
    return [path for path in svg.iter(SVG + "path") if path.get("stroke") == colour]


def curves(svg, colour):
    """Lines drawn in one stroke: error bars lift the pen."""
    return [path for path in paths(svg, colour) if path.get("d").count("M") == 1]


def points(svg, colour):
    return [use for use in svg.iter(SVG + "use")
            if use.get("color") == colour and "scale" in use.get("transform", "")]


class Pictures(result_folder.ResultFolder):
    def drawn(self, name):
        """The SVG pictures of a result, by name."""
        self.yoke("plot", name)
        return {path.stem: tree.parse(path).getroot()
                for path in (self.folder / name / "plots").glob("*.svg")}

    def test_every_result_in_every_format(self):
        for name in result_folder.NAMES:
            with self.subTest(name):
                out, err = self.yoke("plot", name, "--format", "svg,png,pdf,text")
                for line in err.splitlines():
                    self.assertIn("left out: the result lacks", line)
                drawn = {path.name for path in (self.folder / name / "plots").iterdir()}
                for picture in ("throughput", "latency"):
                    for ending, beginning in BEGINNINGS.items():
                        self.assertIn(f"{name}/plots/{picture}.{ending}\n", out)
                        self.assertIn(f"{picture}.{ending}", drawn)
                        content = (self.folder / name / "plots" /
                                   f"{picture}.{ending}").read_bytes()
                        self.assertTrue(content.startswith(beginning))
                        self.assertGreater(len(content), 500)

    def test_data_has_equal_rows_and_joins_the_cells(self):
        self.yoke("plot", "quickstart")
        with open(self.folder / "quickstart" / "runs.csv", encoding="utf-8") as file:
            cells = {row["cell_id"] for row in csv.DictReader(file, strict=True)}
        for picture, key in (("throughput", "cell_id"), ("latency", "cell_id"),
                             ("forest", "a")):
            path = self.folder / "quickstart" / "plots" / f"{picture}.csv"
            with open(path, encoding="utf-8") as file:
                rows = list(csv.DictReader(file, strict=True))
            self.assertTrue(rows)
            for row in rows:
                self.assertNotIn(None, row)
                self.assertNotIn(None, row.values())
                self.assertIn(row[key], cells)

    def test_anyone_can_draw_it_again(self):
        self.yoke("plot", "quickstart")
        folder = self.folder / "quickstart" / "plots"
        for picture in ("throughput", "latency", "forest"):
            before = (folder / f"{picture}.svg").read_bytes()
            (folder / f"{picture}.svg").unlink()
            done = subprocess.run(["gnuplot", "-d", f"{picture}.gp"], cwd=folder, text=True,
                                  capture_output=True, check=True)
            self.assertEqual(done.stdout + done.stderr, "")
            self.assertEqual((folder / f"{picture}.svg").read_bytes(), before)

    def test_throughput__titles_axes_curves(self):
        svg = self.drawn("quickstart")["throughput"]
        seen = texts(svg)
        self.assertIn("Throughput by number of workers", seen)
        for panel in ("cpu.sha256", "io.file_read", "io.file_meta", "memory.fault"):
            self.assertIn(panel, seen)
        for axis, times in (("workers", 4), ("MB/s", 1), ("k operations/s", 2),
                            ("M operations/s", 1), ("threads", 4), ("processes", 4),
                            ("over 2 CPUs", 4), ("0", 4)):
            self.assertEqual(seen.count(axis), times, axis)
        for colour in (BLUE, VERMILLION):
            self.assertEqual(len(curves(svg, colour)), 4)
            self.assertEqual(len(points(svg, colour)), 12)
        dashed = [path.get("stroke-dasharray") for path in curves(svg, VERMILLION)]
        self.assertTrue(all(dashed))
        self.assertFalse(any(path.get("stroke-dasharray") for path in curves(svg, BLUE)))
        caption = " ".join(seen)
        for part in ("up to 8 runs", "95 % intervals", "hollow", "199 of 200 runs valid"):
            self.assertIn(part, caption)

    def test_throughput__a_cell_without_runs_is_a_gap(self):
        svg = self.drawn("invalid")["throughput"]
        # io.file_meta has points at 1 and 4 workers, and no line between them.
        for colour in (BLUE, VERMILLION):
            self.assertEqual(len(curves(svg, colour)), 3)
            self.assertEqual(len(points(svg, colour)), 11)

    def test_throughput__nothing_at_all_is_said(self):
        self.assertIn("no valid run", texts(self.drawn("extreme")["throughput"]))

    def test_throughput__twelve_arms_are_all_named(self):
        svg = self.drawn("twelve_arms")["throughput"]
        labels = [text for text in texts(svg) if re.match("(threads|processes), ", text)]
        self.assertEqual(len(set(labels)), 12)
        heights = sorted(self.heights_of(svg, labels))
        for lower, upper in zip(heights, heights[1:]):
            self.assertGreater(upper - lower, 12, "labels overlap")

    def heights_of(self, svg, labels):
        for group in svg.iter(SVG + "g"):
            text = group.find(SVG + "text")
            if text is not None and "".join(text.itertext()).strip() in labels:
                yield float(re.match(r"translate\([^,]*,([^)]*)\)",
                                     group.get("transform")).group(1))

    def test_latency__percentiles_and_curves(self):
        svg = self.drawn("quickstart")["latency"]
        seen = texts(svg)
        self.assertEqual(seen.count("percentile"), 4)
        for tick in ("50", "90", "99", "99.9"):
            self.assertIn(tick, seen)
        self.assertTrue(any(text.endswith("µs") for text in seen))
        for colour in (BLUE, VERMILLION):
            self.assertEqual(len(curves(svg, colour)), 4)
        self.assertIn("closed loop", " ".join(seen))

    def test_latency__ends_where_samples_do(self):
        self.drawn("quickstart")
        path = self.folder / "quickstart" / "plots" / "latency.csv"
        with open(path, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                missing = 1 - float(row["percentile"]) / 100
                self.assertGreaterEqual(float(row["n"]) * missing, 3.7 * 0.999)

    def test_forest__rows_intervals_verdicts(self):
        svg = self.drawn("quickstart")["forest"]
        seen = texts(svg)
        self.assertIn("throughput, processes ÷ threads", seen)
        for text in ("7.6×  processes faster", "1.04×  not decided: ~85 more blocks",
                     "2 workers", "1×", "8×", "← threads better"):
            self.assertIn(text, seen)
        with open(self.folder / "quickstart" / "plots" / "forest.csv",
                  encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 12)
        self.assertEqual(len(points(svg, "black")), len(rows))
        # A bar lifts the pen twice: the line, and its two ends.
        strokes = sum(path.get("d").count("M") for path in paths(svg, "black"))
        self.assertGreaterEqual(strokes, 3 * sum(bool(row["low"]) for row in rows))

    def test_names_are_text_whatever_they_look_like(self):
        for picture, svg in self.drawn("long_names").items():
            seen = texts(svg)
            self.assertTrue(any("plug'in.<b>&{x_1}^2 \\alpha %s" in text for text in seen),
                            (picture, seen))
            self.assertTrue(any("external.a_workload" in text and "…" in text
                                for text in seen), picture)

    def test_list__says_what_is_lacking(self):
        out, _ = self.yoke("plot", "one_cell", "--list")
        self.assertRegex(out, r"forest .*\n +lacks a block with valid runs of both")
        self.assertRegex(out, r"throughput .*\n +ready")
        out, _ = self.yoke("plot", "quickstart", "--list")
        self.assertNotIn("lacks", out)

    def test_text_is_printed(self):
        out, _ = self.yoke("plot", "quickstart", "--picture", "forest", "--format", "text")
        self.assertIn("memory.fault", out)
        self.assertIn("processes faster", out)

    def test_wrong_input_says_what_is_right(self):
        for arguments, code, wanted in (
                (["--picture", "forset"], 3, 'did you mean "forest"?'),
                (["--format", "jpg"], 3, "use svg, png, pdf or text"),
                (["--format", ""], 3, "use svg, png, pdf or text"),
                (["one_cell", "--picture", "forest"], 4, "picture forest lacks a block"),
                (["nowhere"], 3, "has a runs.csv")):
            with self.subTest(arguments):
                _, err = self.yoke("plot", *arguments, expect=code)
                self.assertIn(wanted, err)

    def test_a_warning_of_gnuplot_is_an_error(self):
        scripts = self.folder / "scripts"
        shutil.copytree(result_folder.PLOTS, scripts)
        with open(scripts / "latency.gp", "a", encoding="utf-8") as file:
            file.write("print 'a planted warning'\n")
        _, err = self.yoke("plot", "quickstart", expect=4, YOKE_PLOTS_DIR=str(scripts))
        self.assertIn("picture latency (svg): gnuplot said: a planted warning", err)

    def test_without_gnuplot_it_says_so(self):
        _, err = self.yoke("plot", "quickstart", expect=4, PATH="/nowhere")
        self.assertIn("gnuplot is not installed", err)
        _, err = self.yoke("plot", "quickstart", expect=4, YOKE_PLOTS_DIR="/nowhere")
        self.assertIn("YOKE_PLOTS_DIR", err)

    def test_a_broken_histogram_is_named(self):
        broken = self.folder / "broken"
        shutil.copytree(self.folder / "one_cell", broken)
        with open(broken / "histogram.csv", "a", encoding="utf-8") as file:
            file.write("nobody,,total,1,2,3\n")
        _, err = self.yoke("plot", "broken", expect=4)
        self.assertRegex(err, r"histogram\.csv:\d+: column 'run_id' is 'nobody'")


if __name__ == "__main__":
    result_folder.main()
