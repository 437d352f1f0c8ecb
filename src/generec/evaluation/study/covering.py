"""Thumbnail generation: the editor's own cover, held against frames as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from generec.domain.guidance import Clause, Guidance, Thumbnail
from generec.domain.parts import Image
from generec.domain.profiles import Profile
from generec.editor.thumbnail import NAME
from generec.evaluation.metrics.pictures import blur
from generec.evaluation.study.config import Measure
from generec.evaluation.study.made import Output
from generec.evaluation.study.making import BY_COLOURS, IN_OWN_SPACE, PSNR, SSIM, Making, Values, Way
from generec.media import pictures
from generec.media.frames import frame_at
from generec.store.durable import replacing

_WISH = Guidance(clauses=(Clause(route="edit", target="current", edits=(Thumbnail(),)),))
_LONGEST = 480
BLUR = Measure(
    "source",
    "the blur metric of Crete and others (2007)",
    "how blurred it is, at the size at which it is shown",
    up=False,
)


class ThumbnailGeneration(Making):
    """A cover made of the frame that suits the viewer: enlarged, graded, titled."""

    name = "thumbnail generation"
    ours: tuple[str, ...] = ("generated",)
    baselines: tuple[str, ...] = ("original", "selected", "for all")
    measures: Mapping[str, Measure] = MappingProxyType(
        {
            "Cosine@K colours": BY_COLOURS,
            "Cosine@K own encoder": IN_OWN_SPACE,
            "SSIM to source": SSIM,
            "PSNR to source": PSNR,
            "blur": BLUR,
        }
    )
    told: Mapping[str, str] = MappingProxyType(
        {
            "original": "the first frame",
            "selected": "the frame that is chosen for this viewer, as it is",
            "for all": "a cover made for everybody's mean taste",
            "generated": "the cover that the editor makes for this viewer",
        }
    )

    def unable(self) -> str:
        """Covers are made of videos."""
        videos = any(item.kind == "video" and "edit" in item.allow for item in self.world.items.values())
        return "" if videos else "the editor makes covers of videos, and this home has none it may change"

    def ways(self, user: str, profile: Profile) -> list[tuple[str, dict[str, Way]]]:
        """The covers of what is recommended."""
        editor, out = self.shop.parts.editors.named(NAME), []
        for item in self.top(user, ("video",)):
            mine, alike = (
                self.shop.edited(editor, item, self.shop.planned(editor, item, _WISH, whose))
                for whose in (profile, self.world.everybody)
            )
            video = self.shop.source(item)
            assert mine.recipe is not None
            at_s = float(str(mine.recipe.steps[0].params["at_s"]))
            frames = {"original": self._frame(video, 0.0), "selected": self._frame(video, at_s)}
            out.append(
                (
                    item.title or item.id,
                    {m: Way(made) for m, made in {**frames, "for all": alike, "generated": mine}.items()},
                )
            )
        return out

    def _frame(self, video: Output, at_s: float) -> Output:
        """The frame of a video at a second, kept as a picture."""
        file = self.shop.folder / f"{video.file.stem[-16:]}-{at_s:.3f}.jpg"
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            image = frame_at(video.file, at_s, longest=1280)
            with replacing(file) as stream:
                stream.write(pictures.jpeg(image, quality=95))
        return Output(file, "image")

    def judged(self, user: str, ways: Sequence[Mapping[str, Way]]) -> Values:
        """Colours; and beside the frame that it was made of."""
        out = self.colours(user, ways)
        out |= self.fidelity(ways, "selected", ("generated",))
        out["blur"] = {
            method: sum(blur(_small(one[method].made)) for one in ways) / len(ways) for method in ways[0]
        }
        return out


def _small(made: Output) -> Image:
    return pictures.resize(pictures.read(made.file, longest=_LONGEST), longest=_LONGEST)
