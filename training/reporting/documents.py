"""Renders the documents of a model version: model card and validation report, each in Markdown and HTML.

Model cards: Mitchell et al., Model Cards for Model Reporting (2019). An HTML page contains its pictures and fetches
nothing. No document names a person or an application.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from training.reporting.document_content import build_content

TEMPLATES = Path(__file__).parent / "templates"
WORD_JOINER = "\u2060"
"""Invisible, and part of no address."""
LINK_BREAKS = re.compile(r"(?<=:)(?=//)|(?<=@)(?=\S)|(?<=\bwww)(?=\.)", re.IGNORECASE)
"""Where an address that Markdown would make a link of is broken."""
DOCUMENTS = ("model-card.md", "model-card.html", "validation-report.md", "validation-report.html")


def render_documents(
    manifest: dict, evaluation: dict, baseline: dict, pictures: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Every document by file name. pictures: PNG files by name. The same figures give the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "figure": format_figure,
        "signed": format_signed,
        "share": format_share,
        "count": format_count,
        "cell": escape_cell,
    }
    content = build_content(manifest, evaluation, baseline)
    content["pictures"] = {name: f"data:image/png;base64,{b64encode(file).decode()}" for name, file in pictures.items()}
    texts = {name: environment.get_template(f"{name}.j2").render(content) for name in DOCUMENTS}
    return {name: re.sub(r"\n{3,}", "\n\n", text).encode() for name, text in texts.items()}


def format_figure(value: float | None, digits: int = 4) -> str:
    """0.1234; a dash for a missing figure."""
    return "–" if value is None else f"{value:.{digits}f}"


def format_signed(value: float | None) -> str:
    """+0.0012 or −0.0012; zero is 0.0000."""
    if value is None:
        return "–"
    rounded = round(value, 4)
    return f"{rounded:+.4f}".replace("-", "−") if rounded else "0.0000"


def format_share(value: float | None) -> str:
    """12.3 %."""
    return "–" if value is None else f"{100 * value:.1f} %"


def format_count(value: float) -> str:
    """12,345."""
    return f"{value:,.0f}"


def escape_cell(text: object) -> str:
    """A text inside a Markdown table, without links: a lender chooses the names of its features and groups."""
    escaped = re.sub(r"([\\|`*\[\]!])", r"\\\1", str(text)).replace("&", "&amp;").replace("<", "&lt;")
    return " ".join(LINK_BREAKS.sub(WORD_JOINER, escaped).split())
