"""Every knob of Lookout: environment ``LOOKOUT_*`` over ``lookout.toml`` over the defaults here.

``LOOKOUT_HOME`` is ``home``; ``LOOKOUT_STORE_URL`` is ``url`` of the section ``[store]`` in lookout.toml, and so on for every
section. ``lookout.toml`` is looked for where ``LOOKOUT_CONFIG`` points, else in the working directory, else in the user's
configuration folder.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from records.errors import SettingsError

PREFIX = "LOOKOUT_"
_NEXT_URL = re.compile(r",(?=\s*[a-z]+://)")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StoreSettings(_Section):
    """Where records are kept."""

    url: str = Field(
        "",
        description="sqlite:///PATH, or https:// addresses of Elasticsearch nodes, comma-separated; empty: lookout.db at home.",
    )
    prefix: str = Field(
        "lookout", pattern=r"^[a-z][a-z0-9-]{0,39}$", description="What names of Elasticsearch indexes begin with."
    )
    user: str = Field("", description="User name for Elasticsearch.")
    password: SecretStr | None = Field(None, description="Password of that user.")
    api_key: SecretStr | None = Field(
        None, description="Elasticsearch API key (the encoded form), in place of user and password."
    )
    ca_file: Annotated[Path | None, BeforeValidator(lambda value: value or None)] = Field(
        None, description="Certificate (PEM) of the authority that signed the nodes' certificates."
    )
    ca_fingerprint: str = Field(
        "",
        pattern=r"^(([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2})?$",
        description="SHA-256 of the authority's certificate, in place of its file; the nodes must show that certificate.",
    )
    shards: int = Field(1, ge=1, le=64, description="Primary shards of each new index of filings and docket entries.")
    replicas: str = Field(
        "0-1",
        pattern=r"^\d+(-(\d+|all))?$",
        description="Copies of each shard: a number, or a range that follows the number of nodes.",
    )
    patience_seconds: float = Field(
        60.0, ge=1.0, le=600.0, description="How long a call waits for a cluster that is busy or away before it fails."
    )


class CrawlSettings(_Section):
    """How sources are visited."""

    contact: str = Field(
        "",
        description="Web page or e-mail address sent in the User-Agent so that an office can reach you; needed to crawl.",
    )
    keep_warc_days: int = Field(400, ge=1, description="Days that raw responses are kept as evidence.")
    keep_spool_days: int = Field(30, ge=0, description="Days that loaded spool files are kept for replay.")


class UsptoSettings(_Section):
    """USPTO Open Data Portal."""

    api_key: SecretStr | None = Field(
        None, description="Key of the Open Data Portal (free USPTO.gov account). Without it: no US filings."
    )


class TelegramSettings(_Section):
    """The Telegram bot."""

    token: SecretStr | None = Field(None, description="Bot token from @BotFather. Without it: no bot and no Telegram alerts.")
    api_url: str = Field("https://api.telegram.org", description="Base address of the Bot API server.")


class ConsoleSettings(_Section):
    """Alerts printed to the terminal."""

    enabled: bool = Field(True, description="Print alerts of clients that have a console address.")


class AlertSettings(_Section):
    """When and how clients are told."""

    language: Literal["zh", "en"] = Field("zh", description="Language where a client has not chosen one.")
    batch_seconds: int = Field(5, ge=0, description="Seconds between two looks into the outbox.")


class RoundSettings(_Section):
    """The round: crawl, load, match, raise, deliver."""

    every_seconds: int = Field(60, ge=5, description="Seconds between two rounds of load, match and raise in `lookout run`.")
    lease_seconds: int = Field(300, ge=10, description="How long a worker holds what it has claimed.")
    batch: int = Field(500, ge=1, le=10_000, description="Records matched at a time.")


class WorkerSettings(_Section):
    """`lookout worker`."""

    idle_seconds: float = Field(5.0, ge=0.5, le=300.0, description="Longest pause of a worker between two looks for work.")


class LogSettings(_Section):
    """What is logged."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")


