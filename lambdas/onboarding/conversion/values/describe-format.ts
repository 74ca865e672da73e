/** Says in words how a column is read. */
import type { ValueFormat } from '../../contract/mapping.ts';

export function describeFormat(format: ValueFormat): string {
  switch (format.type) {
    case 'text':
      return 'text';
    case 'boolean':
      return `yes (${format.true.join(', ')}) or no (${format.false.join(', ')})`;
    case 'date':
      return `date ${DATE_WORDS[format.format] ?? format.format}`;
    case 'number':
      return describeNumber(format);
  }
}

const DATE_WORDS: Readonly<Record<string, string>> = {
  excel: 'as a serial number of Excel',
  unix: 'as seconds or milliseconds since 1970',
};

function describeNumber({ decimal, thousands, affixes, scale }: Extract<ValueFormat, { type: 'number' }>): string {
  const parts = [
    decimal === ',' ? 'decimal comma' : '',
    thousands === null ? '' : `groups by ${thousands === ' ' ? 'space' : `"${thousands}"`}`,
    affixes.length > 0 ? `without ${affixes.map((affix) => `"${affix}"`).join(', ')}` : '',
    scale === 1 ? '' : `times ${scale}`,
  ].filter((part) => part !== '');
  return parts.length > 0 ? `number (${parts.join(', ')})` : 'number';
}
