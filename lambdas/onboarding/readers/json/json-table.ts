/** Reads JSON lines, or one array of objects, as a raw table. */
import type { SourceFormat } from '../../contract/mapping.ts';
import type { RawFile, RawRow, RawTable, UnreadableRow } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { checkColumnCount, quoteName } from '../layout/header.ts';
import type { TablePlace } from '../layout/table-place.ts';
import { decodeText, describeDecoding } from '../text/decode-text.ts';
import { findEncoding } from '../text/find-encoding.ts';
import { scanText } from '../text/scan-text.ts';
import { flattenObject, parseObject } from './flatten-object.ts';
import { type JsonObject, ObjectSplitter } from './split-objects.ts';

export type JsonFormat = Extract<SourceFormat, { kind: 'json_lines' }>;
type Bytes = Pick<RawFile, 'name' | 'open'>;

const MAX_UNREADABLE_ROWS = 1000;

interface JsonColumns {
  columns: string[];
  lists: Set<string>;
  objects: number;
}

/**
 * Opens JSON lines. All objects are read once for their keys, because a key may stand in few of them.
 * @throws {RawFileRefused} when the reason is NotATable, EmptyFile, TooManyColumns or CorruptFile
 */
export async function openJsonTable(
  place: TablePlace,
  bytes: Bytes,
  format: JsonFormat | undefined,
  limits: RawFileLimits,
): Promise<RawTable> {
  const found = format ? null : findEncoding(bytes.name, await scanText(await bytes.open()));
  const encoding = format?.encoding ?? found?.encoding ?? 'utf-8';
  const { columns, lists, objects } = await readColumns(bytes, encoding, limits);
  if (columns.length === 0) throw new RawFileRefused('EmptyFile', `${bytes.name} has no JSON object: export it again`);
  if (objects === 1 && lists.size > 0) {
    const hint = 'write one object for each row, on a line of its own or in one array';
    throw new RawFileRefused('NotATable', `${bytes.name} is one JSON object with lists in it: ${hint}`);
  }
  let unreadable: UnreadableRow[] = [];
  return {
    ...place,
    format: { kind: 'json_lines', encoding },
    columns,
    remarks: [...(found?.remarks ?? []), ...[...lists].map((name) => `${quoteName(name)} holds lists, read as JSON`)],
    async *rows() {
      const places = new Map(columns.map((column, index) => [column, index]));
      const met: UnreadableRow[] = [];
      for await (const objects of readObjects(bytes, encoding, limits)) {
        const rows = objects.map((object) => toRow(object, places, met)).filter((row) => row !== null);
        if (rows.length > 0) yield rows;
      }
      unreadable = met;
    },
    unreadable: () => unreadable,
  };
}

async function* readObjects(bytes: Bytes, encoding: string, limits: RawFileLimits): AsyncGenerator<JsonObject[]> {
  const splitter = new ObjectSplitter(limits.row_characters);
  try {
    for await (const text of decodeText(await bytes.open(), encoding)) yield splitter.push(text);
  } catch (error) {
    throw describeDecoding(bytes.name, error, null);
  }
  yield splitter.end();
}

async function readColumns(bytes: Bytes, encoding: string, limits: RawFileLimits): Promise<JsonColumns> {
  const columns = new Set<string>();
  const lists = new Set<string>();
  let objects = 0;
  for await (const batch of readObjects(bytes, encoding, limits)) {
    for (const { text } of batch) {
      const object = text === null ? undefined : parseObject(text);
      if (!object) continue;
      objects += 1;
      flattenObject(object, (path, value) => {
        columns.add(path);
        if (value?.startsWith('[')) lists.add(path);
      });
      checkColumnCount(bytes.name, columns.size, limits);
    }
  }
  return { columns: nameKeys(columns), lists, objects };
}

/** Keys are names of columns as they are; an empty one gets a number. */
const nameKeys = (keys: Set<string>): string[] => [...keys].map((key, index) => key || `column_${index + 1}`);

function toRow({ line, text }: JsonObject, places: Map<string, number>, met: UnreadableRow[]): RawRow | null {
  const refuse = (reason: string) => {
    if (met.length < MAX_UNREADABLE_ROWS) met.push({ line, reason });
    return null;
  };
  const object = text === null ? undefined : parseObject(text);
  if (!object) return refuse('the line is no JSON object');
  if (text?.includes('\\u0000')) return refuse('a NUL character in the row');
  const values = new Array<string | null>(places.size).fill(null);
  const isFlat = flattenObject(object, (path, value) => {
    const index = places.get(path);
    if (index !== undefined) values[index] = value;
  });
  return isFlat ? { line, values } : refuse('the object is nested too deep');
}
