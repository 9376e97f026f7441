"""HTML as values: whatever is not markup is escaped, so that nothing said can become markup."""

from __future__ import annotations

from html import escape
from typing import Final, Self

_VOID: Final = frozenset({"br", "hr", "input", "meta"})


class Html(str):
    """Markup, made by `tag`, `joined` and `trusted` only."""

    __slots__ = ()

    @classmethod
    def trusted(cls, markup: str) -> Self:
        """Markup of our own, as it is."""
        return cls(markup)


def text(content: str) -> Html:
    """`content` itself where it is markup already."""
    return content if isinstance(content, Html) else Html.trusted(escape(content))


def joined(*parts: str) -> Html:
    return Html.trusted("".join(map(text, parts)))


def tag(element: str, *parts: str, **attributes: str) -> Html:
    """`tag("p", "a < b", class_="note")`; an attribute's underscore at the end is dropped, others become hyphens. An
    attribute with "" stands without a value."""
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    written = "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in named)
    opened = f"<{element}{written}>"
    return Html.trusted(opened if element in _VOID else f"{opened}{joined(*parts)}</{element}>")


def box(classes: str, *parts: str) -> Html:
    return tag("div", *parts, class_=classes)


def avatar(name: str, shape: str) -> Html:
    """The initials of a name; `shape` is a class that says how the platform cuts its pictures."""
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    colour = sum(map(ord, name)) % 4
    return tag("span", initials, class_=f"avatar {shape} colour-{colour}", aria_hidden="true")
