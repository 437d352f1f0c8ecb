"""A wish of few words is in the language of its topic where English has no such word."""

import pytest

from generec.instructor.instructor import Instructor
from generec.instructor.languages import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("10 Sekunden Hunde", "de"),
        ("Vulkane, 20 Sekunden", "de"),
        ("Hunde", "de"),
        ("10 segundos perros", "es"),
        ("nada de gente, naturaleza tranquila", "es"),
        ("nada de pessoas, natureza calma", "pt"),
        ("vélo", "fr"),
        *((text, "en") for text in ("10 seconds dogs", "golf", "pasta", "yoga 10 minutes", "more manga")),
        *((text, "en") for text in ("Porsche cars", "sushi", "flamenco", "kindergarten", "10 20 30", "")),
    ],
)
def test_the_language_of_a_few_words(text, language):
    assert detect(text) == language


@pytest.mark.parametrize("text", ["10 Sekunden Hunde", "10 segundos perros", "10 secondes de chiens"])
def test_a_length_and_a_topic_in_another_language_are_to_be_made(text):
    made = Instructor()(text=text, create=True).create
    assert made.seconds == 10
    assert [topic[1] for topic in made.about] == ["dogs"]
