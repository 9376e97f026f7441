"""What a sentence speaks of: the noun phrase in its subject's place."""

from __future__ import annotations

import pytest

from knowledge import subjects
from knowledge.analysis import tokenise
from knowledge.document import Language


def written(text: str, language: Language) -> str | None:
    tokens = tokenise(text, 0, len(text), language)
    found = subjects.find(tokens, language)
    return None if found is None else text[tokens[found.first].start : tokens[found.last].end]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Die Brücke wurde 1954 gebaut.", "Die Brücke"),
        ("de", "Im Mai übergab das Unternehmen die Anlage.", "das Unternehmen"),
        ("de", "Nun konnte sich der Container-Spezialist Geld sichern.", "der Container-Spezialist"),
        ("de", "Das auf Jan Keller zurückgehende Werk wuchs.", "Das auf Jan Keller zurückgehende Werk"),
        ("de", "Anna Weiß und Thomas Berg kamen an.", "Anna Weiß und Thomas Berg"),
        ("de", "Den Vertrag unterschrieb die Ministerin.", "die Ministerin"),
        ("de", "Er hat das Buch gelesen.", None),
        ("de", "Weil der Zug ausfiel, kam niemand.", None),
        ("de", "Ein Rätsel.", None),
        ("en", "The bridge was built in 1954.", "The bridge"),
        ("en", "In 2019, the institute moved.", "the institute"),
        ("en", "He read the book.", None),
    ],
)  # fmt: skip
def test_subject(language: Language, text: str, expected: str | None) -> None:
    """The subject is the phrase before the verb or, where none can be one, the phrase right behind it."""
    assert expected == written(text, language)


def test_number_and_gender_are_told_by_verb_and_determiner() -> None:
    """A plural verb makes the subject plural and hides its gender; in the singular the determiner tells it."""
    one, many = "Die Brücke steht noch.", "Die Brücken stehen noch."
    singular, plural = (subjects.find(tokenise(t, 0, len(t), "de"), "de") for t in (one, many))
    assert singular is not None
    assert plural is not None
    assert (singular.plural, singular.gender) == (False, "f")
    assert (plural.plural, plural.gender) == (True, None)
