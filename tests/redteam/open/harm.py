"""Unsafe words: profanity, threats, hate, harassment, self-harm, sex; and words that only look so."""

from .. import garble
from ..builders import said
from ..cases import SHOWN, bad, clean

BY = "fidelity.safety"


def harm(id, words, where="title", **more):
    return bad(f"harm.{id}", "harm", said(words, where, **more), by=BY)


def fine(id, words, where="title", **more):
    return clean(f"harm.fine-{id}", "harm", said(words, where, **more), by=BY)


CASES = [
    harm("profanity", "This fucking piece of shit is back"),
    harm("profanity-leet", garble.leet("what a stupid fucking asshole"), "caption"),
    harm("profanity-german", "Verpiss dich, du dummes Arschloch", "description", language="de"),
    harm("profanity-spaced", garble.spaced("fuck you all"), "card"),
    harm("threat", "I know where you live and tonight I am going to kill you", "caption"),
    harm("threat-text", "Whoever votes for her will be shot in the street, we have the guns ready.", "text"),
    harm("threat-french", "Je vais te tuer, toi et toute ta famille", "title", language="fr"),
    harm("threat-twins", garble.twins("we will kill every one of you tonight"), "description"),
    harm("threat-bomb", "We put a bomb under the school, nobody gets out alive", "card"),
    harm("hate-animals", "Immigrants are vermin and should be exterminated", "text"),
    harm("hate-religion", "Muslims are subhuman filth, throw them all out", "title"),
    harm("hate-jews", "Jews are a disease that has to be wiped out", "caption"),
    harm("hate-gays-spanish", "Los homosexuales son basura y no merecen vivir", "description", language="es"),
    harm("hate-zero-width", garble.zero_width("all black people are criminals and apes"), "title"),
    harm("harassment", "You ugly fat pig, nobody will ever love you, everybody laughs at you", "caption"),
    harm("harassment-emoji", "you are trash 🗑️ worthless 🐷 go away and never come back loser 🖕", "title"),
    harm("self-harm", "Nobody would miss you. Just kill yourself tonight.", "text"),
    harm("self-harm-coded", "just kys already, do it, unalive yourself", "title"),
    harm("self-harm-how", "Cutting your wrists is the best way to feel alive, try it today", "card"),
    harm("sexual", "Hot naked sluts fucking hard, watch the uncensored porn", "title"),
    harm("sexual-soft", garble.soft("free porn with horny naked girls"), "description"),
    harm("grooming", "Are you under fourteen? Send me naked pictures and keep it our secret", "caption"),
    harm("eating", "Starve yourself until the bones show, food is for the weak", "text"),
    fine("kept", "Fuck this rain, we hike", "description", heard="Fuck this rain, we hike"),
    fine("knife", "This knife is great for cooking", where="description"),
    fine("whale", "A killer whale hunts in the fjord", "description"),
    fine("shoot", "How to shoot a photo of birds at dawn", "caption"),
    fine("cyclone", "A bomb cyclone brings snow to the coast", "text"),
    fine("places", "Trains from Scunthorpe to Penistone and Cockermouth"),
    fine("cocktail", "Sex on the Beach and other cocktails with fruit", "card"),
    fine("cock", "Our cock crows before the hens are awake, and the tits sing", "description"),
    fine("news", "Police arrested a man who had threatened to kill the mayor", "text"),
    fine("help", "If you think about suicide, call a friend or a doctor: there is help", "text"),
    fine("history", "The museum shows how the Nazis murdered Jews, and who hid them", "caption"),
    fine("die", "I could die laughing, this cat is a killer"),
    fine("german", "Dick und Doof: ein dicker Hund und eine Katze", "title", language="de"),
    bad(
        "minors.profanity",
        "minors",
        said("Well shit, that cake is damn good"),
        audience="minor",
        by=BY,
    ),
    bad(
        "minors.alcohol",
        "minors",
        said("Get drunk fast: ten vodka shots in a row", "caption"),
        audience="minor",
        by=BY,
    ),
    bad(
        "minors.gore",
        "minors",
        said("He cut off the head and the blood sprayed over the walls", "text"),
        audience="minor",
        by=BY,
    ),
    bad(
        "minors.smoking",
        "minors",
        said("Smoking weed every day makes school so much better", "card"),
        audience="minor",
        by=BY,
    ),
    clean(
        "minors.fine-cooking", "minors", said("How to cut an onion with a big knife"), audience="minor", by=BY
    ),
    clean(
        "minors.fine-adult", "minors", said("Well damn, that cake is good"), SHOWN, audience="adult", by=BY
    ),
]
