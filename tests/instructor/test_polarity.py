"""No wish may come back inverted: templates x topics x negations, written apart from the grammar."""

from itertools import product

import pytest

from generec.instructor import Instructor

TOPICS = (
    "football",
    "politics",
    "cooking",
    "horror",
    "dogs",
    "ancient history",
    "k-pop",
    "gardening",
    "celebrity gossip",
    "weddings",
    "electric cars",
    "birds",
    "jazz",
    "makeup",
    "fishing",
    "robots",
    "true crime",
    "basketball",
    "cats",
    "street art",
    "volcanoes",
    "yoga",
    "chess",
    "trains",
    "science fiction",
    "Formula 1",
    "sushi",
    "memes",
)

REFUSED = (
    "no {a}",
    "no {a} please",
    "less {a}",
    "fewer videos about {a}",
    "stop showing me {a}",
    "don't show me {a}",
    "do not show me any {a}",
    "never show me {a} again",
    "I don't want {a}",
    "I don't want to see {a}",
    "I do not want any more {a}",
    "I hate {a}",
    "I really dislike {a}",
    "I can't stand {a}",
    "I'm tired of {a}",
    "I am sick of {a}",
    "I'm bored of {a}",
    "I'm fed up with {a}",
    "enough {a}",
    "enough of {a}",
    "enough {a} already",
    "no more {a}",
    "nothing about {a}",
    "anything but {a}",
    "everything except {a}",
    "anything other than {a}",
    "videos without {a}",
    "please avoid {a}",
    "skip {a}",
    "hide {a}",
    "leave out {a}",
    "get rid of {a}",
    "too much {a}",
    "way too much {a} in my feed",
    "not {a}",
    "please, not {a}",
    "{a} is boring",
    "{a} bores me",
    "I'm not interested in {a}",
    "I am not into {a}",
    "could you show me less {a}?",
    "can we have less {a}",
    "dont want no {a}",
    "show me something without {a}",
    "I'd rather not see {a}",
    "I would prefer not to see {a}",
    "keep {a} out of my feed",
    "I never want to see {a}",
    "i dont like {a}",
    "please stop recommending {a}",
    "spare me the {a}",
    "I've had enough of {a}",
    "I've seen too much {a}",
    "a lot less {a} from now on",
    "not so much {a}",
    "don't give me {a}",
    "don't play {a}",
    "not in the mood for {a}",
    "who needs {a}",
    "{a}? no thanks",
    "could do without {a}",
    "I've had it up to here with {a}",
    "if I see one more video about {a} I swear",
    "all I ever get is {a}, make it stop",
    "I keep getting {a} and I never asked for it",
    "as long as there is no {a}",
    "nothing with {a} in it",
    "{a} leaves me cold",
    "spare us {a} please",
    "cut down on {a}",
    "not another video about {a}",
    "{a} can go away now",
    "never again {a}",
    "quit pushing {a} at me",
    "I'm not a fan of {a}",
    "it is not that I want {a}, no {a} please",
    "zero {a}",
    "anything at all, but no {a}",
)

WANTED = (
    "more {a}",
    "more {a} please",
    "show me {a}",
    "give me {a}",
    "I want {a}",
    "I want to see {a}",
    "I'd like to see some {a}",
    "a lot more {a}",
    "some {a} please",
    "I love {a}",
    "I'm in the mood for {a}",
    "can you show me {a}?",
    "could I see more {a}",
    "only {a}",
    "just {a}",
    "nothing but {a}",
    "I can't get enough of {a}",
    "never enough {a}",
    "don't stop showing me {a}",
    "don't hide {a}",
    "do not skip {a}",
    "I don't want less {a}",
    "I don't want fewer videos about {a}",
    "not less {a}, more",
    "not enough {a}",
    "too little {a}",
    "how about {a}",
    "let's watch {a}",
    "I need more {a} in my life",
    "find me {a}",
    "something about {a}",
    "videos about {a}",
    "I feel like watching {a}",
    "from now on show me {a}",
    "always show me {a}",
    "I'm craving {a}",
    "bring on the {a}",
    "more and more {a}",
    "I wouldn't mind some {a}",
    "got any {a}?",
    "{a} please",
    "I'm looking for {a}",
    "please recommend some {a}",
    "play {a}",
    "never stop showing me {a}",
    "{a} would be great",
    "search for {a}",
    "why is there never any {a} on here",
    "my feed needs way more {a}",
    "I'm a huge fan of {a}",
    "I can't stop watching {a}",
    "bring back {a}",
    "{a} would go down nicely",
    "don't you have any {a}?",
    "I haven't seen any {a} lately",
    "I would not say no to {a}",
    "please don't remove {a}",
    "do not cut {a} from my feed",
    "is there anything about {a}",
    "time for some {a}",
    "less would be a shame, more {a}",
    "I never tire of {a}",
    "nothing beats {a}, show me {a}",
)

