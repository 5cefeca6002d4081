#!/usr/bin/env python3
"""Draws five-symbols.svg: five symbols of an alphabet held out of training, one drawing of each, and the answers to drawings of other people.

    docs/images/five-symbols.py METALEARN OMNIGLOT

METALEARN is the tool, OMNIGLOT the folder with images_background_small1.zip and images_background_small2.zip. Python's own modules are enough.
"""
import csv
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

HELD_OUT = ["Korean", "Tagalog"]
ALPHABET = "Tagalog"
CHARACTERS = ["character01", "character02", "character03", "character04", "character05"]
SUPPORT, QUERIES = 0, [1, 2, 3]  # drawers: the first one teaches, the next three ask
CONFIGURATION = {
    "data": {"kind": "folder", "path": "drawings", "invert": True, "split": {"by": "groups", "testGroups": HELD_OUT}},
    "learner": {"name": "prototypicalNetwork", "ways": 20, "shots": 1, "queryShots": 5, "metaSteps": 150, "metaBatchSize": 4},
    "backbone": {"kind": "conv4"},
    "evaluation": {"ways": 5, "shots": 1, "queryShots": 15, "episodes": 600},
    "training": {"seed": 1},
}
CELL, GAP, LEFT = 84, 14, 86


def bits(png):
    """The rows of a grey picture of one bit a pixel; true is ink."""
    position, data = 8, b""
    while position < len(png):
        length, kind = struct.unpack(">I4s", png[position:position + 8])
        body = png[position + 8:position + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert (depth, colour, interlaced) == (1, 0, 0)
        elif kind == b"IDAT":
            data += body
        position += length + 12
    stride, rows, raw = (width + 7) // 8, [], zlib.decompress(data)
    above = bytes(stride)
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            a, b, c = (line[i - 1] if i else 0), above[i], (above[i - 1] if i else 0)
            nearest = min((a, b, c), key=lambda v: abs(a + b - c - v))
            line[i] = (line[i] + (0, a, b, (a + b) // 2, nearest)[kind]) & 255
        above = bytes(line)
        rows.append([not line[x // 8] >> (7 - x % 8) & 1 for x in range(width)])
    return rows


def path(rows):
    """The ink as horizontal runs of pixels."""
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return "".join(parts)


def cell(column, y, png, frame, caption):
    x, rows = LEFT + column * (CELL + GAP), bits(png)
    return (f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="#fff" stroke="{frame}" stroke-width="2"/>'
            f'<path transform="translate({x},{y}) scale({CELL / len(rows):.4f})" d="{path(rows)}"/>'
            f'<text x="{x + CELL // 2}" y="{y + CELL + 15}" text-anchor="middle" fill="{frame}">{caption}</text>\n')


def main(tool, omniglot):
    tool = str(pathlib.Path(tool).resolve())
    pictures = {}
    for name in ("images_background_small1.zip", "images_background_small2.zip"):
        with zipfile.ZipFile(pathlib.Path(omniglot) / name) as archive:
            for entry in archive.namelist():
                if entry.endswith(".png"):
                    pictures[entry.split("/", 1)[1]] = archive.read(entry)
    chosen = [sorted(p for p in pictures if p.startswith(f"{ALPHABET}/{c}/")) for c in CHARACTERS]
    with tempfile.TemporaryDirectory() as work:
        def write(file, content):
            target = pathlib.Path(work) / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

        def call(*arguments):
            return subprocess.run([tool, *arguments], cwd=work, check=True, stdout=subprocess.PIPE, text=True).stdout

        for name, content in pictures.items():
            write(f"drawings/{name}", content)
        for number, drawings in enumerate(chosen, start=1):
            write(f"support/{number}/drawing.png", pictures[drawings[SUPPORT]])
            for q in QUERIES:
                write(f"queries/{number}-{q}.png", pictures[drawings[q]])
        write("run.json", json.dumps(CONFIGURATION).encode())
        print(call("train", "run.json", "--output", "run"))
        call("adapt", "run", "--support", "support", "--output", "five.zip")
        answers = {pathlib.Path(row["input"]).stem: row["label"] for row in csv.DictReader(io.StringIO(call("predict", "five.zip", "queries")))}

    top, step = 34, CELL + 34
    body = "".join(cell(n, top, pictures[drawings[SUPPORT]], "#57606a", n + 1) for n, drawings in enumerate(chosen))
    right = 0
    for line, q in enumerate(QUERIES):
        for n, drawings in enumerate(chosen):
            answer = answers[f"{n + 1}-{q}"]
            right += answer == str(n + 1)
            body += cell(n, top + 26 + (line + 1) * step, pictures[drawings[q]], "#1a7f37" if answer == str(n + 1) else "#cf222e", answer)
    width, height = LEFT + 5 * CELL + 4 * GAP + 16, top + 26 + 4 * step
    words = (f'<text x="14" y="{top + CELL // 2}">support</text><text x="14" y="{top + 26 + step + CELL // 2}">queries</text>'
             f'<line x1="14" x2="{width - 14}" y1="{top + step + 4}" y2="{top + step + 4}" stroke="#d0d7de"/>')
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           f'font-family="sans-serif" font-size="14" fill="#1f2328">\n<rect width="100%" height="100%" fill="#fff"/>\n{words}\n{body}</svg>\n')
    pathlib.Path(__file__).with_suffix(".svg").write_text(svg)
    print(f"{right} of {len(answers)} right")


main(*sys.argv[1:])
