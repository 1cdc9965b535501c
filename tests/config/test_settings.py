"""Settings: where each value comes from, that wrong ones are named, that secrets stay hidden."""

from pathlib import Path

import pytest

from config.settings import load_settings, mask_url, setting_lines
from records.errors import SettingsError


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documented order of precedence, with the origin of each value."""
    (tmp_path / "lookout.toml").write_text('[round]\nbatch = 7\nevery_seconds = 30\n[uspto]\napi_key = "from-file"\n')
    monkeypatch.setenv("LOOKOUT_ROUND_BATCH", "9")
    settings = load_settings()
    assert (settings.round.batch, settings.round.every_seconds, settings.round.lease_seconds) == (9, 30, 300)
    origins = {line.name: line.origin for line in setting_lines(settings)}
    assert origins["round.batch"] == "environment LOOKOUT_ROUND_BATCH"
    assert origins["round.every_seconds"] == str(tmp_path / "lookout.toml")
    assert origins["round.lease_seconds"] == "default"


def test_variables_with_an_underscore_in_the_name_reach_their_section(monkeypatch: pytest.MonkeyPatch) -> None:
    """LOOKOUT_USPTO_API_KEY is uspto.api_key, not uspto.api.key."""
    monkeypatch.setenv("LOOKOUT_USPTO_API_KEY", "k-123")
    key = load_settings().uspto.api_key
    assert key is not None
    assert key.get_secret_value() == "k-123"


def test_secrets_are_masked_wherever_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the listing nor the text of the settings shows a key, a token or a password in a URL."""
    monkeypatch.setenv("LOOKOUT_TELEGRAM_TOKEN", "42:SECRETTOKEN")
    monkeypatch.setenv("LOOKOUT_STORE_URL", "https://user:SECRETWORD@host:9200")
    settings = load_settings()
    listing = repr(settings.telegram) + "".join(line.value for line in setting_lines(settings))
    assert "SECRETTOKEN" not in listing
    assert "SECRETWORD" not in listing
    assert mask_url("https://u:p@h/x") == "https://u:********@h/x"
    assert mask_url("sqlite:////a/b@c:d") == "sqlite:////a/b@c:d"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LOOKOUT_ROUND_BATCH", "many", "round.batch"),
        ("LOOKOUT_ALERTS_LANGUAGE", "fr", "alerts.language"),
        ("LOOKOUT_ROUND_BATHC", "5", "LOOKOUT_ROUND_BATHC"),
        ("LOOKOUT_CONFIG", "/nowhere/lookout.toml", "LOOKOUT_CONFIG"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong value, a misspelt variable and a missing file are errors that say which."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=words):
        load_settings()


@pytest.mark.parametrize("text", ["[round\n", '[round]\nbatch = "x"\n', "[nosuch]\na = 1\n"])
def test_a_wrong_file_is_named(text: str, tmp_path: Path) -> None:
    """A file that is not TOML, holds a wrong value or an unknown section is an error that names it."""
    (tmp_path / "lookout.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"lookout\.toml"):
        load_settings()
