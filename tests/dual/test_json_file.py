# SPDX-License-Identifier: MIT
"""A JSON text that is written value by value and read in pieces of any size."""

import json
import unittest

from agent.json_file import JsonFile

_ROWS = [{"id": "a%d" % number, "note": "\u91d1\u989d"} for number in range(60)]


def read(file, step):
    """Return the text, read `step` bytes at a time, and what a read beyond its end finds."""
    text = b""
    buffer = bytearray(step)
    while len(text) < file.size:
        count = file.read(len(text), buffer)
        text += bytes(buffer[:count])
    return text, file.read(file.size, buffer)


class Files(unittest.TestCase):
    def test_an_object_is_what_was_written_whatever_the_pieces(self):
        file = JsonFile()
        file["firmware"] = "0.1.0"
        file.write_list((row for row in _ROWS), "rows")
        file.write_list((), "none")
        file["nested"] = {"deep": [1, None, True]}
        file.end()
        whole, _ = read(file, file.size)
        self.assertEqual(
            json.loads(whole),
            {"firmware": "0.1.0", "rows": _ROWS, "none": [], "nested": {"deep": [1, None, True]}},
        )
        for step in (1, 7, 255, 256, 257, 1000):
            self.assertEqual(read(file, step), (whole, 0))

    def test_a_list_stands_alone_too(self):
        for rows in ([], _ROWS[:1], _ROWS):
            file = JsonFile()
            file.write_list(rows)
            self.assertEqual(json.loads(read(file, 300)[0]), rows)


if __name__ == "__main__":
    unittest.main()
