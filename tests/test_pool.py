"""The pool: whatever becomes of a worker, every other item has its result."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from pipeline import pool as pooling
from pipeline.pool import Lost, Pool

Work = Callable[[list[int]], list[int]]


def run(work: Work, batches: list[list[int]], jobs: int = 2, seconds: float = 20.0) -> dict[
    int, int | Lost
]:
    found: dict[int, int | Lost] = {}
    with Pool[int, int](work, jobs, seconds=seconds) as pool:
        for batch, results in pool.run(batches):
            for item, result in zip(batch, results, strict=True):
                assert item not in found
                found[item] = result
    return found


def doubled(batch: list[int]) -> list[int]:
    return [2 * item for item in batch]


def fails_at_three(failure: Callable[[], object]) -> Work:
    def work(batch: list[int]) -> list[int]:
        if 3 in batch:
            failure()
        return doubled(batch)
    return work


def children() -> list[int]:
    path = f"/proc/{os.getpid()}/task"
    found = []
    for thread in os.listdir(path):
        with open(f"{path}/{thread}/children") as file:
            found += [int(pid) for pid in file.read().split()]
    return found


@pytest.fixture(autouse=True)
def _no_child_is_left() -> Iterator[None]:
    before = set(children())
    yield
    assert set(children()) <= before
    assert multiprocessing.active_children() == []


# --- results ---------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [0, 1, 2, 5])
def test_every_item_has_its_result_whatever_the_number_of_jobs(jobs: int) -> None:
    batches = [list(range(start, start + 3)) for start in range(0, 60, 3)]
    assert run(doubled, batches, jobs) == {item: 2 * item for item in range(60)}


def test_results_come_with_their_batch_in_its_order() -> None:
    with Pool[int, int](doubled, 2) as pool:
        found = sorted(pool.run([[3, 1, 2], [9], []]))
    assert found == [([], []), ([3, 1, 2], [6, 2, 4]), ([9], [18])]


def test_no_work_starts_no_process() -> None:
    with Pool[int, int](doubled, 4) as pool:
        assert list(pool.run([])) == []
        assert pool._workers == []


def test_no_more_processes_are_started_than_there_are_batches() -> None:
    with Pool[int, int](doubled, 8) as pool:
        list(pool.run([[1], [2]]))
        assert len(pool._workers) <= 2


def test_a_pool_can_be_used_again() -> None:
    with Pool[int, int](doubled, 2) as pool:
        assert list(pool.run([[1]])) == [([1], [2])]
        assert list(pool.run([[2]])) == [([2], [4])]


def test_work_may_close_over_anything_because_it_is_inherited() -> None:
    lock = threading.Lock()

    def work(batch: list[int]) -> list[int]:
        with lock:
            return [os.getpid() for _ in batch]

    assert os.getpid() not in run(work, [[1], [2]]).values()


def test_results_larger_than_a_pipe_arrive_whole() -> None:
    with Pool[int, bytes](lambda batch: [b"x" * item for item in batch], 2) as pool:
        found = {batch[0]: results for batch, results in pool.run([[10**6], [2 * 10**6]])}
    assert found == {10**6: [b"x" * 10**6], 2 * 10**6: [b"x" * 2 * 10**6]}


# --- workers that are lost -------------------------------------------------------------------


def segfault() -> None:
    faulthandler.disable()  # pytest's would fill the screen
    os.kill(os.getpid(), signal.SIGSEGV)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError("a bug")


@pytest.mark.parametrize(("failure", "reason"), [
    (lambda: os._exit(0), "exit code 0"),
    (lambda: os._exit(7), "exit code 7"),
    (segfault, "killed by SIGSEGV"),
    (kill, "killed by SIGKILL"),
    (fail, "exit code 70"),
    (lambda: bytearray(pooling.MEMORY_LIMIT + 1), "exit code 70"),
], ids=["exit", "exit-7", "segfault", "kill", "exception", "memory"])
@pytest.mark.parametrize("jobs", [1, 3])
def test_an_item_that_kills_its_worker_is_lost_and_no_other(
    failure: Callable[[], object], reason: str, jobs: int
) -> None:
    batches = [[1, 2, 3, 4, 5], [6, 7], [8]]
    found = run(fails_at_three(failure), batches, jobs)
    lost = found.pop(3)
    assert isinstance(lost, Lost) and reason in lost.reason
    assert found == {item: 2 * item for item in (1, 2, 4, 5, 6, 7, 8)}


def test_an_item_that_never_ends_is_lost_and_no_other() -> None:
    def hang() -> None:
        signal.pause()

    started = time.monotonic()
    found = run(fails_at_three(hang), [[1, 3], [4]], seconds=0.1)
    lost = found.pop(3)
    assert isinstance(lost, Lost) and "longer than" in lost.reason
    assert found == {1: 2, 4: 8}
    assert time.monotonic() - started < 5


def test_many_deadly_items_are_each_lost_alone() -> None:
    def work(batch: list[int]) -> list[int]:
        if any(item % 2 for item in batch):
            os._exit(1)
        return doubled(batch)

    found = run(work, [list(range(8)), list(range(8, 12))])
    assert {item for item, result in found.items() if isinstance(result, Lost)} == {
        1, 3, 5, 7, 9, 11}
    assert all(found[item] == 2 * item for item in range(0, 12, 2))


def test_a_worker_that_dies_between_two_batches_costs_nothing() -> None:
    """The kernel may kill an idle worker when memory is short."""
    killed = []

    def deadly() -> Iterator[list[int]]:
        for item in range(3):
            yield [item]
            for worker in pool._workers:
                assert worker.batch is None
                worker.process.kill()
                worker.process.join()
                killed.append(worker.process.pid)

    with Pool[int, int](doubled, 1) as pool:
        found = {batch[0]: results[0] for batch, results in pool.run(deadly())}
    assert found == {0: 0, 1: 2, 2: 4}
    assert len(set(killed)) == 3


def test_a_worker_lives_with_a_lower_limit_that_is_already_set(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    """``ulimit -v`` of the user stays: a process may not raise it."""
    import resource

    hard = 2 << 30
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (hard, hard))

    def set_limit(which: int, limits: tuple[int, int]) -> None:
        if max(limits) > hard:
            raise ValueError("not allowed to raise maximum limit")
        asked.append(limits)

    monkeypatch.setattr(resource, "setrlimit", set_limit)
    assert run(lambda batch: [limits[0] for limits in asked], [[1]]) == {1: hard}


def test_a_worker_does_not_react_to_the_keyboard() -> None:
    """Ctrl-C goes to the whole group; the parent decides what to save."""
    def work(batch: list[int]) -> list[int]:
        os.kill(os.getpid(), signal.SIGINT)
        return doubled(batch)

    assert run(work, [[1]]) == {1: 2}


# --- ending ----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_in_the_parent_leaves_no_process(error: type[BaseException]) -> None:
    def forever(batch: list[int]) -> list[int]:
        if batch != [0]:
            signal.pause()
        return batch

    before = set(children())
    with pytest.raises(error), Pool[int, int](forever, 3) as pool:
        for _ in pool.run([[0], [1], [2], [3]]):
            assert set(children()) > before
            raise error
    assert set(children()) == before


def test_leaving_off_early_does_not_wait_for_what_is_under_way() -> None:
    def forever(batch: list[int]) -> list[int]:
        if batch != [0]:
            signal.pause()
        return batch

    started = time.monotonic()
    with Pool[int, int](forever, 2) as pool:
        for batch, _ in pool.run([[0], [1]]):
            assert batch == [0]
            break
    assert time.monotonic() - started < 5


def test_workers_end_when_their_parent_dies() -> None:
    """Each worker holds its own pipe only, so the parent's death closes it."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:  # a parent that dies while its workers are idle
        os.close(reader)
        pool = Pool[int, int](lambda batch: [os.getpid() for _ in batch], 2)
        found = [r for _, results in pool.run([[1], [2], [3]]) for r in results]
        os.write(writer, " ".join(map(str, found)).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    with os.fdopen(reader) as file:
        # The pipe is inherited by the workers: it ends when the last of them does.
        workers = {int(word) for word in file.read().split()}
    assert workers
    deadline = time.monotonic() + 10
    while any(map(is_running, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
