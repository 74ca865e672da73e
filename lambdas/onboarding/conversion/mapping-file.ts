/** Reads and writes the mapping file: YAML that a person can read and edit. docs/onboarding.md explains every key. */
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { formatCountOf } from '../../shared/page/number-format.ts';
import { Mapping } from '../contract/mapping.ts';
import type { Proposal } from '../contract/profile.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { findMappingFaults } from './faults/find-mapping-faults.ts';
import type { MappingPath } from './faults/mapping-fault.ts';
import { writeMapping } from './report/write-mapping.ts';

/** A mapping with two hundred columns has 50 KiB. */
const MAX_MAPPING_LENGTH = 2 ** 20;
const MAX_LISTED_FAULTS = 5;

/**
 * Parses and checks a mapping file.
 * @throws {RawFileRefused} when it has a mistake (InvalidMapping, with line, path and what is allowed there)
 */
export function parseMapping(text: string): Mapping {
  if (text.length > MAX_MAPPING_LENGTH) {
    throw new RawFileRefused(
      'InvalidMapping',
      `the mapping has more than ${formatCountOf(MAX_MAPPING_LENGTH, 'character')}`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const [syntaxError] = document.errors;
  if (syntaxError) {
    const line = syntaxError.linePos?.[0].line ?? 1;
    throw new RawFileRefused(
      'InvalidMapping',
      `line ${line}: ${(syntaxError.message.split('\n')[0] as string).replace(/ at line .*$/, '')}`,
    );
  }
  const where = createPlaceFinder(document, lines);
  const parsed = Mapping.safeParse(readDocument(document));
  const faults = parsed.success
    ? findMappingFaults(parsed.data)
    : parsed.error.issues.flatMap((issue) => describeIssue(issue));
  if (parsed.success && faults.length === 0) return parsed.data;
  const shown = faults.slice(0, MAX_LISTED_FAULTS).map(({ path, message }) => `${where(path)}: ${message}`);
  const more = faults.length > MAX_LISTED_FAULTS ? `; and ${faults.length - MAX_LISTED_FAULTS} more` : '';
  throw new RawFileRefused('InvalidMapping', `${shown.join('; ')}${more}`);
}

/** Writes a mapping, with what the proposal knows of each column as comments. */
export const formatMapping = (mapping: Mapping, proposal?: Proposal): string => writeMapping(mapping, proposal);

/** Keys whose values are numbers or yes and no; every other value is a text, also where YAML would read a number. */
const TYPED_KEYS = new Set(
  `version header preamble_lines footer_lines header_row footer_rows scale value pivot_year confidence skip_zero
  performance_months share`.split(/\s+/),
);

/** The same, inside of `actionable` only: a recode can have them as texts. */
const TYPED_ACTIONABLE_KEYS = new Set(['step', 'steps', 'cost', 'lowest', 'highest', 'share']);

/** Takes texts as they are written: 007 in a list of missing marks, 1.0 as the key of a recode, a column named 2024. */
function keepTexts(document: Document.Parsed): void {
  visit(document, {
    Scalar(key, node, ancestors) {
      if (typeof node.value !== 'number' && typeof node.value !== 'boolean') return;
      const names = ancestors.filter(isPair).map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ''));
      const typedKeys = names.includes('actionable') ? TYPED_ACTIONABLE_KEYS : TYPED_KEYS;
      const isTyped = key !== 'key' && typedKeys.has(names.at(-1) ?? '');
      if (node.source !== undefined && !isTyped) node.value = node.source;
    },
  });
}

function readDocument(document: Document.Parsed): unknown {
  keepTexts(document);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new RawFileRefused('InvalidMapping', (error as Error).message);
  }
}

/** Finds line and path of a fault: `line 12, sources[0].columns[3].use (amount)`. */
function createPlaceFinder(document: Document.Parsed, lines: LineCounter): (path: MappingPath) => string {
  return (path) => {
    const name = path.reduce(
      (text: string, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text ? '.' : ''}${part}`),
      '',
    );
    const column = findColumnName(document, path);
    const shown = `${name || 'the mapping'}${column ? ` (column ${column})` : ''}`;
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return `line ${lines.linePos(node.range[0]).line}, ${shown}`;
    }
    return shown;
  };
}

function findColumnName(document: Document.Parsed, path: MappingPath): string | undefined {
  if (path[0] !== 'sources' || path[2] !== 'columns' || path.length < 5) return undefined;
  const node = document.getIn(path.slice(0, 4), true);
  const name = isMap(node) ? node.get('column', true) : undefined;
  return isScalar(name) ? String(name.value) : undefined;
}

interface DescribedFault {
  path: MappingPath;
  message: string;
}

type Issue = z.core.$ZodIssue;

/** Says in words what zod found. A value is not repeated, because it may be personal. */
function describeIssue(issue: Issue): DescribedFault[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: 'is no key that a mapping has here' }));
    case 'invalid_value':
      return [{ path, message: `one of ${issue.values.join(', ')}` }];
    case 'invalid_union':
      return [describeUnion(issue, path)];
    case 'too_small':
    case 'too_big':
    case 'invalid_format':
    case 'custom':
      return [{ path, message: issue.message }];
    default:
      return [
        {
          path,
          message: issue.message.replace(/^Invalid input: /, '').replace('received undefined', 'and it is missing'),
        },
      ];
  }
}

function describeUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: MappingPath): DescribedFault {
  const options = 'options' in issue && Array.isArray(issue.options) ? (issue.options as unknown[]) : [];
  const allowed = options.length > 0 ? `one of ${options.map(String).join(', ')}` : issue.message;
  return { path, message: allowed };
}
