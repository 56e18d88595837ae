"""How the environment and the file become settings, and what is said about a mistake."""

import os
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import _fields, history_file, key_file, load_settings, make_data_folder, operator, trainers_knowledge
from bot.errors import ConfigError

SECRET = "a secret of more than thirty-two characters"  # noqa: S105 - it opens nothing


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test has an environment without our variables and a home of its own."""
    for name in [name for name in os.environ if name.startswith("LOTSENBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "lotsenbot.toml"
    path.write_text("")
    monkeypatch.setenv("LOTSENBOT_CONFIG", str(path))
    return path


def problems() -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_settings()
    return caught.value.problems


def test_the_token_of_a_server_for_tests_may_be_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """How a token looks is for the server to say."""
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_TOKEN", "1:a")
    assert load_settings().telegram.token is not None


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    """A newcomer starts without any configuration."""
    settings = load_settings()
    assert settings.database == tmp_path / ".local/share/lotsenbot/lotsenbot.sqlite3"
    assert (settings.knowledge, settings.retention_days, settings.secret) == ((), 90, None)
    assert settings.log_level == "INFO"


def test_the_data_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG_DATA_HOME moves the default database; a relative one is ignored, as the specification says."""
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert load_settings().database == Path("/srv/data/lotsenbot/lotsenbot.sqlite3")
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    assert load_settings().database.parts[-3] == "share"


def test_what_was_made_before_there_was_a_data_folder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one, key, knowledge and history lie beside the database, wherever that is."""
    monkeypatch.setenv("LOTSENBOT_DATABASE", "/srv/db.sqlite3")
    settings = load_settings()
    assert key_file(settings) == Path("/srv/db.sqlite3.key")
    assert trainers_knowledge(settings) == Path("/srv/db.sqlite3.knowledge")
    assert history_file(settings) == Path("/srv/db.sqlite3.history")


def test_one_folder_holds_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named as in the default folder, so that this may be named as well; the database may lie elsewhere."""
    default = load_settings()
    monkeypatch.setenv("LOTSENBOT_DATA", str(default.database.parent))
    named = load_settings()
    for place in (key_file, trainers_knowledge, history_file, lambda settings: settings.database):
        assert place(named) == place(default)
    monkeypatch.setenv("LOTSENBOT_DATABASE", "/srv/db.sqlite3")
    apart = load_settings()
    assert apart.database == Path("/srv/db.sqlite3")
    assert key_file(apart) == key_file(default)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each field has its variable; lists of folders are written like PATH, and an empty variable is none."""
    monkeypatch.setenv("LOTSENBOT_DATABASE", "~/db.sqlite3")
    monkeypatch.setenv("LOTSENBOT_KNOWLEDGE", os.pathsep.join(["/a", "~/b", ""]))
    monkeypatch.setenv("LOTSENBOT_RETENTION_DAYS", "30")
    monkeypatch.setenv("LOTSENBOT_SECRET", SECRET)
    monkeypatch.setenv("LOTSENBOT_LOG_LEVEL", "")
    settings = load_settings()
    assert settings.database == Path.home() / "db.sqlite3"
    assert settings.knowledge == (Path("/a"), Path.home() / "b")
    assert settings.retention_days == 30
    assert settings.secret is not None
    assert settings.secret.get_secret_value() == SECRET
    assert settings.log_level == "INFO"


def test_the_environment_counts_more_than_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator can override one value of the file for one start."""
    file.write_text('retention_days = 30\nlog_level = "debug"\nknowledge = ["/a", "~/b"]\n')
    monkeypatch.setenv("LOTSENBOT_RETENTION_DAYS", "7")
    settings = load_settings()
    assert (settings.retention_days, settings.log_level) == (7, "DEBUG")
    assert settings.knowledge == (Path("/a"), Path.home() / "b")