class Settings(BaseSettings):
    """All settings, typed; a wrong value names the setting and where it was set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1, extra="forbid", frozen=True, validate_default=True
    )

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("lookout")), description="Spool, WARC files, state, logs."
    )
    store: StoreSettings = Field(default_factory=StoreSettings)
    crawl: CrawlSettings = Field(default_factory=CrawlSettings)
    uspto: UsptoSettings = Field(default_factory=UsptoSettings)
    telegram: TelegramSettings = Field(default_factory=TelegramSettings)
    console: ConsoleSettings = Field(default_factory=ConsoleSettings)
    alerts: AlertSettings = Field(default_factory=AlertSettings)
    round: RoundSettings = Field(default_factory=RoundSettings)
    worker: WorkerSettings = Field(default_factory=WorkerSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    sources: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Changes to blocks of sources.yml: enabled, schedule, urls, options."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 – the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over lookout.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())

    @property
    def store_url(self) -> str:
        """The store's address in force."""
        return self.store.url or f"sqlite:///{self.home / 'lookout.db'}"


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as ``lookout settings`` shows it."""

    name: str
    variable: str
    value: str
    origin: str
    description: str


def variable_of(name: str) -> str:
    """The environment variable of a setting: ``uspto.api_key`` → ``LOOKOUT_USPTO_API_KEY``."""
    return PREFIX + name.replace(".", "_").upper()


def config_file() -> Path:
    """The lookout.toml in force; it need not exist."""
    named = os.environ.get(PREFIX + "CONFIG")
    if named:
        return Path(named)
    here = Path("lookout.toml")
    return here.resolve() if here.exists() else Path(platformdirs.user_config_dir("lookout")) / "lookout.toml"


def load_settings(**given: Any) -> Settings:
    """Read the settings; raises SettingsError that names every wrong one and where it was set."""
    named = os.environ.get(PREFIX + "CONFIG")
    if named and not Path(named).is_file():
        raise SettingsError(f"LOOKOUT_CONFIG names {named}, which is not a file")
    try:
        _refuse_unknown_variables()
        return Settings(**given)
    except ValidationError as error:
        origins = _origins()
        raise SettingsError("\n".join(_complaints(error, origins))) from error
    except ValueError as error:  # not TOML, or an environment value that is no JSON where one is needed
        raise SettingsError(f"settings cannot be read ({config_file()} or a {PREFIX}* variable): {error}") from error


def setting_lines(settings: Settings) -> Iterator[SettingLine]:
    """Every setting in force and where it came from, secrets masked."""
    origins = _origins()
    for name, value, description in _walk(settings):
        yield SettingLine(
            name=name,
            variable=variable_of(name),
            value=_shown(settings.store_url if name == "store.url" else value),
            origin=origins.get(name, "default"),
            description=description,
        )


def _walk(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any, str]]:
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _walk(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value, info.description or ""


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "********"
    if value is None:
        return "(not set)"
    return mask_url(str(value))


def mask_url(text: str) -> str:
    """The text, a URL or some parted by commas, with the password of each user part masked."""
    return ",".join(map(_masked, _NEXT_URL.split(text)))


def _masked(url: str) -> str:
    head, separator, rest = url.partition("://")
    credentials, at, host = rest.rpartition("@")
    if not (separator and at and ":" in credentials):
        return url
    return f"{head}://{credentials.partition(':')[0]}:********@{host}"


def _origins() -> dict[str, str]:
    origins: dict[str, str] = {}
    path = config_file()
    try:
        file_values = TomlConfigSettingsSource(Settings, path)()
    except ValueError:  # not TOML: load_settings says so
        file_values = {}
    for name in _flat(file_values):
        origins[name] = str(path)
    for name in _flat(EnvSettingsSource(Settings)()):
        origins[name] = "environment " + variable_of(name)
    return origins


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, Mapping) and prefix + name != "sources":
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name


def _complaints(error: ValidationError, origins: Mapping[str, str]) -> Iterator[str]:
    for item in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in item["loc"])
        variable = variable_of(name)
        origin = next((origins[key] for key in origins if key == name or key.startswith(f"{name}.")), "default")
        yield f"setting {name} ({variable}), from {origin}: {item['msg']}"


def _refuse_unknown_variables() -> None:
    """A misspelt LOOKOUT_* variable would otherwise be silently without effect."""
    known = {variable_of(name) for name, _, _ in _walk(Settings.model_construct())} | {PREFIX + "CONFIG"}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"unknown variable(s) {', '.join(unknown)}; `lookout settings` lists the known ones")
