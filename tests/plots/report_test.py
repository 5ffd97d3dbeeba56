#!/usr/bin/env python3
"""yoke report: one file, well-formed, escaped, that needs nothing from outside."""
import html.parser
import re

import result_folder

VOID = {"meta", "br", "link", "img"}


class Reader(html.parser.HTMLParser):
    """Checks that tags are closed in order; collects ids, links and text."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.text, self.rows = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "href", "xlink:href"):
                self.links.append(value)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        last = self.open.pop() if self.open else None
        if last != tag:
            raise AssertionError(f"</{tag}> closes <{last}> at {self.getpos()}")

    def handle_data(self, data):
        self.text.append(data)


class Report(result_folder.ResultFolder):
    def read(self, name):
        out, err = self.yoke("report", name)
        self.assertEqual((out, err), (f"{name}/report.html\n", ""))
        page = (self.folder / name / "report.html").read_text(encoding="utf-8")
        reader = Reader()
        reader.feed(page)
        reader.close()
        self.assertEqual(reader.open, [])
        return page, reader

    def test_every_result_has_one(self):
        for name in result_folder.NAMES:
            with self.subTest(name):
                page, reader = self.read(name)
                self.assertTrue(page.endswith("</html>\n"))
                self.assertEqual(len(reader.ids), len(set(reader.ids)), "doubled ids")
                for link in reader.links:
                    self.assertTrue(link.startswith("#"), link)
                    self.assertIn(link[1:], reader.ids)
                self.assertNotRegex(page, r"url\((?!#)|@import|<script|<link")
                left = [path.name for path in (self.folder / name / "plots").iterdir()
                        if path.name.startswith(".")]
                self.assertEqual(left, [], "temporary files stayed")

    def test_answers_come_first(self):
        page, reader = self.read("quickstart")
        text = " ".join(reader.text)
        sentence = ("memory.fault: use processes: 7.6 times the throughput of threads at "
                    "2 workers.")
        self.assertIn(sentence, text)
        order = [page.index(part) for part in
                 ('id="answers"', 'id="pictures"', 'id="proof"', 'id="session"')]
        self.assertEqual(order, sorted(order))
        for part in ("Noise floor: cpu.sha256, threads × 1", "OFF_CPU",
                     "200 runs: 199 valid, 1 OFF_CPU (kept, excluded)", "98.75 % interval",
                     "The command to repeat it"):
            self.assertIn(part, text)

    def test_each_picture_is_there_wide_and_narrow(self):
        page, _ = self.read("quickstart")
        self.assertEqual(len(re.findall(r"<svg\b", page)), 6)
        self.assertEqual(len(re.findall(r'<div class="narrow">', page)), 3)
        page, reader = self.read("one_arm")
        self.assertEqual(len(re.findall(r"<svg\b", page)), 4)
        self.assertIn("No picture “forest”: the result lacks", " ".join(reader.text))

    def test_tables_have_equal_rows(self):
        page, _ = self.read("quickstart")
        for table in re.findall(r"<table>.*?</table>", page, re.S):
            reader = Reader()
            reader.feed(table)
            self.assertEqual(len(set(reader.rows)), 1)

    def test_what_users_wrote_is_text(self):
        page, reader = self.read("long_names")
        self.assertNotIn("<b>&{", page)
        self.assertIn("plug'in.<b>&{x_1}^2 \\alpha %s", "".join(reader.text))
        self.assertNotIn("<a>", page)

    def test_the_command_can_be_pasted(self):
        _, reader = self.read("quickstart")
        self.assertIn("yoke run 'it'\\''s <a> \"suite\".yaml' --seed 7", "".join(reader.text))

    def test_a_result_that_cannot_be_read_leaves_no_page(self):
        broken = self.folder / "broken"
        broken.mkdir()
        (broken / "runs.csv").write_text("run_id\n", encoding="utf-8")
        _, err = self.yoke("report", "broken", expect=3)
        self.assertIn("manifest.json", err)
        self.assertEqual([path.name for path in broken.iterdir()], ["runs.csv"])


if __name__ == "__main__":
    result_folder.main()
