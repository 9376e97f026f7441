"""What people asked the bot and what came back, question by question: the count that every torture ends with.

Each question of KNOWN has an answer of its own, and nobody asks one twice in a chat: so a chat and the first line of a
message say which question it answers, and whether for the first time.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A question about the seed, and the first line of its answer whatever was asked before it."""

    text: str
    answer: str


KNOWN = tuple(
    Known(text=text, answer=answer)
    for text, answer in (
        ("Wer führte die Runde an?", "Tribe Capital"),
        ("Wer hat Docker gegründet?", "Solomon Hykes"),
        ("Was übergab Docker an die CNCF?", "Docker Distribution"),
        ("Wofür steht CNCF?", "Cloud Native Computing Foundation"),
        ("Was bedeutet CRI?", "Container Runtime Interface"),
        ("Worin wird das CRI integriert?", "Kubelet"),
        ("Welche Docker-Version erschien Ende 2020?", "Docker 20.10"),
        ("Wann wurde die Docker Distribution übergeben?", "Februar 2021"),
        ("An wen hat Docker die Enterprise-Sparte verkauft?", "Mirantis"),
        ("Welchen Hype hat Docker mit angestoßen?", "Containerisierungs-Hype"),
        ("Wie hoch war die Finanzierung?", "23 Millionen US-Dollar"),
        ("Wie groß ist das gesamte Investment seit dem Mirantis-Abkommen?", "58 Millionen US-Dollar"),
    )
)


@dataclass(slots=True, kw_only=True, eq=False)
class Question:
    """Times are of `time.monotonic`. `given_up`: the platform delivers it no more, though nobody acknowledged it."""

    number: int
    chat: str
    known: Known
    asked: float
    acknowledged: float | None = None
    given_up: bool = False
    answers: list[float] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    def acknowledge(self) -> None:
        if self.acknowledged is None:
            self.acknowledged = time.monotonic()
            self.taken.set()

    @property
    def waiting(self) -> bool:
        """Whether an answer is still owed, or may yet be."""
        return not self.answers and not self.given_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """`lost`: acknowledged and not answered. `duplicates`: answers beyond each question's first, `unprovoked` those of
    them without a kill since the answer before. `disordered`: first answers that came after the first one to a later
    question of the chat. `strays`: what else was said in a chat where something was asked, by first line."""

    asked: int = 0
    acknowledged: int = 0
    answered: int = 0
    lost: int = 0
    duplicates: int = 0
    unprovoked: int = 0
    worst_kill: int = 0
    kills: int = 0
    disordered: int = 0
    strays: tuple[str, ...] = ()


class Ledger:
    """One platform's. `last_answer` is when the newest came. What the platform hears up to `grace` seconds after a kill
    may have been said before it: no process that was started since answers so soon."""

    def __init__(self, *, grace: float = 0.7) -> None:
        self._grace = grace
        self.questions: list[Question] = []
        self.strays: list[tuple[str, str]] = []
        self.kills: list[float] = []
        self.last_answer = time.monotonic()
        self._by_answer: dict[tuple[str, str], Question] = {}
        self._chats: set[str] = set()
        self._retired = Count()
        self._numbers = itertools.count(1)

    def ask(self, chat: str, known: Known) -> Question:
        """Raises ValueError for a question that this chat asked before: its answers could not be told apart."""
        if (chat, known.answer) in self._by_answer:
            raise ValueError(f"{chat} asked {known.text!r} before")
        question = Question(number=next(self._numbers), chat=chat, known=known, asked=time.monotonic())
        self.questions.append(question)
        self._by_answer[chat, known.answer] = question
        self._chats.add(chat)
        return question

    def heard(self, chat: str, text: str) -> None:
        """The bot said this in the chat."""
        line = text.partition("\n")[0].strip()
        question = self._by_answer.get((chat, line))
        if question is None:
            if chat in self._chats:
                self.strays.append((chat, line))
            return
        self.last_answer = time.monotonic()
        question.answers.append(self.last_answer)
        question.answered.set()

    def forget(self, question: Question) -> list[str]:
        """Nothing counts that was said in its chat; what that was beside answers."""
        self.questions = [one for one in self.questions if one.chat != question.chat]
        self._chats.discard(question.chat)
        said = [line for chat, line in self.strays if chat == question.chat]
        self.strays = [stray for stray in self.strays if stray[0] != question.chat]
        return said

    def retire(self, before: float) -> None:
        """Counts what was answered before (`time.monotonic`) and forgets it. An answer that comes once more is a stray
        then."""
        old = [question for question in self.questions if question.answers and question.answers[-1] < before]
        self._retired = together([self._retired, self._counted(old)])
        for question in old:
            del self._by_answer[question.chat, question.known.answer]
        gone = set(old)
        self.questions = [question for question in self.questions if question not in gone]

    def killed(self) -> None:
        self.kills.append(time.monotonic())

    @property
    def waiting(self) -> int:
        """How many questions an answer is owed to."""
        return sum(question.waiting for question in self.questions)

    def count(self) -> Count:
        now = replace(
            self._counted(self.questions), kills=len(self.kills), strays=tuple(line for _, line in self.strays)
        )
        return together([self._retired, now])

    def _counted(self, questions: Sequence[Question]) -> Count:
        taken = [question for question in questions if question.acknowledged is not None]
        blamed = Counter(self._kill_between(*pair) for one in questions for pair in itertools.pairwise(one.answers))
        return Count(
            asked=len(questions),
            acknowledged=len(taken),
            answered=sum(bool(question.answers) for question in questions),
            lost=sum(not question.answers for question in taken),
            duplicates=blamed.total(),
            unprovoked=blamed[None],
            worst_kill=max((many for kill, many in blamed.items() if kill is not None), default=0),
            disordered=_disordered(questions),
        )

    def _kill_between(self, before: float, after: float) -> float | None:
        return max((kill for kill in self.kills if before - self._grace <= kill <= after), default=None)


def _disordered(questions: Sequence[Question]) -> int:
    first: defaultdict[str, list[float]] = defaultdict(list)
    for question in questions:
        if question.answers:
            first[question.chat].append(question.answers[0])
    return sum(times[at] > min(times[at + 1 :]) for times in first.values() for at in range(len(times) - 1))


def together(counts: Sequence[Count]) -> Count:
    """The counts of several platforms that went through the same kills."""
    return Count(
        asked=sum(count.asked for count in counts),
        acknowledged=sum(count.acknowledged for count in counts),
        answered=sum(count.answered for count in counts),
        lost=sum(count.lost for count in counts),
        duplicates=sum(count.duplicates for count in counts),
        unprovoked=sum(count.unprovoked for count in counts),
        worst_kill=max((count.worst_kill for count in counts), default=0),
        kills=max((count.kills for count in counts), default=0),
        disordered=sum(count.disordered for count in counts),
        strays=tuple(stray for count in counts for stray in count.strays),
    )
