"""Final fits run at the same time only while the memory has room."""

import dataclasses

import numpy as np

from training.selection.final_fit import count_parallel_fits


def test_final_fits_run_in_parallel_as_far_as_memory_has_room(lender):
    def count(rows: int, smote: bool = False, memory_gib: float = 8.0) -> int:
        num, has_indicator = np.broadcast_to(np.float32(1), (rows, 50)), np.ones(50)
        inputs = dataclasses.replace(lender.inputs, num=num, has_indicator=has_indicator)
        return count_parallel_fits(inputs, smote=smote, workers=4, memory_gib=memory_gib)

    assert count(30_000) == 4
    assert (count(2_000_000), count(2_000_000, smote=True)) == (2, 1)
    assert count(20_000_000) == 1  # one always runs
    assert count(2_000_000, memory_gib=32.0) == 4
