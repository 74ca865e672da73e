"""The documents of a version: model card and validation report, each in Markdown and HTML, from what was measured.

Model cards after Mitchell et al., Model Cards for Model Reporting (2019). A page holds all it shows: pictures are in
it, nothing is fetched. No document names a person or an application.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from training.reporting.document_content import view

TEMPLATES = Path(__file__).parent / "templates"
DOCUMENTS = ("model-card.md", "model-card.html", "validation-report.md", "validation-report.html")


def documents(manifest: dict, evaluation: dict, baseline: dict, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every document by file name. pictures: PNG files by name. The same figures give the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"figure": figure, "signed": signed, "share": share, "count": count, "cell": cell}
    shown = view(manifest, evaluation, baseline)
    shown["pictures"] = {name: f"data:image/png;base64,{b64encode(file).decode()}" for name, file in pictures.items()}
    texts = {name: environment.get_template(f"{name}.j2").render(shown) for name in DOCUMENTS}
    return {name: re.sub(r"\n{3,}", "\n\n", text).encode() for name, text in texts.items()}


def figure(value: float | None, digits: int = 4) -> str:
    """0.1234; a dash for what there is not."""
    return "–" if value is None else f"{value:.{digits}f}"


def signed(value: float | None) -> str:
    """+0.0012 or −0.0012; nothing is 0.0000."""
    if value is None:
        return "–"
    rounded = round(value, 4)
    return f"{rounded:+.4f}".replace("-", "−") if rounded else "0.0000"


def share(value: float | None) -> str:
    """12.3 %."""
    return "–" if value is None else f"{100 * value:.1f} %"


def count(value: float) -> str:
    """12,345."""
    return f"{value:,.0f}"


def cell(text: object) -> str:
    """A text inside a Markdown table: a lender names its own features and groups."""
    escaped = str(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return " ".join(escaped.split())
