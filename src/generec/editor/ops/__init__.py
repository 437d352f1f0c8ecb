"""What can be done to videos and pictures, by the name of the operation in a recipe."""

from __future__ import annotations

from generec.editor.ops.bend import Bending
from generec.editor.ops.blur_faces import FaceBlur
from generec.editor.ops.caption import Captions
from generec.editor.ops.cut import Cut
from generec.editor.ops.look import Adjustments, Likeness, Styles
from generec.editor.ops.music import Scoring
from generec.editor.ops.operation import Asking, Making, Operation, VideoConfig, name_of
from generec.editor.ops.reframe import Reframing
from generec.editor.ops.tempo import Silence, Tempo

__all__ = ["OPERATIONS", "Asking", "Making", "Operation", "VideoConfig", "name_of"]

OPERATIONS: dict[str, Operation] = {
    "adjust": Adjustments(),
    "blur_faces": FaceBlur(),
    "caption": Captions(),
    "clip": Cut(),
    "like": Likeness(),
    "music": Scoring(),
    "mute": Silence(),
    "reframe": Reframing(),
    "speed": Tempo(),
    "style": Styles(),
    "taste": Bending(),
}
