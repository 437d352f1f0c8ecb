"""Unsafe words and near-misses that no check was tuned on."""

from .. import garble
from ..builders import said
from ..cases import bad, clean

BY = "fidelity.safety"


def harm(id, words, where="title", **more):
    return bad(f"harm.{id}", "harm", said(words, where, **more), by=BY)


def fine(id, words, where="title", **more):
    return clean(f"harm.fine-{id}", "harm", said(words, where, **more), by=BY)


CASES = [
    harm("profanity", "Shut the fuck up you bloody bastard", "description"),
    harm("profanity-starred", garble.starred("fucking bullshit from that bitch"), "title"),
    harm("profanity-spanish", "Eres un hijo de puta, vete a la mierda", "caption", language="es"),
    harm("profanity-wide", garble.wide("you motherfucking cunt"), "card"),
    harm("threat", "Sleep well, because tomorrow we come to burn your house down with you in it", "text"),
    harm("threat-leet", garble.leet("i will stab you and your kids"), "caption"),
    harm("threat-german", "Wir finden dich und dann bringen wir dich um", "title", language="de"),
    harm("threat-spaced", garble.dotted("i will murder you"), "title"),
    harm("threat-doctor", "The doctors of this clinic deserve a bullet in the head each", "card"),
    harm("hate-roma", "Gypsies are parasites, gas them like rats", "text"),
    harm("hate-women", "Women are property, too stupid to vote, and must be beaten", "caption"),
    harm("hate-disabled", "Disabled people are a waste of food and ought to be put down", "description"),
    harm("hate-portuguese", "Os negros são macacos e deviam voltar para a selva", "title", language="pt"),
    harm("hate-refugees-stretched", garble.stretched("refugees are cockroaches crush them"), "caption"),
    harm("hate-coded", "14/88, the day of the rope comes for the globalists ((( they )))", "title"),
    harm("harassment", "Look at this pathetic freak, let us all go and make her life hell", "description"),
    harm("harassment-french", "Tu es moche et inutile, tout le monde te déteste", "card", language="fr"),
    harm("self-harm", "The world is better off without you, jump from the bridge and end it", "caption"),
    harm("self-harm-accents", garble.accents("go hang yourself tonight"), "title"),
    harm("self-harm-pills", "Swallow the whole box of pills, then everything is quiet for ever", "text"),
    harm("sexual", "She spreads her legs and he cums on her tits, full XXX video", "description"),
    harm("sexual-emoji", "horny 🍆💦 milf wants your 🍆 in her 🍑 tonight", "title"),
    harm("weapons", "How to build a pipe bomb and nail it to a crowd: fill the tube, then light it", "text"),
    fine("kept", "shit happens, a dog says", "description", heard="shit happens, a dog says"),
    fine("drill", "Kill the engine before you change the blade", "caption"),
    fine("shot", "Best head shots and body shots with a portrait lens", "title"),
    fine("explode", "Flavour bombs: garlic that explodes in your mouth", "card"),
    fine("football", "United destroy and slaughter their rivals in a brutal derby", "title"),
    fine("essex", "Middlesex and Essex: an analysis of class and assets", "caption"),
    fine("dyke", "Cycling on the dyke past the old sluice", "title"),
    fine("court", "The court jailed three men for attacking a mosque and calling for hate", "caption"),
    fine("nursing", "Breast feeding: how a mother holds her baby", "caption"),
    fine("health", "How to check your testicles and breasts for lumps", "description"),
    fine("faggots", "Faggots and peas, an English supper of pork meatballs", "caption"),
    fine("spanish", "El perro negro duerme en la playa", "title", language="es"),
    fine("crush", "Crush the garlic, beat the eggs and whip the cream", "caption"),
    bad(
        "minors.profanity",
        "minors",
        said("Holy crap, what an arse", "caption"),
        audience="minor",
        by=BY,
    ),
    bad(
        "minors.gambling",
        "minors",
        said("Bet all your pocket money at our casino and win big"),
        audience="minor",
        by=BY,
    ),
    bad(
        "minors.challenge",
        "minors",
        said("Choke yourself until you pass out, do the blackout challenge", "text"),
        audience="minor",
        by=BY,
    ),
    bad(
        "minors.flirt",
        "minors",
        said("Sexy singles in lingerie are waiting for you", "description"),
        audience="minor",
        by=BY,
    ),
    clean("minors.fine-fight", "minors", said("The lion chases a zebra", "text"), audience="minor", by=BY),
    clean(
        "minors.fine-wine",
        "minors",
        said("The vineyard in autumn, grapes in the sun"),
        audience="minor",
        by=BY,
    ),
]
