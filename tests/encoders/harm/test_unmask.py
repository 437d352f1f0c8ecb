"""Disguised words are read as what they are, and ordinary ones stay."""

import pytest

from generec.encoders.harm import parted, unmasked

KNOWN = ("kill", "fuck")


@pytest.mark.parametrize(
    "written",
    [
        "We will KILL you",
        "w3 w1ll k1ll y0u",
        "w e   w i l l   k i l l   y o u",
        "w e w i l l k i l l y o u",
        "w.e w.i.l.l k.i.l.l y.o.u",
        "we w*ll k*ll you",
        "weee wiiill kiiill youuu",
        "w\u200be will k\u200bi\u200bll you",
        "we wi\u00adll ki\u00adll you",
        "w\u0435 will kill y\u043eu",
        "ｗｅ ｗｉｌｌ ｋｉｌｌ ｙｏｕ",
        "wë wïll kïll yöü",
    ],
)
def test_every_disguise_is_read(written):
    assert unmasked(written, known=KNOWN).split() == ["we", "will", "kill", "you"]


@pytest.mark.parametrize(
    "plain",
    [
        "it costs $40 at 5pm in 2024",
        "a 4k mp4 on covid19, g20 and f1",
        "c++ and c# at 10:30",
        "привет мир, это кухня",
        "trains to scunthorpe and penistone",
    ],
)
def test_what_is_no_disguise_stays(plain):
    assert unmasked(plain, known=KNOWN) == plain


def test_two_words_are_told_apart_where_a_reader_of_pictures_lost_the_blank():
    assert parted("callmetonight at Scunthorpe") == "call me tonight at Scunthorpe"


def test_nothing_and_much_are_no_fault():
    assert unmasked("") == ""
    assert len(unmasked("k i l l " * 20_000)) <= 10_000
