"""parity.csv comes back as it was written, whatever a lender's categories contain."""

import numpy as np

from training.evaluation.stored_rows import _write_csv
from training.verify import read_parity_rows

CATEGORIES = [
    *("carriage\rreturn", "\r", "line\r\nfeed", "\n", "vertical\vtab", "form\ffeed", "next\x85line", "\u2028"),
    *("a\u2029b", ",", '"', '"quoted"', "'", " lead", "trail ", "", "NA", "nan", "None", "missing", "other"),
    *("unknown", "\\N", "\\.", "=1+1", "\ufeff", "\U0001f600", "e\u0301", "\u00e9", "0", "00", "1e3", "true"),
]


def test_every_category_and_number_is_read_as_it_was_written(tmp_path):
    numbers = [["" if i % 5 == 0 else i / 7] for i in range(len(CATEGORIES))]
    rows = ([*number, category, 0.25] for number, category in zip(numbers, CATEGORIES, strict=True))
    file = tmp_path / "parity.csv"
    file.write_bytes(_write_csv(["amount", "application_channel", "pd"], rows))
    inputs, pd = read_parity_rows(file, {"num": ["amount"], "cat": ["application_channel"]})
    assert inputs.categories()[:, 0].tolist() == CATEGORIES
    assert np.array_equal(np.isnan(inputs.num[:, 0]), [number == [""] for number in numbers])
    assert pd.tolist() == [0.25] * len(CATEGORIES)
