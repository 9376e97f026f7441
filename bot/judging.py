"""Whether answers helped: the buttons under them, and what is kept of what people say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import buttons
from bot.feedback import Answered, Asked, Feedback, FeedbackLog
from bot.memory import Memory
from bot.messages import IncomingMessage, Reply, Status
from bot.settings import Settings
from bot.utterance import question_of


class Judging:
    """Without a log nobody is asked, and nothing is kept. Raises what the log raises."""

    def __init__(self, log: FeedbackLog | None, memory: Memory, settings: Settings, clock: Callable[[], float]) -> None:
        self._log, self._clock, self._unanswered = log, clock, settings.keep_questions
        self._answered = Answered(memory, keep=settings.conversation_idle)

    def offered(self, reply: Reply, message: IncomingMessage, said: str) -> Reply:
        """With what it answers, and where feedback is kept with buttons to say whether that helped; a question back has
        neither. `said`: the question before, where this one cannot be understood without it."""
        looked_up = reply.outcome.status in (Status.ANSWERED, Status.ABSTAINED, Status.CLARIFY)
        if not looked_up or message.kind == "button":
            return reply
        question = question_of(message)
        answered = reply.outcome.status is Status.ANSWERED
        alone = answered and not said and any(map(str.isalpha, question))  # a number picks a choice
        reply = replace(reply, question=question if alone else "")
        if self._log is None:
            return reply
        asked = Asked(question=said + question, outcome=reply.outcome)
        token = self._answered.put(message.conversation, message.event_id, asked, message.person)
        if self._unanswered and not answered:
            self.keep(message, token, helpful=None)
        if reply.outcome.status is Status.CLARIFY:
            return reply
        return replace(reply, buttons=(*reply.buttons, *buttons.feedback(token, reply.outcome.language)))

    def keep(self, message: IncomingMessage, token: str, *, helpful: bool | None, comment: str = "") -> bool:
        """Whether there is an answer of that token to say this of."""
        asked = self._answered.get(token)
        if asked is None or self._log is None:
            return False
        feedback = Feedback(
            token=token,
            sender=message.sender,
            platform=message.platform,
            at=self._clock(),
            asked=asked,
            helpful=helpful,
            comment=comment,
        )
        self._log.add(feedback)
        return True

    def forget(self, person: str) -> None:
        """What this person asked and said; what the memory holds of it is the caller's to forget."""
        self._answered.forget(person)
        if self._log is not None:
            self._log.forget(person)
