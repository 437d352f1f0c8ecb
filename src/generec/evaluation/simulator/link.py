"""The line to the people's process: messages there, answers back, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from generec.domain.errors import GenerecError
from generec.evaluation.simulator.messages import Answer, Begin, Screen, Visit

_PEOPLE = "generec.evaluation.simulator.people"


class People:
    """The crowd of one run, in a process of its own. Use it in a `with`.

    Raises `GenerecError` where that process ends before its time.
    """

    def __init__(self) -> None:
        call = [sys.executable, "-m", _PEOPLE]
        self._process = subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def begin(self, begin: Begin) -> int:
        """Let a crowd come to be; how many they are."""
        return int(self._ask("begin", begin=begin.model_dump(mode="json"))["viewers"])

    def fit(
        self, log: Sequence[Sequence[Any]], catalogue: Mapping[str, Sequence[str]], *, seed: int
    ) -> dict[str, Any]:
        """Parameters of a crowd like that of a log (see `people.calibration.fitted`)."""
        return dict(self._ask("fit", log=log, catalogue=catalogue, seed=seed))

    def day(self, day: int) -> list[Visit]:
        """Who comes on a day, in order of time."""
        return [Visit.model_validate(one) for one in self._ask("day", day=day)]

    def look(self, screen: Screen) -> Answer:
        """Put a screen before its viewer."""
        return Answer.model_validate(self._ask("look", screen=screen.model_dump(mode="json")))

    def modules(self) -> list[str]:
        """Which of our modules their process has imported."""
        return [str(name) for name in self._ask("modules")]

    def truth(self) -> dict[str, Any]:
        """What the viewers were like, once all is over: they say nothing after it."""
        return dict(self._ask("truth"))

    def _ask(self, do: str, **rest: Any) -> Any:
        there, back = self._process.stdin, self._process.stdout
        if there is None or back is None:
            raise GenerecError("the people's process has no line to it")
        try:
            there.write(json.dumps({"do": do, **rest}, ensure_ascii=False) + "\n")
            there.flush()
            answer = back.readline()
        except (BrokenPipeError, ValueError) as error:
            raise GenerecError(f"the people's process is gone, when asked to {do}") from error
        if not answer:
            raise GenerecError(f"the people's process ended, when asked to {do}: its error stands above")
        return json.loads(answer)
