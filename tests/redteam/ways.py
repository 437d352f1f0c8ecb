"""The ways round the gate: what was held is asked for, tried again and looked up by every door there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generec.domain.drafts import Seal, Verdict
from generec.domain.errors import GenerecError
from generec.domain.feed import Job
from generec.domain.items import Item
from generec.domain.made import Made
from generec.system import GeneRec

from .cases import LICENCE, MEDIA, Attack, Found
from .media import Media
from .stage import Stage

HOLD_ALL: dict[str, Any] = {"gate": {"table": {MEDIA: {"pass": "hold"}}}}
"""An operator's own strictness, by which everything made waits for a person."""
LOOKS = ("noir", "vintage", "vivid", "warm", "watercolor", "sketch", "pixel")
FILMS = ("dahlia", "coffee", "cactus")
"""None so plain that a painting of it is like nothing: such is held for it, and shows nothing of the ways."""


def item_id(recipe: str) -> str:
    """The id that what a shared recipe makes would have."""
    return f"g_{recipe[:24]}"


class House:
    """A small home with three films, opened and closed by its attacks. Its clock is moved by them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, float(int(time.time()))
        self.system: GeneRec | None = None
        media = Media(folder / "films")
        for name in FILMS:
            media.pan((name,), size=(160, 120), seconds=3.0).rename(folder / "films" / f"{name}.mp4")
        with self.opened(**HOLD_ALL) as system:
            report = system.ingest(folder / "films", rights="own")
            assert report.n_rejected == 0, report
            self.ids = [item.id for _, item in system.home.rows.items.changed()]

    def opened(self, **options: Any) -> GeneRec:
        """The home, opened anew: what was open before is closed, as by a restart."""
        self.close()
        self.system = GeneRec.open(self.folder / "home", options=options, clock=lambda: self.now)
        return self.system

    def close(self) -> None:
        """Close what is open."""
        if self.system is not None:
            self.system.close()
            self.system = None


Way = Callable[[House, str, str], list[str]]
"""Tries one way with an item and a look; gives what was shown that way (ids, or words that say so)."""


def way(walk: Way, *, n: int) -> Attack:
    """Walk it in the house, with an item and a look of its own, and look into every feed afterwards."""

    def attack(stage: Stage) -> Found:
        if "house" not in stage.kept:
            stage.kept["house"] = House(stage.folder / "house")
        house: House = stage.kept["house"]
        try:
            shown = walk(house, house.ids[n % len(FILMS)], LOOKS[n // len(FILMS)])
            shown += seen(house.system or house.opened(**HOLD_ALL))
        finally:
            house.close()
        return Found("shown" if shown else "shut", (), ", ".join(shown))

    return attack


def seen(system: GeneRec) -> list[str]:
    """Made items that any feed shows, or that could be shown."""
    feeds = [system.recommend(user, k=50) for user in ("asker", "stranger")]
    made = [item.id for feed in feeds for item in feed.items if item.origin != "found"]
    stored = [item for _, item in system.home.rows.items.changed() if item.origin != "found"]
    return made + [item.id for item in stored if item.showable(at=system.home.clock())]


def ask(system: GeneRec, item: str, look: str, *, user: str = "asker", wait: float = 60.0) -> list[str]:
    """Ask for the look; the made items that came."""
    feed = system.recommend(user, say=f"make this {SAID[look]}", item=item, wait=wait, k=5)
    return [one.id for one in feed.items if one.origin != "found"]


SAID = {
    "noir": "black and white",
    "vintage": "look like an old film",
    "vivid": "more vivid",
    "warm": "warm",
    "watercolor": "a watercolour painting",
    "sketch": "a pencil sketch",
    "pixel": "8-bit",
}


def _held(house: House, item: str, look: str) -> tuple[GeneRec, Job]:
    """The system and the job of a wish that was held."""
    system = house.opened(**HOLD_ALL)
    before = {job.id for job in system.jobs()}
    assert ask(system, item, look) == []
    new = [job for job in system.jobs() if job.id not in before]
    assert new, "the wish was not understood"
    assert new[0].state == "held", new[0]
    return system, new[0]


# ways


def asked(house: House, item: str, look: str) -> list[str]:
    """Asked for and waited for."""
    system, _ = _held(house, item, look)
    return seen(system)


def asked_again(house: House, item: str, look: str) -> list[str]:
    """Asked for again, by the same viewer and by another: the recipe is the same."""
    system, _ = _held(house, item, look)
    return ask(system, item, look) + ask(system, item, look, user="stranger")


def job_again(house: House, item: str, look: str) -> list[str]:
    """The held job is queued anew and worked off."""
    system, job = _held(house, item, look)
    again = Job(id=f"{job.id}x", recipe=job.recipe, owner=None, user="asker", created_at=house.now)
    system.home.rows.jobs.enqueue(again)
    done = list(iter(system.work, None))
    return [f"job {one.id} {one.state}" for one in done if one.state not in ("held", "blocked")]


def restarted(house: House, item: str, look: str) -> list[str]:
    """Queued, the process ends, another one does the job."""
    assert ask(house.opened(**HOLD_ALL), item, look, wait=0) == []
    system = house.opened(**HOLD_ALL)
    job = system.work()
    assert job is not None
    return [f"job {job.state}"] if job.state != "held" else ask(system, item, look, wait=0)


def killed(house: House, item: str, look: str) -> list[str]:
    """A worker dies with the job in its hands; its lease runs out, and another one takes it."""
    system = house.opened(**HOLD_ALL)
    assert ask(system, item, look, wait=0) == []
    dead = system.home.rows.jobs.lease(worker="dead", now=house.now, seconds=60.0)
    assert dead is not None
    system = house.opened(**HOLD_ALL)
    house.now += 120
    job = system.work()
    assert job is not None
    assert job.id == dead.id
    return [f"job {job.state}"] if job.state != "held" else ask(system, item, look, wait=0)


def loosened(house: House, item: str, look: str) -> list[str]:
    """Held once, then the operator's table is loosened: what was held is not shown by itself."""
    _held(house, item, look)
    return ask(house.opened(), item, look, wait=0)


