/** Makes texts of a workbook's numbers by their number formats: dates, times, percentages. */
import type { Readable } from 'node:stream';
import { readXml } from './read-xml.ts';

export type CellFormat = 'plain' | 'date' | 'time' | 'date_time' | 'percent';

const SECONDS_PER_DAY = 86_400;
/** Days from 1899-12-30, day 0 of the 1900 system after its leap day that never was, to 1970-01-01. */
const UNIX_EPOCH_SERIAL = 25_569;
/** Days between the two systems; old workbooks of the Macintosh count from 1904. */
const DAYS_TO_1904 = 1462;
const LAST_SERIAL = 2_958_466;

/** Formats that have a number only: ECMA-376 part 1, 18.8.30. Numbers 27 to 36 and 50 to 58 are dates of East Asia. */
function findBuiltInFormat(id: number): CellFormat {
  if (id === 9 || id === 10) return 'percent';
  if (id === 22) return 'date_time';
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return 'date';
  return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47 ? 'time' : 'plain';
}

/** Reads a format code such as `dd.mm.yyyy` or `0.0%`. An elapsed time (`[h]:mm`) stays a number. */
function readFormatCode(code: string): CellFormat {
  const section = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')[0] ?? '';
  if (/\[[hms]+\]/i.test(section)) return 'plain';
  const bare = section.replace(/\[[^\]]*\]/g, '').replace(/general|standard/gi, '');
  if (bare.includes('%')) return 'percent';
  const isTime = /[hs]|am\/pm/i.test(bare);
  const isDate = /[yd]/i.test(bare) || (/m/i.test(bare) && !isTime);
  if (isDate) return isTime ? 'date_time' : 'date';
  return isTime ? 'time' : 'plain';
}

/** Reads the format of each cell style, by the style's number. */
export async function readCellFormats(styles: Readable): Promise<CellFormat[]> {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let isCellStyle = false;
  await readXml(styles, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (name === 'cellXfs') isCellStyle = true;
      if (name !== 'xf' || !isCellStyle) return;
      const id = Number(attributes.numFmtId ?? 0);
      const code = codes.get(id);
      formats.push(code === undefined ? findBuiltInFormat(id) : readFormatCode(code));
    },
    close(name) {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  return formats;
}

/** Writes a stored number as the workbook shows it. The file has 17 digits where 15 were entered. */
export function formatNumber(stored: string, format: CellFormat, is1904: boolean): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  if (format === 'percent') return `${Number((value * 100).toPrecision(15))}%`;
  if (format === 'plain' || value < 0 || value > LAST_SERIAL) return String(value);
  const serial = is1904 ? value + DAYS_TO_1904 : value;
  // Day 60 of the 1900 system is 29 February 1900, which did not exist: days before it are one later.
  const days = !is1904 && serial < 60 ? serial + 1 : serial;
  const seconds = Math.round((days - UNIX_EPOCH_SERIAL) * SECONDS_PER_DAY);
  const iso = new Date(seconds * 1000).toISOString();
  const time = iso.slice(11, 19);
  if (format === 'time' && value < 1) return time;
  return format === 'date' && time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}
