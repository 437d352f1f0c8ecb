"""Tables and logs as they come: each flaw has a clear outcome."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


def _write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def test_bom_and_quoted_newlines(home, src):
    _write(
        src / "items.csv",
        'item_id,title,description\r\na,"One, two","first\nsecond ""line"""\r\n',
        "utf-8-sig",
    )
    home(src)
    assert home.item("a").title == "One, two"
    assert home.item("a").description == 'first\nsecond "line"'


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_delimiters(home, src, mark):
    _write(src / "items.csv", f"item_id{mark}title\na{mark}Hello, you\n")
    home(src)
    assert home.item("a").title == "Hello, you"


def test_unknown_columns_are_told_once_and_harm_nothing(home, src):
    _write(src / "items.csv", "item_id,title,flavour,mood\na,A,sweet,calm\n")
    report = home(src)
    assert report.unknown_columns == {"items.csv": ("flavour", "mood")}
    assert report.n_rejected == 0
    assert "flavour, mood" in report.text()


def test_repeated_ids(home, src):
    _write(src / "items.csv", "item_id,title\na,First\na,Second\nb,B\nb,B\n")
    report = home(src)
    assert home.item("a").title == "First"
    assert report.items == {"new": 2, "repeated": 1, "rejected": 1}
    (line,) = home.rejects(report)
    assert (line["file"], line["row"], line["field"]) == ("items.csv", 3, "id")
    assert "items.csv, row 2" in line["reason"]


@pytest.mark.parametrize("id", ["a/b/c", "🎬 film #1", "with space", "..", "ümläut", "a,b"])
def test_odd_ids_stay_as_they_are(home, src, id):
    _write(src / "items.csv", f'item_id,title\n"{id}",T\n')
    _write(src / "log.csv", f'user_id,item_id,timestamp\n"u/1 é","{id}",5\n')
    home(src)
    assert home.item(id).title == "T"
    assert [(e.user, e.item, e.kind) for e in home.events()] == [("u/1 é", id, "click")]


def test_rows_that_do_not_fit_or_are_not_utf8(home, src):
    (src / "items.csv").write_bytes(b"item_id,title\na,A,extra\nb\nc,caf\xe9\nd,D\n")
    report = home(src)
    assert set(home.all()) == {"d"}
    rejects = home.rejects(report)
    assert [line["row"] for line in rejects] == [2, 3, 4]
    assert "3 fields" in rejects[0]["reason"]
    assert "UTF-8" in rejects[2]["reason"]


def test_a_huge_field(home, src):
    _write(src / "items.csv", f"item_id,title\na,{'x' * 300_000}\nb,{'y' * 5_000_000}\nc,C\n")
    report = home(src)
    assert set(home.all()) == {"c"}
    assert [line["row"] for line in home.rejects(report)] == [2, 3]


def test_words_that_look_like_nothing_are_words(home, src):
    _write(src / "items.csv", "item_id,title,topics\nNA,None,null;NaN\n")
    home(src)
    assert home.item("NA").title == "None"
    assert home.item("NA").topics == ("null", "NaN")


def test_json_lines(home, src):
    lines = [
        json.dumps({"item_id": 7, "title": "Seven", "body": "Text of seven", "category": ["x", "y"]}),
        "{broken",
        "[1, 2]",
        "",
        json.dumps({"item_id": "8", "title": None, "body": "Eight"}),
    ]
    _write(src / "items.jsonl", "\n".join(lines))
    report = home(src)
    assert home.item("7").topics == ("x", "y")
    assert home.item("8").text == "Eight"
    assert [line["row"] for line in home.rejects(report)] == [2, 3]


def test_parquet(home, src):
    items = pa.table({"movieId": [1, 2], "title": ["One", "Two"], "genres": [["a", "b"], []]})
    pq.write_table(items, src / "movies.parquet")
    log = pa.table(
        {"userId": [1, 1], "movieId": [1, 2], "rating": [4.0, float("nan")], "timestamp": [10, 20]}
    )
    pq.write_table(log, src / "ratings.parquet")
    report = home(src)
    assert home.item("1").topics == ("a", "b")
    assert [(e.item, e.value) for e in home.events()] == [("1", 4.0)]
    assert home.rejects(report)[0]["field"] == "rating"


