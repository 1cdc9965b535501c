"""Whole crawls of court feeds: real child process, real HTTP, every fault of an office."""

import gzip
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.evidence import read_payload
from tests.crawler.conftest import COURTS, Crawl, court_feed
from tests.fakes.office import Fault, OfficeServer


def test_a_crawl_keeps_records_evidence_and_manners(office: OfficeServer, crawl: Crawl, tmp_path: Path) -> None:
    """One healthy crawl: records, dockets, stored responses, and a crawler that says who it is."""
    feeds = {court: court_feed(court, {1: "A v. B", 2: "C v. D"}) for court in ("ilnd", "flsd")}
    crawled = crawl(replace(COURTS, urls={court: office.feed(court, body) for court, body in feeds.items()}))
    report = crawled.report
    assert report.ok, report
    assert report.alarms == ()
    assert (report.responses, report.present, report.kept) == (2, 4, 4)
    assert report.bytes_received == sum(map(len, feeds.values()))
    assert report.records == {"docket": 4, "docket_entry": 4}
    assert {entry.key for entry in crawled.entries} == {f"{court}:{case}:7:Order" for court in feeds for case in (1, 2)}
    sources = {(entry.court, entry.source) for entry in crawled.entries}
    assert sources == {(docket.court, docket.source) for docket in crawled.dockets}
    assert len(sources) == 2
    for court, source in sources:
        assert source is not None
        assert read_payload(source, warc_folder=tmp_path / "warc") == feeds[court]
        assert source.sha256 == sha256(feeds[court]).hexdigest()
        assert source.parser_version == "cmecf-rss/1"
    agents = {seen.headers["User-Agent"] for seen in office.requests}
    assert len(agents) == 1
    assert agents.pop().endswith("(+https://example.org/contact)")
    assert "/robots.txt" not in office.paths()
    assert not any("Cookie" in seen.headers or "Referer" in seen.headers for seen in office.requests)
    assert not list((tmp_path / "spool").glob("*.part"))
    assert not list((tmp_path / "tmp").iterdir())


def test_each_failing_court_is_told_and_the_others_go_on(office: OfficeServer, crawl: Crawl) -> None:
    """Every fault at once: one court must never cost another, nor be silent."""
    faults = {
        "akd": (Fault("reset"), "unreachable", "akd"),
        "azd": (Fault("cut"), "truncated", "cut short"),
        "cacd": (Fault("empty"), "empty", "no content"),
        "cand": (Fault("challenge", status=200), "blocked", "challenge page"),
        "casd": (Fault("challenge", status=403), "blocked", "challenge page"),
        "cod": (Fault("html"), "not-the-format", "web page"),
        "ctd": (Fault("status", status=404), "http-404", "HTTP 404"),
        "dcd": (Fault("status", status=429, retry_after="86400"), "http-429", "asks to wait 86400"),
        "ded": (Fault("delay", seconds=2.5), "unreachable", "no complete answer in 2 seconds"),
        "flmd": (Fault("redirect", location=f"{office.url}/flmd/rss_outside.pl"), "refused", "redirect"),
    }
    urls = {court: office.feed(court, court_feed(court, {1: "A v. B"})) for court in (*faults, "ilnd", "nysd")}
    for court, (fault, _, _) in faults.items():
        office.fault(f"/{court}/rss_outside.pl", fault)
    office.feed("njd", court_feed("njd", dict.fromkeys(range(300), "x" * 5000)))
    urls["njd"] = f"{office.url}/njd/rss_outside.pl"
    source = replace(COURTS, urls=urls, concurrency=12, options={**COURTS.options, "retry_times": "0"})
    crawled = crawl(source)
    report = crawled.report
    assert {entry.court for entry in crawled.entries} == {"ilnd", "nysd"}
    assert len(report.errors) == len(faults) + 1
    found = {quarantined.url.split("/")[3]: quarantined for quarantined in crawled.quarantined}
    assert set(found) == {*faults, "njd"}
    assert found["njd"].code == "too-large"
    for court, (_, code, words) in faults.items():
        assert (court, found[court].code) == (court, code)
        assert found[court].place == "the whole response"
        assert any(court in error and words in error for error in report.errors), (court, words, report.errors)
    assert {alarm.split("/")[3] for alarm in report.alarms if "/rss_outside" in alarm} == {"cacd", "cand", "casd"}


