"""Turns a function that calls back into a generator, in lockstep with whoever iterates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Closed(BaseException):
    """Raised inside the function when nobody asks for more."""


class _Exchange(Generic[T, R]):
    """What the two sides hand each other; one of them waits at any time."""

    def __init__(self, function: Callable[[Callable[[T], None]], R]) -> None:
        self.function = function
        self.wanted = threading.Semaphore(0)
        self.given = threading.Semaphore(0)
        self.item: list[T] = []
        self.ended = False
        self.closed = False
        self.result: list[R] = []
        self.error: Exception | None = None
        self.over = threading.Event()

    def give(self, item: T) -> None:
        """Hand an item over and wait until the next one is wanted."""
        if self.closed:
            raise Closed
        self.item.append(item)
        self.given.release()
        self.wanted.acquire()
        if self.closed:
            raise Closed

    def run(self) -> None:
        """Be the thread."""
        self.wanted.acquire()
        try:
            if not self.closed:
                self.result.append(self.function(self.give))
        except Closed:
            pass
        except Exception as error:  # raised again where the items are asked for
            self.error = error
        self.ended = True
        self.given.release()
        self.over.set()


def streamed(function: Callable[[Callable[[T], None]], R]) -> Generator[T, Any, R]:
    """Yield what `function` gives to the callback it is called with; return its result.

    The function runs in a thread of its own, but only while the next item is waited for: the two
    never run at once. Closing the generator raises Closed out of the callback.
    """
    exchange: _Exchange[T, R] = _Exchange(function)
    threading.Thread(target=exchange.run, daemon=True, name="stream").start()
    try:
        while True:
            exchange.wanted.release()
            exchange.given.acquire()
            if exchange.ended:
                break
            yield exchange.item.pop()
    finally:
        exchange.closed = True
        exchange.wanted.release()
        exchange.over.wait()  # join would make a stand-in for a caller that is not Python's thread
    if exchange.error is not None:
        raise exchange.error
    return exchange.result.pop()
