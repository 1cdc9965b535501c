"""A real Elasticsearch node behind TLS and passwords.

The minimal distribution cannot keep roles and users in an index, so they are the files that every Elasticsearch reads as well:
a role there is, letter for letter, what ``PUT /_security/role/NAME`` takes.
"""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Authority
from tests.servers.elastic import Guard

ROOT = Path(__file__).resolve().parents[2]
_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class User:
    """Who may enter."""

    name: str
    password: str
    roles: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """What a request of theirs carries as ``Authorization``."""
        return "Basic " + base64.b64encode(f"{self.name}:{self.password}".encode()).decode()


ADMIN = User("admin", "password-of-the-admin", ("superuser",))
LOOKOUT = User("lookout", "password-of-lookout", ("lookout",))
UPGRADER = User("upgrader", "password-of-the-upgrader", ("upgrade",))
READER = User("reader", "password-of-the-reader", ("reader",))
ELSEWHERE = User("elsewhere", "password-of-elsewhere", ("elsewhere",))
"""Has Lookout's role, but for the indexes of another prefix; of Lookout's own, the right to refresh."""
STRANGER = User("stranger", "password-of-the-stranger")
ROLES = {
    "lookout": json.loads((ROOT / "docs" / "elasticsearch-role.json").read_text()),
    "upgrade": json.loads((ROOT / "docs" / "elasticsearch-upgrade-role.json").read_text()),
    "reader": {"indices": [{"names": ["lookout-*"], "privileges": ["read", "view_index_metadata", "maintenance"]}]},
}
PRIVILEGES = tuple(ROLES["lookout"]["cluster"] + ROLES["lookout"]["indices"][0]["privileges"])
"""Of Lookout's role."""
ROLES["elsewhere"] = json.loads(json.dumps(ROLES["lookout"]).replace("lookout-*", "elsewhere-*"))
ROLES["elsewhere"]["indices"].append({"names": ["lookout-*"], "privileges": ["maintenance"]})


def lacking(privilege: str) -> User:
    """Who has Lookout's role without that privilege."""
    name = f"lacking-{PRIVILEGES.index(privilege)}"
    return User(name, f"password-of-{name}", (name,))


def guard(authority: Authority) -> Guard:
    """TLS with a certificate of the authority, and all these users."""
    everybody = (ADMIN, LOOKOUT, UPGRADER, READER, ELSEWHERE, STRANGER, *map(lacking, PRIVILEGES))
    roles = ROLES | {lacking(privilege).name: _role_without(privilege) for privilege in PRIVILEGES}
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = authority.issue(Path(folder))
        files = {path.name: path.read_bytes() for path in (certificate, key)}
    held = {role: [user.name for user in everybody if role in user.roles] for user in everybody for role in user.roles}
    files |= {
        "users": _lines(f"{user.name}:{_hash(user.password)}" for user in everybody),
        "users_roles": _lines(f"{role}:{','.join(names)}" for role, names in held.items()),
        "roles.yml": _lines(f"{name}: {json.dumps(role)}" for name, role in roles.items()),
    }
    settings = {
        "xpack.security.enabled": "true",
        "xpack.security.http.ssl.enabled": "true",
        "xpack.security.http.ssl.certificate": certificate.name,
        "xpack.security.http.ssl.key": key.name,
    }
    return Guard(settings=settings, files=files, headers={"Authorization": ADMIN.header}, context=authority.context())


def _role_without(privilege: str) -> object:
    (indices,) = ROLES["lookout"]["indices"]
    kept = [item for item in indices["privileges"] if item != privilege]
    cluster = [item for item in ROLES["lookout"]["cluster"] if item != privilege]
    return {"cluster": cluster, "indices": [{**indices, "privileges": kept}]}


def _hash(password: str) -> str:
    """As ``elasticsearch-users`` keeps it."""
    salt = os.urandom(16)
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS, 32)
    return f"{{PBKDF2}}{_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
