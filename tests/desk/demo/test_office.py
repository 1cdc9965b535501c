"""The played offices behave like the real ones, over real HTTP."""

import json
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from io import BytesIO
from urllib.parse import urlsplit

import pytest

from config.sources import load_sources
from desk.demo.build_day import APPLICATIONS, DAY
from desk.demo.office import ARCHIVE, COURTS, DEMO_KEY, EMPTY_COURT, PRODUCT, DemoOffice, archive

KEY = {"x-api-key": DEMO_KEY}


@pytest.fixture
def office() -> Iterator[DemoOffice]:
    with DemoOffice() as running:
        yield running


def get(url: str, headers: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
    """GET without following redirects."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", parts.path, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def manifest_url(office: DemoOffice) -> str:
    """Where the manifest is, by the source block that the demo uses."""
    return f"{office.sources(load_sources())['uspto-daily'].urls['manifest']}/{PRODUCT}"


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "wrong"}])
def test_portal_refuses_without_the_key(office: DemoOffice, headers: dict[str, str]) -> None:
    """Protects the key handling: a spider that forgets the key must fail here as it would there."""
    response, _ = get(manifest_url(office), headers)
    assert response.status == 403


def test_manifest_names_the_file_with_its_size(office: DemoOffice) -> None:
    """Protects the shape that the spider reads, and that its size check can hold."""
    response, body = get(manifest_url(office), KEY)
    files = json.loads(body)["bulkDataProductBag"][0]["productFileBag"]["fileDataBag"]
    archives = [one for one in files if one["fileName"].endswith(".zip")]
    assert response.headers["Content-Type"] == "application/json"
    assert [(one["fileName"], one["fileSize"], one["fileDataToDate"]) for one in archives] == [
        (ARCHIVE, len(archive()), "2026-11-17")
    ]


def test_download_goes_through_a_signed_link_that_must_not_get_the_key(office: DemoOffice) -> None:
    """Protects the secret: the redirect's target refuses a request that carries the key."""
    files = office.sources(load_sources())["uspto-daily"].urls["files"]
    response, _ = get(f"{files}/{PRODUCT}/{ARCHIVE}", KEY)
    assert response.status == 302
    link = response.headers["Location"]
    assert get(link, KEY)[0].status == 403
    response, body = get(link)
    assert response.status == 200
    with zipfile.ZipFile(BytesIO(body)) as packed:
        assert packed.namelist() == [APPLICATIONS.partition("/")[2]]
        assert packed.read(packed.namelist()[0]) == (DAY / APPLICATIONS).read_bytes()


def test_unknown_file_is_answered_with_a_page(office: DemoOffice) -> None:
    """Protects the trap of the real portal: 200 and HTML where there is no such file."""
    files = office.sources(load_sources())["uspto-daily"].urls["files"]
    response, body = get(f"{files}/{PRODUCT}/apc261116.zip", KEY)
    assert (response.status, body[:9]) == (200, b"<!DOCTYPE")


def test_invented_link_is_refused(office: DemoOffice) -> None:
    """Protects the meaning of a signed link."""
    assert get(f"{office.url}/signed/0/{ARCHIVE}")[0].status == 403


def test_feeds_come_as_the_courts_send_them(office: DemoOffice) -> None:
    """Protects the headers that a reader may rely on, and those it must do without."""
    urls = office.sources(load_sources())["cmecf-rss"].urls
    assert set(urls) == {*COURTS, EMPTY_COURT}
    for court in COURTS:
        response, body = get(urls[court])
        assert (response.status, response.headers["Content-Type"]) == (200, "text/xml")
        assert response.headers["Cache-Control"] == "max-age=0"
        assert response.headers["ETag"] is None
        assert response.headers["Last-Modified"] is None
        assert body == (DAY / "rss" / f"{court}.xml").read_bytes()


def test_one_court_answers_without_a_body(office: DemoOffice) -> None:
    """Protects the health alarm that the demo is to show."""
    response, body = get(office.sources(load_sources())["cmecf-rss"].urls[EMPTY_COURT])
    assert (response.status, body) == (200, b"")
    assert EMPTY_COURT not in load_sources()["cmecf-rss"].options["no_feed"].split()


def test_sources_are_the_real_blocks_but_for_address_and_pace(office: DemoOffice) -> None:
    """Protects the demo from running another product than the user gets."""
    real = load_sources()
    for name, source in office.sources(real).items():
        assert (source.spider, source.options, source.key_setting) == (
            real[name].spider,
            real[name].options,
            real[name].key_setting,
        )
        assert all(url.startswith(office.url) for url in source.urls.values())
        assert source.delay_seconds <= 0.05


def test_archive_is_the_same_every_time() -> None:
    """Protects evidence hashes: two runs of the demo fetch the same bytes."""
    assert archive() == archive()


def test_closed_office_is_gone() -> None:
    """Protects the machine: no port and no thread is left behind."""
    with DemoOffice() as running:
        url = running.url
        get(f"{url}/nothing")
        assert running.requests == [("/nothing", 404)]
    with pytest.raises(ConnectionRefusedError):
        get(url)
