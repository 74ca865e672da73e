/** Property tests of tree SHAP: random trees, groups of columns and backgrounds against the definition. */
import fc from 'fast-check';
import { findPreviousFloat32, type TreeEnsemble } from '../../../lambdas/shared/model/explain/tree-ensemble.ts';
import { createTreeShap } from '../../../lambdas/shared/model/explain/tree-shap.ts';

const COLUMNS = 6;
const PLAYERS = 4;

interface Branch {
  column: number;
  threshold: number;
  nan: boolean;
  left: Tree;
  right: Tree;
}
type Tree = { value: number } | Branch;

// Few different values, so that rows meet thresholds exactly and paths test a column twice.
const value = fc.constantFrom(-1, 0, 0.1, 1, 2, Number.NaN).map(Math.fround);
const threshold = fc.constantFrom(-1, -0.5, 0, 0.1, 1).map(Math.fround);
const row = fc.array(value, { minLength: COLUMNS, maxLength: COLUMNS });
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.record({ value: fc.float({ min: -2, max: 2, noNaN: true }) }),
    fc.record({
      column: fc.nat(COLUMNS - 1),
      threshold,
      nan: fc.boolean(),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
}));

/** A tree in the order of lambdas/shared/model/explain/tree-ensemble.ts. */
function flatten(trees: Tree[], base: number): TreeEnsemble {
  const nodes: { column: number; threshold: number; nan: number; right: number; value: number }[] = [];
  const append = (node: Tree): number => {
    const at = nodes.length;
    if ('value' in node) {
      nodes.push({ column: -1, threshold: 0, nan: 0, right: 0, value: node.value });
      return at;
    }
    const flat = { column: node.column, threshold: node.threshold, nan: Number(node.nan), right: 0, value: 0 };
    nodes.push(flat);
    append(node.left);
    flat.right = append(node.right);
    return at;
  };
  const roots = Int32Array.from(trees.map(append));
  return {
    roots,
    base,
    column: Int32Array.from(nodes, (node) => node.column),
    threshold: Float32Array.from(nodes, (node) => node.threshold),
    holdsForNaN: Uint8Array.from(nodes, (node) => node.nan),
    falseChild: Int32Array.from(nodes, (node) => node.right),
    value: Float32Array.from(nodes, (node) => node.value),
  };
}

function findLeafValue(node: Tree, x: number[]): number {
  if ('value' in node) return node.value;
  const at = x[node.column] ?? 0;
  return findLeafValue((Number.isNaN(at) ? node.nan : at <= node.threshold) ? node.left : node.right, x);
}

/** Computes Shapley values from all orders of the players, averaged over the background rows. */
function computeByDefinition(
  margin: (x: number[]) => number,
  x: number[],
  background: number[][],
  columnGroups: number[],
) {
  const orders = listPermutations([...Array(PLAYERS).keys()]);
  const shares = new Array<number>(PLAYERS).fill(0);
  for (const behind of background) {
    const worth = (mask: number) =>
      margin(behind.map((b, i) => (mask & (1 << (columnGroups[i] ?? 0)) ? (x[i] ?? 0) : b)));
    for (const order of orders) {
      let mask = 0;
      for (const player of order) {
        const gained = worth(mask | (1 << player)) - worth(mask);
        shares[player] = (shares[player] ?? 0) + gained / orders.length / background.length;
        mask |= 1 << player;
      }
    }
  }
  return shares;
}

function listPermutations(items: number[]): number[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item) =>
    listPermutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

test('the shares equal the definition and add up', () => {
  const groups = fc.array(fc.nat(PLAYERS - 1), { minLength: COLUMNS, maxLength: COLUMNS });
  const lists = [
    fc.array(tree, { minLength: 1, maxLength: 3 }),
    fc.array(row, { minLength: 1, maxLength: 5 }),
  ] as const;
  fc.assert(
    fc.property(...lists, row, groups, (trees, background, x, columnGroups) => {
      const margin = (of: number[]) => trees.reduce((sum, one) => sum + findLeafValue(one, of), 0.5);
      const { base, explain } = createTreeShap(flatten(trees, 0.5), columnGroups, Float32Array.from(background.flat()));
      const shares = new Float64Array(PLAYERS);
      const explainedMargin = explain(Float32Array.from([9, ...x]), 1, shares);
      expect(explainedMargin).toBeCloseTo(margin(x), 9);
      expect(base).toBeCloseTo(
        background.reduce((sum, one) => sum + margin(one) / background.length, 0),
        9,
      );
      expect(shares.reduce((sum, share) => sum + share, base)).toBeCloseTo(explainedMargin, 9);
      for (const [player, share] of computeByDefinition(margin, x, background, columnGroups).entries()) {
        expect(shares[player]).toBeCloseTo(share, 9);
      }
      const again = new Float64Array(PLAYERS);
      explain(Float32Array.from([9, ...x]), 1, again);
      expect(again).toEqual(shares);
    }),
    { numRuns: 150 },
  );
});

test('a long path of many features is exact too', () => {
  const deep = (column: number): Tree => {
    if (column === 20) return { value: 1 };
    return { column, threshold: 0, nan: false, left: { value: 0 }, right: deep(column + 1) };
  };
  const columnGroups = Array.from({ length: 20 }, (_, i) => i);
  const { base, explain } = createTreeShap(flatten([deep(0)], 0), columnGroups, new Float32Array(20).fill(-1));
  const shares = new Float64Array(20);
  expect([base, explain(new Float32Array(20).fill(1), 0, shares)]).toEqual([0, 1]);
  for (const share of shares) expect(share).toBeCloseTo(1 / 20, 9);
});

test('no float32 is between a value and the previous one', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-3e38) }), (x) => {
      const before = findPreviousFloat32(x);
      expect(before).toBeLessThan(x);
      expect([x, before]).toContain(Math.fround((x + before) / 2));
    }),
  );
});
