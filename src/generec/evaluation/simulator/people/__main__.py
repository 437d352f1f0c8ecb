"""The people's process: a message a line on standard input, an answer a line on standard output."""

from __future__ import annotations

import json
import sys
from typing import Any

from generec.domain.errors import DataError
from generec.evaluation.simulator.messages import Begin, Screen
from generec.evaluation.simulator.people.calibration import fitted
from generec.evaluation.simulator.people.crowd import Crowd


def serve() -> None:
    """Answer until the input ends. After `truth` nothing is answered any more."""
    crowd: Crowd | None = None
    for line in sys.stdin:
        message = json.loads(line)
        match message["do"]:
            case "begin":
                crowd = Crowd(Begin.model_validate(message["begin"]))
                _say({"viewers": len(crowd.lives)})
            case "fit":
                _say(fitted(message["log"], message["catalogue"], seed=message["seed"]))
            case "modules":
                _say(sorted(name for name in sys.modules if name.startswith("generec")))
            case "day" if crowd is not None:
                _say([visit.model_dump() for visit in crowd.day(message["day"])])
            case "look" if crowd is not None:
                _say(crowd.look(Screen.model_validate(message["screen"])).model_dump(mode="json"))
            case "truth" if crowd is not None:
                _say(crowd.truth())
                return
            case other:
                raise DataError(f"the people do not know what {other!r} is, or were not begun")


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