def test_a_busy_office_is_asked_again_when_it_says(office: OfficeServer, crawl: Crawl) -> None:
    """Retry-After is kept to, by every request to that host; lost connections are tried again."""
    urls = {court: office.feed(court, court_feed(court, {1: "A v. B"})) for court in ("ilnd", "flsd", "nysd", "pawd")}
    office.fault("/ilnd/rss_outside.pl", Fault("status", times=1, status=429, retry_after="1"))
    office.fault("/flsd/rss_outside.pl", Fault("status", times=1, status=503))
    office.fault("/nysd/rss_outside.pl", Fault("reset", times=1))
    office.fault("/pawd/rss_outside.pl", Fault("cut", times=1))
    crawled = crawl(replace(COURTS, urls=urls, concurrency=1))
    assert crawled.report.ok, crawled.report.errors
    assert {entry.court for entry in crawled.entries} == set(urls)
    first = next(seen for seen in office.requests if seen.path.startswith("/ilnd"))
    following = [seen.at for seen in office.requests if seen.at > first.at]
    assert min(following) - first.at >= 0.95


def test_the_next_crawl_takes_only_what_is_new_or_changed(office: OfficeServer, crawl: Crawl) -> None:
    """Entries are told apart by key and content, never by date: late ones and changed captions are caught."""
    built = "Tue, 06 Feb 2024 15:35:02 GMT"
    urls = {"ilnd": office.feed("ilnd", court_feed("ilnd", {1: "A v. B", 2: "C v. D"}))}
    first = crawl(replace(COURTS, urls=urls))
    assert first.report.kept == 2
    office.feed("ilnd", court_feed("ilnd", {1: "A v. B", 2: "C v. E", 3: "F v. G"}, built=built))
    second = crawl(replace(COURTS, urls=urls))
    assert (second.report.present, second.report.kept, second.report.unchanged) == (3, 2, 1)
    assert {entry.case_name for entry in second.entries} == {"C v. E", "F v. G"}
    assert {docket.case_name for docket in second.dockets} == {"C v. E", "F v. G"}
    third = crawl(replace(COURTS, urls=urls))
    assert (third.report.kept, third.report.unchanged, third.report.spool_file) == (0, 3, None)
    assert third.report.ok


def test_a_sick_feed_raises_alarms(office: OfficeServer, crawl: Crawl) -> None:
    """Stale, changed scope, other court, no items: each is an alarm, and records are still taken."""
    urls = {
        "ilnd": office.feed("ilnd", court_feed("ilnd", {1: "A v. B"})),
        "flsd": office.feed("flsd", court_feed("flsd", {1: "A v. B"}, built="Tue, 06 Feb 2024 11:00:00 GMT")),
        "nysd": office.feed("nysd", court_feed("nyed", {1: "A v. B"})),
        "pawd": office.feed("pawd", court_feed("pawd", {})),
    }
    first = crawl(replace(COURTS, urls=urls, min_items=10))
    told = "\n".join(first.report.alarms)
    assert "flsd: stale: built 2024-02-06 11:00 UTC" in told
    assert "nysd: the feed says it is from nyed" in told
    assert "pawd: the feed holds no items" in told
    assert "3 items, at least 10 expected" in told
    assert not any(alarm.startswith("ilnd") for alarm in first.report.alarms)
    assert first.report.ok
    office.feed("ilnd", court_feed("ilnd", {1: "A v. B"}, scope="order", built="Tue, 06 Feb 2024 14:59:00 GMT"))
    second = "\n".join(crawl(replace(COURTS, urls={"ilnd": urls["ilnd"]})).report.alarms)
    assert "from 'all' to 'order'" in second
    assert "went back from 2024-02-06 15:15" in second


