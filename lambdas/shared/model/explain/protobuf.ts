/**
 * Decodes the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding) as far as ONNX files
 * need it. The one library for ONNX messages, onnx-proto, has had no release since 2024, adds 120 KB to the bundle and
 * creates an object for every number; this code takes a few milliseconds.
 */

/** A range of a file's bytes, `to` excluded. */
export interface Message {
  bytes: Uint8Array;
  from: number;
  to: number;
}

/**
 * Callbacks for each kind of field, called with the field's number in the order of the message. Fields without a
 * callback are skipped. A `part` that returns `done` ends the reading.
 */
export interface FieldReader {
  varint?: (number: number, value: number) => void;
  float32?: (number: number, value: number) => void;
  part?: (number: number, part: Message) => 'done' | undefined;
}

/** The bytes are no valid message. */
export class InvalidMessage extends Error {}

/**
 * Reads the fields of one message.
 * @throws {InvalidMessage} when a field is cut off or has an unknown type
 */
export function readFields({ bytes, from, to }: Message, read: FieldReader): void {
  const view = createView(bytes);
  let offset = from;
  /** Exact below 2^53. Larger values (negative numbers of ten bytes) are not used here and only skipped. */
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (offset >= to) throw new InvalidMessage('a number ends early');
      const byte = bytes[offset++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const skip = (size: number): number => {
    if (offset + size > to) throw new InvalidMessage('a field is longer than its message');
    offset += size;
    return offset - size;
  };
  while (offset < to) {
    const key = readVarint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      const value = readVarint();
      read.varint?.(number, value);
    } else if (wire === 2) {
      const start = skip(readVarint());
      if (read.part?.(number, { bytes, from: start, to: offset }) === 'done') return;
    } else if (wire === 5) {
      const start = skip(4);
      read.float32?.(number, view.getFloat32(start, true));
    } else if (wire === 1) {
      skip(8); // a double, which no field has that is read here
    } else {
      throw new InvalidMessage(`wire type ${wire}`);
    }
  }
}

/** Decodes the text of a field. */
export function decodeText({ bytes, from, to }: Message): string {
  return decoder.decode(bytes.subarray(from, to));
}

/**
 * Decodes the numbers of a packed field.
 * @throws {InvalidMessage} when the last number is cut off
 */
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

/** Decodes the little-endian float32 values of a packed field or of a tensor's raw bytes. */
export function decodePackedFloats({ bytes, from, to }: Message): number[] {
  const view = createView(bytes);
  return Array.from({ length: (to - from) >> 2 }, (_, i) => view.getFloat32(from + 4 * i, true));
}

/** Decodes the little-endian int64 values of a tensor's raw bytes; exact between -2^53 and 2^53. */
export function decodePackedIntegers({ bytes, from, to }: Message): number[] {
  const view = createView(bytes);
  return Array.from({ length: (to - from) >> 3 }, (_, i) => Number(view.getBigInt64(from + 8 * i, true)));
}

const decoder = new TextDecoder();
const createView = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);
