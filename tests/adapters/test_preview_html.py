"""Markup as values."""

from __future__ import annotations

from adapters.preview_html import avatar, joined, tag, text


def test_what_is_said_is_escaped_and_markup_is_kept() -> None:
    """Text becomes text, in elements and in attributes; what `tag` made is not escaped again."""
    inner = tag("b", "1 < 2 & '3'")
    assert inner == "<b>1 &lt; 2 &amp; &#x27;3&#x27;</b>"
    assert joined(inner, "<i>") == f"{inner}&lt;i&gt;"
    assert (
        tag("p", inner, class_='"a"', aria_hidden="true") == f'<p class="&quot;a&quot;" aria-hidden="true">{inner}</p>'
    )
    assert text(inner) is inner


def test_elements_without_content_are_not_closed() -> None:
    """An attribute without a value stands alone."""
    assert tag("input", type="radio", checked="") == '<input type="radio" checked>'


def test_a_picture_shows_initials() -> None:
    """Of two words; of none nothing."""
    assert ">ML<" in avatar("Mara Lindt Krause", "round")
    assert "><" in avatar("", "round")
