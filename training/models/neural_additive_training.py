"""Trains neural additive networks with JAX, Flax and Optax. Imported by `NeuralAdditiveNetwork.fit` alone.

All members are one program: their hidden units lie side by side in one batched product over the columns. What is drawn
at random (first weights, order of the rows, dropout) comes from NumPy, so a compiled step depends on shapes alone, and
all folds of a search share it. The program reads a column as one number from 0 to its segments, the sum of its shares:
XLA divides by a reciprocal, which is 0 for a width near the largest float32, so NumPy divides.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from training.models.device import load_jax
from training.models.neural_additive_network import SEGMENTS, NeuralPart, SegmentEncoder

jax = load_jax()  # before Flax and Optax, which import JAX too
import flax.linen as nn  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402

if TYPE_CHECKING:
    from training.models.neural_additive_network import NeuralAdditiveNetwork

STEPS = 1_536
"""Most steps of a training; its learning rate falls to 0 along them."""
BLOCK_STEPS = 16
"""Steps of one call of the compiled program."""
CHECK_BLOCKS, PATIENCE_CHECKS = 3, 6
"""The loss on the rows that are kept apart is measured after so many blocks; training ends after so many checks in
which no member improved."""
WARM_UP_STEPS = 48
SMALLEST_BATCH, LARGEST_BATCH = 64, 2_048
BATCHES_OF_ROWS = 32
"""The batch is the power of two nearest to the rows divided by this, within the bounds."""
STOPPING_SHARE, MAX_STOPPING_ROWS = 0.125, 10_000
"""Rows that a member keeps apart to stop early; each member has others."""
STEP_COLUMNS_MULTIPLE = 8
"""Columns with one weight are filled up to a multiple, so that folds with more or fewer levels share a program."""
ENCODED_ROWS = 512
SMALLEST_CHUNK, LARGEST_CHUNK = 64, 1_024
"""Rows on which the loss of a member is measured at a time: the power of two that holds all of them, within bounds."""


class Batch(NamedTuple):
    """Rows of one step, or of several along a first axis. The dropped units and columns have the factor 0."""

    numbers: np.ndarray
    steps: np.ndarray
    defaulted: np.ndarray
    row_weights: np.ndarray
    unit_factors: np.ndarray
    number_factors: np.ndarray
    step_factors: np.ndarray
    learning_rate: np.ndarray


class Setting(NamedTuple):
    """What is the same in all steps: directions by column, and the ridge penalty divided by the rows."""

    number_directions: np.ndarray
    step_directions: np.ndarray
    penalty: np.ndarray


class MemberNetworks(nn.Module):
    """Margins of all members for encoded rows: numbers from 0 to SEGMENTS, steps from 0 to 1."""

    members: int
    hidden: int

    @nn.compact
    def __call__(self, numbers, steps, setting: Setting, unit_factors=1.0, number_factors=1.0, step_factors=1.0):
        """Margins, float32 [rows, members], and the sum of the squared weights."""
        count, units = len(setting.number_directions), self.members * self.hidden
        zeros = nn.initializers.zeros
        hidden_weights = self.param("hidden_weights", zeros, (count, SEGMENTS, units))
        hidden_biases = self.param("hidden_biases", zeros, (count, 1, units))
        output_weights = self.param("output_weights", zeros, (count, units))
        step_weights = self.param("step_weights", zeros, (len(setting.step_directions), 1, self.members))
        bias = self.param("bias", zeros, (self.members,))
        squares = sum(jnp.square(weights).sum() for weights in (hidden_weights, output_weights, step_weights))
        hidden_weights, output_weights, step_weights = bind_directions(
            hidden_weights, output_weights, step_weights, setting
        )
        encoded = jnp.clip(numbers.T[:, :, None] - jnp.arange(SEGMENTS, dtype=jnp.float32), 0, 1)
        activations = nn.relu(jnp.matmul(encoded, hidden_weights) + hidden_biases)
        outputs = _spread_members(output_weights * unit_factors, self.members) * number_factors
        number_margins = jnp.einsum("cru,cum->rm", activations, outputs)
        step_parts = steps.T[:, :, None] * step_weights
        return number_margins + (step_parts * step_factors).sum(axis=0) + bias, squares


def bind_directions(hidden_weights, output_weights, step_weights, setting: Setting, library=jnp):
    """Weights whose networks rise or fall as the directions say: sums and ReLU of rising terms rise.

    library: of the arrays, jax.numpy or numpy.
    """
    number, step = setting.number_directions, setting.step_directions
    where, size = library.where, library.abs
    rising = where(number[:, None, None] == 0, hidden_weights, size(hidden_weights))
    outputs = where(number[:, None] == 0, output_weights, number[:, None] * size(output_weights))
    bound = where(step[:, None, None] == 0, step_weights, step[:, None, None] * size(step_weights))
    return rising, outputs, bound


def _spread_members(output_weights, members: int):
    """[columns, units, members]: 0 where a unit is another member's, so that one product adds up columns and units."""
    columns, units = output_weights.shape
    by_member = output_weights.reshape(columns, members, units // members, 1)
    return (by_member * jnp.eye(members)[:, None]).reshape(columns, units, members)


def _measure_loss(parameters, batch: Batch, setting: Setting, members: int, hidden: int):
    factors = batch.unit_factors, batch.number_factors, batch.step_factors
    network = MemberNetworks(members, hidden)
    margins, squares = network.apply({"params": parameters}, batch.numbers, batch.steps, setting, *factors)
    losses = optax.sigmoid_binary_cross_entropy(margins, batch.defaulted[:, None]) * batch.row_weights
    means = losses.sum(axis=0) / jnp.maximum(batch.row_weights.sum(axis=0), 1)
    return means.sum() + setting.penalty / 2 * squares


@jax.jit(static_argnames=("members", "hidden"), donate_argnames=("parameters", "moments"))
def _run_block(parameters, moments, batches: Batch, setting: Setting, *, members: int, hidden: int):
    def run_step(state, batch: Batch):
        parameters, moments = state
        gradients = jax.grad(_measure_loss)(parameters, batch, setting, members, hidden)
        updates, moments = optax.scale_by_adam().update(gradients, moments)
        updates = jax.tree.map(lambda update: -batch.learning_rate * update, updates)
        return (optax.apply_updates(parameters, updates), moments), None

    return jax.lax.scan(run_step, (parameters, moments), batches)[0]


@jax.jit(static_argnames=("members", "hidden"))
def _predict_members(parameters, numbers, steps, setting: Setting, *, members: int, hidden: int):
    return MemberNetworks(members, hidden).apply({"params": parameters}, numbers, steps, setting)[0]


@dataclass(frozen=True)
class _Rows:
    """Encoded training rows: float32 [rows, columns]. apart: for each row the member that keeps it apart, or -1."""

    numbers: np.ndarray
    steps: np.ndarray
    defaulted: np.ndarray
    apart: np.ndarray


@dataclass(frozen=True)
class _StoppingRows:
    """The rows that one member keeps apart, in chunks of one size, the last one filled up with some of them again."""

    chunks: list[tuple[np.ndarray, np.ndarray]]
    defaulted: np.ndarray


def train_members(
    settings: "NeuralAdditiveNetwork",
    numbers: SegmentEncoder,
    steps: SegmentEncoder,
    prepared: np.ndarray,
    defaulted: np.ndarray,
) -> tuple[NeuralPart, float]:
    """The mean of the members, as one part and one bias."""
    members, hidden = settings.members, settings.hidden
    random = np.random.default_rng(settings.random_state)
    filled = _fill_up(steps)
    encoded = _add_up_shares(numbers, prepared), _add_up_shares(filled, prepared)
    rows = _Rows(*encoded, defaulted, _keep_apart(defaulted, members, random))
    setting = _build_setting(settings, numbers, filled, prepared.shape[1], len(prepared))
    parameters = _draw_parameters(numbers, filled, members, hidden, defaulted, random)
    best = _train(parameters, rows, setting, settings, random)
    hidden_weights, output_weights, step_weights = bind_directions(
        best["hidden_weights"], best["output_weights"], best["step_weights"], setting, np
    )
    part = NeuralPart(
        width=prepared.shape[1],
        numbers=numbers,
        hidden_weights=hidden_weights,
        hidden_biases=best["hidden_biases"],
        output_weights=output_weights[:, :, None] / np.float32(members),
        steps=steps,
        step_weights=step_weights.mean(axis=2, keepdims=True)[: len(steps.columns)],
    )
    return part, float(best["bias"].mean(dtype=np.float64))


def _train(parameters: dict, rows: _Rows, setting: Setting, settings: "NeuralAdditiveNetwork", random) -> dict:
    """Parameters of each member at its smallest loss on the rows that it keeps apart.

    A member whose loss was never finite has diverged: it adds the base rate and nothing else.
    """
    shape = {"members": settings.members, "hidden": settings.hidden}
    stopping = _list_stopping_rows(rows, settings.members)
    moments = jax.eval_shape(optax.scale_by_adam().init, parameters)
    moments = jax.tree.map(lambda shape: np.zeros(shape.shape, shape.dtype), moments)
    best = {name: values if name == "bias" else np.zeros_like(values) for name, values in parameters.items()}
    best_losses, misses = np.full(settings.members, np.inf), 0
    current = jax.tree.map(jnp.asarray, parameters)
    order = _draw_order(len(rows.defaulted), random)
    for block in range(STEPS // BLOCK_STEPS):
        batches = _draw_batches(rows, order, block, settings, random)
        current, moments = _run_block(current, moments, batches, setting, **shape)
        if (block + 1) % CHECK_BLOCKS:
            continue
        trained = jax.tree.map(np.asarray, current)
        losses = _measure_stopping_losses(trained, stopping, setting, settings.hidden)
        is_better = losses < best_losses - 1e-5
        best = _replace_members(best, trained, is_better)
        best_losses = np.where(is_better, losses, best_losses)
        misses = 0 if is_better.any() else misses + 1
        if misses == PATIENCE_CHECKS:
            break
    return best


def _add_up_shares(encoder: SegmentEncoder, prepared: np.ndarray) -> np.ndarray:
    """The sum of the shares of each column, float32 [rows, columns]."""
    chunks = (prepared[start : start + ENCODED_ROWS] for start in range(0, len(prepared), ENCODED_ROWS))
    return np.concatenate([encoder.encode(chunk).sum(axis=2).T for chunk in chunks])


def _fill_up(steps: SegmentEncoder) -> SegmentEncoder:
    """With columns in which nothing lies, up to the next multiple; they repeat the first column of the matrix."""
    missing = -len(steps.columns) % STEP_COLUMNS_MULTIPLE
    largest = np.full((missing, 1), np.finfo(np.float32).max, np.float32)
    return SegmentEncoder(
        np.concatenate([steps.columns, np.zeros(missing, np.int64)]),
        np.concatenate([steps.lower, largest]),
        np.concatenate([steps.widths, np.ones((missing, 1), np.float32)]),
    )


def _keep_apart(defaulted: np.ndarray, members: int, random: np.random.Generator) -> np.ndarray:
    """For each row the member that keeps it apart, or -1: as many rows for each member, stratified by outcome."""
    shuffled = random.permutation(len(defaulted))
    ordered = shuffled[np.argsort(defaulted[shuffled], kind="stable")]
    groups = max(members, round(1 / STOPPING_SHARE), -(-len(defaulted) // MAX_STOPPING_ROWS))
    group = np.empty(len(defaulted), np.int64)
    group[ordered] = np.arange(len(defaulted)) % groups
    return np.where(group < members, group, -1)


def _build_setting(settings, numbers: SegmentEncoder, steps: SegmentEncoder, width: int, rows: int) -> Setting:
    directions = np.zeros(width, np.float32) if settings.directions is None else settings.directions
    return Setting(
        number_directions=directions[numbers.columns].astype(np.float32),
        step_directions=directions[steps.columns].astype(np.float32),
        penalty=np.float32(settings.penalty / rows),
    )


def _draw_parameters(numbers, steps, members: int, hidden: int, defaulted: np.ndarray, random) -> dict:
    count, segments = numbers.lower.shape
    units = members * hidden
    share = np.clip(defaulted.mean(), 1e-6, 1 - 1e-6)
    parameters = {
        "hidden_weights": random.normal(0, np.sqrt(2 / segments), (count, segments, units)),
        "hidden_biases": random.uniform(-0.5, 0.5, (count, 1, units)),
        "output_weights": random.normal(0, 0.3 / np.sqrt(hidden), (count, units)),
        "step_weights": np.zeros((len(steps.columns), 1, members)),
        "bias": np.full(members, np.log(share / (1 - share))),
    }
    return {name: values.astype(np.float32) for name, values in parameters.items()}


def _draw_order(rows: int, random: np.random.Generator):
    """A function (count) → the next positions of rows, every row once before any again."""
    left = np.empty(0, np.int64)

    def draw(count: int) -> np.ndarray:
        nonlocal left
        while len(left) < count:
            left = np.concatenate([left, random.permutation(rows)])
        drawn, left = left[:count], left[count:]
        return drawn

    return draw


def _choose_batch(rows: int) -> int:
    return int(np.clip(2 ** round(np.log2(rows / BATCHES_OF_ROWS)), SMALLEST_BATCH, LARGEST_BATCH))


def _draw_batches(rows: _Rows, draw, block: int, settings: "NeuralAdditiveNetwork", random) -> Batch:
    """The batches of one block, along the first axis."""
    size, members = _choose_batch(len(rows.defaulted)), settings.members
    drawn = draw(BLOCK_STEPS * size)
    numbers, steps = rows.numbers[drawn], rows.steps[drawn]
    step = block * BLOCK_STEPS + np.arange(BLOCK_STEPS)
    rate = settings.learning_rate * np.minimum(1, (step + 1) / WARM_UP_STEPS) * (1 + np.cos(np.pi * step / STEPS)) / 2

    def draw_factors(dropout: float, *shape: int) -> np.ndarray:
        kept = random.random((BLOCK_STEPS, *shape), np.float32) >= dropout
        return kept.astype(np.float32) / np.float32(1 - dropout)

    return Batch(
        numbers=numbers.reshape(BLOCK_STEPS, size, -1),
        steps=steps.reshape(BLOCK_STEPS, size, -1),
        defaulted=rows.defaulted[drawn].astype(np.float32).reshape(BLOCK_STEPS, size),
        row_weights=(rows.apart[drawn][:, None] != np.arange(members))
        .astype(np.float32)
        .reshape(BLOCK_STEPS, size, members),
        unit_factors=draw_factors(settings.dropout, numbers.shape[1], members * settings.hidden),
        number_factors=draw_factors(settings.column_dropout, numbers.shape[1], 1, members),
        step_factors=draw_factors(settings.column_dropout, steps.shape[1], 1, members),
        learning_rate=rate.astype(np.float32),
    )


def _list_stopping_rows(rows: _Rows, members: int) -> list[_StoppingRows]:
    """By member. The chunks depend on the number of rows alone, so that folds share a program."""
    kept = [np.flatnonzero(rows.apart == member) for member in range(members)]
    size = int(np.clip(2 ** np.ceil(np.log2(max(map(len, kept)))), SMALLEST_CHUNK, LARGEST_CHUNK))
    stopping = []
    for positions in kept:
        filled = np.resize(positions, -(-len(positions) // size) * size).reshape(-1, size)
        chunks = [(rows.numbers[chunk], rows.steps[chunk]) for chunk in filled]
        stopping.append(_StoppingRows(chunks, rows.defaulted[positions]))
    return stopping


def _measure_stopping_losses(
    parameters: dict, stopping: list[_StoppingRows], setting: Setting, hidden: int
) -> np.ndarray:
    """Mean log loss of each member on the rows that it keeps apart, float64 [members]; NaN where it diverged."""
    losses = np.empty(len(stopping))
    split = {name: np.split(values, len(stopping), axis=-1) for name, values in parameters.items()}
    for member, rows in enumerate(stopping):
        own = {name: parts[member] for name, parts in split.items()}
        margins = [_predict_members(own, *chunk, setting, members=1, hidden=hidden) for chunk in rows.chunks]
        margin = np.concatenate(margins)[: len(rows.defaulted), 0].astype(np.float64)
        with np.errstate(invalid="ignore"):
            losses[member] = np.mean(np.logaddexp(0, margin) - margin * rows.defaulted)
    return losses


def _replace_members(best: dict, current: dict, is_better: np.ndarray) -> dict:
    """The current parameters of the members that are better, the best ones of the others; members are the last axis."""
    chosen = {}
    for name, values in current.items():
        of_member = np.repeat(is_better, values.shape[-1] // len(is_better))
        chosen[name] = np.where(of_member, values, best[name])
    return chosen
