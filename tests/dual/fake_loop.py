# SPDX-License-Identifier: MIT
"""An event loop in a FakeTime, in place of asyncio in a driver: tasks and sleeps, nothing else."""

from fake_time import FakeTime


class _Sleep:
    """Awaitable on both Pythons: yields the time to wake at once, then ends."""

    def __init__(self, until_us: int) -> None:
        self._until_us = until_us

    def __iter__(self):
        return self

    __await__ = __iter__

    def __next__(self):
        until_us, self._until_us = self._until_us, None
        if until_us is None:
            raise StopIteration
        return until_us


class FakeLoop:
    """What `asyncio` is to a driver. Nothing runs but in `run`."""

    def __init__(self, clock: FakeTime) -> None:
        self.clock = clock
        self.longest_us = 0  # that a task kept the loop at once
        self._tasks = []

    def create_task(self, coroutine):
        task = [self.clock.now_us, coroutine]
        self._tasks.append(task)
        return task

    def sleep_ms(self, wait_ms: int) -> _Sleep:
        return _Sleep(self.clock.now_us + wait_ms * 1000)

    def run(self, for_ms: int) -> None:
        """Let time pass and tasks run."""
        end_us = self.clock.now_us + for_ms * 1000
        while True:
            due = [task for task in self._tasks if task[0] <= end_us]
            if not due:
                break
            task = min(due, key=lambda each: each[0])
            began_us = self.clock.now_us = max(self.clock.now_us, task[0])
            try:
                task[0] = task[1].send(None)
            except StopIteration:
                self._tasks.remove(task)
            self.longest_us = max(self.longest_us, self.clock.now_us - began_us)
        self.clock.now_us = max(self.clock.now_us, end_us)

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self._tasks)
