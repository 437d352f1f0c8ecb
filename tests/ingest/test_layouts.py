"""Published data sets in their own layouts, in tiny made samples."""

import cv2
import numpy as np
import pytest

from generec.ingest.layouts import recognised


def picture(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(len(str(path))).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    assert cv2.imwrite(str(path), noise)


def write(path, text, encoding="utf-8"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding)


@pytest.fixture
def home_of(open_home, tmp_path):
    return lambda: open_home(tmp_path / "home")


@pytest.fixture
def microlens(tmp_path, make):
    """MicroLens-50k: titles, pairs in milliseconds, covers; a video for one of three."""
    folder = tmp_path / "MicroLens-50k"
    write(
        folder / "MicroLens-50k_titles.csv",
        'item,title\n1,"Tea, slowly"\n2,A cat on a roof\n3,No cover here\n',
    )
    write(
        folder / "MicroLens-50k_pairs.csv",
        "user,item,timestamp\n11,1,1583378629552\n11,2,1583378639552\n12,2,1583378649552\n12,9,1583378649553\n",
    )
    write(folder / "MicroLens-50k_likes_and_views.txt", "1\t5\t100\n")
    picture(folder / "MicroLens-50k_covers" / "1.jpg")
    picture(folder / "MicroLens-50k_covers" / "2.jpg")
    (folder / "MicroLens-50k_videos").mkdir()
    make.clip(folder / "MicroLens-50k_videos" / "2.mp4", seconds=1.0, size=(64, 48), fps=10)
    return folder


def test_microlens_50k(microlens, home_of):
    home = home_of()
    report = home(microlens, rights="research")
    assert "read as published: MicroLens" in report.notes
    items = home.all()
    assert {id: item.kind for id, item in items.items()} == {"1": "image", "2": "video", "3": "text"}
    assert items["1"].title == "Tea, slowly"
    events = {(one.user, one.item, one.kind, one.at) for one in home.events()}
    assert events == {
        ("11", "1", "click", 1583378629.552),
        ("11", "2", "click", 1583378639.552),
        ("12", "2", "click", 1583378649.552),
    }
    assert [one["row"] for one in home.rejects(report)] == [5]
    assert home(microlens).events["new"] == 0


def test_microlens_100k_has_no_header_and_has_topics(tmp_path, home_of):
    folder = tmp_path / "MicroLens-100k"
    write(folder / "MicroLens-100k_title_en.csv", "1,Tea\n2,Cats\n")
    write(folder / "MicroLens-100k_pairs.csv", "user,item,timestamp\n11,1,1583378629552\n")
    write(folder / "tags_to_summary.csv", "1,Food\n2,Animals\n")
    home = home_of()
    home(folder)
    assert {id: item.topics for id, item in home.all().items()} == {"1": ("Food",), "2": ("Animals",)}
    assert len(home.events()) == 1


RATING = {("1", "10", 4.0, 978300760.0), ("2", "20", 2.5, 978302109.0)}


def movielens(tmp_path, version):
    folder = tmp_path / version
    if version == "ml-latest-small":
        write(
            folder / "movies.csv",
            'movieId,title,genres\n10,"American President, The (1995)",Comedy|Drama\n'
            "20,Été (1998),(no genres listed)\n",
        )
        write(
            folder / "ratings.csv",
            "userId,movieId,rating,timestamp\n1,10,4.0,978300760\n2,20,2.5,978302109\n",
        )
        write(folder / "tags.csv", "userId,movieId,tag,timestamp\n1,10,funny,978300761\n")
        write(folder / "links.csv", "movieId,imdbId,tmdbId\n10,112346,9087\n")
    if version == "ml-1m":
        lines = "10::American President, The (1995)::Comedy|Drama\n20::Été (1998)::(no genres listed)\n"
        write(folder / "movies.dat", lines, "latin-1")
        write(folder / "ratings.dat", "1::10::4::978300760\n2::20::2.5::978302109\n")
        write(folder / "users.dat", "1::F::1::10::48067\n")
    if version == "ml-100k":
        comedy_drama = "|".join("1" if n in (5, 8) else "0" for n in range(19))
        none = "|".join(["1", *["0"] * 18])
        lines = (
            f"10|American President, The (1995)|01-Jan-1995||http://x|{comedy_drama}\n"
            f"20|Été (1998)|01-Jan-1998||http://y|{none}\n"
        )
        write(folder / "u.item", lines, "latin-1")
        write(folder / "u.data", "1\t10\t4\t978300760\n2\t20\t2.5\t978302109\n")
    return folder


@pytest.mark.parametrize("version", ["ml-latest-small", "ml-1m", "ml-100k"])
def test_movielens_in_its_three_forms(version, tmp_path, home_of):
    folder = movielens(tmp_path, version)
    picture(folder / "posters" / "20.jpg")
    home = home_of()
    report = home(folder)
    assert "read as published: MovieLens" in report.notes
    items = home.all()
    assert items["10"].title == "American President, The (1995)"
    assert set(items["10"].topics) == {"Comedy", "Drama"}
    assert items["20"].title == "Été (1998)"
    assert items["20"].topics == ()
    assert (items["10"].kind, items["20"].kind) == ("text", "image")
    assert {(one.user, one.item, one.value, one.at) for one in home.events()} == RATING
    assert {one.kind for one in home.events()} == {"rating"}
    assert home.rejects(report) == []


NEWS = (
    "N1\tsports\tsoccer\tA late goal\tIt came in minute 93.\thttps://x\t[]\t[]\n"
    'N2\tfood\tfood\tA "quoted bread\t\thttps://y\t[]\t[]\n'
)


@pytest.fixture
def mind(tmp_path):
    folder = tmp_path / "MIND"
    for part, rows in (
        (
            "train",
            "1\tU1\t11/11/2019 9:05:58 AM\tN2 N1\tN1-1 N2-0\n2\tU1\t11/12/2019 1:00:00 PM\tN2 N1\tN2-1\n",
        ),
        ("test", "3\tU2\t11/13/2019 12:00:00 AM\t\tN1 N2\n4\tU3\tyesterday\t\tN1-1\n5\tU4\n"),
    ):
        write(folder / f"MINDsmall_{part}" / "news.tsv", NEWS)
        write(folder / f"MINDsmall_{part}" / "behaviors.tsv", rows)
        write(folder / f"MINDsmall_{part}" / "entity_embedding.vec", "Q1\t0.1\n")
    return folder


def test_mind_with_its_parts(mind, home_of):
    home = home_of()
    report = home(mind)
    items = home.all()
    assert items["N1"].topics == ("sports", "soccer")
    assert items["N2"].topics == ("food",)
    assert items["N2"].title == 'A "quoted bread'
    assert items["N1"].description or items["N1"].text == "It came in minute 93."
    assert items["N1"].kind == "text"
    at = 1573463158.0  # 2019-11-11T09:05:58Z
    first = {(one.item, one.kind, one.at, one.position) for one in home.events() if one.at <= at}
    assert first == {
        ("N1", "impression", at, 0),
        ("N1", "click", at, 0),
        ("N2", "impression", at, 1),
        ("N1", "click", at - 86_401, None),
        ("N2", "click", at - 86_402, None),
    }
    assert {one.user for one in home.events()} == {"U1"}
    assert len(home.events()) == 7
    reasons = [(one["row"], one["reason"]) for one in home.rejects(report)]
    assert reasons == [
        (2, "'yesterday' is no time such as 11/15/2019 8:55:22 AM"),
        (3, "has 2 fields, not 5"),
    ]
    assert report.items["repeated"] == 2


def test_one_part_of_mind_alone(mind):
    found = recognised(mind / "MINDsmall_train")
    assert found is not None
    assert (found.name, len(found.items)) == ("MIND", 1)


def test_a_log_that_is_named_goes_before_the_published_one(microlens, tmp_path, home_of):
    write(tmp_path / "own.csv", "user_id,item_id,timestamp,liked\nann,1,1583378629,1\n")
    home = home_of()
    home(microlens, interactions=tmp_path / "own.csv")
    assert [(one.user, one.kind) for one in home.events()] == [("ann", "like")]


def test_other_folders_are_as_before(tmp_path):
    write(tmp_path / "movies.csv", "id,title\n1,X\n")
    write(tmp_path / "ratings.csv", "user,item,rating\n1,1,5\n")
    assert recognised(tmp_path) is None