def by_library(house: House, item: str, look: str) -> list[str]:
    """The editor alone."""
    return _refused(lambda: house.opened(**HOLD_ALL).edit(item, operations=[f"style:{look}"], wait=60).id)


def created(house: House, item: str, look: str) -> list[str]:
    """The creator alone."""
    return _refused(lambda: house.opened(**HOLD_ALL).create("4 seconds of dahlia", wait=60).id)


def _refused(call: Callable[[], str]) -> list[str]:
    try:
        return [call()]
    except GenerecError:
        return []


def shadowed(house: House, item: str, look: str) -> list[str]:
    """Made in shadow, where all checks pass; then making is switched on."""
    assert ask(house.opened(generation={"generation": "shadow"}), item, look) == []
    system = house.opened()
    return ask(system, item, look) + seen(system)


def by_id(house: House, item: str, look: str) -> list[str]:
    """Looked up under the id that it would have, and offered by the site's own ranker."""
    system, job = _held(house, item, look)
    id = item_id(job.recipe)

    def ranked() -> str:
        feed = system.recommend("asker", candidates=[(id, 1.0), (item, 0.5)], k=5)
        return next(one.id for one in feed.items if one.id == id)

    try:
        offered = _refused(ranked)
    except StopIteration:
        offered = []
    return offered + _refused(lambda: system.item(id).id)


def by_http(house: House, item: str, look: str) -> list[str]:
    """Everything that the HTTP API says."""
    from fastapi.testclient import TestClient

    from generec.serving.app import create_app
    from generec.serving.keys import Keys

    system, job = _held(house, item, look)
    id = item_id(job.recipe)
    app = create_app(system, loopback=True, keys=Keys(system.home.path / "keys"))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        shown = [
            f"GET {path} {answer.status_code}"
            for path in (f"/v1/items/{id}", f"/v1/items/{id}/media", f"/v1/items/{id}/thumbnail")
            if (answer := client.get(path)).status_code < 400
        ]
        body = {"user": "asker", "k": 20, "say": f"make this {SAID[look]}", "item": item}
        answer = client.post("/v1/recommend", json=body)
        assert answer.status_code == 200, answer.text
        return shown + [one["id"] for one in answer.json()["items"] if one["origin"] != "found"]


def after_fit(house: House, item: str, look: str) -> list[str]:
    """A fit rebuilds what feeds are drawn from, and makes variants beforehand."""
    system, _ = _held(house, item, look)
    system.fit()
    return [one.id for one in system.prepare(items=3, each=2, wait=30)]


def late(house: House, item: str, look: str) -> list[str]:
    """Every check is late."""
    return ask(house.opened(gate={"timeout_s": 1e-6}), item, look)


def written_past(house: House, item: str, look: str) -> list[str]:
    """A row of a made item without its seal is written into the store."""
    system, job = _held(house, item, look)
    source = system.item(item)
    update = {"id": item_id(job.recipe), "origin": "edited", "ai": True, "parents": (item,)}
    row = source.model_copy(update=update | {"recipe": job.recipe, "seal": "s_00", "work": item})
    try:
        system.home.rows.items.put([row])
    except Exception:  # noqa: BLE001 (whatever the store says, the row must not be there)
        return seen(system)
    return [*seen(system), *(["stored"] if system.home.rows.items.get([row.id]) else [])]


def published_past(house: House, item: str, look: str) -> list[str]:
    """Published past the gate, with the verdict that blocked it."""
    system, job = _held(house, item, look)
    recipe = system.home.rows.making.recipe(job.recipe)
    assert recipe is not None
    source = system.item(item)
    seal = Seal(id="s_ff", recipe=job.recipe, media=source.media, mark="ff", issuer="me", signed_at=house.now)
    update = {"id": item_id(job.recipe), "origin": "edited", "ai": True, "parents": (item,), "seal": seal.id}
    row = Item.model_validate(source.model_dump() | update | {"recipe": job.recipe, "work": item})
    verdicts = tuple(
        Verdict(check=check, outcome="block" if check == MEDIA else "pass")
        for check in (LICENCE, MEDIA, "fidelity.identifiability.label.v1")
    )
    try:
        system.home.rows.making.publish(Made(item=row, seal=seal, verdicts=verdicts, recipe=recipe))
    except Exception:  # noqa: BLE001 (whatever the store says, the item must not be there)
        return seen(system)
    return seen(system)


def allowed(house: House, item: str, look: str) -> list[str]:
    """The same house and wish where nothing is held: shown, and then taken down again."""
    system = house.opened()
    made = ask(system, item, look)
    for id in made:
        system.withdraw(id, reason="the attack is over")
    return made


def taken_down(house: House, item: str, look: str) -> list[str]:
    """Made and shown, then its source is taken down and asked for again: it stays down."""
    system = house.opened()
    made = ask(system, item, look)
    assert made
    for id in made:
        system.withdraw(id, reason="takedown")
    system = house.opened()
    return ask(system, item, look, wait=0) + seen(system)
