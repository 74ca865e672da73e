/** The nodes and constants of an ONNX file, read from its bytes: onnx.proto of https://github.com/onnx/onnx. */
import { type Message, packedFloats, packedVarints, readFields, textOf } from './protobuf.ts';

/** An attribute's lists, or its one number or text; of what it is not, it has nothing. */
export type Attribute = { floats: number[]; ints: number[]; strings: string[]; number?: number; text?: string };

export type Node = {
  kind: string;
  inputs: string[];
  /** An attribute by name; decoded when asked for, because most never are. */
  attribute: (name: string) => Attribute | undefined;
};

/** A float32 constant. */
export type Tensor = { dims: number[]; values: number[] };

export type Graph = {
  /** The node that makes a value. */
  nodeOf: (value: string) => Node | undefined;
  constantOf: (name: string) => Tensor | undefined;
};

/** Reads the graph of a model. Throws InvalidMessage where the bytes are no such file. */
export function readGraph(onnx: Uint8Array): Graph {
  const nodes = new Map<string, Node>();
  const constants = new Map<string, Tensor>();
  readParts({ bytes: onnx, from: 0, to: onnx.length }, (field, graph) => {
    if (field !== 7) return;
    readParts(graph, (kind, part) => {
      if (kind === 1) addNode(nodes, part);
      if (kind === 5) addConstant(constants, part);
    });
  });
  return { nodeOf: (value) => nodes.get(value), constantOf: (name) => constants.get(name) };
}

function addNode(nodes: Map<string, Node>, message: Message): void {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Message>();
  let kind = '';
  readParts(message, (field, part) => {
    if (field === 1) inputs.push(textOf(part));
    if (field === 2) outputs.push(textOf(part));
    if (field === 4) kind = textOf(part);
    if (field === 5) attributes.set(nameOf(part), part);
  });
  const attribute = (name: string) => {
    const part = attributes.get(name);
    return part && readAttribute(part);
  };
  for (const output of outputs) nodes.set(output, { kind, inputs, attribute });
}

function readParts(message: Message, read: (field: number, part: Message) => void): void {
  readFields(message, {
    part(field, part) {
      read(field, part);
      return undefined;
    },
  });
}

function nameOf(attribute: Message): string {
  let name = '';
  readFields(attribute, {
    part(field, part) {
      if (field !== 1) return undefined;
      name = textOf(part);
      return 'done';
    },
  });
  return name;
}

function readAttribute(message: Message): Attribute {
  const read: Attribute = { floats: [], ints: [], strings: [] };
  const text = repeatedText();
  readFields(message, {
    varint(field, value) {
      if (field === 3) read.number = value;
      if (field === 8) read.ints.push(value);
    },
    float32(field, value) {
      if (field === 2) read.number = value;
      if (field === 7) read.floats.push(value);
    },
    part(field, part) {
      if (field === 4) read.text = textOf(part);
      if (field === 7) read.floats = packedFloats(part);
      if (field === 8) read.ints = packedVarints(part);
      if (field === 9) read.strings.push(text(part));
      return undefined;
    },
  });
  return read;
}

/** Decodes texts of which most are the one before: the mode of each node. */
function repeatedText(): (part: Message) => string {
  let last: Message | undefined;
  let text = '';
  return (part) => {
    if (!last || !sameBytes(last, part)) text = textOf(part);
    last = part;
    return text;
  };
}

function sameBytes(a: Message, b: Message): boolean {
  if (a.to - a.from !== b.to - b.from) return false;
  for (let i = a.from, j = b.from; i < a.to; i++, j++) if (a.bytes[i] !== b.bytes[j]) return false;
  return true;
}

const FLOAT = 1;

function addConstant(constants: Map<string, Tensor>, message: Message): void {
  let name = '';
  let type = 0;
  const tensor: Tensor = { dims: [], values: [] };
  readFields(message, {
    varint(field, value) {
      if (field === 1) tensor.dims.push(value);
      if (field === 2) type = value;
    },
    float32(field, value) {
      if (field === 4) tensor.values.push(value);
    },
    part(field, part) {
      if (field === 1) tensor.dims = packedVarints(part);
      if (field === 8) name = textOf(part);
      if ((field === 4 || field === 9) && type === FLOAT) tensor.values = packedFloats(part);
      return undefined;
    },
  });
  if (type === FLOAT) constants.set(name, tensor);
}
