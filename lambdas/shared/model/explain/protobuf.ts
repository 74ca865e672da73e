/**
 * The wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding), as far as an ONNX file needs
 * it. The one library that knows ONNX's messages, onnx-proto, has had no release since 2024, adds 120 KB to the bundle
 * and makes an object of every number of every node; reading fields where they lie takes a few milliseconds.
 */

/** Part of a file: bytes `from` to `to`, the latter not included. */
export interface Message {
  bytes: Uint8Array;
  from: number;
  to: number;
}

/**
 * What to do with each kind of field, in the order of the message; `number` is the field's. Others are passed over.
 * A `part` that gives `done` ends the reading.
 */
export interface FieldReader {
  varint?: (number: number, value: number) => void;
  float32?: (number: number, value: number) => void;
  part?: (number: number, part: Message) => 'done' | undefined;
}

/** The bytes are no message of this format. */
export class InvalidMessage extends Error {}

/** Reads the fields of one message. Throws InvalidMessage. */
export function readFields({ bytes, from, to }: Message, read: FieldReader): void {
  const view = createView(bytes);
  let offset = from;
  /** Exact below 2^53. What is above, a negative number of ten bytes, is of no use here and only has to be passed. */
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (offset >= to) throw new InvalidMessage('a number ends early');
      const byte = bytes[offset++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const past = (size: number): number => {
    if (offset + size > to) throw new InvalidMessage('a field is longer than its message');
    offset += size;
    return offset - size;
  };
  while (offset < to) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      const value = varint();
      read.varint?.(number, value);
    } else if (wire === 2) {
      const start = past(varint());
      if (read.part?.(number, { bytes, from: start, to: offset }) === 'done') return;
    } else if (wire === 5) {
      const start = past(4);
      read.float32?.(number, view.getFloat32(start, true));
    } else if (wire === 1) {
      past(8); // a double: no field that is read here has one
    } else {
      throw new InvalidMessage(`wire type ${wire}`);
    }
  }
}

/** The text of a field. */
export function decodeText({ bytes, from, to }: Message): string {
  return decoder.decode(bytes.subarray(from, to));
}

/** The numbers of a packed field. Throws InvalidMessage. */
export function decodePackedVarints(part: Message): number[] {
  const { bytes, from, to } = part;
  const values: number[] = [];
  let value = 0;
  let factor = 1;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    values.push(value);
    value = 0;
    factor = 1;
  }
  if (factor !== 1) throw new InvalidMessage('a number ends early');
  return values;
}

/** The float32 of a packed field, or of a tensor's raw bytes: little-endian. */
export function decodePackedFloats({ bytes, from, to }: Message): number[] {
  const view = createView(bytes);
  return Array.from({ length: (to - from) >> 2 }, (_, i) => view.getFloat32(from + 4 * i, true));
}

const decoder = new TextDecoder();
const createView = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);
