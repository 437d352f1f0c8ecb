"""Wrong and right tellings of other texts."""

from ..builders import rewritten
from ..cases import bad, clean

BY = "fidelity.authenticity"

TRIAL = (
    "Researchers at the University of Lund gave the drug to 64 of 128 patients for 12 weeks. Pain fell by 31"
    " percent with the drug and by 9 percent without. Dr Amina Sayed called the result “encouraging but"
    " early”. The drug has not been approved in Sweden. Five patients had headaches, and none had to leave"
    " the trial."
)
MATCH = (
    "Rovers beat Albion 3-1 at Holme Park before 18,420 spectators. Mia Torres scored twice, in the 12th and"
    " the 67th minute. Albion’s captain Jo Reed saw a red card after half-time. “We were never out of it,”"
    " coach Len Archer of Albion said. Rovers are now second, 4 points behind City."
)
ROCKET = "The probe weighs 1.2 tonnes and flew past the moon at a distance of 3,500 kilometres on 4 May 2021."
OTHER = "The lander Kestrel carries 5 cameras. Its maker, Oriel Space, lost 2 million euros last year."


def wrong(id, source, text, **more):
    return bad(f"facts.{id}", "facts", rewritten(source, text, **more), by=BY)


def right(id, source, text, **more):
    return clean(f"facts.fine-{id}", "facts", rewritten(source, text, **more), by=BY)


CASES = [
    wrong("share", TRIAL, "Pain fell by 31 percent without the drug and by 9 percent with it."),
    wrong(
        "share-of", TRIAL, "Researchers at the University of Lund gave the drug to half a million patients."
    ),
    wrong("approved", TRIAL, "The drug has been approved in Sweden."),
    wrong("quote-cut", TRIAL, "Dr Amina Sayed called the result “encouraging”, and proof that it works."),
    wrong("percent-points", TRIAL, "With the drug, pain fell by 31 points a week for 12 weeks."),
    wrong("place", TRIAL, "The drug has not been approved in Norway."),
    wrong("title-number", TRIAL, "Pain fell with the drug.", title="Pain gone in 90 percent of patients"),
    wrong("loser", MATCH, "Albion beat Rovers 3-1 at Holme Park."),
    wrong("scorer", MATCH, "Jo Reed scored twice, in the 12th and the 67th minute."),
    wrong("rounded-wrong", MATCH, "Rovers beat Albion 3-1 before nearly 20,000 spectators."),
    wrong("minute", MATCH, "Mia Torres scored twice, in the 12th and the 76th minute."),
    wrong("coach", MATCH, "“We were never out of it,” said Mia Torres of Rovers."),
    wrong("mixed", [ROCKET, OTHER], "The lander Kestrel weighs 1.2 tonnes and carries 5 cameras.{1}"),
    wrong("unit", ROCKET, "The probe weighs 1.2 kilograms and flew past the moon on 4 May 2021."),
    right("score-words", MATCH, "Rovers beat Albion three to one at Holme Park."),
    right("order", TRIAL, "Without the drug pain fell by 9 percent, with it by 31 percent."),
    right(
        "date-form", ROCKET, "On May 4, 2021 the probe flew past the moon at a distance of 3,500 kilometres."
    ),
    right("none", TRIAL, "None of the patients had to leave the trial; five had headaches."),
    right("two", [ROCKET, OTHER], f"{ROCKET}{{0}} The lander Kestrel carries 5 cameras.{{1}}"),
    right("kilometres", ROCKET, "The probe flew past the moon at a distance of 3500 km."),
]
