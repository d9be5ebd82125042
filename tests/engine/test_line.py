from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.engine.queue_monitor import QueueMonitor
from tests.helpers.profiles import examples


def test_one_who_waits() -> None:
    line = QueueMonitor("courier")
    line.enter(10)
    assert (line.waiting, line.entered, line.left, line.area) == (1, 1, 0, 0)
    assert line.leave(25, 10) == 15
    assert (line.waiting, line.entered, line.left, line.area, line.total_wait) == (0, 1, 1, 15, 15)


def test_two_who_overlap() -> None:
    line = QueueMonitor("courier")
    line.enter(0)
    line.enter(10)
    assert line.leave(30, 10) == 20, "the later one may leave first"
    line.close(50)
    assert (line.waiting, line.area, line.total_wait) == (1, 10 + 2 * 20 + 20, 20)


def test_an_empty_line_gathers_no_area() -> None:
    line = QueueMonitor("courier")
    line.enter(100)
    line.leave(100, 100)
    line.close(10**15)
    assert (line.area, line.total_wait) == (0, 0)


def test_closing_twice_adds_nothing() -> None:
    line = QueueMonitor("courier")
    line.enter(5)
    line.close(20)
    line.close(20)
    assert line.area == 15


@given(
    st.lists(st.tuples(st.integers(0, 10**13), st.booleans(), st.integers(0, 10**6)), max_size=60),
    st.integers(0, 10**13),
)
@settings(max_examples=examples(200), deadline=None)
def test_littles_law_holds_to_the_tick(steps: list[tuple[int, bool, int]], rest: int) -> None:
    """The area under the number waiting is the sum of all waits, those still open included, in any order of leaving."""
    line, now = QueueMonitor("any"), 0
    waiting: list[int] = []
    waits: list[int] = []
    for step, enters, which in steps:
        now += step
        if enters or not waiting:
            line.enter(now)
            waiting.append(now)
        else:
            since = waiting.pop(which % len(waiting))
            assert line.leave(now, since) == now - since
            waits.append(now - since)
        assert line.area == sum(waits) + sum(now - since for since in waiting)
    end = now + rest
    line.close(end)
    assert line.area == sum(waits) + sum(end - since for since in waiting)
    assert line.total_wait == sum(waits)
    assert (line.waiting, line.left, line.entered) == (len(waiting), len(waits), len(waiting) + len(waits))
