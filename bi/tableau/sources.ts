/** The views of bi/views.ts as data sources of Tableau, over Aurora's reader with the role that sees reporting only. */
import { type ColumnType, SOURCES, type Source, type SourceName, sourceSql } from '../views.ts';
import { type Element, el } from './xml.ts';

/** What Tableau's documents of this kind say; every version since 2018.1 reads them. */
export const VERSION = '18.1';

/** Tableau asks for the password; the server is written anew for each environment (docs/bi.md). */
export const SERVER = 'reader-endpoint.of.your.environment';

const CONNECTION = 'postgres.risk';

interface TableauType {
  datatype: string;
  role: 'dimension' | 'measure';
  type: 'nominal' | 'ordinal' | 'quantitative';
  /** OLE DB's number of the type. */
  remote: number;
  aggregation: string;
}

const TYPES: Record<ColumnType, TableauType> = {
  text: { datatype: 'string', role: 'dimension', type: 'nominal', remote: 129, aggregation: 'Count' },
  integer: { datatype: 'integer', role: 'measure', type: 'quantitative', remote: 20, aggregation: 'Sum' },
  decimal: { datatype: 'real', role: 'measure', type: 'quantitative', remote: 5, aggregation: 'Sum' },
  date: { datatype: 'date', role: 'dimension', type: 'ordinal', remote: 7, aggregation: 'Year' },
  timestamp: { datatype: 'datetime', role: 'dimension', type: 'ordinal', remote: 7, aggregation: 'Year' },
  boolean: { datatype: 'integer', role: 'dimension', type: 'ordinal', remote: 20, aggregation: 'Sum' },
};

/** Integers that order or name, and are not added. */
const NOT_ADDED = new Set(['position', 'score_from', 'score_to']);

/** How Tableau holds a column: a shelf's field takes its type from here. */
export function tableauType(source: SourceName, column: string): TableauType {
  const columns: Record<string, ColumnType> = SOURCES[source].columns;
  const type = columns[column];
  if (type === undefined) throw new RangeError(`${source} has no column ${column}`);
  return NOT_ADDED.has(column) ? { ...TYPES[type], role: 'dimension', type: 'ordinal' } : TYPES[type];
}

export const sourceId = (name: SourceName): string => `federated.${name}`;

/** `mean_pd` → `Mean PD`. */
export const caption = (column: string): string => {
  const words = column.replaceAll('_', ' ').replace(/\b(pd|auc|ks|ece|psi|shap)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A column's element, in a data source and again in every sheet that uses it. */
export function columnElement(source: SourceName, column: string): Element {
  const { datatype, role, type } = tableauType(source, column);
  return el('column', { caption: caption(column), datatype, name: `[${column}]`, role, type });
}

/** A calculated field: `SUM([mean_pd] * [applications]) / SUM([applications])`. */
export const calculation = (name: string, label: string, formula: string): Element =>
  el('column', { caption: label, datatype: 'real', name: `[${name}]`, role: 'measure', type: 'quantitative' }, [
    el('calculation', { class: 'tableau', formula }),
  ]);

/** A source within a workbook. */
export function sourceElement(name: SourceName, calculations: readonly Element[] = []): Element {
  const { title, columns }: Source = SOURCES[name];
  return el('datasource', { caption: title, inline: 'true', name: sourceId(name), version: VERSION }, [
    connection([name]),
    el('aliases', { enabled: 'yes' }),
    ...Object.keys(columns).map((column) => columnElement(name, column)),
    ...calculations,
  ]);
}

/** A data source file (.tds): one source to build one's own workbooks on. */
export const sourceFile = (name: SourceName): Element =>
  el('datasource', { 'formatted-name': sourceId(name), inline: 'true', version: VERSION }, [
    connection([name]),
    el('aliases', { enabled: 'yes' }),
    ...Object.keys(SOURCES[name].columns).map((column) => columnElement(name, column)),
  ]);

function connection(names: readonly SourceName[]): Element {
  return el('connection', { class: 'federated' }, [
    el('named-connections', {}, [
      el('named-connection', { caption: 'Risk reporting', name: CONNECTION }, [
        el('connection', {
          authentication: 'username-password',
          class: 'postgres',
          dbname: 'risk',
          port: 5432,
          schema: 'reporting',
          server: SERVER,
          sslmode: 'require',
          username: 'risk_reporting',
        }),
      ]),
    ]),
    ...names.map(relation),
    el('metadata-records', {}, names.flatMap(metadata)),
  ]);
}

/** The view itself, or its query where a source is only some of its rows. */
function relation(name: SourceName): Element {
  const { view, where }: Source = SOURCES[name];
  if (where) return el('relation', { connection: CONNECTION, name, type: 'text' }, [sourceSql(name)]);
  return el('relation', { connection: CONNECTION, name, table: `[reporting].[${view}]`, type: 'table' });
}

function metadata(name: SourceName): Element[] {
  const columns = Object.keys(SOURCES[name].columns);
  return columns.map((column, i) => {
    const { datatype, remote, aggregation } = tableauType(name, column);
    return el('metadata-record', { class: 'column' }, [
      el('remote-name', {}, [column]),
      el('remote-type', {}, [String(remote)]),
      el('local-name', {}, [`[${column}]`]),
      el('parent-name', {}, [`[${name}]`]),
      el('remote-alias', {}, [column]),
      el('ordinal', {}, [String(i + 1)]),
      el('local-type', {}, [datatype]),
      el('aggregation', {}, [aggregation]),
      el('contains-null', {}, ['true']),
    ]);
  });
}
