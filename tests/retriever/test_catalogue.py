import threading

import numpy as np
from retriever_shop import DIM, topic_vector

from generec.domain.items import Item


def test_an_unchanged_catalogue_gives_the_same_shelf(shop) -> None:
    assert shop.catalogue.snapshot() is shop.catalogue.snapshot()


def test_new_changed_and_withdrawn_items_count_at_once(shop) -> None:
    before = shop.catalogue.snapshot()
    shop.put(Item(id="new", work="new", kind="image", title="A new one", topics=("Music",)))
    shop.rows.items.withdraw("i000", reason="taken down", at=1.0)
    item = shop.rows.items.get(["i001"])["i001"]
    shop.put(item.model_copy(update={"duration_s": 99.0}))
    after = shop.catalogue.snapshot()
    assert after.titles[after.find("new")] == "A new one"
    assert after.topics_of(after.find("new")) == ["music"]
    assert not after.alive[after.find("i000")]
    assert after.gone[after.find("i000")]
    assert after.duration[after.find("i001")] == 99
    assert after.alive.sum() == 120
    assert before.find("new") == -1
    assert before.alive[before.find("i000")], "an older shelf does not move"
    assert before.duration[before.find("i001")] == 6


def test_vectors_are_found_by_id_whatever_their_order(shop) -> None:
    shop.put(Item(id="bare", work="bare", kind="text", title="no vector"))
    shelf = shop.catalogue.snapshot()
    stored, found = shop.meaning.get([shelf.ids[row] for row in range(shelf.n)])
    assert np.allclose(shelf.vectors(np.arange(shelf.n)), stored)
    assert not found[shelf.find("bare")]
    assert not shelf.vectors(np.array([shelf.find("bare")])).any()
    shop.meaning.put(["bare"], topic_vector("music")[None])
    shelf = shop.catalogue.snapshot()
    assert np.allclose(shelf.vectors(np.array([shelf.find("bare")]))[0], topic_vector("music"))


def test_many_changes_of_one_item_do_not_pile_up(shop) -> None:
    item = shop.rows.items.get(["i001"])["i001"]
    for round_ in range(12):
        changed = [
            found.model_copy(update={"description": f"round {round_}"})
            for found in shop.rows.items.get([f"i{n:03}" for n in range(120)]).values()
        ]
        shop.put(*changed)
        shelf = shop.catalogue.snapshot()
    assert shelf.alive.sum() == 120
    assert shelf.n < 12 * 120
    assert shelf.titles[shelf.find("i001")] == item.title


def test_a_home_without_items_or_vectors_has_a_shelf(tmp_path) -> None:
    from generec.retriever.catalogue import Catalogue
    from generec.store import open_rows

    rows = open_rows(f"sqlite:///{tmp_path}/empty.db")
    shelf = Catalogue(rows=rows).snapshot()
    assert shelf.n == 0
    assert not shelf.alive.any()
    rows.close()


def test_readers_and_a_writer_at_once_see_whole_shelves(shop) -> None:
    wrong: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            shelf = shop.catalogue.snapshot()
            lengths = {len(shelf.alive), len(shelf.work), len(shelf.vector), shelf.topics.shape[0], shelf.n}
            if len(lengths) != 1 or shelf.work.max() >= len(shelf.works.names):
                wrong.append(str(lengths))

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(30):
        shop.put(Item(id=f"w{n}", work=f"w{n}", kind="text", topics=(f"t{n}",)))
        shop.meaning.put([f"w{n}"], np.eye(DIM, dtype=np.float32)[n % DIM][None])
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert shop.catalogue.snapshot().alive.sum() == 150


def test_an_erased_viewers_private_items_are_gone_from_the_shelf(shop) -> None:
    shop.put(Item(id="own", work="own", kind="text", title="a secret", scope="private", owner="x"))
    assert shop.catalogue.snapshot().find("own") >= 0
    shop.rows.viewers.erase("x")
    shelf = shop.catalogue.snapshot()
    assert shelf.find("own") == -1
    assert "a secret" not in shelf.titles
    assert shelf.alive.sum() == 120
    assert shop.catalogue.snapshot() is shelf