def test_the_settings_of_a_channel_belong_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variable begins with the channel's name."""
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_BASE_URL", "http://localhost:8081")
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_LOTSEN_GROUP", "-100")
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_LOTSEN", "1, 2 3")
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_WEBHOOK_URL", "")
    monkeypatch.setenv("LOTSENBOT_WEB_EMBED_ORIGINS", "https://a.example, https://b.example")
    settings = load_settings()
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "1:a"
    assert str(settings.telegram.base_url) == "http://localhost:8081/"
    assert (settings.telegram.lotsen_group, settings.telegram.lotsen) == (-100, {1, 2, 3})
    assert settings.telegram.webhook_url is None
    assert settings.web.embed_origins == {"https://a.example", "https://b.example"}


@pytest.mark.parametrize(
    "content",
    [
        'telegram_token = "1:a"\ntelegram_lotsen = [1, 2]\nweb_url = "https://a.example"',
        'web_url = "https://a.example"\n[telegram]\ntoken = "1:a"\nlotsen = "1,2"',
    ],
)
def test_the_file_names_them_like_the_variables_or_in_tables(
    file: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    """And the environment counts more, setting by setting."""
    file.write_text(content)
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_LOTSEN_GROUP", "-7")
    settings = load_settings()
    assert settings.telegram.token is not None
    assert (settings.telegram.lotsen, settings.telegram.lotsen_group) == ({1, 2}, -7)
    assert str(settings.web.url) == "https://a.example/"
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_LOTSEN", "3")
    assert load_settings().telegram.lotsen == {3}


def test_a_mistake_in_a_channels_setting_names_the_variable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or what it is called in the file; no secret is shown."""
    file.write_text('telegram_base_url = "x"\n[web]\nurl = 3\nfarbe = "rot"')
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_LOTSEN_GROUP", "17")
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_LOTSEN", "1, petra")
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_WEBHOOK_SECRET", "geheim")
    monkeypatch.setenv("LOTSENBOT_TELEGRAM_TOKN", "1:a")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "geheim" not in "".join(traceback.format_exception(caught.value))
    told = "\n".join(caught.value.problems)
    assert len(caught.value.problems) == 7
    assert "LOTSENBOT_TELEGRAM_TOKN: Diese Einstellung gibt es nicht. Meinten Sie LOTSENBOT_TELEGRAM_TOKEN?" in told
    assert "web_farbe: Diese Einstellung gibt es nicht." in told
    assert f"telegram_base_url in „{file}“: Der Wert passt nicht. Erwartet wird die Adresse" in told
    assert f"web_url in „{file}“: Der Wert passt nicht." in told
    assert "LOTSENBOT_TELEGRAM_LOTSEN_GROUP: Der Wert passt nicht. Erwartet wird die Kennung der Gruppe" in told
    assert "LOTSENBOT_TELEGRAM_LOTSEN: Der Wert passt nicht. Erwartet wird eine Liste von Nutzerkennungen" in told
    assert "LOTSENBOT_TELEGRAM_WEBHOOK_SECRET: Der Wert passt nicht." in told


def test_settings_cannot_be_changed() -> None:
    """What was checked at the start holds until the end."""
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.retention_days = 1  # type: ignore[misc]  # that it can't be set is the claim


def test_all_problems_are_told_at_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each names the variable, or the key and the file, and what is expected; a typo gets a suggestion."""
    file.write_text('retention_days = 0\ndatabse = "x"\n"_env_prefix" = "x"\n')
    monkeypatch.setenv("LOTSENBOT_LOG_LEVEL", "laut")
    monkeypatch.setenv("LOTSENBOT_SECRET", "zu kurz")
    monkeypatch.setenv("LOTSENBOT_KNOWLEGE", "/a")
    told = "\n".join(problems())
    assert len(told.splitlines()) == 6
    assert "LOTSENBOT_KNOWLEGE: Diese Einstellung gibt es nicht. Meinten Sie LOTSENBOT_KNOWLEDGE?" in told
    assert "databse: Diese Einstellung gibt es nicht. Meinten Sie database?" in told
    assert "_env_prefix: Diese Einstellung gibt es nicht." in told
    assert f"retention_days in „{file}“: Der Wert passt nicht. Erwartet wird eine ganze Zahl von 1 bis 36500" in told
    assert "LOTSENBOT_SECRET: Der Wert passt nicht. Erwartet wird ein Geheimnis aus mindestens 32 Zeichen." in told
    assert "LOTSENBOT_LOG_LEVEL: Der Wert passt nicht. Erwartet wird DEBUG, INFO, WARNING oder ERROR." in told


@pytest.mark.parametrize("value", ["", "viele", "1.5", "-1", "99999999999"])
def test_no_wrong_number_of_days_gets_through(file: Path, value: str) -> None:
    """Days are whole, positive and few enough to be subtracted from today."""
    file.write_text(f'retention_days = "{value}"')
    assert "eine ganze Zahl von 1 bis 36500" in problems()[0]


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the error nor its traceback nor the settings repeat a secret."""
    monkeypatch.setenv("LOTSENBOT_SECRET", "geheim, aber kurz")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "geheim" not in "".join(traceback.format_exception(caught.value))
    assert "geheim" not in str(caught.value.__context__)
    monkeypatch.setenv("LOTSENBOT_SECRET", SECRET)
    assert SECRET not in repr(load_settings())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"retention_days = 30\nlog_level = \n", "kein gültiges TOML. Bitte prüfen Sie Zeile 2"),
        (b"log_level = '\xe4'", "nicht in UTF-8"),
        (None, "lässt sich nicht lesen"),
    ],
)
def test_an_unreadable_file_is_one_problem_among_others(
    file: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, told: str
) -> None:
    """A file that is missing or malformed does not hide what else is wrong."""
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("LOTSENBOT_LOG_LEVEL", "laut")
    first, second = problems()
    assert f"LOTSENBOT_CONFIG: Die Datei „{file}“" in first
    assert told in first
    assert "LOTSENBOT_LOG_LEVEL" in second


def test_a_user_without_a_home_is_asked_for_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service user often has no home; then the database's place has to be said."""

    def homeless(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    assert problems() == ("LOTSENBOT_DATABASE: Der Wert passt nicht. Erwartet wird der Pfad der SQLite-Datei.",)


def test_a_path_with_a_null_character_is_refused(file: Path) -> None:
    """The system would raise something else for it later."""
    file.write_text('database = "a\\u0000b"')
    assert "database in" in problems()[0]


def test_every_setting_says_what_is_expected() -> None:
    """A new field without a description would make a poor message."""
    assert all(field.description for field in _fields().values())


def test_only_the_default_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the default database appears by itself; a configured one must be there, lest a typo makes it."""
    make_data_folder(load_settings())
    assert (tmp_path / ".local/share/lotsenbot").is_dir()
    monkeypatch.setenv("LOTSENBOT_DATABASE", str(tmp_path / "weg" / "x.sqlite3"))
    make_data_folder(load_settings())
    assert not (tmp_path / "weg").exists()


def test_a_data_folder_that_is_not_there_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its variable; nothing is made."""
    monkeypatch.setenv("LOTSENBOT_DATA", str(tmp_path / "weg"))
    with pytest.raises(ConfigError, match=r"LOTSENBOT_DATA: Den Ordner .*weg.* gibt es nicht"):
        make_data_folder(load_settings())
    assert not (tmp_path / "weg").exists()


def test_a_default_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / ".local").write_text("")
    with pytest.raises(ConfigError, match=r"lässt sich nicht anlegen\. .*LOTSENBOT_DATABASE"):
        make_data_folder(load_settings())


def test_who_runs_it_is_told_in_settings(monkeypatch) -> None:
    """What is missing is named as long as it is; an Impressum may be a page of the operator's own."""
    assert set(operator(load_settings()).missing) == {"name", "contact", "imprint", "privacy_officer", "barriers"}
    monkeypatch.setenv("LOTSENBOT_OPERATOR_NAME", "Stadt Beispiel")
    monkeypatch.setenv("LOTSENBOT_OPERATOR_CONTACT", "post@beispiel.example")
    monkeypatch.setenv("LOTSENBOT_OPERATOR_IMPRINT", "https://beispiel.example/impressum")
    monkeypatch.setenv("LOTSENBOT_OPERATOR_PRIVACY_OFFICER", "Stabsstelle")
    told = operator(load_settings())
    assert told.imprint == "https://beispiel.example/impressum"
    assert told.missing == ()
