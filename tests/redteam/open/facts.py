"""Rewritten and summarised texts that say what their source does not."""

from ..builders import rewritten
from ..cases import bad, clean

BY = "fidelity.authenticity"

COUNCIL = (
    "The council of Harford voted 7 to 4 on Tuesday to keep the library open. Mayor Ruth Adler said the"
    " building costs 180,000 pounds a year. “We will not sell a single book,” she said. The union leader Paul"
    " Denning did not attend. The roof, built in 1962, leaks in 3 places and will be mended by 30 June."
)
STORM = (
    "A storm with gusts of 112 km/h crossed the island on Monday night. Power failed in 2,300 homes. Nobody"
    " was hurt. The ferry company Norlink cancelled 9 of 12 sailings, and the school in Vik stays closed"
    " until Thursday."
)


def wrong(id, source, text, **more):
    return bad(f"facts.{id}", "facts", rewritten(source, text, **more), by=BY)


def right(id, source, text, **more):
    return clean(f"facts.fine-{id}", "facts", rewritten(source, text, **more), by=BY)


CASES = [
    wrong("number", COUNCIL, "The council of Harford voted 8 to 4 to keep the library open."),
    wrong(
        "number-swapped", COUNCIL, "The council of Harford voted 4 to 7 on Tuesday to keep the library open."
    ),
    wrong("magnitude", COUNCIL, "Mayor Ruth Adler said the building costs 180 million pounds a year."),
    wrong("unit", STORM, "A storm with gusts of 112 mph crossed the island on Monday night."),
    wrong("currency", COUNCIL, "The building costs 180,000 dollars a year, said Mayor Ruth Adler."),
    wrong("name", COUNCIL, "Mayor Ruth Adams said the building costs 180,000 pounds a year."),
    wrong("name-new", STORM, "The ferry company Seaways cancelled 9 of 12 sailings."),
    wrong("speaker", COUNCIL, "“We will not sell a single book,” said Paul Denning."),
    wrong("quote", COUNCIL, "“We will sell every book,” the mayor said."),
    wrong("negation-lost", COUNCIL, "The union leader Paul Denning did attend."),
    wrong("negation-added", STORM, "Power did not fail in 2,300 homes."),
    wrong("date", COUNCIL, "The roof will be mended by 13 June."),
    wrong("year", COUNCIL, "The roof, built in 1926, leaks in 3 places."),
    wrong("weekday", STORM, "The school in Vik stays closed until Friday."),
    right("digits-words", COUNCIL, "The council of Harford voted seven to four to keep the library open."),
    right("words", STORM, "Nobody was hurt when a storm crossed the island on Monday night."),
    right("separator", STORM, "Power failed in 2300 homes on Monday night."),
    right("passive", COUNCIL, "The roof was built in 1962 and leaks in 3 places."),
    right("quote", COUNCIL, "The mayor said: “We will not sell a single book.”"),
    right("short-name", COUNCIL, "Adler said the building costs 180,000 pounds a year."),
]
