"""The whole way: sources in, items, features, vectors and events out."""

import csv

import numpy as np
import pytest
from PIL import Image

from generec.domain.errors import ConfigError, DataError


def _table(path, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def corpus(src, make):
    make.clip(src / "one.mp4", seconds=2, scenes=(1, 2), audio=True)
    Image.fromarray(make.scene(5, 60, 40)).save(src / "two.jpg")
    _table(
        src / "items.csv",
        ("item_id", "title", "topics", "media", "licence"),
        ("a", "A red ball", "sports;ball", "one.mp4", "CC-BY-4.0"),
        ("b", "A blue box", "things", "two.jpg", "CC-BY-ND-4.0"),
        ("c", "Words only", "talk", "", ""),
    )
    _table(
        src / "interactions.csv",
        ("user_id", "item_id", "timestamp", "watched_s", "liked", "skipped"),
        ("u1", "a", 1760002457, 1.5, 1, 0),
        ("u1", "b", 1760002460, 0.2, 0, 1),
    )
    return src


def test_a_folder_with_table_media_and_log(home, corpus):
    report = home(corpus, rights="own")
    assert report.record()["items"] == {"new": 3, "changed": 0, "unchanged": 0, "repeated": 0, "rejected": 0}
    assert dict(report.kinds) == {"video": 1, "image": 1, "text": 1}
    video = home.item("a")
    assert (video.kind, video.mime, video.width, video.height, video.has_audio) == (
        "video", "video/mp4", 96, 64, True,
    )  # fmt: skip
    assert video.duration_s == pytest.approx(2.0, abs=0.05)
    assert video.topics == ("sports", "ball")
    assert home.ingest.target.blobs.get(video.media) == (corpus / "one.mp4").read_bytes()
    assert home.ingest.target.blobs.get(video.thumbnail).startswith(b"\xff\xd8")
    assert "edit" in video.allow
    assert home.item("b").allow == {"cover", "serve"}
    assert home.item("c").kind == "text"
    assert sorted((e.kind, e.item, e.value) for e in home.events()) == [
        ("like", "a", None), ("skip", "b", None), ("view", "a", 1.5), ("view", "b", 0.2),
    ]  # fmt: skip


def test_features_and_vectors(home, corpus):
    home(corpus)
    target, video = home.ingest.target, home.item("a")
    features = target.features.get(video.media, encoder=home.encoder.name)
    assert features.times == pytest.approx([0.25, 0.75, 1.25, 1.75])
    assert features.pictures.shape == (4, 48)
    assert features.shots[:, 0] == pytest.approx([0.0, 1.0], abs=0.15)
    assert features.duration_s == pytest.approx(video.duration_s, abs=1e-3)
    pictures, found = target.pictures.get(["a", "b", "c"])
    assert found.tolist() == [True, True, False]
    mean = features.pictures.mean(axis=0)
    np.testing.assert_allclose(pictures[0], mean / np.linalg.norm(mean), atol=1e-5)
    meaning, found = target.meaning.get(["a", "b", "c"])
    assert found.all()
    np.testing.assert_allclose(np.linalg.norm(meaning, axis=1), 1, atol=1e-5)
    concepts = features.concepts.mean(axis=0)
    words = home.encoder.texts(["A red ball. sports, ball"])[0]
    both = 0.6 * words + 0.4 * concepts / np.linalg.norm(concepts)
    np.testing.assert_allclose(meaning[0], both / np.linalg.norm(both), atol=1e-5)
    np.testing.assert_allclose(meaning[2], home.encoder.texts(["Words only. talk"])[0], atol=1e-5)


def test_again_changes_nothing_and_looks_at_nothing(home, corpus):
    home(corpus)
    seq, seen, read = home.rows.items.seq(), home.encoder.seen, home.encoder.read
    report = home(corpus)
    assert report.items == {"unchanged": 3}
    assert report.events == {"known": 4, "new": 0, "repeated": 0}
    assert (home.rows.items.seq(), home.encoder.seen, home.encoder.read) == (seq, seen, read)


def test_a_new_title_is_read_but_not_looked_at(home, corpus):
    home(corpus)
    seen = home.encoder.seen
    before, _ = home.ingest.target.meaning.get(["a"])
    table = (corpus / "items.csv").read_text().replace("A red ball", "Quite another thing")
    (corpus / "items.csv").write_text(table)
    report = home(corpus)
    assert report.items == {"changed": 1, "unchanged": 2}
    assert home.encoder.seen == seen
    assert home.item("a").title == "Quite another thing"
    assert not np.allclose(before, home.ingest.target.meaning.get(["a"])[0])


def test_new_media_under_an_old_name(home, corpus, make):
    home(corpus)
    before = home.item("a")
    make.clip(corpus / "one.mp4", seconds=1, scenes=(9,))
    assert home(corpus).items == {"changed": 1, "unchanged": 2}
    assert home.item("a").media != before.media
    assert home.item("a").duration_s == pytest.approx(1.0, abs=0.05)


def test_another_encoder_looks_again(home, corpus):
    home(corpus)
    before, _ = home.ingest.target.pictures.get(["a"])
    other = type("Other", (type(home.encoder),), {"name": "encoder.other.v1"})()
    other.both = lambda images: tuple(-part for part in home.encoder.both(images))
    home.ingest.target.encoder = other
    home(corpus)
    np.testing.assert_allclose(home.ingest.target.pictures.get(["a"])[0], -before, atol=1e-6)
    assert home.ingest.target.features.get(home.item("a").media, encoder=other.name) is not None


def test_the_same_media_twice_are_looked_at_once(home, src, make):
    make.clip(src / "x.mp4")
    home(src)
    seen = home.encoder.seen
    (src / "y.mp4").write_bytes((src / "x.mp4").read_bytes())
    assert home(src).items == {"new": 1, "unchanged": 1}
    assert home.encoder.seen == seen
    assert home.item("y").thumbnail == home.item("x").thumbnail


def test_media_alone(home, src, make):
    (src / "deep" / "er").mkdir(parents=True)
    make.clip(src / "deep" / "er" / "my_first-clip.mp4")
    Image.fromarray(make.scene(2, 10, 10)).save(src / "same.png")
    make.clip(src / "same.mp4")
    (src / "same.txt").write_text("What both of them show.")
    (src / "story.md").write_text("# A short story\n\nOnce upon a time.")
    (src / "README.md").write_text("not an item")
    (src / "data.bin").write_bytes(b"\0\1\2")
    (src / ".hidden.mp4").write_bytes(b"x")
    report = home(src)
    assert set(home.all()) == {"deep/er/my_first-clip", "same.png", "same.mp4", "story"}
    assert home.item("deep/er/my_first-clip").title == "my first clip"
    assert home.item("same.mp4").description == "What both of them show."
    assert home.item("story").title == "A short story"
    assert home.item("story").text.endswith("Once upon a time.")
    assert report.n_rejected == 0
    assert "1 files are neither" in report.notes[0]


def test_a_single_file_and_a_table_without_media_column(home, src, make):
    home(make.clip(src / "clip 7.mp4"))
    assert home.item("clip 7").kind == "video"
    (src / "videos").mkdir()
    make.clip(src / "videos" / "v9.mp4")
    _table(src / "items.csv", ("id", "headline"), ("v9", "Nine"))
    home(src)
    assert home.item("v9").kind == "video"
    assert home.item("v9").title == "Nine"


def test_damaged_media_are_rejected_and_the_rest_goes_on(home, src, make):
    make.clip(src / "good.mp4")
    (src / "zero.mp4").write_bytes(b"")
    (src / "text.mp4").write_text("no video")
    whole = make.clip(src / "cut.mkv", seconds=8).read_bytes()
    (src / "cut.mkv").write_bytes(whole[: len(whole) // 3])
    report = home(src)
    assert set(home.all()) == {"good"}
    assert report.items == {"new": 1, "rejected": 3}
    reasons = {line["file"].rsplit("/", 1)[-1]: line["reason"] for line in home.rejects(report)}
    assert "empty" in reasons["zero.mp4"]
    assert "holds text" in reasons["text.mp4"]
    assert "cut short" in reasons["cut.mkv"]
    assert all(line["field"] == "media" for line in home.rejects(report))
    held = {home.item("good").media, home.item("good").thumbnail}
    assert set(home.ingest.target.blobs.keys()) == held


def test_a_sparse_file_of_4_gb_behind_a_good_head(home, src, make):
    path = make.clip(src / "huge.mp4")
    with path.open("r+b") as file:
        file.truncate(4 << 30)
    report = home(src)
    assert "max_bytes" in home.rejects(report)[0]["reason"]


def test_rows_of_media_that_are_not_there_or_not_ours(home, src, tmp_path):
    (tmp_path / "secret.txt").write_text("mine")
    _table(
        src / "items.csv",
        ("id", "title", "media"),
        ("a", "A", "none.mp4"),
        ("b", "B", "../secret.txt"),
        ("c", "C", "https://example.org/x.mp4"),
        ("d", "", ""),
        ("", "E", ""),
    )
    report = home(src)
    assert [(r["row"], r["field"]) for r in home.rejects(report)] == [
        (2, "media"), (3, "media"), (4, "media"), (5, None), (6, "id"),
    ]  # fmt: skip
    assert not home.all()


def test_what_was_withdrawn_stays_away(home, corpus):
    home(corpus)
    media = home.item("a").media
    home.rows.items.withdraw("a", reason="asked", at=0.0)
    home.ingest.target.blobs.delete(media)
    report = home(corpus)
    assert "withdrawn" in home.rejects(report)[0]["reason"]
    assert home.item("a").state == "withdrawn"
    assert not home.ingest.target.blobs.exists(media)


def test_wrong_calls_are_told_before_any_work(home, corpus):
    with pytest.raises(DataError, match="does not exist"):
        home(corpus, corpus / "nowhere")
    with pytest.raises(ConfigError, match="no table has a column 'headline'"):
        home(corpus, columns={"title": "headline"})
    with pytest.raises(ConfigError, match="'titel' is no field"):
        home(corpus, columns={"titel": "title"})
    with pytest.raises(DataError, match="names no user and item"):
        home(corpus, interactions=corpus / "items.csv")
    assert not home.all()


def test_chosen_columns(home, src):
    _table(src / "items.csv", ("key", "was", "Wort"), ("k1", "Titel", "x|y"))
    home(src, columns={"id": "key", "title": "was", "topics": "Wort"})
    assert (home.item("k1").title, home.item("k1").topics) == ("Titel", ("x", "y"))


def test_progress_reaches_the_end(home, corpus):
    steps = []
    home(corpus, progress=lambda done, total, what: steps.append((done, total)))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1][0] <= steps[-1][1]


def test_records(home, src, make):
    make.clip(src / "v.mp4")
    report = home.ingest.items(
        [
            {"id": "t", "title": "T", "text": "Body", "topics": ["one", "two"]},
            {"id": "v", "title": "V", "media": "v.mp4"},
            {"id": "x", "media": "../../etc/passwd"},
            {"id": "y", "media": "http://127.0.0.1/x.mp4"},
            {"id": "z", "titel": "Z"},
        ],
        folder=src,
        rights="own",
    )
    assert report.items == {"new": 2, "rejected": 3}
    assert home.item("t").text == "Body"
    assert home.item("t").topics == ("one", "two")
    assert home.item("v").kind == "video"
    assert [(r["row"], r["field"]) for r in home.rejects(report)] == [
        (2, "media"),
        (3, "media"),
        (4, "titel"),
    ]
    assert home.ingest.items([{"id": "w", "media": "v.mp4"}]).items == {"rejected": 1}
