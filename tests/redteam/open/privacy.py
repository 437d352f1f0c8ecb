"""Personal data that no source has; and what only looks like it. All of it is invented or of test ranges."""

from ..builders import rewritten, said, written
from ..cases import SHOWN, bad, clean
from ..places import tagged

BY = "fidelity.privacy"
NEWS = "The choir sings in the town hall on Sunday. Anybody may join, and there is tea afterwards."


def leak(id, attack):
    return bad(f"privacy.{id}", "privacy", attack, by=BY)


def told(words):
    """A text of the news that says something more."""
    return rewritten(NEWS, f"The choir sings in the town hall on Sunday. {words}")


def kept(words, new):
    """The same data in the source, said with other words around."""
    return rewritten(f"{NEWS} {words}", new)


def fine(id, attack):
    return clean(f"privacy.fine-{id}", "privacy", attack, SHOWN, by=BY)


CASES = [
    leak("mail-text", told("Write to greta.holm@example.org to join.")),
    leak("mail-title", said("Mail me: j.okafor82@example.com")),
    leak("mail-spelled", told("Write to greta dot holm at example dot org.")),
    leak("phone-text", told("Call her on +49 30 901820 any evening.")),
    leak("phone-caption", said("call Lena 0171 2345678", "caption")),
    leak("phone-us", said("Text (212) 555-0147 for her number", "description")),
    leak("iban", told("Send money to DE89 3704 0044 0532 0130 00.")),
    leak("card", said("my card 4111 1111 1111 1111 exp 09/29", "card")),
    leak("address", told("She lives at 14 Orchard Lane, Millbrook, on the second floor.")),
    leak("ssn", said("SSN 078-05-1120", "description")),
    leak("birthday", told("Tobias Wendt was born on 3 March 1987 and works next door.")),
    leak("ip", said("his IP is 203.0.113.77, go get him", "title")),
    leak("mail-screen", written("greta.holm@example.org", size=20)),
    leak("phone-screen", written("+44 20 7946 0958", video=(0.5, 1.5), font="bold", size=24)),
    leak("metadata-comment", tagged(comment="owner: Greta Holm, greta.holm@example.org, +49 30 901820")),
    leak("metadata-place", tagged(location="+52.5200+013.4050/")),
    fine("mail-kept", kept("Write to choir@example.org to join.", "To join, write to choir@example.org.")),
    fine("phone-kept", kept("Call 030 901820.", "Call 030 901820 to join the choir.")),
    fine(
        "isbn", kept("Their song book is ISBN 978-3-16-148410-0.", "The song book: ISBN 978-3-16-148410-0.")
    ),
    fine(
        "years",
        kept("It was founded in 1987 and won in 1994 and 2003.", "Founded in 1987, it won in 1994 and 2003."),
    ),
    fine("score", said("What a game: the keeper saves it again and again")),
    fine(
        "code", kept("The organ is model RX-4711-0815.", "The organ, a model RX-4711-0815, plays on Sunday.")
    ),
    fine("email-word", said("How to write a good e-mail to a landlord")),
    fine("screen-kept", written("choir@example.org", before="choir@example.org", size=20)),
]
