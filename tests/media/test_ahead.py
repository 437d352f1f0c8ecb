"""Work in a thread ahead of who takes it: in order, with its errors, and ended with the taking."""

import threading
import time

import pytest

from generec.media.ahead import ahead


def test_all_come_in_order_worked_out_elsewhere():
    seen = []

    def items():
        for at in range(50):
            seen.append(threading.current_thread().name)
            yield at

    assert list(ahead(items())) == list(range(50))
    assert set(seen) == {"ahead"}


def test_no_more_is_worked_out_than_there_is_room_for():
    done = []

    def items():
        for at in range(100):
            done.append(at)
            yield at

    line = ahead(items(), room=2)
    assert next(line) == 0
    time.sleep(0.3)
    assert len(done) <= 4
    line.close()


def test_an_error_comes_in_its_place():
    def items():
        yield 1
        raise OSError("the disk is full")

    line = ahead(items())
    assert next(line) == 1
    with pytest.raises(OSError, match="the disk is full"):
        next(line)


def test_who_stops_taking_ends_the_work():
    closed = threading.Event()

    def items():
        try:
            yield from range(1000)
        finally:
            closed.set()

    line = ahead(items())
    assert next(line) == 0
    line.close()
    assert closed.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "ahead"]
