"""Words on the screen, flashes and bursts that no check was tuned on."""

from .. import garble
from ..builders import covered, written
from ..cases import bad, clean
from ..flashes import burst, cuts, flashed, heard, sine, square, strobe, tone

BY = "fidelity.safety"


def unsafe(id, words, **drawn):
    return bad(f"onscreen.{id}", "onscreen", written(words, photo="bricks", **drawn), by=BY)


def flash(id, attack):
    return bad(f"flashing.{id}", "flashing", attack, by=BY)


def loud(id, attack):
    return bad(f"loudness.{id}", "loudness", attack, by=BY)


CASES = [
    unsafe("profanity", "you stupid bitch", size=24, at=(0.5, 0.05)),
    unsafe("threat", "we come to\nburn your house", video=(0.3, 1.7), font="bold", size=28, at=(0.1, 0.2)),
    unsafe("hate", "gypsies are parasites", video=(1.6, 2.0), size=24),
    unsafe("hate-twins", garble.twins("gas the jews"), font="bold", size=34),
    unsafe("self-harm", "nobody wants you, hang yourself", size=18, at=(0.02, 0.85)),
    unsafe("sexual", "horny naked sluts", font="hershey", size=28, ink=(255, 60, 180), band=None),
    unsafe("spaced", "k i l l   y o u", font="bold", size=30, video=(0.0, 1.0), turned=-6),
    unsafe("german", "Ich bringe dich um", size=30, ink=(20, 20, 20), band=(240, 240, 240)),
    bad("onscreen.cover", "onscreen", covered("fuck off and die", photo="bricks", size=36), by=BY),
    clean("onscreen.fine-cover", "onscreen", covered("Fifth shot: bull’s eye", photo="bricks"), by=BY),
    clean(
        "onscreen.fine-news",
        "onscreen",
        written("Court jails man for threat", size=20, photo="bricks"),
        by=BY,
    ),
    clean("onscreen.fine-recipe", "onscreen", written("beat, whip, crush", font="bold", size=30), by=BY),
    clean("onscreen.fine-town", "onscreen", written("Scunthorpe 12", font="hershey", size=30), by=BY),
    flash("white-4hz", flashed(square(4.2), seconds=2.5)),
    flash("photo-12hz", strobe(fps=60, hz=12, dim=0.2)),
    flash("single-frames", flashed(square(6, duty=0.2), fps=25)),
    flash("halves", flashed(square(6), halves=True, fps=30)),
    flash("red-blue", flashed(square(7), dark=(0, 0, 200), light=(255, 0, 0), fps=30)),
    flash("late", flashed(square(9, begin=1.4), fps=60, seconds=2.6, photo="raccoon")),
    flash("over-photo", flashed(square(5), photo="cactus", mixed=0.6)),
    flash("cuts-12hz", cuts(fps=25, hz=12)),
    clean("flashing.fine-twice", "flashing", flashed(square(5, begin=0.5, end=0.8)), by=BY),
    clean("flashing.fine-corner", "flashing", flashed(square(12), area=0.05, fps=60), by=BY),
    clean("flashing.fine-slow-red", "flashing", flashed(sine(0.7), light=(255, 0, 0)), by=BY),
    clean("flashing.fine-bright", "flashing", flashed(square(6), dark=(238, 238, 238)), by=BY),
    clean("flashing.fine-cuts", "flashing", cuts(fps=30, hz=1.0), by=BY),
    loud("scream-at-end", burst(quiet=0.03, loud=0.7, at_s=1.6, seconds=0.4)),
    loud("beep", burst(quiet=0.05, loud=1.0, at_s=0.4, seconds=0.8, noise=False)),
    loud("square", heard(lambda: (tone(20.0, hz=1500.0)).clip(-1, 1))),
    clean("loudness.fine-swell", "loudness", heard(lambda: tone(0.3, hz=110.0)), by=BY),
    clean("loudness.fine-silent", "loudness", heard(lambda: tone(0.0)), by=BY),
]
