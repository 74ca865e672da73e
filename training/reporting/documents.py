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
from training.reporting.formats import (
    format_count,
    format_figure,
    format_limit,
    format_number_of,
    format_share,
    format_signed,
    format_time,
)

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
        "number_of": format_number_of,
        "limit": format_limit,
        "time": format_time,
        "cell": escape_cell,
    }
    content = build_content(manifest, evaluation, baseline)
    content["pictures"] = {name: f"data:image/png;base64,{b64encode(file).decode()}" for name, file in pictures.items()}
    texts = {name: environment.get_template(f"{name}.j2").render(content) for name in DOCUMENTS}
    return {name: re.sub(r"\n{3,}", "\n\n", text).encode() for name, text in texts.items()}


def escape_cell(text: object) -> str:
    """A text inside a Markdown table, without links: a lender chooses the names of its features and groups."""
    escaped = re.sub(r"([\\|`*\[\]!])", r"\\\1", str(text)).replace("&", "&amp;").replace("<", "&lt;")
    return " ".join(LINK_BREAKS.sub(WORD_JOINER, escaped).split())
