"""Files of given facts: three forms, one meaning; what is wrong is named by file, row and field."""

import json

import pytest

from generec.creator.facts.given import Given, read
from generec.domain.errors import ConfigError, DataError

ROW = {
    "statement": "A whale weighs 150 tonnes.", "topic": "whales", "number": "150", "unit": "tonnes",
    "source": "A book", "address": "https://example.org/whales", "licence": "CC0-1.0",
}  # fmt: skip

MARKDOWN = """\
Notes that are no facts.

Licence: CC BY 4.0
Creator: A friend

# Whales
Source: [A book](https://example.org/whales)

- A whale weighs **150 tonnes**.
- Whales are longer than
  anything else alive.

| animal | length (m) |
|---|---|
| blue whale | 30 |
| elephant | 6.5 |

Source: Another book
- There are more of them again.

| year | count |
|---|---|
| 1970 | 5 |
| 2020 | 25 |

- They winter here.

| place | (map) |
|---|---|
| Hawaii | 20.8, -156.5 |
"""


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_of_json(tmp_path):
    series = {"measure": "length", "measure_unit": "m", "series": {"blue whale": 30, "elephant": 6.5}}
    places = {"number": "", "unit": "", "places": {"Hawaii": [20.8, -156.5]}}
    rows = [ROW, {**ROW, "number": "", "unit": "", **series}, {**ROW, **places}]
    facts = read(write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows))))
    assert facts[0].text == "A whale weighs 150 tonnes."
    assert (facts[0].number, facts[0].unit, facts[0].topic) == ("150", "tonnes", "whales")
    assert facts[0].source.title == "A book"
    assert facts[0].source.address == "https://example.org/whales"
    assert facts[0].text[slice(*facts[0].span)] == facts[0].text
    assert [(point.label, point.value) for point in facts[1].series.points] == [
        ("blue whale", 30),
        ("elephant", 6.5),
    ]
    assert (facts[1].series.label, facts[1].series.unit) == ("length", "m")
    assert facts[2].places[0].latitude == 20.8
    assert len({fact.source.id for fact in facts}) == 3


def test_a_table(tmp_path):
    text = (
        "statement,topic,source,licence,measure,series,places\n"
        '"Whales are long.",whales,A book,CC0-1.0,length,"whale = 30; elephant = 6.5",\n'
        '"They winter here.",whales,A book,CC0-1.0,,,"Hawaii = 20.8, -156.5"\n'
    )
    facts = read(write(tmp_path, "a.csv", text))
    assert [point.value for point in facts[0].series.points] == [30, 6.5]
    assert facts[1].places[0].longitude == -156.5


def test_markdown(tmp_path):
    weight, length, again, winter = read(write(tmp_path, "a.md", MARKDOWN))
    assert weight.text == "A whale weighs 150 tonnes."
    assert (weight.number, weight.unit) == ("150", "tonnes")
    assert weight.source.address == "https://example.org/whales"
    assert weight.source.creator == "A friend"
    assert length.text == "Whales are longer than anything else alive."
    assert (length.series.kind, length.series.unit, len(length.series.points)) == ("bar", "m", 2)
    assert (again.source.title, again.source.address, again.series.kind) == ("Another book", "", "line")
    assert winter.places[0].name == "Hawaii"
    assert winter.topic == "Whales"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source": ""}, "source"),
        ({"statement": " "}, "statement"),
        ({"statement": "x" * 201}, "statement"),
        ({"licence": ""}, "licence"),
        ({"licence": "all rights reserved"}, "licence"),
        ({"licence": "CC BY-ND 4.0"}, "licence"),
        ({"number": "151"}, "number"),
        ({"series": {"a": 1, "b": 2}}, "measure"),
        ({"series": {"a": 1}, "measure": "length"}, "series"),
        ({"series": {"a": 1, "b": "many"}, "measure": "length"}, "series"),
        ({"series": [1, 2], "measure": "length"}, "series"),
        ({"places": {"Hawaii": [20.8]}}, "places"),
        ({"places": {"Hawaii": [120.8, 3]}}, "places"),
        ({"sources": "x"}, "sources"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path, change, field):
    file = write(tmp_path, "a.jsonl", json.dumps(ROW) + "\n\n" + json.dumps({**ROW, **change}))
    with pytest.raises(DataError) as found:
        read(file)
    assert (found.value.file, found.value.row, found.value.field) == ("a.jsonl", 3, field)


@pytest.mark.parametrize(
    ("name", "text"), [("a.jsonl", "{"), ("a.jsonl", "[1]"), ("a.txt", "x"), ("a.csv", "statement\na,b")]
)
def test_what_is_no_file_of_facts(tmp_path, name, text):
    with pytest.raises(DataError, match=name):
        read(write(tmp_path, name, text))


def test_a_file_that_changes_is_read_again(tmp_path):
    file = write(tmp_path, "a.jsonl", json.dumps(ROW))
    given = Given([file])
    first = given.facts()[0]
    assert given.words(first.source.id) == "A whale weighs 150 tonnes."
    file.write_text(json.dumps({**ROW, "statement": "A whale weighs about 150 tonnes."}))
    assert given.facts()[0].text == "A whale weighs about 150 tonnes."
    assert given.words(first.source.id) is None


def test_a_file_that_is_not_there_is_a_wrong_setting(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.md"):
        Given([tmp_path / "none.md"]).facts()


def test_the_sample_worlds_own_facts_are_read():
    from importlib.resources import as_file, files

    with as_file(files("generec.demo").joinpath("knowledge.md")) as path:
        facts = read(path)
    assert {"Rockets", "The Moon", "Hurricanes"} <= {fact.topic for fact in facts}
    assert all(fact.source.licence == "CC0-1.0" for fact in facts)
    assert sum(bool(fact.series) for fact in facts) == 2
    assert sum(bool(fact.places) for fact in facts) == 1
