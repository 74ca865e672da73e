"""Numbers as the documents write them: the same digits, signs and plurals everywhere. A missing figure is a dash."""

MINUS = "\u2212"
MISSING = "–"


def format_figure(value: float | None, digits: int = 4) -> str:
    """0.1234, or −0.1234; a dash for a missing figure."""
    return MISSING if value is None else f"{value:.{digits}f}".replace("-", MINUS)


def format_signed(value: float | None) -> str:
    """+0.0012 or −0.0012; zero is 0.0000."""
    if value is None:
        return MISSING
    rounded = round(value, 4)
    return f"{rounded:+.4f}".replace("-", MINUS) if rounded else "0.0000"


def format_tiny(value: float) -> str:
    """8.4e-7, as the commands write it, where Python writes 8.4e-07."""
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{digits}e{int(power):+d}"


def format_share(value: float | None) -> str:
    """12.3 %."""
    return MISSING if value is None else f"{100 * value:.1f} %"


def format_count(value: float) -> str:
    """12,345."""
    return f"{value:,.0f}"


def format_number_of(value: float, singular: str, plural: str | None = None) -> str:
    """1 decision differs, 12,345 decisions differ. Without a plural, an s is added."""
    return f"{format_count(value)} {singular if value == 1 else plural or singular + 's'}"


def format_limit(bound: float) -> str:
    """A bound with two decimals at least: 0.10, 0.125."""
    text = f"{bound:g}"
    return text if len(text.partition(".")[2]) >= 2 else f"{bound:.2f}"


def format_time(text: str) -> str:
    """2026-11-29 21:05 UTC, from 2026-11-29T21:05:17Z."""
    return f"{text[:10]} {text[11:16]} UTC"
