/**
 * Reads from a graph how `raw` follows from the `prepared` matrix: a sum over trees, of parts that each add a number per
 * column, or of both; or a weighted sum of columns. The value before any link function is the margin, which reasons
 * divide. Any other form is refused. training/models/margin.py writes these forms.
 */
import type { ConstantTensor, GraphNode, OnnxGraph } from './onnx-graph.ts';
import { readTreeEnsemble, type TreeEnsemble } from './tree-ensemble.ts';

/** `log_odds`: the margin is log(p / (1 - p)) of the uncalibrated probability. `probability`: it is that probability. */
export type MarginScale = 'log_odds' | 'probability';

/** margin = Σ weight · clip((x − centre) / spread, low, high) + intercept. */
export interface LinearMargin {
  weights: Float64Array;
  intercept: number;
  centre: Float64Array;
  spread: Float64Array;
  low: number;
  high: number;
}

/** How a graph computes its margin: as the sum of what is there. `linear` is alone. */
export interface Margin {
  scale: MarginScale;
  /** Trees over the prepared matrix. */
  trees?: TreeEnsemble;
  /** Whether the graph's output `parts`, which has a number per prepared column, is added. */
  hasParts: boolean;
  /** A constant that is added beside them. */
  constant: number;
  linear?: LinearMargin;
}

/** The graph computes its raw output in a form for which exact reasons cannot be computed here. */
export class UnexplainableGraph extends Error {}

/**
 * Reads the margin of a graph.
 * @throws {UnexplainableGraph} when its form is not known
 * @throws {UnsupportedTreeEnsemble} when a tree ensemble uses operators that training never writes
 * @throws {InvalidMessage} when its bytes are damaged
 */
export function readMargin(graph: OnnxGraph): Margin {
  let node = requireDefined(graph.findNode('raw'), 'no output raw');
  let linked = false;
  while (node.kind === 'Identity' || (node.kind === 'Sigmoid' && !linked)) {
    linked ||= node.kind === 'Sigmoid';
    node = requireDefined(graph.findNode(node.inputs[0] ?? ''), `nothing before ${node.kind}`);
  }
  const scale = linked ? 'log_odds' : 'probability';
  if (node.kind === 'Gemm' || addsToProduct(graph, node))
    return { scale: 'log_odds', linear: readLinear(graph, node), hasParts: false, constant: 0 };
  const margin: Margin = { scale, hasParts: false, constant: 0 };
  addTerm(graph, node, margin);
  return margin;
}

const addsToProduct = (graph: OnnxGraph, { kind, inputs }: GraphNode): boolean =>
  kind === 'Add' && graph.findNode(inputs[0] ?? '')?.kind === 'MatMul';

/** Adds what a node computes to the margin. */
function addTerm(graph: OnnxGraph, node: GraphNode, margin: Margin): void {
  if (node.kind === 'TreeEnsembleRegressor' && !margin.trees) {
    if (node.inputs[0] !== 'prepared') throw new UnexplainableGraph('the trees do not read the prepared matrix');
    margin.trees = readTreeEnsemble(node);
  } else if (node.kind === 'ReduceSum' && !margin.hasParts) {
    const axes = graph.findConstant(node.inputs[1] ?? '')?.values ?? [];
    if (node.inputs[0] !== 'parts' || axes.length !== 1 || axes[0] !== 1)
      throw new UnexplainableGraph(`a sum of ${node.inputs[0]} over ${axes}`);
    margin.hasParts = true;
  } else if (node.kind === 'Add') {
    for (const name of node.inputs) {
      const constant = graph.findConstant(name);
      if (constant) margin.constant += readScalar(constant, name);
      else addTerm(graph, requireDefined(graph.findNode(name), `${name} is not computed`), margin);
    }
  } else throw new UnexplainableGraph(`raw follows from ${node.kind}`);
}

function readScalar({ values }: ConstantTensor, name: string): number {
  if (values.length !== 1) throw new UnexplainableGraph(`${name} has ${values.length} values instead of one`);
  return values[0] as number;
}

function readLinear(graph: OnnxGraph, node: GraphNode): LinearMargin {
  const { weights, intercept, input } = readWeightedSum(graph, node);
  const linear: LinearMargin = {
    weights: Float64Array.from(weights.values),
    intercept,
    centre: new Float64Array(weights.values.length),
    spread: new Float64Array(weights.values.length).fill(1),
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  };
  // Between the sum and the matrix there may be Clip, Div and Sub, each at most once and in this order.
  let value = input;
  for (const kind of ['Clip', 'Div', 'Sub']) {
    const step = graph.findNode(value);
    if (value === 'prepared' || step?.kind !== kind) continue;
    const constants = step.inputs.slice(1).map((name) => requireConstant(graph, name));
    if (kind === 'Clip')
      [linear.low, linear.high] = constants.map(({ values }) => values[0] ?? Number.NaN) as [number, number];
    else (kind === 'Div' ? linear.spread : linear.centre).set(constants[0]?.values ?? []);
    value = step.inputs[0] ?? '';
  }
  if (value !== 'prepared')
    throw new UnexplainableGraph(`raw follows from ${graph.findNode(value)?.kind ?? 'nothing'}`);
  return linear;
}

function readWeightedSum(
  graph: OnnxGraph,
  node: GraphNode,
): { weights: ConstantTensor; intercept: number; input: string } {
  const [first = '', second = '', third] = node.inputs;
  if (node.kind === 'Gemm') {
    for (const [name, plain] of [
      ['alpha', 1],
      ['beta', 1],
      ['transA', 0],
      ['transB', 0],
    ] as const) {
      const attribute = node.readAttribute(name)?.number ?? plain;
      if (attribute !== plain) throw new UnexplainableGraph(`Gemm with ${name} ${attribute}`);
    }
    const intercept = third === undefined ? 0 : (requireConstant(graph, third).values[0] ?? 0);
    return { weights: readWeightColumn(graph, second), intercept, input: first };
  }
  if (node.kind === 'Add') {
    const product = requireDefined(graph.findNode(first), 'a sum without a product');
    if (product.kind === 'MatMul') {
      const [input = '', weights = ''] = product.inputs;
      return {
        weights: readWeightColumn(graph, weights),
        intercept: requireConstant(graph, second).values[0] ?? 0,
        input,
      };
    }
  }
  throw new UnexplainableGraph(`raw follows from ${node.kind}`);
}

function readWeightColumn(graph: OnnxGraph, name: string): ConstantTensor {
  const weights = requireConstant(graph, name);
  if (weights.dims[1] !== 1) throw new UnexplainableGraph(`weights of ${weights.dims} instead of one column`);
  return weights;
}

const requireConstant = (graph: OnnxGraph, name: string): ConstantTensor =>
  requireDefined(graph.findConstant(name), `${name} is no constant`);

function requireDefined<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new UnexplainableGraph(problem);
  return value;
}
