"""Processor time is what counts, not how long one waited for it."""

import subprocess
import sys
import time

import pytest

from generec.jobs.metering import Meter, processor_s


def test_waiting_costs_nothing_and_work_of_programs_that_were_run_counts():
    meter = Meter()
    meter.begin("a")
    time.sleep(0.3)
    assert meter.end("a") < 0.2
    meter.begin("b")
    before = processor_s()
    subprocess.run([sys.executable, "-c", "sum(range(6_000_000))"], check=True)
    assert meter.end("b") == pytest.approx(processor_s() - before, abs=0.05)
    assert processor_s() - before > 0.03


def test_jobs_at_a_time_share_what_is_spent_and_one_alone_takes_all():
    told = iter([0.0, 4.0, 10.0, 11.0])
    meter = Meter(lambda: next(told))
    meter.begin("a")
    meter.begin("b")
    assert meter.end("a") == 4.0 + 3.0
    assert meter.end("b") == 3.0 + 1.0


def test_what_was_not_begun_cost_nothing():
    assert Meter().end("a") == 0.0
