"""The documents of a trained model: every figure in them can be computed again from the stored rows."""

import csv
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from training.evaluation.bootstrap import compute_intervals
from training.evaluation.metrics import compute_metrics
from training.reporting.document_content import FIGURES, build_content
from training.reporting.documents import DOCUMENTS, escape_cell, render_documents
from training.reporting.findings import list_findings
from training.reporting.formats import (
    format_count,
    format_figure,
    format_limit,
    format_number_of,
    format_signed,
    format_time,
)


@pytest.fixture(scope="module")
def folder(trained):
    return trained / "model"


@pytest.fixture(scope="module")
def stored(folder) -> dict[str, dict]:
    """manifest, evaluation and baseline."""
    return {name: json.loads((folder / f"{name}.json").read_text()) for name in ("manifest", "evaluation", "baseline")}


@pytest.fixture(scope="module")
def rows(folder) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes and PDs of the holdout, as stored."""
    with (folder / "holdout.csv").open() as file:
        stored = list(csv.DictReader(file))
    return np.array([int(row["defaulted"]) for row in stored]), np.array([float(row["pd"]) for row in stored])


class Page(HTMLParser):
    """Texts of the cells of each table, and what an accessible page must have."""

    def __init__(self, text: str):
        super().__init__()
        self.tables, self.images, self.links, self.scopeless, self.captions = [], [], [], 0, 0
        self._cell: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table":
            self.tables.append([])
        if tag == "caption":
            self.captions += 1
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self._cell = []
            self.scopeless += tag == "th" and "scope" not in given
        if tag == "img":
            self.images.append(given)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append("".join(self._cell).strip())
            self._cell = None


@pytest.fixture(scope="module")
def page(folder) -> Page:
    return Page((folder / "validation-report.html").read_text())


def rows_by_first_cell(page: Page) -> dict[str, list[str]]:
    """The first row of the report that begins with each text."""
    rows: dict[str, list[str]] = {}
    for table in page.tables:
        for row in table:
            if row:
                rows.setdefault(row[0], row)
    return rows


def test_the_report_s_figures_follow_from_the_stored_predictions(page, stored, rows):
    defaulted, pd = rows
    cut_off, seed = stored["manifest"]["training"]["cut_off"], stored["manifest"]["training"]["seed"]
    figures, intervals = compute_metrics(defaulted, pd, cut_off), compute_intervals(defaulted, pd, cut_off, seed)
    measured = stored["manifest"]["metrics"]["holdout"]
    assert measured["confusion"] == figures["confusion"]
    numbers = {name: value for name, value in figures.items() if name != "confusion"}
    assert {name: measured[name] for name in numbers} == pytest.approx(numbers, rel=1e-12)  # rows are in another order
    assert stored["manifest"]["metrics"]["intervals"] == intervals
    table = next(table for table in page.tables if table[0][:2] == ["figure", "value"])
    shown = [row[1:3] for row in table[1:]]
    expected = [
        [format_figure(figures[name]), " to ".join(format_figure(bound) for bound in intervals[name])]
        for name in FIGURES
    ]
    assert shown == expected
    for outcome, counted in (("repaid", ("tn", "fp")), ("defaulted", ("fn", "tp"))):
        expected = [outcome]
        for name in counted:
            low, high = intervals[f"confusion_{name}"]
            assert low <= figures["confusion"][name] <= high
            expected += [format_count(figures["confusion"][name]), f"{format_count(low)} to {format_count(high)}"]
        assert rows_by_first_cell(page)[outcome] == expected


def test_the_headline_is_compared_with_the_reached_figures(page, stored):
    holdout = stored["manifest"]["metrics"]["holdout"]
    table = next(table for table in page.tables if table[0][:3] == ["figure", "requested", "measured"])
    assert [row[:3] for row in table[1:]] == [
        ["Accuracy", "0.873", format_figure(holdout["accuracy"])],
        ["Accuracy at PD 0.5", "0.873", format_figure(holdout["accuracy_at_half"])],
        ["AUC", "0.910", format_figure(holdout["auc"])],
    ]


def test_the_counts_of_the_groups_are_those_of_the_stored_rows(stored, rows):
    defaulted, pd = rows
    fairness = stored["manifest"]["fairness"]
    for attribute in fairness["attributes"].values():
        groups = attribute["groups"]
        assert sum(group["rows"] for group in groups) == len(pd)
        assert sum(group["repaid"] for group in groups) == (defaulted == 0).sum()
        assert sum(group["approved"] for group in groups) == (pd < fairness["cut_off"]).sum()
        assert sum(g["repaid_approved"] for g in groups) == ((pd < fairness["cut_off"]) & (defaulted == 0)).sum()


def test_a_page_is_self_contained_and_accessible(page):
    assert len(page.images) == 8
    for image in page.images:
        assert image["src"].startswith("data:image/png;base64,")
        assert len(image["alt"]) > 20
    assert all(link.startswith(("data:", "#")) for link in page.links)
    assert page.scopeless == 0
    assert page.captions == len(page.tables)


def test_no_document_names_an_application(folder, rows):
    for name in DOCUMENTS:
        text = re.sub(r"data:image/png;base64,[^\"]*", "", (folder / name).read_text())
        assert not re.search(r"\bA\d{6}\b", text), name
    assert "A000" not in (folder / "holdout.csv").read_text()  # as the identifiers would look


def test_the_card_has_the_same_figures_in_markdown(folder, stored, page):
    card = (folder / "model-card.md").read_text()
    manifest = stored["manifest"]
    for text in (manifest["version"], manifest["onnx"]["sha256"], manifest["training"]["data_sha256"]):
        assert text in card
    assert f"| AUC | {format_figure(manifest['metrics']['holdout']['auc'])} |" in card
    rows = [line for line in card.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)
    assert "\n\n\n" not in card


def test_the_report_has_the_same_figures_in_markdown(folder, page):
    """Every row of figures of the page is in the Markdown, and every picture is next to it."""
    report_text = (folder / "validation-report.md").read_text()
    lines = [line for line in report_text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in lines)
    assert "\n\n\n" not in report_text
    rows = {tuple(re.split(r" *(?<!\\)\| *", line)[1:-1]) for line in lines}
    for table in page.tables:
        if table[0][:2] in (["figure", "value"], ["outcome", "PD below 0.30"], ["applications", "mean PD"]):
            assert {tuple(row) for row in table[1:]} <= rows
    pictures = re.findall(r"\]\((plots/\w+\.png)\)", report_text)
    assert len(pictures) == len(page.images)
    assert all((folder / picture).exists() for picture in pictures)


def test_names_of_columns_cannot_break_a_page(stored, folder):
    manifest = json.loads(
        json.dumps(stored["manifest"]).replace('"female"', '"<b>|x"').replace('"label": "income"', '"label": "<i>"')
    )
    manifest["fairness"]["attributes"] = {"a|b<script>": next(iter(manifest["fairness"]["attributes"].values()))}
    pictures = {"roc": b"x"}
    texts = render_documents(manifest, stored["evaluation"], stored["baseline"], pictures)
    for name in ("model-card.html", "validation-report.html"):
        assert b"<script" not in texts[name]
        assert b"<i>" not in texts[name]
    for name in ("model-card.md", "validation-report.md"):
        assert b"a\\|b&lt;script>" in texts[name]


@pytest.mark.parametrize(
    "text",
    [
        "[Sign in](https://evil.example)",
        "<https://evil.example>",
        "https://evil.example",
        "www.evil.example",
        "jo@evil.example",
        "![x](//evil.example)",
        "`*x*`",
        "&lt;a&gt;",
    ],
)
def test_a_lender_s_text_in_markdown_is_no_link_no_picture_and_no_markup(text):
    escaped = escape_cell(text)
    assert not re.search(r"://|www\.|@\w|(?<!\\)[\[\]!`*|]|<|&(?!amp;|lt;)", escaped)
    assert html.unescape(re.sub(r"\\(?=[\\|`*\[\]!])|\u2060", "", escaped)) == text


def test_a_page_may_load_and_run_nothing(folder):
    for name in ("model-card.html", "validation-report.html"):
        page = (folder / name).read_text()
        assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
        assert 'name="referrer" content="no-referrer"' in page


def test_the_choice_is_explained_in_sentences(stored):
    sentences = build_content(**stored)["choice"]
    best = stored["manifest"]["metrics"]["cv"]["auc_mean"]
    assert f"AUC of a single algorithm in cross-validation: {best:.4f}" in sentences[0]
    assert any("SMOTE" in sentence for sentence in sentences)
    assert any(sentence.startswith("The blend adds up the log-odds of") for sentence in sentences)


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        (("metrics", "intervals", "accuracy_above_majority"), [-0.01, 0.02], "not significantly higher than"),
        (("metrics", "holdout", "ece"), 0.08, "differ by 0.0800 on average"),
        (("stability", "psi_scores"), 0.3, "a large change"),
        (("parity", "decision_flips"), 2, "2 decisions differ"),
    ],
)
def test_findings_that_need_a_look_come_first(stored, path, value, text):
    manifest = json.loads(json.dumps(stored["manifest"]))
    part = manifest
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    evaluation = stored["evaluation"] | {"ece_if_calibrated": {"mean": 0.03, "high": 0.05}}
    findings = build_content(manifest, evaluation, stored["baseline"])["findings"]
    assert any(text in finding["text"] for finding in findings if not finding["good"])
    assert [finding["good"] for finding in findings] == sorted(finding["good"] for finding in findings)


def test_an_attribute_with_unknown_groups_only_is_not_measured(stored):
    manifest = json.loads(json.dumps(stored["manifest"]))
    sex = manifest["fairness"]["attributes"]["sex"]
    sex |= {"groups": [sex["groups"][0] | {"group": "unknown"}], "approval_rate_ratio": None}
    findings = build_content(manifest, stored["evaluation"], stored["baseline"])["findings"]
    assert {"good": False, "text": "Fairness by sex is not measured: the group of no applicant is known."} in findings


def test_signs():
    shown = [format_signed(value) for value in (0.00123, -0.00123, -0.00001, None)]
    assert shown == ["+0.0012", "−0.0012", "0.0000", "–"]


def test_an_input_that_gives_the_outcome_away_is_a_finding(stored):
    manifest, evaluation = stored["manifest"], stored["evaluation"]
    feature = manifest["features"][0]
    leak = {"feature": feature["name"], "of": "gaps", "auc": 0.97}
    first = list_findings(manifest | {"single_inputs": [leak]}, evaluation, [])[0]
    assert not first["good"]
    assert f"{feature['label']} (gaps, AUC 0.9700)" in first["text"]
    bound = {"single_inputs": [leak], "suspicious_auc": 0.98}
    assert "gives the outcome away" not in list_findings(manifest | bound, evaluation, [])[0]["text"]
    texts = [finding["text"] for finding in list_findings(manifest, evaluation, [])]
    assert not any("gives the outcome away" in text for text in texts)


def test_numbers_are_written_alike_with_the_right_plurals():
    assert [format_figure(value) for value in (0.12345, -0.5, None)] == ["0.1235", "−0.5000", "–"]
    assert [format_limit(bound) for bound in (0.1, 0.8, 0.15, 0.125)] == ["0.10", "0.80", "0.15", "0.125"]
    assert [format_number_of(count, "row") for count in (0, 1, 1234)] == ["0 rows", "1 row", "1,234 rows"]
    assert format_number_of(1, "decision differs", "decisions differ") == "1 decision differs"
    assert format_time("2026-11-29T21:05:17Z") == "2026-11-29 21:05 UTC"


OLD_WORDS = re.compile(
    r"learned from|held out|flagged|asked for|by chance|kinds?\b(?! of)|what to look at|made with|not surely"
    r"|much has|little has|bind\b|never served|times over",
    re.IGNORECASE,
)
"""Words that docs/glossary.md replaces, and those of earlier documents that a risk officer could not read."""


def test_the_documents_use_the_words_of_the_glossary(folder):
    for name in DOCUMENTS:
        text = re.sub(
            r"data:image/png;base64,[^\"]*|<style>.*?</style>", "", (folder / name).read_text(), flags=re.DOTALL
        )
        assert OLD_WORDS.findall(text) == [], name


def render_with(stored: dict, change) -> dict[str, str]:
    """The documents of the stored model after a change of its manifest."""
    manifest = json.loads(json.dumps(stored["manifest"]))
    change(manifest)
    texts = render_documents(manifest, stored["evaluation"], stored["baseline"], {})
    return {name: " ".join(text.decode().split()) for name, text in texts.items()}


@pytest.mark.parametrize(
    ("target", "shown", "finding"),
    [
        (
            {"definition": None, "definitions": []},
            "not given: the lender",
            "The deliveries do not say what default means",
        ),
        (
            {
                "definition": "Default on the next payment",
                "definitions": [{"definition": "Default on the next payment"}],
            },
            "Default on the next payment",
            None,
        ),
        (
            {"definition": "A (deliveries of x); B (deliveries of y)", "definitions": [{}, {}]},
            "A (deliveries of x); B (deliveries of y)",
            "The deliveries define default in several ways",
        ),
    ],
)
def test_every_document_has_the_lender_s_definition_of_default(stored, target, shown, finding):
    texts = render_with(stored, lambda manifest: manifest["training"].update(target=target))
    for text in texts.values():
        assert shown in text
        assert "past due" not in text
        assert (finding or "fine") in text
        if finding is None:
            assert "The deliveries d" not in text


def test_a_gap_beyond_its_bound_is_called_so_in_every_document(stored):
    gap = {"value": 0.684, "low": 0.41, "high": 0.95, "group": "f", "reference": "m", "verdict": "beyond_bound"}
    texts = render_with(
        stored, lambda manifest: manifest["fairness"]["attributes"]["sex"].update(approval_rate_ratio=gap)
    )
    said = (
        "Fairness by sex: approval rate ratio 0.684 (0.410 to 0.950) between f and m, bound ≥ 0.80: beyond the bound, "
    )
    for name, text in texts.items():
        assert said + "not significant." in text
        cells = "0.684 | 0.410 to 0.950 | ≥ 0.80 | beyond the bound, not significant | f and m"
        if name.endswith(".md"):
            assert cells in text
        else:
            assert re.sub("</td><td[^>]*>", " | ", text).count(cells) == 1


def test_every_axis_of_a_picture_is_named(trained, monkeypatch):
    from matplotlib import pyplot as plt

    from training.evaluation.importance import Attribution
    from training.reporting import plots

    stored = {name: json.loads((trained / "model" / f"{name}.json").read_text()) for name in ("manifest", "evaluation")}
    labels = {feature["name"]: feature["label"] for feature in stored["manifest"]["features"]}
    attribution = Attribution(["income"], np.zeros((3, 1)), np.zeros((3, 1), np.float32), 0.0, "log_odds")
    axes = []
    monkeypatch.setattr(plt, "close", lambda figure: axes.extend(figure.axes))
    drawn = plots.draw_plots(stored["evaluation"], stored["manifest"]["fairness"], attribution, labels)
    assert len(drawn) == 7
    for found in axes:
        is_colour_bar = found.get_label() == "<colorbar>"
        assert found.get_ylabel()
        assert found.get_xlabel() or is_colour_bar or len(found.get_shared_x_axes().get_siblings(found)) > 1


def test_labels_of_pictures_are_wrapped_and_not_cut():
    from training.reporting.plots import _wrap_label

    catalogue = json.loads((Path(__file__).parents[3] / "sql/features/catalogue.json").read_text())
    labels = [feature["label"] for feature in catalogue["features"]]
    assert [_wrap_label(label).replace("\n", " ") for label in labels] == labels
    assert _wrap_label("a" * 200).count("\n") == 1
