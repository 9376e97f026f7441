"""The word lists of coreference: genders, descriptions, and which place is what."""

from __future__ import annotations

import pytest

from knowledge import reference_words
from knowledge.document import Language
from knowledge.gazetteer import first_names
from knowledge.reference_words import Gender


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Anna Weiß", "f"), ("Scott Johnston", "m"), ("Kim Berger", None), ("Xylo Phon", None), ("Frau Johnston", "f")],
)
def test_gender_of_a_name(name: str, expected: Gender | None) -> None:
    """A listed given name or a title tells; a name that may be either's, or an unknown one, does not."""
    assert expected == reference_words.gender_of_name(name)


@pytest.mark.parametrize(
    ("language", "role", "expected"),
    [
        ("de", "Bundestrainerin", "f"),
        ("de", "Außenminister", "m"),
        ("de", "Docker-CEO", None),
        ("en", "manager", None),
        ("en", "spokeswoman", "f"),
    ],
)
def test_gender_of_a_role(language: Language, role: str, expected: Gender | None) -> None:
    """German role words tell by their ending, English ones hardly ever."""
    assert expected == reference_words.gender_of_role(role, language)


def test_description_by_compound_or_hyphen() -> None:
    """The last part of a compound or hyphenated noun says what it describes; another noun describes nothing."""
    categories = ("company", *reference_words.ORGANISATIONS)
    assert reference_words.described("Container-Spezialist", *categories) == "company"
    assert reference_words.described("Mutterkonzern", *categories) == "company"
    assert reference_words.described("Aufsichtsbehörde", *categories) == "authority"
    assert reference_words.described("Kaffeetasse", *categories) is None


def test_name_fits_its_sort_only() -> None:
    """A club's name fits a club, not a party; no name says that it is a business."""
    assert reference_words.fits("FC Bayern", "club")
    assert not reference_words.fits("FC Bayern", "party")
    assert not reference_words.fits("Siemens", "company")


def test_places_are_sorted() -> None:
    """A city is no country."""
    assert "Leipzig" in reference_words.places("city")
    assert "Portugal" in reference_words.places("country")
    assert reference_words.places("city").isdisjoint({"Portugal", "Bayern"})
    assert reference_words.places("region") == frozenset()


def test_women_and_either_are_known_given_names() -> None:
    """Each name said to be a woman's or anyone's is in the list of given names, and in one of the two only."""
    women, either = reference_words.words("female-name"), reference_words.words("either-name")
    assert women | either <= first_names()
    assert women.isdisjoint(either)
