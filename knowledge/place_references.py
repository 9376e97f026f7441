"""Places that are meant without their name: "dort", "die Stadt", "the country"."""

from __future__ import annotations

from knowledge import reference_words as listed
from knowledge.discourse import Anchor, Discourse
from knowledge.entities import Entity
from knowledge.facts import Kind


def find(discourse: Discourse, category: str, until: int) -> Anchor | None:
    """What "die Stadt" or "the country" stands for at an offset: the only fitting place at hand, else the topic."""
    topic = discourse.entities.by_name.get(discourse.entities.place or "")
    for back in range(3):
        near = [e for e in discourse.present(back, until if not back else None) if e.kind is Kind.PLACE]
        near = [entity for entity in near if _is_place(entity, category, topic)]
        if len(near) == 1:
            return discourse.anchor(near[0])
        if near:
            return discourse.anchor(topic) if topic in near else None
    fits = topic is not None and topic.mentions[0].start < until and _is_place(topic, category, topic)
    return discourse.anchor(topic) if topic is not None and fits else None


def _is_place(entity: Entity, category: str, topic: Entity | None) -> bool:
    if entity.name in listed.places("city") | listed.places("country"):
        return category in ("city", "country") and entity.name in listed.places(category)
    return entity == topic and category != "country"


def only(discourse: Discourse, until: int) -> Entity | None:
    """For "dort": the last place, where the sentence that names it names no other."""
    for back in range(2):
        near = [e for e in discourse.present(back, until if not back else None) if e.kind is Kind.PLACE]
        if near:
            return near[0] if len(near) == 1 else None
    return None
