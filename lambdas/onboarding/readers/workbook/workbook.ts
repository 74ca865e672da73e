/** Reads what a workbook's sheets share: their names, texts and number formats. */
import { posix } from 'node:path';
import type { RawFile } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { type CellFormat, readCellFormats } from './cell-formats.ts';
import { readXml } from './read-xml.ts';
import { readSharedStrings } from './shared-strings.ts';

type Members = ReadonlyMap<string, RawFile>;

export interface Sheet {
  name: string;
  isHidden: boolean;
  member: RawFile;
}

export interface Workbook {
  sheets: Sheet[];
  strings: readonly string[];
  formats: readonly CellFormat[];
  /** Dates count from 1904. */
  is1904: boolean;
}

interface Relation {
  type: string;
  target: string;
}

export const WORKBOOK_MEMBER = 'xl/workbook.xml';

/**
 * Reads the parts of a workbook other than its sheets.
 * @throws {RawFileRefused} when the reason is CorruptFile or RawFileTooLarge
 */
export async function readWorkbook(name: string, members: Members, limits: RawFileLimits): Promise<Workbook> {
  const relations = await readRelations(members);
  const find = (type: string) => {
    const target = [...relations.values()].find((relation) => relation.type === type)?.target;
    return target === undefined ? undefined : members.get(target);
  };
  const [strings, styles] = [find('sharedStrings'), find('styles')];
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(await openMember(name, members, WORKBOOK_MEMBER), {
    open(element, attributes) {
      if (element === 'workbookPr') is1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (element !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const relation = relations.get(id);
      const member = relation?.type === 'worksheet' ? members.get(relation.target) : undefined;
      const isHidden = ['hidden', 'veryHidden'].includes(attributes.state ?? '');
      if (member) sheets.push({ name: attributes.name ?? '', isHidden, member });
    },
  });
  return {
    sheets,
    strings: strings ? await readSharedStrings(name, strings, limits) : [],
    formats: styles ? await readCellFormats(await styles.open()) : [],
    is1904,
  };
}

/** Relations by id. Their type ends alike in both namespaces, transitional and strict. */
async function readRelations(members: Members): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  const member = members.get('xl/_rels/workbook.xml.rels');
  if (!member) return relations;
  await readXml(await member.open(), {
    open(element, { Id = '', Type = '', Target = '' }) {
      if (element !== 'Relationship') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join('xl', Target);
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target });
    },
  });
  return relations;
}

async function openMember(name: string, members: Members, path: string) {
  const member = members.get(path);
  if (!member) throw new RawFileRefused('CorruptFile', `${name} is no whole workbook: open it and save it again`);
  return member.open();
}
