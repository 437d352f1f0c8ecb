"""Whatever is said, an answer comes back, soon."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generec.instructor import Instructor, on_screen

LIMIT_S = 1.0
ITEM = on_screen({"current_item": {"title": "Tea", "topics": ["tea"], "duration_s": 12}})
WORDS = st.sampled_from(
    (
        *("no", "not", "never", "don't", "more", "less", "make me", "this", "a", "cartoon", "video", "about"),
        *("cats", "and", "but", ",", ".", "?", '"', "'", "ten", "seconds", "minutes", "1:30", "30s", "2x"),
        *("in", "spanish", "write", "on it", "say", "nothing", "anything", "than", "instead of", "to"),
        *("不要", "更多", "猫", "más", "que", "moins de", "ohne", "sem"),
    )
)
INSTRUCTOR = Instructor()
INSTRUCTOR(text="warm up más mehr plus mais 更多")


def answer(text: str) -> None:
    start = time.process_time()
    said = INSTRUCTOR(text=text, item=ITEM)
    assert time.process_time() - start < LIMIT_S
    assert said.clauses or said.ask or said.refuse
    assert said.record()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=10_000))
def test_any_text_is_answered(text: str) -> None:
    answer(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=200))
def test_any_row_of_cues_is_answered(words: list[str]) -> None:
    answer(" ".join(words))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="no more,'\"“”-:0123456789.@#\n\t不a ", max_size=3_000))
def test_any_row_of_marks_is_answered(text: str) -> None:
    answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "no " * 3_000,
        "more cats and " * 700,
        '"' * 9_999,
        "'a" * 5_000,
        "make me a " * 1_000,
        "don't " * 1_600,
        "1:" * 5_000,
        "9" * 10_000,
        "a-" * 5_000,
        "不要" * 5_000,
        "write " * 1_600,
        "x" * 10_000,
        "zq" * 5_000 + " " + "footbal " * 10,
        "one hundred and twenty " * 430,
        "\u202e\u0000\ud7ff" * 3_000,
        "é́́" * 3_000,
        "between 1 and " * 700,
        " ".join(f"wrod{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}" for i in range(1_500)),
    ],
)
def test_the_longest_texts_are_answered(text: str) -> None:
    answer(text[:10_000])
