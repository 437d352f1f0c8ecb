"""The instructor: words and behaviour to guidance."""

from generec.instructor.behaviour import Behaviour, BehaviourConfig
from generec.instructor.decide import DecideConfig, RouteChoice, decide
from generec.instructor.instructor import Instructor, InstructorConfig
from generec.instructor.records import on_screen, understand
from generec.instructor.topics import Vocabulary

__all__ = [
    "Behaviour",
    "BehaviourConfig",
    "DecideConfig",
    "Instructor",
    "InstructorConfig",
    "RouteChoice",
    "Vocabulary",
    "decide",
    "on_screen",
    "understand",
]
