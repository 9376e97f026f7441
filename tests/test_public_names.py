"""The names that others build on: a change of one is a change for them, and belongs into the changelog."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PUBLIC = {
    "knowledge/document.py": ["Document", "Evidence", "PartialDate", "Section", "Sentence"],
    "knowledge/facts.py": ["Alias", "Fact", "Kind", "Mention", "Unknown"],
    "knowledge/store.py": ["FactStore", "IndexedSentence", "Posting", "Reference", "Token"],
    "knowledge/vectors.py": ["Encoder", "SentenceVectors", "encode"],
    "knowledge/errors.py": ["EncoderError", "KnowledgeError", "SeedError", "StoreError"],
    "knowledge/build.py": ["BuildReport", "build", "fingerprint", "refresh"],
    "bot/messages.py": [
        "AnswerBlock",
        "Button",
        "Card",
        "ChoicesBlock",
        "IncomingMessage",
        "NoteBlock",
        "Outcome",
        "Page",
        "Panel",
        "Prompt",
        "QuoteBlock",
        "Reply",
        "SourceBlock",
        "Status",
    ],
    "bot/answers.py": ["Abstention", "Answer", "Clarification", "Reason"],
    "bot/engine.py": ["Engine", "answer"],
    "bot/turn.py": ["Turn", "goes_on_from", "last_naming"],
    "bot/bot.py": ["Bot"],
    "bot/feedback.py": ["Answered", "Asked", "Feedback", "FeedbackLog"],
    "bot/limits.py": ["Held", "Limits"],
    "bot/settings.py": ["Secret", "Settings", "SettingsError", "from_environment"],
    "adapters/telegram.py": ["TelegramAdapter", "TelegramRefusedError"],
    "adapters/telegram_work.py": ["Handler", "Work"],
    "adapters/slack.py": ["SlackAdapter"],
    "adapters/slack_settings.py": ["Budgets", "SlackError", "SlackSettings", "refuse_rotating"],
}


@pytest.mark.parametrize(("module", "names"), PUBLIC.items(), ids=PUBLIC.keys())
def test_public_names_are_pinned(module: str, names: list[str]) -> None:
    """The public classes and functions of the seams are exactly these."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    defined = [node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert names == sorted(name for name in defined if not name.startswith("_"))
