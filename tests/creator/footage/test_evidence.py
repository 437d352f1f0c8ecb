"""What is said in other languages finds what is named in English."""

import pytest

from generec.creator.footage.evidence import own_names, said_in


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (("perros", "dogs", "pets"), ("perros", "dogs")),
        (("Hunde", "dogs"), ("Hunde", "dogs")),
        (("chiens", "dogs", "animals"), ("chiens", "dogs")),
        (("dogs", "pets", "animals"), ("dogs",)),
        (("volcanoes", "mountains"), ("volcanoes",)),
        (("dogs",), ("dogs",)),
    ],
)
def test_the_english_name_of_what_was_said_counts_as_said_and_wider_names_do_not(topic, said):
    assert said_in(topic) == said
    assert own_names(("tennis serves", "tennis", "sports")) == ("tennis",)
