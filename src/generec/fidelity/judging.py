"""Checks run side by side, each within a time limit: one that fails is a hold, never a pass."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, TimeoutError

from generec.domain.drafts import Draft, Verdict
from generec.domain.errors import GenerecError
from generec.domain.items import Item
from generec.domain.parts import Check
from generec.fidelity.readback import failed


def judge(
    checks: Sequence[Check], *, draft: Draft, sources: Sequence[Item], timeout_s: float
) -> tuple[Verdict, ...]:
    """The verdict of each check, in their order.

    One that crashes, is not done in `timeout_s` or answers nonsense is `hold` with `detail.failed`.
    """
    running = [(check, _start(check, draft, sources)) for check in checks]
    deadline = time.monotonic() + timeout_s
    return tuple(_verdict(check, future, deadline) for check, future in running)


def _start(check: Check, draft: Draft, sources: Sequence[Item]) -> Future[Verdict]:
    """Run a check in a thread of its own, which does not keep the process alive when it hangs."""
    future: Future[Verdict] = Future()

    def run() -> None:
        try:
            future.set_result(check(draft=draft, sources=sources))
        except BaseException as error:  # noqa: BLE001 (whatever it is becomes a hold)
            future.set_exception(error)

    threading.Thread(target=run, name=check.name, daemon=True).start()
    return future


def _verdict(check: Check, future: Future[Verdict], deadline: float) -> Verdict:
    try:
        error = future.exception(timeout=max(0.0, deadline - time.monotonic()))
    except TimeoutError:
        return failed(check.name, "the check did not finish in time")
    if error is not None:
        told = error.message if isinstance(error, GenerecError) else f"{type(error).__name__}: {error}"
        return failed(check.name, f"the check failed: {told}")
    verdict = future.result()
    if not isinstance(verdict, Verdict) or verdict.check != check.name:
        return failed(check.name, "the check gave no verdict of its own")
    return verdict
