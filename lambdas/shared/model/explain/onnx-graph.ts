/** Reads nodes and constants of an ONNX file from its bytes, as onnx.proto of https://github.com/onnx/onnx defines them. */
import {
  decodePackedFloats,
  decodePackedIntegers,
  decodePackedVarints,
  decodeText,
  type Message,
  readFields,
} from './protobuf.ts';

/** An attribute's value: one of the lists, a number or a text. The other fields are empty. */
export interface NodeAttribute {
  floats: number[];
  ints: number[];
  strings: string[];
  number?: number;
  text?: string;
}

/** One operator of the graph. */
export interface GraphNode {
  kind: string;
  inputs: string[];
  /** Decodes an attribute by name. Most attributes are never read. */
  readAttribute: (name: string) => NodeAttribute | undefined;
}

/** A constant of float32 or int64 numbers. */
export interface ConstantTensor {
  dims: number[];
  values: number[];
}

/** The nodes and constants of a graph. Constants of other types are left out. */
export interface OnnxGraph {
  /** Finds the node that computes a value. */
  findNode: (value: string) => GraphNode | undefined;
  findConstant: (name: string) => ConstantTensor | undefined;
}

/**
 * Reads the graph of a model.
 * @throws {InvalidMessage} when the bytes are no ONNX file
 */
export function readGraph(onnx: Uint8Array): OnnxGraph {
  const nodes = new Map<string, GraphNode>();
  const constants = new Map<string, ConstantTensor>();
  readParts({ bytes: onnx, from: 0, to: onnx.length }, (field, graph) => {
    if (field !== 7) return;
    readParts(graph, (kind, part) => {
      if (kind === 1) addNode(nodes, part);
      if (kind === 5) addConstant(constants, part);
    });
  });
  return { findNode: (value) => nodes.get(value), findConstant: (name) => constants.get(name) };
}

function addNode(nodes: Map<string, GraphNode>, message: Message): void {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Message>();
  let kind = '';
  readParts(message, (field, part) => {
    if (field === 1) inputs.push(decodeText(part));
    if (field === 2) outputs.push(decodeText(part));
    if (field === 4) kind = decodeText(part);
    if (field === 5) attributes.set(readName(part), part);
  });
  const attribute = (name: string) => {
    const part = attributes.get(name);
    return part && decodeAttribute(part);
  };
  for (const output of outputs) nodes.set(output, { kind, inputs, readAttribute: attribute });
}

function readParts(message: Message, read: (field: number, part: Message) => void): void {
  readFields(message, {
    part(field, part) {
      read(field, part);
      return undefined;
    },
  });
}

function readName(attribute: Message): string {
  let name = '';
  readFields(attribute, {
    part(field, part) {
      if (field !== 1) return undefined;
      name = decodeText(part);
      return 'done';
    },
  });
  return name;
}

function decodeAttribute(message: Message): NodeAttribute {
  const attribute: NodeAttribute = { floats: [], ints: [], strings: [] };
  const decodeRepeatedText = createRepeatedTextDecoder();
  readFields(message, {
    varint(field, value) {
      if (field === 3) attribute.number = value;
      if (field === 8) attribute.ints.push(value);
    },
    float32(field, value) {
      if (field === 2) attribute.number = value;
      if (field === 7) attribute.floats.push(value);
    },
    part(field, part) {
      if (field === 4) attribute.text = decodeText(part);
      if (field === 7) attribute.floats = decodePackedFloats(part);
      if (field === 8) attribute.ints = decodePackedVarints(part);
      if (field === 9) attribute.strings.push(decodeRepeatedText(part));
      return undefined;
    },
  });
  return attribute;
}

/** Returns a decoder for texts that mostly repeat the previous one, such as the mode of each node. */
function createRepeatedTextDecoder(): (part: Message) => string {
  let last: Message | undefined;
  let text = '';
  return (part) => {
    if (!last || !haveSameBytes(last, part)) text = decodeText(part);
    last = part;
    return text;
  };
}

function haveSameBytes(a: Message, b: Message): boolean {
  if (a.to - a.from !== b.to - b.from) return false;
  for (let i = a.from, j = b.from; i < a.to; i++, j++) if (a.bytes[i] !== b.bytes[j]) return false;
  return true;
}

const FLOAT = 1;
const INT64 = 7;

function addConstant(constants: Map<string, ConstantTensor>, message: Message): void {
  let name = '';
  let type = 0;
  const tensor: ConstantTensor = { dims: [], values: [] };
  readFields(message, {
    varint(field, value) {
      if (field === 1) tensor.dims.push(value);
      if (field === 2) type = value;
      if (field === 7) tensor.values.push(value);
    },
    float32(field, value) {
      if (field === 4) tensor.values.push(value);
    },
    part(field, part) {
      if (field === 1) tensor.dims = decodePackedVarints(part);
      if (field === 8) name = decodeText(part);
      if ((field === 4 || field === 9) && type === FLOAT) tensor.values = decodePackedFloats(part);
      if (field === 7) tensor.values = decodePackedVarints(part);
      if (field === 9 && type === INT64) tensor.values = decodePackedIntegers(part);
      return undefined;
    },
  });
  if (type === FLOAT || type === INT64) constants.set(name, tensor);
}