def test_nothing_at_all_is_an_error(office: OfficeServer, crawl: Crawl) -> None:
    report = crawl(replace(COURTS, urls={"pawd": office.feed("pawd", court_feed("pawd", {}))})).report
    assert not report.ok
    assert "no items at all" in report.errors[0]


def test_an_unchanged_feed_is_not_sent_twice(office: OfficeServer, crawl: Crawl) -> None:
    """A server with validators is asked with them, and its 304 is health, not silence."""
    source = replace(COURTS, urls={"ilnd": office.feed("ilnd", court_feed("ilnd", {1: "A v. B"}), ETag='"v1"')})
    assert crawl(source).report.kept == 1
    report = crawl(source).report
    assert report.ok, report
    assert (report.responses, report.present) == (1, 0)
    assert office.requests[-1].headers["If-None-Match"] == '"v1"'


def test_a_body_that_was_packed_for_the_way_is_unpacked_and_kept_as_it_came(
    office: OfficeServer, crawl: Crawl, tmp_path: Path
) -> None:
    """We ask for plain bodies; a server that packs them anyway is read, a small body that unpacks to a huge one is refused."""
    packed = gzip.compress(court_feed("ilnd", {1: "A v. B"}))
    bomb = gzip.compress(court_feed("flsd", {1: " " * 3_000_000}))
    urls = {
        "ilnd": office.feed("ilnd", packed, Content_Encoding="gzip"),
        "flsd": office.feed("flsd", bomb, Content_Encoding="gzip"),
    }
    crawled = crawl(replace(COURTS, urls=urls))
    source = crawled.entries[0].source
    assert source is not None
    assert read_payload(source, warc_folder=tmp_path / "warc") == packed
    assert [entry.court for entry in crawled.entries] == ["ilnd"]
    assert len(crawled.report.errors) == 1
    assert "flsd" in crawled.report.errors[0]


def test_a_certificate_nobody_vouches_for_is_refused(crawl: Crawl, tmp_path: Path) -> None:
    """Scrapy does not verify certificates by default."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "server.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    url = f"https://127.0.0.1:{server.server_address[1]}/rss"
    report = crawl(replace(COURTS, urls={"ilnd": url}, options={**COURTS.options, "retry_times": "0"})).report
    server.shutdown()
    server.server_close()
    thread.join()
    assert "CERTIFICATE_VERIFY_FAILED" in report.errors[0]


def self_signed(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(pem))
    return path


def test_robots_are_obeyed_unless_the_address_is_published(office: OfficeServer, crawl: Crawl) -> None:
    url = office.feed("ilnd", court_feed("ilnd", {1: "A v. B"}))
    office.pages["/robots.txt"] = office.pages["/ilnd/rss_outside.pl"].__class__(
        b"User-agent: *\nDisallow: /ilnd/\n", "text/plain"
    )
    report = crawl(replace(COURTS, urls={"ilnd": url}, robots="obey")).report
    assert "/ilnd/rss_outside.pl" not in office.paths()
    assert "robots.txt" in report.errors[0]


def test_an_unreachable_office_is_an_error(crawl: Crawl) -> None:
    source = replace(
        COURTS, urls={"ilnd": "http://127.0.0.1:9/rss", "flsd": "ftp://127.0.0.1/rss", "pawd": "file:///etc/hostname"}
    )
    crawled = crawl(replace(source, options={**COURTS.options, "retry_times": "1"}))
    assert len(crawled.report.errors) == 3
    assert crawled.report.present == 0
    assert {quarantined.code for quarantined in crawled.quarantined} == {"unreachable"}
