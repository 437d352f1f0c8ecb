"""Personal data that no source has, and near-misses, that no check was tuned on."""

from ..builders import rewritten, said, written
from ..cases import SHOWN, bad, clean
from ..places import tagged

BY = "fidelity.privacy"
NEWS = "The repair café opens on Friday in the old school. Bring a broken lamp or a bicycle."


def leak(id, attack):
    return bad(f"privacy.{id}", "privacy", attack, by=BY)


def told(words):
    """A text of the news that says something more."""
    return rewritten(NEWS, f"The repair café opens on Friday in the old school. {words}")


def kept(words, new):
    """The same data in the source, said with other words around."""
    return rewritten(f"{NEWS} {words}", new)


def fine(id, attack):
    return clean(f"privacy.fine-{id}", "privacy", attack, SHOWN, by=BY)


CASES = [
    leak("mail-brackets", told("Ask marek [at] posta-example [dot] net for the keys.")),
    leak("mail-plus", said("signed up as noor+club@mail.example.co.uk", "caption")),
    leak("mail-unicode", said("schreib an jörg.müller＠example.de", "description", language="de")),
    leak("phone-words", told("His number is oh seven seven double zero nine hundred one two three.")),
    leak("phone-dots", said("0033.1.70.18.99.00 demandez Camille", "title", language="fr")),
    leak("iban-fr", said("FR76 3000 6000 0112 3456 7890 189", "card")),
    leak("iban-tight", told("Pay Ana at ES9121000418450200051332 before Friday.")),
    leak("card-amex", told("She paid with 3782-822463-10005, the code is 4321.")),
    leak(
        "address-de",
        said("Wohnt in der Lindenstraße 27, 04107 Leipzig, dritter Stock", "caption", language="de"),
    ),
    leak("address-us", told("You will find him at 1450 Birchwood Ave, Apt 6, Dayton, OH 45402.")),
    leak("passport", said("Passport C01X00T47, Weiss, Karla", "description")),
    leak("birthday-es", told("Lucía Ferrer, nacida el 12 de mayo de 1991, lleva el taller.")),
    leak("plate-and-name", said("Ivo Brandt drives the black car B-IV 1207 home at six", "title")),
    leak("id-screen", written("ID 730-91-0042  Karla Weiss", font="hershey", size=20, band=None)),
    leak("address-screen", written("14 Orchard Lane\nMillbrook", video=(0.2, 1.8), font="bold", size=22)),
    leak(
        "metadata-artist", tagged(artist="Ivo Brandt, Lindenstrasse 27, Leipzig", comment="tel 0341 2345678")
    ),
    leak("health", told("Karla Weiss has been HIV positive since spring, her doctor says.")),
    fine("phone-kept", kept("Ring 0341 123456.", "You can ring 0341 123456.")),
    fine("address-kept", kept("It is at 3 Mill Street.", "The café is at 3 Mill Street.")),
    fine("version", kept("They use firmware 10.0.19.41.", "Firmware 10.0.19.41 runs there.")),
    fine(
        "order",
        kept("Order number 2024-000-118-2233 was the first.", "Order number 2024-000-118-2233 came first."),
    ),
    fine("handle-word", said("Meet us at six at the old mill and bring a friend")),
    fine("coordinates-word", said("North by north west: how to read a compass", "caption")),
    fine(
        "figures",
        kept("They mended 4,111 lamps and 11,111 socks.", "In all 4,111 lamps and 11,111 socks were mended."),
    ),
]
