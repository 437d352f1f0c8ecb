"""Blur faces: every face that is found is followed and hidden beyond recovery."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from generec.domain.errors import NotAllowed
from generec.domain.guidance import BlurFaces
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.recipes import Step
from generec.editor.ops import drawn
from generec.editor.ops.operation import HIDE, VISUAL, Asking, Making, stretch
from generec.media import pictures
from generec.media.chain import InSource
from generec.media.frames import frame_at
from generec.media.hide import Hide, Oval, steadied

_LOOKS: Final = 24
_LONGEST: Final = 960


class FaceBlur:
    """An oval of coarse tiles over every face, in every frame, under whatever else is done.

    Where no face is found nothing is made: an unaltered video must not pass for one that hides who
    is in it.
    """

    names = ("blur_faces",)
    kinds = VISUAL
    rank = HIDE

    def plan(self, edit: BlurFaces, asking: Asking) -> Step | None:
        """How closely is searched, and with which model. Raises `NotAllowed` where no face is seen.

        Planning looks at a few frames only; making searches them all.
        """
        from generec.encoders import face_looks
        from generec.encoders.face_tracks import TracksConfig
        from generec.encoders.faces import Faces, FacesConfig, sha256

        item, config = asking.item, TracksConfig()
        assert item.media is not None
        find = Faces(FacesConfig(sides=config.sides, score=config.sure))
        with asking.tools.media(item.media) as path:
            if not any(len(find(image=image)) for image in _looks(path, item, stretch(asking))):
                raise NotAllowed(_none_found(item))
        params = {**config.model_dump(mode="json"), "drawn": drawn.by(drawn.FACES)}
        if item.kind == "image":
            return asking.step("blur_faces", params, yunet=sha256())
        used = {"yunet": sha256(), face_looks.MODEL: face_looks.sha256()}
        return asking.step("blur_faces", params, **used)

    def apply(self, step: Step, making: Making) -> str:
        """Find and follow all faces, then add what hides them. Raises `NotAllowed` where there are none."""
        params: dict[str, Any] = step.params
        find = _in_picture if making.item.kind == "image" else _in_video
        ovals = find(making, params)
        if not ovals:
            raise NotAllowed(_none_found(making.item))
        making.changes.append(InSource(lambda: Hide(ovals)))
        return "faces made unrecognisable"


def _in_video(making: Making, params: dict[str, Any]) -> list[Oval]:
    from generec.encoders.face_tracks import TracksConfig, follow

    config = TracksConfig.model_validate({name: params[name] for name in params if name != "drawn"})
    tracks = follow(making.path, start_s=making.start_s, end_s=making.end_s, config=config)
    return [steadied(track.times, track.boxes) for track in tracks]


def _in_picture(making: Making, params: dict[str, Any]) -> list[Oval]:
    from generec.encoders.faces import Faces, FacesConfig

    find = Faces(FacesConfig(sides=params["sides"], score=params["doubtful"]))
    found = find(image=pictures.read(making.path, longest=_LONGEST))
    return [Oval(np.zeros(1), box[None]) for box in found.boxes]


def _looks(path: Path, item: Item, span: tuple[float, float]) -> Iterator[Image]:
    if item.kind == "image":
        yield pictures.read(path, longest=_LONGEST)
        return
    start, end = span
    # Halves first, then quarters: most faces are seen in the first look or two.
    for place in sorted(range(_LOOKS), key=lambda n: (-(n & -n), n)):
        yield frame_at(path, start + (place + 0.5) / _LOOKS * (end - start), longest=_LONGEST)


def _none_found(item: Item) -> str:
    return f"no face was found in {item.title or item.id!r}: nothing was hidden"
