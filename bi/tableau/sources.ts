/** Builds Tableau data sources from bi/views.ts. They connect to Aurora's reader with the role of the reporting schema. */
import { buildSourceSql, SOURCES, type SourceName, type ViewColumnType, type ViewSource } from '../views.ts';
import { createElement, type XmlElement } from './xml.ts';

/** Format version of the documents, which every Tableau since 2018.1 reads. */
export const VERSION = '18.1';

/** Placeholder of the server, which each environment replaces (docs/reporting.md). Tableau prompts for the password. */
const SERVER = 'reader-endpoint.of.your.environment';

const CONNECTION = 'postgres.risk';

interface TableauType {
  datatype: string;
  role: 'dimension' | 'measure';
  type: 'nominal' | 'ordinal' | 'quantitative';
  /** Number of the type in OLE DB. */
  remote: number;
  aggregation: string;
}

const TYPES: Record<ViewColumnType, TableauType> = {
  text: { datatype: 'string', role: 'dimension', type: 'nominal', remote: 129, aggregation: 'Count' },
  integer: { datatype: 'integer', role: 'measure', type: 'quantitative', remote: 20, aggregation: 'Sum' },
  decimal: { datatype: 'real', role: 'measure', type: 'quantitative', remote: 5, aggregation: 'Sum' },
  date: { datatype: 'date', role: 'dimension', type: 'ordinal', remote: 7, aggregation: 'Year' },
  timestamp: { datatype: 'datetime', role: 'dimension', type: 'ordinal', remote: 7, aggregation: 'Year' },
  boolean: { datatype: 'integer', role: 'dimension', type: 'ordinal', remote: 20, aggregation: 'Sum' },
};

/** Integer columns that order or name rows and must not be summed. */
const NOT_ADDED = new Set(['position', 'score_from', 'score_to']);

/** Returns Tableau's type of a column, which the fields of shelves use too. */
export function getTableauType(source: SourceName, column: string): TableauType {
  const columns: Record<string, ViewColumnType> = SOURCES[source].columns;
  const type = columns[column];
  if (type === undefined) throw new RangeError(`${source} has no column ${column}`);
  return NOT_ADDED.has(column) ? { ...TYPES[type], role: 'dimension', type: 'ordinal' } : TYPES[type];
}

export const buildSourceId = (name: SourceName): string => `federated.${name}`;

/** Builds a caption: `mean_pd` gives `Mean PD`. */
const buildCaption = (column: string): string => {
  const words = column.replaceAll('_', ' ').replace(/\b(pd|auc|ks|ece|psi|shap)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Builds a column, for a data source and for every worksheet that uses it. */
export function buildColumn(source: SourceName, column: string): XmlElement {
  const { datatype, role, type } = getTableauType(source, column);
  return createElement('column', { caption: buildCaption(column), datatype, name: `[${column}]`, role, type });
}

/** Builds a calculated field such as `SUM([mean_pd] * [applications]) / SUM([applications])`. */
export const buildCalculation = (name: string, label: string, formula: string): XmlElement =>
  createElement(
    'column',
    { caption: label, datatype: 'real', name: `[${name}]`, role: 'measure', type: 'quantitative' },
    [createElement('calculation', { class: 'tableau', formula })],
  );

/** Builds a source within a workbook. */
export function buildSource(name: SourceName, calculations: readonly XmlElement[] = []): XmlElement {
  const { title, columns }: ViewSource = SOURCES[name];
  return createElement('datasource', { caption: title, inline: 'true', name: buildSourceId(name), version: VERSION }, [
    buildConnection([name]),
    createElement('aliases', { enabled: 'yes' }),
    ...Object.keys(columns).map((column) => buildColumn(name, column)),
    ...calculations,
  ]);
}

/** Builds a data source file (.tds), for users who build their own workbooks. */
export const buildSourceFile = (name: SourceName): XmlElement =>
  createElement('datasource', { 'formatted-name': buildSourceId(name), inline: 'true', version: VERSION }, [
    buildConnection([name]),
    createElement('aliases', { enabled: 'yes' }),
    ...Object.keys(SOURCES[name].columns).map((column) => buildColumn(name, column)),
  ]);

function buildConnection(names: readonly SourceName[]): XmlElement {
  return createElement('connection', { class: 'federated' }, [
    createElement('named-connections', {}, [
      createElement('named-connection', { caption: 'Risk reporting', name: CONNECTION }, [
        createElement('connection', {
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
    ...names.map(buildRelation),
    createElement('metadata-records', {}, names.flatMap(buildMetadata)),
  ]);
}

/** Builds the relation: the view, or a query when the source restricts its rows. */
function buildRelation(name: SourceName): XmlElement {
  const { view, where }: ViewSource = SOURCES[name];
  if (where) return createElement('relation', { connection: CONNECTION, name, type: 'text' }, [buildSourceSql(name)]);
  return createElement('relation', { connection: CONNECTION, name, table: `[reporting].[${view}]`, type: 'table' });
}

function buildMetadata(name: SourceName): XmlElement[] {
  const columns = Object.keys(SOURCES[name].columns);
  return columns.map((column, i) => {
    const { datatype, remote, aggregation } = getTableauType(name, column);
    return createElement('metadata-record', { class: 'column' }, [
      createElement('remote-name', {}, [column]),
      createElement('remote-type', {}, [String(remote)]),
      createElement('local-name', {}, [`[${column}]`]),
      createElement('parent-name', {}, [`[${name}]`]),
      createElement('remote-alias', {}, [column]),
      createElement('ordinal', {}, [String(i + 1)]),
      createElement('local-type', {}, [datatype]),
      createElement('aggregation', {}, [aggregation]),
      createElement('contains-null', {}, ['true']),
    ]);
  });
}
