"""Settings: from the environment, each wrong value one line that names its variable."""

from pathlib import Path

import pytest

from service.settings import PREFIX, SECRETS, Settings, SettingsError, read_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for variable in os.environ:
        if variable.upper().startswith(PREFIX):
            monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)


def complaint() -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_with_nothing_set_all_defaults_apply() -> None:
    settings = read_settings()
    assert settings.broker == ("localhost:9092",)
    assert settings.model_fields_set == set()


def test_several_brokers_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_BROKER", "one:9092, two:9093,")
    assert read_settings().broker == ("one:9092", "two:9093")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BROKER", "localhost"),
        ("BROKER", "localhost:kafka"),
        ("BROKER", "localhost:99999"),
        ("BROKER", ":9092"),
        ("BROKER", ","),
        ("SECURITY_PROTOCOL", "TLS"),
        ("TOPIC_PREFIX", "no spaces"),
        ("PARTITIONS", "0"),
        ("PARTITIONS", "many"),
        ("BATCH_SIZE", "0"),
        ("BATCH_WAIT_SECONDS", "-1"),
        ("STAGE_PROCESSES", "1.5"),
        ("STAGE_TIME_LIMIT_SECONDS", "0"),
        ("STAGE_MEMORY_BYTES", "1024"),
        ("MAX_OUTPUT_BYTES", "100000000"),
        ("RETRY_LIMIT_SECONDS", "0"),
        ("BREAKER_LIMIT", "1.1"),
        ("DRAIN_SECONDS", "soon"),
        ("WEB_PORT", "70000"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("CREATE_TOPICS", "perhaps"),
        ("SSL_CA_FILE", "/does/not/exist"),
    ],
)
def test_a_wrong_value_gives_one_line_that_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"COPYDESK_{name}", value)
    assert complaint().startswith(f"COPYDESK_{name}: ")


def test_several_wrong_values_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_PARTITIONS", "0")
    monkeypatch.setenv("COPYDESK_WEB_PORT", "-1")
    assert "COPYDESK_PARTITIONS" in complaint()
    assert "COPYDESK_WEB_PORT" in complaint()


def test_settings_that_do_not_go_together_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SECURITY_PROTOCOL", "SASL_SSL")
    assert "COPYDESK_SASL_MECHANISM" in complaint()
    monkeypatch.setenv("COPYDESK_SASL_MECHANISM", "PLAIN")
    assert "COPYDESK_SASL_PASSWORD" in complaint()
    monkeypatch.setenv("COPYDESK_SASL_MECHANISM", "OAUTHBEARER")
    assert "COPYDESK_SASL_OAUTH_TOKEN_FILE" in complaint()


def test_a_dotenv_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("COPYDESK_PARTITIONS=3\nCOPYDESK_BATCH_SIZE=7\nOTHER=1\n")
    monkeypatch.setenv("COPYDESK_BATCH_SIZE", "9")
    settings = read_settings()
    assert (settings.partitions, settings.batch_size) == (3, 9)


def sasl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SECURITY_PROTOCOL", "SASL_PLAINTEXT")
    monkeypatch.setenv("COPYDESK_SASL_MECHANISM", "SCRAM-SHA-512")
    monkeypatch.setenv("COPYDESK_SASL_USERNAME", "the-user")


def test_a_secret_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sasl(monkeypatch)
    (tmp_path / "password").write_text("hunter2\n")
    monkeypatch.setenv("COPYDESK_SASL_PASSWORD_FILE", str(tmp_path / "password"))
    password = read_settings().sasl_password
    assert password is not None
    assert password.get_secret_value() == "hunter2"


def test_the_file_of_a_secret_can_be_named_in_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sasl(monkeypatch)
    (tmp_path / "password").write_text("hunter2")
    (tmp_path / ".env").write_text(f"COPYDESK_SASL_PASSWORD_FILE={tmp_path / 'password'}\n")
    password = read_settings().sasl_password
    assert password is not None
    assert password.get_secret_value() == "hunter2"


def test_a_secret_of_the_environment_wins_over_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sasl(monkeypatch)
    (tmp_path / "password").write_text("from the file")
    monkeypatch.setenv("COPYDESK_SASL_PASSWORD_FILE", str(tmp_path / "password"))
    monkeypatch.setenv("COPYDESK_SASL_PASSWORD", "from the environment")
    password = read_settings().sasl_password
    assert password is not None
    assert password.get_secret_value() == "from the environment"


def test_a_file_of_a_secret_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SASL_PASSWORD_FILE", "/does/not/exist")
    assert complaint().startswith("COPYDESK_SASL_PASSWORD_FILE: cannot read /does/not/exist")


def test_secrets_are_never_in_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    sasl(monkeypatch)
    monkeypatch.setenv("COPYDESK_SASL_PASSWORD", "hunter2")
    monkeypatch.setenv("COPYDESK_SSL_KEY_PASSWORD", "hunter3")
    settings = read_settings()
    for text in (repr(settings), str(settings), settings.model_dump_json()):
        assert "hunter" not in text
        assert "the-user" not in text


def test_a_complaint_about_a_secret_does_not_tell_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sasl(monkeypatch)
    monkeypatch.setenv("COPYDESK_SASL_PASSWORD", "hunter2")
    monkeypatch.setenv("COPYDESK_PARTITIONS", "0")
    assert "hunter2" not in complaint()


def test_the_secrets_are_those_with_a_secret_type() -> None:
    typed = {
        name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)
    }
    assert typed == set(SECRETS)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SASL_MECHANISM", "")
    monkeypatch.setenv("COPYDESK_PARTITIONS", "")
    settings = read_settings()
    assert (settings.sasl_mechanism, settings.partitions) == (None, 8)
