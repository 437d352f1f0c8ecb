"""What was rendered once is taken again, charged again, and owned by who takes it."""

from pathlib import Path

from generec.domain.drafts import Draft
from generec.domain.recipes import Recipe, Source, Step
from generec.evaluation.simulator.drafts import SharedDrafts


def recipe(name: str) -> Recipe:
    step = Step(component="editor.test.v1", op="style", params={"name": name})
    return Recipe(kind="video", sources=(Source(item="a"),), steps=(step,))


def rendering(file: Path, made: list[str]):
    def of(wanted: Recipe):
        def render() -> Draft:
            made.append(wanted.key())
            sum(n * n for n in range(400_000))
            file.write_bytes(wanted.key().encode())
            return Draft(recipe=wanted, kind="video", media=file, title="A", owner="somebody")

        return render

    return of


def test_a_recipe_is_rendered_once_and_charged_twice(tmp_path):
    made: list[str] = []
    render = rendering(tmp_path / "r.mp4", made)
    first = SharedDrafts(tmp_path / "shared", own=tmp_path / "one")
    second = SharedDrafts(tmp_path / "shared", own=tmp_path / "two")
    one, two = recipe("noir"), recipe("oil")
    first(one, render(one))
    again = second(one, render(one))
    second(two, render(two))
    assert made == [one.key(), two.key()]
    assert again.recipe == one
    assert again.title == "A"
    assert again.owner is None
    assert again.media is not None
    assert again.media.parent == tmp_path / "two"
    assert again.media.read_bytes() == one.key().encode()
    assert first.charged > 0
    assert first.saved == 0
    assert second.charged > second.saved > 0
    again.media.unlink()
    assert second(one, render(one)).media is not None
