"""Finds rows that depend on each other: applications of one borrower, copies and near twins.

A split or fold with one of them on each side measures memory instead of prediction. So rows that depend on each other
get one group number, and selection/ keeps a group on one side.

Two rows are copies where all inputs are equal, near twins where all inputs are nearly equal, and where chance does not
explain it. Coarse inputs (categories, gaps, numbers with few values) agree by chance all the time: they must be equal,
and only rare values of fine numbers count as evidence. The expected coincidences of a row within the distance d are the
other rows with the same coarse inputs, times the share of rows within d in each fine number, corrected for the
correlation of the fine numbers (the density of a Gaussian copula, 1 / sqrt(det R)).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from scipy.stats import rankdata

MAX_COINCIDENCES = 1e-4
"""Rows that agree depend on each other where chance gives fewer agreeing rows than this."""
MAX_TWINS = 10
"""More rows that agree with one row are a kind of applicant, not copies."""
MAX_CHAIN = 50
"""Near twins of near twins that form a larger group are a dense region, not copies."""
EQUAL, NEAR = 0.002, 0.05
"""Distances of ranks, as shares of the rows: the smallest and the largest of near twins."""
COARSE_VALUES = 20
"""A number with at most this many values is coarse."""
FREQUENT = 0.05
"""A value that so many rows share is no evidence: zeros and limits come together."""
MAX_NEAR_ROWS = 20_000
"""Near twins are searched in sets of at most this many rows; copies and borrowers in all."""
SAMPLE_ROWS = 5_000
"""Rows that the kind of a number and correlations are measured on."""
NO_LINKS = np.empty((0, 2), np.int64)


@dataclass(frozen=True)
class RowGroups:
    """Which rows depend on each other.

    groups: int64 [rows], the position of the group's first row. borrower_rows, copied_rows, near_rows: rows that have a
    borrower, all inputs, or nearly all values in common with another row.
    """

    groups: np.ndarray
    borrower_rows: int = 0
    copied_rows: int = 0
    near_rows: int = 0


def find_row_groups(num: np.ndarray, codes: np.ndarray, borrowers: np.ndarray | None = None) -> RowGroups:
    """num: float32 [rows, n], NaN = unknown. codes: int32 [rows, c]. borrowers: int64 [rows], where they are known."""
    evidence = _Evidence(num, codes)
    copies = _find_copies(num, codes, evidence)
    near = _find_near_twins(evidence, copies) if len(num) <= MAX_NEAR_ROWS else NO_LINKS
    same_borrower = _link_equal(borrowers) if borrowers is not None else NO_LINKS
    return RowGroups(
        groups=_connect(len(num), np.concatenate([copies, near, same_borrower])),
        borrower_rows=len(np.unique(same_borrower)),
        copied_rows=len(np.unique(copies)),
        near_rows=len(np.unique(near)),
    )


def is_grouped(groups: np.ndarray) -> np.ndarray:
    """Whether each row depends on another one, bool [rows]."""
    _, numbers, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    return sizes[numbers] > 1


class _Evidence:
    """Coarse patterns, ranks of the fine numbers and their correlation: how surprising an agreement is."""

    def __init__(self, num: np.ndarray, codes: np.ndarray):
        rows = len(num)
        sample = np.random.default_rng(0).permutation(rows)[:SAMPLE_ROWS]
        is_fine = np.array([_count_values(num[sample, j]) > COARSE_VALUES for j in range(num.shape[1])], bool)
        self._num, self._fine = num, np.flatnonzero(is_fine)
        self.patterns = _hash_rows([np.isnan(num), num[:, ~is_fine], codes])
        _, numbers, sizes = np.unique(self.patterns, return_inverse=True, return_counts=True)
        self.pattern_numbers, self._pattern_rows = numbers, sizes[numbers]
        self._correlation = _correlate(num[np.ix_(sample, self._fine)])

    def rank_rows(self) -> np.ndarray:
        """Ranks of the fine numbers from 0 to 1, float32 [rows, fine]; 0.5 where a number is unknown."""
        return np.column_stack([_rank(self._num[:, j]) for j in self._fine]) if len(self._fine) else self._num[:, :0]

    def expect_coincidences(self, rows: np.ndarray, distances: np.ndarray) -> np.ndarray:
        """Other rows that chance alone brings within these distances of the rows in every input."""
        logarithm = np.log(np.maximum(self._pattern_rows[rows] - 1, 1).astype(np.float64))
        known = ~np.isnan(self._num[np.ix_(rows, self._fine)])
        for position, j in enumerate(self._fine):
            column = self._num[:, j]
            ordered, values = np.sort(column[~np.isnan(column)]), column[rows]
            below, until = np.searchsorted(ordered, values), np.searchsorted(ordered, values, "right")
            ranks, count = (below + until) / 2, max(len(ordered), 1)
            least = np.clip(np.ceil(ranks - distances * count), 0, below)
            most = np.clip(np.floor(ranks + distances * count), until, count)
            is_evidence = known[:, position] & ((until - below) / count < FREQUENT)
            logarithm += np.where(is_evidence, np.log(np.maximum(most - least, 1) / count), 0)
        return np.exp(logarithm + self._correct_for_correlation(known, distances))

    def _correct_for_correlation(self, known: np.ndarray, distances: np.ndarray) -> np.ndarray:
        """−½ log det of the correlation of the known numbers; no more than dependence can explain at the distance."""
        patterns, numbers = np.unique(known, axis=0, return_inverse=True)
        eigenvalues = [np.linalg.eigvalsh(self._correlation[np.ix_(pattern, pattern)]) for pattern in patterns]
        correction = np.zeros(len(known))
        for i, values in enumerate(eigenvalues):
            rows = np.flatnonzero(numbers.ravel() == i)
            floor = (2 * np.maximum(distances[rows, None], EQUAL)) ** 2
            correction[rows] = -0.5 * np.log(np.clip(values[None], floor, None)).sum(axis=1)
        return np.maximum(correction, 0)


def _count_values(values: np.ndarray) -> int:
    return len(np.unique(values[~np.isnan(values)]))


def _rank(values: np.ndarray) -> np.ndarray:
    """Mid-ranks of the known values from 0 to 1, float32; 0.5 for an unknown one."""
    known = ~np.isnan(values)
    ranks = np.full(len(values), 0.5, np.float32)
    ranks[known] = (rankdata(values[known]) - 0.5) / max(np.count_nonzero(known), 1)
    return ranks


def _correlate(numbers: np.ndarray) -> np.ndarray:
    """Rank correlations [columns, columns] over the rows that know both numbers."""
    known = (~np.isnan(numbers)).astype(np.float64)
    ranks = np.column_stack([_rank(column) for column in numbers.T]) if numbers.shape[1] else numbers
    ranks = (ranks - 0.5) * known
    count = np.maximum(known.T @ known, 1)
    sums, products, squares = ranks.T @ known, ranks.T @ ranks, (ranks**2).T @ known
    variance = squares / count - (sums / count) ** 2
    covariance = products / count - sums * sums.T / count**2
    scale = np.sqrt(np.maximum(variance * variance.T, 1e-12))
    correlation = np.clip(covariance / scale, -1, 1)
    np.fill_diagonal(correlation, 1)
    return correlation


def _find_copies(num: np.ndarray, codes: np.ndarray, evidence: _Evidence) -> np.ndarray:
    links = _link_equal(_hash_rows([num, codes]), most=MAX_TWINS + 1)
    if not len(links):
        return links
    expected = evidence.expect_coincidences(links[:, 0], np.zeros(len(links), np.float32))
    return links[expected < MAX_COINCIDENCES]


def _find_near_twins(evidence: _Evidence, copies: np.ndarray) -> np.ndarray:
    """Links of rows with equal coarse inputs that are nearer than chance explains; copies are linked already."""
    ranks = evidence.rank_rows()
    if not ranks.shape[1]:
        return NO_LINKS
    points = np.column_stack([evidence.pattern_numbers.astype(np.float32), ranks])
    distances, neighbours = cKDTree(points).query(points, k=MAX_TWINS + 2, p=np.inf, distance_upper_bound=NEAR)
    rows = np.repeat(np.arange(len(points)), neighbours.shape[1])
    one, other, distance = rows, neighbours.ravel(), distances.ravel().astype(np.float32)
    is_pair = np.isfinite(distance) & (one != other)
    one, other, distance = one[is_pair], other[is_pair], np.maximum(distance[is_pair], EQUAL)
    is_twin = evidence.expect_coincidences(one, distance) < MAX_COINCIDENCES if len(one) else np.zeros(0, bool)
    one, other = one[is_twin], other[is_twin]
    twins = np.bincount(one, minlength=len(points))
    few = (twins[one] <= MAX_TWINS) & (twins[other] <= MAX_TWINS)
    links = np.column_stack([one[few], other[few]])
    chains = _connect(len(points), links)
    in_chain = np.bincount(chains, minlength=len(points))[chains] <= MAX_CHAIN
    known = {(int(a), int(b)) for a, b in copies} | {(int(b), int(a)) for a, b in copies}
    kept = links[in_chain[links[:, 0]]]
    return np.array([link for link in kept.tolist() if tuple(link) not in known], np.int64).reshape(-1, 2)


def _link_equal(keys: np.ndarray, most: int | None = None) -> np.ndarray:
    """Links of each row to the first row with the same key: [links, 2]. Keys of more than `most` rows link none."""
    _, firsts, numbers, sizes = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    rows = np.flatnonzero((sizes > 1)[numbers] & ((sizes <= most)[numbers] if most else True))
    links = np.column_stack([firsts[numbers[rows]], rows])
    return links[links[:, 0] != links[:, 1]]


def _hash_rows(parts: list[np.ndarray]) -> np.ndarray:
    """A 64-bit hash of each row's values, uint64 [rows]; all unknown numbers are equal, and 0 equals -0."""
    hashes = np.full(len(parts[0]), 0xCBF29CE484222325, np.uint64)
    for part in parts:
        for column in part.T:
            if column.dtype == np.float32:
                column = np.where(np.isnan(column), np.float32(np.nan), column + np.float32(0)).view(np.uint32)
            bits = column.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
            hashes = (hashes ^ bits) * np.uint64(0x100000001B3)
            hashes ^= hashes >> np.uint64(29)
            hashes *= np.uint64(0xBF58476D1CE4E5B9)
            hashes ^= hashes >> np.uint64(32)
    return hashes


def _connect(rows: int, links: np.ndarray) -> np.ndarray:
    """Each row's group: the position of its first row."""
    if not len(links):
        return np.arange(rows)
    graph = coo_matrix((np.ones(len(links), bool), (links[:, 0], links[:, 1])), shape=(rows, rows))
    _, numbers = connected_components(graph, directed=False)
    firsts = np.full(numbers.max() + 1, rows)
    np.minimum.at(firsts, numbers, np.arange(rows))
    return firsts[numbers]
