"""The cover, the office's own pictures, and signatures: what a report has of its office beside texts and figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from lkjip.report.blocks.context import floated, paragraphs
from lkjip.report.display import in_report
from lkjip.report.drawing import FOLDER
from lkjip.report.identity import ANNEXES, ENTRY, PICTURES, colours
from lkjip.report.labels import label, labels
from lkjip.report.office import Office, long_date
from lkjip.report.printed import Markdown, Words, markdown

_CLASSES = {"emblem": "sampul-lambang", "photograph": "sampul-foto"}
_SAID = {"emblem": "cover_emblem", "photograph": "cover_photograph"}


def cover(profile: Office, folder: Path, *, title: str, year: int) -> Markdown:
    """The cover as a block of the document; `folder` is the office's own. Pictures are only put into reports."""
    pictures = dict(_pictures(profile, folder)) if in_report() else {}
    lines = [
        pictures.get("emblem", ""),
        _line("kementerian", profile.get("ministry")),
        _line("judul", title),
        _line("tahun", label("year_of", year=year)),
        _line("kantor", profile.get("name")),
        pictures.get("photograph", ""),
        _line("nomor", _told("cover_number", profile.get(f"{ENTRY}.number"))),
        _line("tempat", f"{profile.get('city')}, {long_date(str(profile.get('date')))}"),
        _line("alamat", profile.get(f"{ENTRY}.page")),
        pictures.get("page", ""),
    ]
    own = "".join(f' warna-{name}="{digits}"' for name, digits in colours(profile).items())
    return Markdown(f"\n::: {{.sampul{own}}}\n" + "\n\n".join(filter(None, lines)) + "\n:::\n")


def pictures(profile: Office, folder: Path, place: str) -> Markdown:
    """The pictures that an office puts at a place, each a figure with its caption. Files are only copied into reports."""
    made = []
    for number, entry in enumerate(profile.get(f"{ANNEXES}.{place}") or (), 1):
        target = Path(FOLDER) / f"lampiran-{place}-{number}{Path(entry['file']).suffix.lower()}"
        if in_report():
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(folder / entry["file"], target)
        said = markdown(entry["text"])
        picture = Markdown(f'![]({target.as_posix()}){{.gambar-kantor fig-alt="{said}"}}')
        made.append(floated(f"fig-lampiran-{place}-{number}", picture, said))
    return paragraphs(made)


def signed(city: Words, date: Words, parties: Sequence[tuple[Words, Words]]) -> Markdown:
    """Signatures side by side under place and date: of each party its title, and below some room its name."""
    names = labels("second_party", "first_party")
    columns = [
        f"::: {{.pihak}}\n{party},\n\n{markdown(str(title))}\n\n{markdown(str(name))}\n:::"
        for party, (title, name) in zip(names, parties, strict=True)
    ]
    head = f"{markdown(str(city))}, {markdown(str(date))}"
    return Markdown("\n:::: {.pengesahan}\n" + "\n\n".join([head, *columns]) + "\n::::\n")


def _line(kind: str, text: object) -> str:
    return f"[{markdown(str(text))}]{{.sampul-{kind}}}" if text else ""


def _told(name: str, text: object) -> str:
    return label(name, of=text) if text else ""


def _pictures(profile: Office, folder: Path) -> Iterator[tuple[str, str]]:
    """The office's pictures and the code that leads to its page, by name; their files go into the report's folder."""
    out = Path(FOLDER)
    out.mkdir(exist_ok=True)
    for name in PICTURES:
        if given := profile.get(f"{ENTRY}.{name}"):
            target = out / f"{_CLASSES[name]}{Path(given).suffix.lower()}"
            shutil.copyfile(folder / given, target)
            said = profile.get(f"{ENTRY}.{name}_text") or label(_SAID[name], of=profile.get("name"))
            yield name, _picture(target, said, _CLASSES[name])
    if page := profile.get(f"{ENTRY}.page"):
        import segno

        target = out / "sampul-qr.svg"
        segno.make(page, error="m", micro=False).save(str(target), border=2, dark="#000000", light="#ffffff", omitsize=True)
        yield "page", _picture(target, label("cover_code", of=page), "sampul-qr")


def _picture(path: Path, said: str, kind: str) -> str:
    return f'![]({path.as_posix()}){{.{kind} fig-alt="{markdown(said)}"}}'
