/** Writes zip archives for tests, proper and hostile ones, and workbooks, which are archives of XML. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  name: string;
  content: string | Buffer;
  /** Says another size than the content has. */
  declaredBytes?: number;
  isEncrypted?: boolean;
  /** Changes the checksum. */
  isDamaged?: boolean;
}

/** Writes an archive; with `isOverlapping` all members share the bytes of the first. */
export function writeZip(members: readonly ZipMember[], isOverlapping = false): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const content = Buffer.from(member.content as string);
    const data = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800 | (member.isEncrypted ? 1 : 0), 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE((crc32(content) ^ (member.isDamaged ? 1 : 0)) >>> 0, 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(member.declaredBytes ?? content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const at = isOverlapping && parts.length > 0 ? 0 : offset;
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, entry, name]));
    if (isOverlapping && parts.length > 0) continue;
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, data]);
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  const list = Buffer.concat(directory);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end]);
}

export interface SheetContent {
  name: string;
  /** Rows of cells as XML of SpreadsheetML, or texts and numbers. */
  rows: (string | number | null | { xml: string })[][];
  state?: 'hidden';
  /** XML before and after the rows. */
  before?: string;
  after?: string;
  /** Attributes of rows, by their number. */
  rowAttributes?: Record<number, string>;
}

const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const nameColumn = (index: number) => String.fromCharCode(65 + index);

function writeSheet({ rows, before = '', after = '', rowAttributes = {} }: SheetContent): string {
  const cells = (row: SheetContent['rows'][number], number: number) =>
    row.map((cell, column) => {
      const reference = `r="${nameColumn(column)}${number}"`;
      if (cell === null) return '';
      if (typeof cell === 'object') return `<c ${reference} ${cell.xml}`;
      if (typeof cell === 'number') return `<c ${reference}><v>${cell}</v></c>`;
      return `<c ${reference} t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`;
    });
  const lines = rows.map((row, index) => {
    const number = index + 1;
    return `<row r="${number}" ${rowAttributes[number] ?? ''}>${cells(row, number).join('')}</row>`;
  });
  return `<worksheet ${NAMESPACE}>${before}<sheetData>${lines.join('')}</sheetData>${after}</worksheet>`;
}

/** Writes a workbook. `formats` are the number formats of styles 1, 2, … */
export function writeWorkbook(
  sheets: readonly SheetContent[],
  options: { formats?: string[]; strings?: string[]; is1904?: boolean } = {},
): Buffer {
  const { formats = [], strings = [], is1904 = false } = options;
  const list = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}" ${state ? `state="${state}"` : ''}/>`,
  );
  const relate = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const codes = formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${escapeXml(code)}"/>`);
  const styles = formats.map((_, index) => `<xf numFmtId="${164 + index}"/>`);
  return writeZip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${NAMESPACE} xmlns:r="${RELATIONS}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships>${sheets.map((_, index) => relate(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)).join('')}${relate('s', 'styles', 'styles.xml')}${relate('t', 'sharedStrings', '/xl/sharedStrings.xml')}</Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet><numFmts>${codes.join('')}</numFmts><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`,
    },
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings.join('')}</sst>` },
    ...sheets.map((sheet, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, content: writeSheet(sheet) })),
  ]);
}
