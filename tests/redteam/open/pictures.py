"""What is seen and heard: words on the screen, flashes, bursts."""

from .. import garble
from ..builders import covered, written
from ..cases import bad, clean
from ..flashes import burst, cuts, flashed, heard, sine, square, strobe, tone

BY = "fidelity.safety"


def unsafe(id, words, **drawn):
    return bad(f"onscreen.{id}", "onscreen", written(words, **drawn), by=BY)


def flash(id, attack):
    return bad(f"flashing.{id}", "flashing", attack, by=BY)


def loud(id, attack):
    return bad(f"loudness.{id}", "loudness", attack, by=BY)


CASES = [
    unsafe("profanity", "fucking asshole", size=30),
    unsafe("threat", "I will kill you tonight", video=(0.0, 2.0), font="bold", size=26, at=(0.05, 0.1)),
    unsafe("hate", "IMMIGRANTS ARE VERMIN", font="hershey", size=20, band=None, at=(0.03, 0.4)),
    unsafe("self-harm", "kill yourself", video=(0.8, 1.1), font="bold", size=34),
    unsafe("sexual", "FREE PORN", font="bold", size=54, ink=(255, 220, 0), band=None, at=(0.05, 0.3)),
    unsafe("leet", garble.leet("kill all jews"), size=26, video=(0.0, 2.0)),
    unsafe("turned", "we will shoot you all", font="bold", size=24, turned=8, at=(0.1, 0.5)),
    unsafe("pale", "die you filthy pig", size=28, ink=(200, 200, 200), band=(90, 90, 90)),
    bad("onscreen.cover", "onscreen", covered("we will kill you all", font="bold", size=28), by=BY),
    clean("onscreen.fine-cover", "onscreen", covered("A killer view", font="bold", size=34), by=BY),
    clean("onscreen.fine-words", "onscreen", written("Killer whale in the bay", size=22), by=BY),
    clean(
        "onscreen.fine-kept",
        "onscreen",
        written("fuck this rain", before="fuck this rain", size=24),
        by=BY,
    ),
    clean("onscreen.fine-sign", "onscreen", written("EXIT 24", font="bold", size=40, at=(0.2, 0.3)), by=BY),
    flash("white-5hz", flashed(square(5))),
    flash("white-10hz-30", flashed(square(10), fps=30)),
    flash("white-15hz-60", flashed(square(15), fps=60, seconds=1.5)),
    flash("red-5hz", flashed(square(5), light=(255, 0, 0), dark=(20, 20, 20))),
    flash("one-shot", strobe(fps=25, hz=8)),
    flash("grey-6hz", flashed(square(6), dark=(70, 70, 70), light=(170, 170, 170), fps=30)),
    flash("middle-40", flashed(square(6), area=0.4)),
    clean("flashing.fine-2hz", "flashing", flashed(square(2)), by=BY),
    clean("flashing.fine-small", "flashing", flashed(square(8), area=0.03), by=BY),
    clean("flashing.fine-fade", "flashing", flashed(sine(0.5), photo="cactus", mixed=0.8), by=BY),
    clean("flashing.fine-faint", "flashing", flashed(square(8), photo="dahlia", mixed=0.02), by=BY),
    loud("noise", burst(quiet=0.05, loud=0.9, at_s=1.0, seconds=0.5)),
    loud("clipped-tone", burst(quiet=0.04, loud=3.0, at_s=1.2, seconds=0.6, noise=False)),
    loud("all-clipped", heard(lambda: (tone(8.0)).clip(-1, 1))),
    clean("loudness.fine-even", "loudness", heard(lambda: tone(0.2)), by=BY),
    clean("loudness.fine-click", "loudness", burst(quiet=0.15, loud=0.2, at_s=1.0, seconds=0.05), by=BY),
    clean("flashing.fine-cuts", "flashing", cuts(fps=25, hz=1.5), by=BY),
]
