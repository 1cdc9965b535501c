"""TLS to the nodes: believed is only what the authority of the settings has signed, and OpenSSL alone decides that it has.

elastic-transport does less. Beside the authority of ``ca_certs`` it takes every one that the machine knows. With a fingerprint it
takes any chain in which that certificate is *shown*, whether it signed the others or not; and since every node shows it, whoever
has seen it could pass for a node.
"""

import socket
import ssl
import sys
import threading
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, NodeConfig, TlsError
from urllib3 import HTTPSConnectionPool

from index.elastic_nodes import CONNECT_SECONDS, Node
from records.errors import StoreError

_NO_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG"}
)


class PinnedNode(Node):
    """A node of the authority in ``ca_certs``, or of the one whose certificate has ``ssl_assert_fingerprint`` (SHA-256).

    Either way the node's name must be the certificate's. Of a fingerprint the certificate itself is learnt from what the node
    shows, over a connection on which nothing is sent; from then on it is as if it had been in a file.
    """

    def __init__(self, config: NodeConfig) -> None:
        self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody yet
        self._trust.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the pinned one need not be a root
        self._wanted = _plain(config.ssl_assert_fingerprint) if config.ssl_assert_fingerprint else None
        self._lock = threading.Lock()
        if config.ca_certs:
            _load(self._trust, Path(config.ca_certs))
        super().__init__(config.replace(ca_certs=None, ssl_assert_fingerprint=None))
        self.pool.close()
        self.pool = HTTPSConnectionPool(
            config.host,
            port=config.port,
            maxsize=config.connections_per_node,
            block=True,
            ssl_context=self._trust,
        )

    def perform_request(self, *args: Any, **options: Any) -> Any:
        """See the base class."""
        with self._lock:
            if self._wanted is not None:
                self._trust.load_verify_locations(cadata=self._shown(self._wanted))
                self._wanted = None
        return super().perform_request(*args, **options)

    def _shown(self, wanted: str) -> bytes:
        """The certificate of that fingerprint among those that the node shows."""
        try:
            shown = {sha256(certificate).hexdigest(): certificate for certificate in shown_by(self.host, self.port)}
        except TimeoutError as error:
            raise ConnectionTimeout("Connection timed out during the TLS handshake", errors=(error,)) from error
        except ssl.SSLError as error:
            raise TlsError(str(error), errors=(error,)) from error
        except OSError as error:
            raise NoConnection(str(error), errors=(error,)) from error
        if wanted not in shown:
            raise TlsError(f"none that it shows has the fingerprint {wanted}; theirs are {', '.join(shown)}")
        return shown[wanted]


def shown_by(host: str, port: int) -> list[bytes]:
    """The certificates that a server shows, its own first, none of them verified; raises OSError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent, and what is learnt is compared with the fingerprint
    with (
        socket.create_connection((host, port), timeout=CONNECT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        if sys.version_info >= (3, 13):
            return connection.get_unverified_chain()
        chain = connection._sslobj.get_unverified_chain()  # type: ignore[attr-defined]  # noqa: SLF001 – public from 3.13 on
        return [ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in chain]


def speaks_tls(url: str) -> bool:
    """Whether there is a TLS server behind a http:// address."""
    address = urlsplit(url)
    try:
        return address.scheme == "http" and bool(shown_by(address.hostname or "", address.port or 80))
    except OSError:
        return False


class Trouble(Enum):
    """What a TlsError comes from."""

    CERTIFICATE = auto()
    NOT_TLS = auto()
    PASSING = auto()
    """The connection was cut."""
    OTHER = auto()


def trouble(error: TlsError) -> tuple[Trouble, str]:
    """What it is, and in OpenSSL's words."""
    cause = cause_of(error)
    if isinstance(cause, TlsError):
        return Trouble.CERTIFICATE, str(cause.message)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Trouble.CERTIFICATE, cause.verify_message
    if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError | ssl.SSLSyscallError):
        return Trouble.PASSING, str(cause)
    if isinstance(cause, ssl.SSLError):
        return Trouble.NOT_TLS if cause.reason in _NO_TLS else Trouble.OTHER, str(cause.reason or cause)
    return Trouble.PASSING if isinstance(cause, OSError) else Trouble.OTHER, str(cause)


def cause_of(error: BaseException) -> BaseException:
    """The error at the root of another, as urllib3 and elastic-transport wrap them."""
    while True:
        inner = error.__cause__ or next((part for part in reversed(error.args) if isinstance(part, BaseException)), None)
        if inner is None:
            return error
        error = inner


def _plain(fingerprint: str) -> str:
    found = fingerprint.replace(":", "").strip().lower()
    if len(found) != sha256().digest_size * 2 or set(found) - set("0123456789abcdef"):
        raise StoreError(f"store.ca_fingerprint {fingerprint!r} is no SHA-256: 64 hexadecimal digits, with or without colons")
    return found


def _load(context: ssl.SSLContext, path: Path) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError as error:
        raise StoreError(f"store.ca_file {path} holds no certificate in PEM form") from error
    except OSError as error:
        raise StoreError(f"store.ca_file {path} cannot be read: {error.strerror}") from error
