/** Finds what is wrong with a mapping that has the right form: unknown fields, repeated uses, missing columns, days in a wrong order. */
import { DEFAULT_DELIVERY_LIMITS } from '../../../shared/landing/delivery-limits.ts';
import { checkManifestLimits, Manifest, refuseNames } from '../../../shared/landing/manifest.ts';
import type { Mapping, Source } from '../../contract/mapping.ts';
import { declareAttributes } from '../plan/declare-attributes.ts';
import { ROW_NUMBER } from '../plan/row-keys.ts';
import { deliversApplications } from '../plan/source-roles.ts';
import { findConstantFaults, findFieldFaults } from './find-field-faults.ts';
import type { MappingFault, MappingPath } from './mapping-fault.ts';

export function findMappingFaults(mapping: Mapping): MappingFault[] {
  return [
    ...findSourceFaults(mapping),
    ...findFieldFaults(mapping),
    ...findConstantFaults(mapping),
    ...findMissingFields(mapping),
    ...findReferenceFaults(mapping),
    ...findBacktestFaults(mapping),
    ...findAttributeFaults(mapping),
  ];
}

function* findSourceFaults({ sources }: Mapping): Generator<MappingFault> {
  const names = new Set<string>();
  for (const [s, source] of sources.entries()) {
    const path = ['sources', s];
    if (names.has(source.name)) yield { path: [...path, 'name'], message: 'each source needs a name of its own' };
    names.add(source.name);
    if (s === 0 && source.join)
      yield { path: [...path, 'join'], message: 'the first source is joined to none; leave join out' };
    if (s > 0 && !source.join) {
      yield {
        path: [...path, 'join'],
        message: 'a later source needs join: { column: …, with: <column of the first source> }',
      };
    }
    if (s > 0 && source.join) yield* findJoinFaults(source, sources[0] as Source, path);
    yield* findRepeatedColumns(source, path);
  }
}

function* findJoinFaults({ join, columns }: Source, first: Source, path: MappingPath): Generator<MappingFault> {
  if (!join) return;
  const hasColumn = (source: Source['columns'], name: string) => source.some(({ column }) => column === name);
  if (!hasColumn(columns, join.column))
    yield { path: [...path, 'join', 'column'], message: 'no column of this source' };
  if (!hasColumn(first.columns, join.with))
    yield { path: [...path, 'join', 'with'], message: 'no column of the first source' };
}

function* findRepeatedColumns({ columns }: Source, path: MappingPath): Generator<MappingFault> {
  const names = new Set<string>();
  for (const [c, { column }] of columns.entries()) {
    if (names.has(column)) yield { path: [...path, 'columns', c, 'column'], message: 'the column stands here twice' };
    names.add(column);
  }
}

/** Fields without which no application can be delivered. */
function* findMissingFields(mapping: Mapping): Generator<MappingFault> {
  if (!deliversApplications(mapping)) return;
  const given = new Set([
    ...Object.keys(mapping.constants),
    ...mapping.sources.flatMap(({ columns }) =>
      columns.flatMap(({ use }) => (use.as === 'field' ? use.fields.map(({ field }) => field) : [])),
    ),
  ]);
  for (const field of ['loan_applications.applied_at', 'loan_applications.amount']) {
    if (!given.has(field))
      yield {
        path: ['sources', 0, 'columns'],
        message: `no column gives ${field}; map one to it, or name it in constants`,
      };
  }
  const ids = ['loan_applications.application_id', 'customers.customer_id', 'loan_applications.customer_id'];
  if (ids.some((field) => given.has(field))) return;
  yield {
    path: ['sources', 0, 'columns'],
    message: `no column gives ${ids[0]} or ${ids[1]}; map one, or number the rows with constants: { ${ids[0]}: ${ROW_NUMBER} }`,
  };
}

function* findReferenceFaults(mapping: Mapping): Generator<MappingFault> {
  const columns = mapping.sources.flatMap((source) => source.columns);
  const find = (name: string) => columns.find(({ column }) => column === name);
  const { target, as_of } = mapping;
  if (as_of.from === 'newest' && find(as_of.column)?.format.type !== 'date') {
    yield { path: ['as_of', 'column'], message: 'a column with format: { type: date, … }' };
  }
  if (!target) return;
  for (const [list, conditions] of Object.entries({ bad: target.bad, good: target.good })) {
    for (const [index, condition] of conditions.entries()) {
      const path = ['target', list, index, 'column'];
      const column = find(condition.column);
      if (!column) yield { path, message: 'no column of the mapping has this name' };
      else if (['at_least', 'below'].includes(condition.is) && column.format.type !== 'number') {
        yield { path, message: 'a column with format: { type: number } is needed to compare' };
      }
    }
  }
  if (target.event_date !== null && find(target.event_date)?.format.type !== 'date') {
    yield { path: ['target', 'event_date'], message: 'a column with format: { type: date, … }' };
  }
}

function* findBacktestFaults({ backtest, target, as_of }: Mapping): Generator<MappingFault> {
  if (!backtest) return;
  const path = ['backtest'];
  if (!target) yield { path, message: 'needs a target: without one no outcome is known' };
  if (backtest.outcome_date > backtest.delivered_on) {
    yield { path: [...path, 'outcome_date'], message: 'a day up to delivered_on' };
  }
  if (as_of.from === 'fixed' && backtest.delivered_on <= as_of.day) {
    yield { path: [...path, 'delivered_on'], message: `a day after as_of (${as_of.day})` };
  }
}

/** The rules of the manifest, which the deliveries would break otherwise. */
function findAttributeFaults(mapping: Mapping): MappingFault[] {
  const attributes = declareAttributes(mapping);
  const manifest = { as_of: '2000-01-01', currency: mapping.currency, tables: {}, attributes };
  const parsed = Manifest.safeParse({ ...manifest, ...(mapping.target ? { target: mapping.target.description } : {}) });
  if (!parsed.success) {
    return parsed.error.issues.slice(0, 5).map(({ path, message }) => ({
      path: findAttribute(mapping, path.map(String)),
      message,
    }));
  }
  try {
    checkManifestLimits(parsed.data, DEFAULT_DELIVERY_LIMITS);
    refuseNames(
      Object.entries(attributes).flatMap(([table, declared]) =>
        Object.keys(declared ?? {}).map((name) => ({ table: table as 'customers' | 'loan_applications', name })),
      ),
    );
    return [...findRepeatedAttributes(mapping)];
  } catch (error) {
    return [{ path: ['sources'], message: (error as Error).message }];
  }
}

function* findRepeatedAttributes(mapping: Mapping): Generator<MappingFault> {
  const names = new Set<string>();
  for (const [s, { columns }] of mapping.sources.entries()) {
    for (const [c, { use }] of columns.entries()) {
      if (use.as !== 'attribute') continue;
      const name = `${use.table}.${use.name}`;
      if (names.has(name))
        yield { path: ['sources', s, 'columns', c, 'use', 'name'], message: 'another column has this name' };
      names.add(name);
    }
  }
}

/** The column whose attribute the manifest complains of. */
function findAttribute(mapping: Mapping, [, table, name]: readonly string[]): MappingPath {
  for (const [s, { columns }] of mapping.sources.entries()) {
    const c = columns.findIndex(({ use }) => use.as === 'attribute' && use.table === table && use.name === name);
    if (c >= 0) return ['sources', s, 'columns', c, 'use', 'name'];
  }
  return ['target', 'description'];
}
