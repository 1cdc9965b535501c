"""Certificates for servers of the tests: an authority, and what it signs (or seems to)."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates of servers on this machine; two of the same name are told apart by their keys only."""

    def __init__(self, name: str = "Authority of the tests") -> None:
        self._name = _name(name)
        self._key = ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def certificate(self) -> x509.Certificate:
        """Its own."""
        return _signed(self._name, self._key, self._name, self._key, authority=True).sign(self._key, SHA256())

    @property
    def pem(self) -> bytes:
        """Its certificate as a file holds it."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its certificate, as ``openssl x509 -fingerprint`` prints it."""
        return sha256(self.certificate.public_bytes(Encoding.DER)).digest().hex(":").upper()

    def context(self) -> ssl.SSLContext:
        """For a client that trusts nobody else."""
        return ssl.create_default_context(cadata=self.pem.decode())

    def issue(self, folder: Path, *, host: str = "localhost", chain: bool = True, forged: bool = False) -> tuple[Path, Path]:
        """``server.crt`` (with the authority's own behind it where ``chain``) and ``server.key`` in that folder.

        ``forged``: all it says is as if the authority had signed it, but somebody else has.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        signing = ec.generate_private_key(ec.SECP256R1()) if forged else self._key
        names: list[x509.GeneralName] = [x509.DNSName(host)]
        if host == "localhost":
            names.append(x509.IPAddress(ip_address("127.0.0.1")))
        made = _signed(_name("server"), key, self._name, self._key, authority=False)
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        certificate, secret = folder / "server.crt", folder / "server.key"
        certificate.write_bytes(made.sign(signing, SHA256()).public_bytes(Encoding.PEM) + (self.pem if chain else b""))
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, secret


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(not authority, False, False, False, False, authority, authority, False, False), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