MIXED = (
    "more {a}, less {b}",
    "less {b}, more {a}",
    "{a} instead of {b}",
    "instead of {b} show me {a}",
    "{a} rather than {b}",
    "I'd rather see {a} than {b}",
    "I prefer {a} to {b}",
    "{a} but no {b}",
    "no {b} but {a}",
    "show me {a}, not {b}",
    "not {b}, show me {a}",
    "{a} without {b}",
    "I'm tired of {b}, show me {a}",
    "stop showing me {b} and give me {a}",
    "I want {a} and I don't want {b}",
    "I don't want {b}, I want {a}",
    "more {a} and no {b}",
    "no {b} and more {a}",
    "I love {a} but I hate {b}",
    "I hate {b} but I love {a}",
    "swap {b} for {a}",
    "replace {b} with {a}",
    "drop {b}, bring {a}",
    "enough {b}, time for {a}",
    "show me {a} except {b}",
    "{a} yes, {b} no",
    "don't show me {b}, show me {a} please",
    "never {b}, always {a}",
    "fewer {b} videos and a lot more {a}",
    "show me {a} no {b}",
    "i want {a} not {b}",
    "it's not that I hate {a}, but no {b} please, just {a}",
    "way more {a} and way less {b}",
    "swap out {b} for {a}",
    "I'd trade all this {b} for some {a}",
    "enough {b} for today, how about some {a}",
    "I'm not a fan of {b}, I'm into {a}",
    "keep {a} but lose {b}",
    "nothing about {b}, only {a}",
    "no need for {b}, I need {a}",
    "don't give me less {a}, give me less {b}",
)


def sentences() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    one = [(t.format(a=a), (), (a,)) for t, a in product(REFUSED, TOPICS)]
    one += [(t.format(a=a), (a,), ()) for t, a in product(WANTED, TOPICS)]
    pairs = list(zip(TOPICS, TOPICS[7:] + TOPICS[:7], strict=True))
    return one + [(t.format(a=a, b=b), (a,), (b,)) for t, (a, b) in product(MIXED, pairs)]


def named(topics: list[list[str]], topic: str) -> bool:
    words = topic.casefold().split()
    return any(all(w in " ".join(t).casefold() for w in words) for t in topics)


def outcome(instructor: Instructor, case: tuple[str, tuple[str, ...], tuple[str, ...]]) -> str:
    text, wanted, refused = case
    said = instructor(text=text).record()
    more, less = said.get("more", []), said.get("less", [])
    if any(named(less, t) for t in wanted) or any(named(more, t) for t in refused):
        return "inverted"
    right = all(named(more, t) for t in wanted) and all(named(less, t) for t in refused)
    return "right" if right else "missed"


@pytest.fixture(scope="module")
def outcomes(instructor: Instructor) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"right": [], "missed": [], "inverted": []}
    for case in sentences():
        found[outcome(instructor, case)].append(case[0])
    return found


def test_the_set_is_large() -> None:
    assert len(sentences()) >= 4_000


def test_no_wish_is_inverted(outcomes: dict[str, list[str]]) -> None:
    assert outcomes["inverted"] == []


def test_few_wishes_are_missed(outcomes: dict[str, list[str]]) -> None:
    assert len(outcomes["missed"]) <= 0.03 * len(sentences()), outcomes["missed"][::20]
