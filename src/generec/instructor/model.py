"""An instructor with a language model beside the grammar, which stays its check and its fallback."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Literal

from generec.domain.errors import GenerecError
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.instructor.instructor import Instructor
from generec.instructor.model_check import Said, believed, clauses
from generec.instructor.model_join import additions, clashes, question
from generec.instructor.model_talk import Heard, messages, script
from generec.instructor.safety import inspect, mended
from generec.instructor.text import clean
from generec.instructor.topics import Vocabulary, stems
from generec.models.chat import Chat

log = logging.getLogger(__name__)

_LEAST_S = 0.05


class AdvisedInstructor:
    """Reads a wish by grammar and, where that may help, by a language model too.

    The grammar decides what is unsafe, what is a follow-up and, wherever it is sure, which way a topic is
    meant. Where it is not sure and the model contradicts it, the viewer is asked. What the model adds
    must stand in words that the grammar left unread, and counts only once the model has read the
    control wishes right. The guidance says why (`because`). `deadline_s` holds for all calls of one
    wish; `clock` gives seconds.
    """

    def __init__(
        self,
        grammar: Instructor,
        chat: Chat,
        *,
        deadline_s: float = 5.0,
        when: Literal["always", "unclear"] = "always",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.grammar = grammar
        self.chat = chat
        self.deadline_s = deadline_s
        self.when = when
        self._clock = clock
        self._passed = 0
        self._failed = False

    def __call__(
        self,
        *,
        text: str,
        item: Item | None = None,
        profile: Profile | None = None,
        vocabulary: Vocabulary | None = None,
        previous: Guidance | None = None,
        create: bool = False,
    ) -> Guidance:
        """The guidance that `text` asks for (arguments as for `Instructor`). Never raises for any text."""
        parsed = self.grammar(
            text=text, item=item, profile=profile, vocabulary=vocabulary, previous=previous, create=create
        )
        said = Said(clean(text), item=item, encoder=self.grammar.encoder)
        reason = self._alone(parsed, said)
        if (
            not reason
            and previous is not None
            and parsed != self.grammar(text=text, item=item, vocabulary=vocabulary, create=create)
        ):
            reason = "they go on from the last wish"
        if reason:
            return _because(parsed, f"these are the viewer's words; no model was asked: {reason}")
        ends = self._clock() + self.deadline_s
        heard = self._ask(said, ends)
        if heard is None:
            return _because(parsed, "these are the viewer's words; the model gave no usable answer in time")
        return self._joined(parsed, believed(heard, said, safe=self._safe), said, vocabulary, ends)

    def _alone(self, parsed: Guidance, said: Said) -> str:
        """Why the grammar reads alone; empty where the model is asked."""
        if parsed.refuse:
            return "unsafe wishes go to none"
        if inspect(
            mended([t for p in said.pieces for t in p.tokens], said.lexicon), said.segments
        ).injections:
            return "words that command the system go to none"
        if not any(c.isalnum() for c in said.text):
            return "there are no words"
        if self.when == "unclear" and not parsed.ask:
            return "they are clear"
        return ""

    def _ask(self, said: Said, ends: float) -> Heard | None:
        left = ends - self._clock()
        if left < _LEAST_S:
            return None
        try:
            return self.chat(messages(said.text, said.item), Heard, seconds=left)
        except GenerecError as error:
            log.warning("a wish was read without the language model: %s", error.message)
            return None

    def _joined(
        self, parsed: Guidance, heard: Heard, said: Said, vocabulary: Vocabulary | None, ends: float
    ) -> Guidance:
        if parsed.ask:
            return self._for_unclear(parsed, heard, said, vocabulary, ends)
        against = clashes(parsed, heard, said.encoder)
        if against:
            doubtful = [c for c in against if not said.plainly(c.topic, wanted=c.wanted)]
            if doubtful and self._trusted(ends):
                asked = question(doubtful[0], said)
                return _because(
                    asked, f"the grammar and the model read {doubtful[0].topic[0]!r} in opposite ways"
                )
            told = f"the model read {against[0].topic[0]!r} the other way round and was not followed"
            return _because(parsed, f"these are the viewer's words; {told}")
        more = clauses(additions(parsed, heard, said), said)
        if more and self._trusted(ends):
            named = self.grammar.named(more, vocabulary)
            joined = parsed.model_copy(update={"clauses": (*parsed.clauses, *named)})
            return _because(
                joined, "these are the viewer's words; the model read some that the grammar could not"
            )
        told = "the model agrees" if _agree(parsed, heard) else "the model was not needed"
        return _because(parsed, f"these are the viewer's words; {told}")

    def _for_unclear(
        self, parsed: Guidance, heard: Heard, said: Said, vocabulary: Vocabulary | None, ends: float
    ) -> Guidance:
        found = clauses(heard, said)
        if not found:
            return _because(parsed, "the wish is not clear to the grammar nor to the model")
        if not self._trusted(ends):
            return _because(parsed, "the wish is not clear, and the model is not known to read well")
        named = self.grammar.named(found, vocabulary)
        return Guidance(clauses=tuple(named), because="the model read it; the grammar found no wish")

    def _safe(self, words: str) -> bool:
        return self.grammar(text=words).refuse is None

    def _trusted(self, ends: float) -> bool:
        """Whether the model reads the control wishes right. It is asked once each, as far as time allows."""
        controls = script()["control"]
        while not self._failed and self._passed < len(controls):
            control = controls[self._passed]
            said = Said(control["wish"])
            heard = self._ask(said, ends)
            if heard is None:
                return False
            if _right(believed(heard, said, safe=self._safe), control):
                self._passed += 1
            else:
                self._failed = True
                log.warning("the language model misread a control wish and is not followed from now on")
        return not self._failed


def controlled(chat: Chat) -> tuple[int, int]:
    """(how many control wishes a model reads right, how many it was asked); the first wrong one ends it.

    Raises `GenerecError` where it gives no usable answer.
    """
    for number, control in enumerate(script()["control"]):
        said = Said(control["wish"])
        if not _right(believed(chat(messages(said.text, None), Heard), said, safe=bool), control):
            return number, number + 1
    return len(script()["control"]), len(script()["control"])


def _right(heard: Heard, control: dict[str, str]) -> bool:
    """Whether a control wish was read as it is meant: its topic on the right side, nothing on the other."""
    for side, names in (("more", heard.more), ("less", heard.less)):
        wanted = stems(control.get(side, ""))
        if bool(wanted) != bool(names) or not all(stems(n) & wanted for n in names):
            return False
    return not heard.edits and heard.create is None


def _agree(parsed: Guidance, heard: Heard) -> bool:
    """Whether the model found as many topics, the same operations and the same bounds."""
    bounds = heard.limits.model_dump(exclude_none=True, exclude={"words"}) if heard.limits else {}
    return (
        heard.clear
        and len(parsed.more) == len(heard.more)
        and len(parsed.less) == len(heard.less)
        and {e.op for e in parsed.edits} == {e.edit.op for e in heard.edits}
        and (parsed.create is None) == (heard.create is None)
        and parsed.limits.model_dump(exclude_none=True).keys() == bounds.keys()
    )


def _because(guidance: Guidance, because: str) -> Guidance:
    return guidance.model_copy(update={"because": because})