def test_recbole(home, src):
    _write(
        src / "ml.item",
        "item_id:token\tmovie_title:token_seq\tclass:token_seq\n1\tToy Story\tAnimation Comedy\n",
    )
    _write(
        src / "ml.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n9\t1\t5\t881250949\n"
    )
    _write(src / "ml.user", "user_id:token\tage:token\n9\t24\n")
    home(src)
    assert home.item("1").title == "Toy Story"
    assert home.item("1").topics == ("Animation", "Comedy")
    (event,) = home.events()
    assert (event.user, event.kind, event.value, event.at) == ("9", "rating", 5.0, 881250949.0)


def test_bad_rows_of_a_log(home, src):
    _write(src / "items.csv", "item_id,title\na,A\n")
    _write(
        src / "log.csv",
        "user_id,item_id,rating,timestamp\n"
        "u,a,NaN,1\n,a,3,2\nu,,3,3\nu,zz,3,4\nu,a,much,5\nu,a,3,yesterday\nu,a,,7\nu,a,-1,8\nu,a,4,9\n",
    )
    report = home(src)
    assert [(e.value, e.at) for e in home.events()] == [(4.0, 9.0)]
    rejects = {line["row"]: (line["field"], line["reason"]) for line in home.rejects(report)}
    assert {row: field for row, (field, _) in rejects.items()} == {
        2: "rating", 3: "user_id", 4: "item_id", 5: "item_id", 6: "rating", 7: "timestamp", 8: None,
        9: "rating",
    }  # fmt: skip
    assert "no item 'zz'" in rejects[5][1]
    assert report.events["rejected"] == 8


@pytest.mark.parametrize(
    "stamp",
    [
        "1700000000",
        "1700000000000",
        "1700000000000000",
        "2023-11-14T22:13:20Z",
        "2023-11-14 22:13:20",
        "1.7e9",
    ],
)
def test_moments_in_any_unit(home, src, stamp):
    _write(src / "items.csv", f"item_id,title,published_at\na,A,{stamp}\n")
    _write(src / "log.csv", f"user_id,item_id,ts,rating\nu,a,{stamp},1\n")
    home(src)
    assert home.item("a").published_at == 1_700_000_000
    assert home.events()[0].at == 1_700_000_000


def test_the_same_log_under_another_name_and_longer(home, src):
    _write(src / "items.csv", "item_id,title\na,A\n")
    first = _write(src / "one.csv", "user,item,time\nu,a,1\nu,a,1\n")
    report = home(src / "items.csv", interactions=first)
    assert report.events == {"new": 1, "repeated": 1, "known": 0}
    longer = _write(src / "two.tsv", "uid\titem\tts\nu\ta\t1\nv\ta\t2\n")
    report = home(interactions=longer)
    assert (report.events["new"], report.events["known"]) == (1, 1)


def test_named_kinds_of_events(home, src):
    _write(src / "items.csv", "item_id,title\na,A\n")
    _write(
        src / "log.csv",
        "user,item,ts,event,value\nu,a,1,watch,3.5\nu,a,2,LIKE,\nu,a,3,teleport,\nu,a,4,view,\nu,a,5,buy,\n",
    )
    report = home(src)
    assert [(e.kind, e.value) for e in home.events()] == [("view", 3.5), ("like", None), ("purchase", None)]
    assert [line["row"] for line in home.rejects(report)] == [4, 5]


def test_a_permission_that_there_is_not(home, src):
    _write(src / "items.csv", "item_id,title,allow\na,A,cover serve\nb,B,fly\n")
    report = home(src, rights="own")
    assert home.item("a").allow == {"cover", "serve"}
    assert home.rejects(report)[0]["field"] == "allow"


def test_a_table_of_nothing_we_know(home, src):
    _write(src / "weather.csv", "city,rain\nB,3\n")
    _write(src / "empty.csv", "")
    report = home(src)
    assert {line["file"].rsplit("/", 1)[-1] for line in home.rejects(report)} == {"weather.csv", "empty.csv"}


def test_unavailable_and_expiring(home, src):
    _write(src / "items.csv", "item_id,title,available,expires_at\na,A,0,\nb,B,1,2020-01-01\n")
    home(src)
    assert home.item("a").state == "unavailable"
    assert not home.item("b").showable(at=1_700_000_000)
