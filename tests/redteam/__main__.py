"""`cd tests && python -m redteam [CATEGORY ...]`: the table, and what of the open part came through."""

import sys
import tempfile
from pathlib import Path

from .cases import CATEGORIES
from .runner import run

with tempfile.TemporaryDirectory() as folder:
    report = run(Path(folder), categories=sys.argv[1:] or None)
sys.stdout.write(report.table() + "\n")
for category in CATEGORIES:
    for line in report.missed(category, part="open"):
        sys.stdout.write(line + "\n")
sys.stdout.write(f"false alarms by check: {dict(report.alarming())}\n")
sys.stdout.write("slowest: ")
slow = sorted(report.results, key=lambda one: -one.cpu_s)[:8]
sys.stdout.write(", ".join(f"{one.case.id} {one.cpu_s:.1f} s" for one in slow) + "\n")
