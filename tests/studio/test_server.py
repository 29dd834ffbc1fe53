"""Who may speak to the studio: our own page on this machine, with the token, and nobody else."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from lkjip.studio.server import Studio
from lkjip.studio.session import Session
from lkjip.studio.view import field_id


def ask(
    studio: Studio, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: str = ""
) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=60)
    connection.request(method, path, body or None, dict(headers or {}))
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def own(studio: Studio, **more: str) -> dict[str, str]:
    host = f"127.0.0.1:{studio.port}"
    return {"Cookie": f"{studio.cookie}={studio.token}", "Host": host, **more}


def posting(studio: Studio, **more: str) -> dict[str, str]:
    origin = f"http://127.0.0.1:{studio.port}"
    return own(
        studio, **{"Origin": origin, "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", **more}
    )


def test_the_token_opens_it_once_and_is_gone_from_the_address(studio: Studio) -> None:
    status, headers, _ = ask(studio, f"/?token={studio.token}")
    assert status == 302 and headers["Location"] == "/"
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


@pytest.mark.parametrize("path", ["/", "/aturan", "/aset/studio.js", "/tidak-ada", "/laporan/lihat"])
def test_nothing_without_the_token(studio: Studio, path: str) -> None:
    assert ask(studio, path)[0] == 403
    assert ask(studio, path, headers={"Cookie": f"{studio.cookie}=salah"})[0] == 403
    assert ask(studio, f"{path}?token=salah")[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost.evil.example", "[::1]:80"])
def test_another_host_name_is_refused(studio: Studio, host: str) -> None:
    assert ask(studio, "/", headers=own(studio, Host=host))[0] == 403


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_another_origin_may_change_nothing(studio: Studio, origin: str | None) -> None:
    headers = posting(studio, **({"Origin": origin} if origin else {}))
    if origin is None:
        del headers["Origin"]
    for path in ("/simpan", "/urungkan", "/tutup", "/arsip/bekukan", "/laporan/susun"):
        assert ask(studio, path, "POST", headers)[0] == 403
    assert studio.session.history.now == 0


def test_every_page_has_the_strict_policy(studio: Studio) -> None:
    for path in ("/", "/aturan/u/ipk", "/tidak-ada", "/aset/studio.js"):
        _, headers, text = ask(studio, path, headers=own(studio))
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=|javascript:", text) or path.endswith(".js")


@pytest.mark.parametrize(
    "path",
    [
        "/aset/../session.py",
        "/aset/..%2fsession.py",
        "/data/..%2f..%2frules",
        "/aturan/u/..%2f..%2fetc",
        "/laporan/berkas/..%2fx",
    ],
)
def test_no_path_reaches_a_file(studio: Studio, path: str) -> None:
    status, _, text = ask(studio, path, headers=own(studio))
    assert status == 404 and "import" not in text


def test_a_field_that_is_none_is_refused(studio: Studio) -> None:
    for name in ("f000000000000", field_id("/etc/passwd", ("a",)), field_id("rules/2023/ruleset.yaml", ("tidak", "ada"))):
        assert ask(studio, f"/ubah/{name}", "POST", posting(studio), "text=1")[0] == 404
    assert not studio.session.history.unsaved


@pytest.mark.no_cover  # the same page many times
@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "${jndi:x}", "'; DROP TABLE x; --"]
)
def test_what_is_typed_comes_back_as_text(studio: Studio, text: str) -> None:
    session = studio.session
    title = next(v for v in session.view.values if v.file.endswith("indicators/ipk.yaml") and v.path == ("title",))
    from urllib.parse import urlencode

    body = urlencode({"text": text})
    status, _, answer = ask(studio, f"/ubah/{field_id(title.file, title.path)}", "POST", posting(studio), body)
    assert status == 200 and "<script>alert" not in answer and "<img" not in answer
    _, _, page = ask(studio, "/aturan/u/ipk", headers=own(studio))
    assert "<script>alert" not in page and "<img src" not in page


def test_a_page_that_another_tab_made_stale_changes_nothing(studio: Studio) -> None:
    session = studio.session
    weight = next(v for v in session.view.values if v.path[-1] == "intelijen" and v.kind == "weight")
    name = field_id(weight.file, weight.path)
    old = str(session.structure)
    session.discard("tab lain")
    status, _, text = ask(studio, f"/ubah/{name}", "POST", posting(studio, **{"X-Susunan": old}), "text=15")
    assert status == 200 and "tab lain" in text and not session.history.unsaved


def test_the_draft_file_is_no_place_for_code(copy: Path, session: Session) -> None:
    (copy / ".lkjip-studio-2023.json").write_text(
        json.dumps(
            {
                "disk": {"../../x": "YQ=="},
                "first": {"../../x": "YQ=="},
                "files": {"../../x": "Yg=="},
                "typed": {},
                "label": "",
            }
        )
    )
    again = Session(copy, 2023, "kanim-jember")
    from lkjip.errors import UserError

    with pytest.raises(UserError):
        again.save()
    assert not (copy.parent.parent / "x").exists()


def test_another_year_and_office_of_the_project_only(studio: Studio, copy: Path) -> None:
    import shutil

    shutil.copytree(copy / "data/2023/kanim-jember", copy / "data/2023/kanim-lain")
    shutil.copytree(copy / "data/2023/kanim-jember", copy / "data/2022/kanim-lain")
    _, _, page = ask(studio, "/", headers=own(studio))
    assert 'value="2023/kanim-lain"' in page and 'value="2022/kanim-lain"' in page
    assert ask(studio, "/pindah", "POST", posting(studio), "tempat=2023/..")[0] == 404
    assert ask(studio, "/pindah", "POST", posting(studio), "tempat=2023/kanim-lain")[0] == 200
    assert (studio.session.year, studio.session.satker) == (2023, "kanim-lain")


def test_each_entry_is_called_what_it_is(studio: Studio) -> None:
    """The head has a name too, which is not that of the office."""
    text = ask(studio, "/narasi", headers=own(studio))[2]
    head = text[text.index('id="narasi-head"') :].split("</section>")[0]
    assert re.findall(r"<label[^>]*>([^<]+)", head) == ["Nama", "Jabatan"]
