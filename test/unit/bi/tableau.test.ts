/** Tests the Tableau files: up to date, valid XML in the order of Tableau's schema, and without dangling references. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DASHBOARDS } from '../../../bi/dashboards.ts';
import { SOURCE_NAMES, SOURCES } from '../../../bi/views.ts';
import { getColumnType, listFields } from '../../../bi/visuals.ts';
import { buildTableauFiles, TABLEAU_FOLDER } from '../../../scripts/tableau.ts';

/** An element as read by Python's XML parser, independent of our writer. */
interface Node {
  tag: string;
  attributes: Record<string, string>;
  text: string;
  children: Node[];
}

const READ = `
import json, sys, xml.etree.ElementTree as tree
def node(e): return {'tag': e.tag, 'attributes': dict(e.attrib), 'text': (e.text or '').strip(), 'children': [node(c) for c in e]}
print(json.dumps([node(tree.parse(path).getroot()) for path in sys.argv[1:]]))`;

let workbook: Node;
let sources: Node[];

beforeAll(() => {
  const files = [...buildTableauFiles().keys()].map((path) => join(TABLEAU_FOLDER, path));
  const { stdout, stderr } = spawnSync('.venv/bin/python', ['-c', READ, ...files], {
    encoding: 'utf8',
    env: process.env,
  });
  expect(stderr).toBe('');
  [workbook, ...sources] = JSON.parse(stdout);
});

const findAll = (root: Node, tag: string): Node[] => [
  ...(root.tag === tag ? [root] : []),
  ...root.children.flatMap((child) => findAll(child, tag)),
];
const findChild = (root: Node, tag: string): Node => {
  const match = root.children.find((candidate) => candidate.tag === tag);
  if (!match) throw new Error(`${root.tag} has no ${tag}`);
  return match;
};
const listTags = (root: Node) => root.children.map(({ tag }) => tag);

test('the committed files are what `npm run bi:tableau` writes', () => {
  for (const [path, text] of buildTableauFiles())
    expect([path, readFileSync(join(TABLEAU_FOLDER, path), 'utf8')]).toEqual([path, text]);
});

test('the dashboards name existing columns, and visuals have unique names', () => {
  const visuals = DASHBOARDS.flatMap((dashboard) => dashboard.visuals);
  for (const { source, column } of visuals.flatMap(listFields))
    expect(() => getColumnType(source, column)).not.toThrow();
  for (const { choice } of DASHBOARDS) if (choice) expect(getColumnType(choice.source, choice.column)).toBe('text');
  expect(() => getColumnType('runs', 'no_such_column')).toThrow(RangeError);
  for (const name of ['id', 'title'] as const)
    expect(new Set(visuals.map((visual) => visual[name])).size).toBe(visuals.length);
});

describe('the workbook', () => {
  test('has five dashboards, one worksheet per visual and a window for each', () => {
    const named = (tag: string) => findAll(workbook, tag).map(({ attributes }) => attributes.name);
    const titles = DASHBOARDS.flatMap(({ visuals }) => visuals.map(({ title }) => title));
    expect(named('dashboard')).toEqual(DASHBOARDS.map(({ title }) => title));
    expect(named('worksheet')).toEqual(titles);
    expect(named('window').sort()).toEqual([...titles, ...DASHBOARDS.map(({ title }) => title)].sort());
    for (const [i, dashboard] of findAll(workbook, 'dashboard').entries()) {
      const zones = findAll(dashboard, 'zone').filter(({ attributes }) => attributes.name && !attributes.param);
      expect(zones.map(({ attributes }) => attributes.name)).toEqual(DASHBOARDS[i]?.visuals.map(({ title }) => title));
    }
  });

  test('has its elements in the order of the schema, with valid values', () => {
    expect(listTags(workbook)).toEqual([
      ...['document-format-change-manifest', 'datasources', 'worksheets', 'dashboards', 'windows'],
      'explain-data',
    ]);
    for (const sheet of findAll(workbook, 'worksheet')) {
      expect(listTags(sheet)).toEqual(['table', 'simple-id']);
      expect(listTags(findChild(sheet, 'table'))).toEqual(['view', 'style', 'panes', 'rows', 'cols']);
      const order = ['datasources', 'datasource-dependencies', 'filter', 'shelf-sorts', 'slices', 'aggregation'];
      const positions = listTags(findChild(findChild(sheet, 'table'), 'view')).map((tag) => order.indexOf(tag));
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(positions).not.toContain(-1);
    }
    const classes = findAll(workbook, 'mark').map(({ attributes }) => attributes.class);
    expect([...new Set(classes)].sort()).toEqual(['Bar', 'Line', 'Text']);
    for (const { attributes } of findAll(workbook, 'column')) {
      if (!attributes.name) continue; // of slices
      expect(['dimension', 'measure']).toContain(attributes.role);
      expect(['nominal', 'ordinal', 'quantitative']).toContain(attributes.type);
      expect(['string', 'integer', 'real', 'date', 'datetime']).toContain(attributes.datatype);
    }
    const ids = findAll(workbook, 'simple-id').map(({ attributes }) => attributes.uuid);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/);
  });

  test('refers only to fields of columns that its sources have', () => {
    const columns = new Map(
      findChild(workbook, 'datasources').children.map((source) => [
        source.attributes.name,
        new Set(source.children.filter(({ tag }) => tag === 'column').map(({ attributes }) => attributes.name)),
      ]),
    );
    for (const sheet of [...findAll(workbook, 'worksheet'), ...findAll(workbook, 'dashboard')]) {
      const instances = new Set<string>();
      for (const dependency of findAll(sheet, 'datasource-dependencies')) {
        const known = columns.get(dependency.attributes.datasource);
        const sheetColumns = dependency.children.filter(({ tag }) => tag === 'column');
        for (const { attributes } of sheetColumns)
          expect([attributes.name, known?.has(attributes.name)]).toEqual([attributes.name, true]);
        for (const { attributes } of findAll(dependency, 'column-instance')) {
          expect(sheetColumns.map((column) => column.attributes.name)).toContain(attributes.column);
          instances.add(`[${dependency.attributes.datasource}].${attributes.name}`);
        }
      }
      const { tag: _, ...rest } = sheet;
      const references = JSON.stringify(rest).match(/\[federated\.\w+\]\.\[[^\]]+\]/g) ?? [];
      expect(references.filter((name) => !instances.has(name))).toEqual([]);
    }
  });

  test('logs in as the reporting role over TLS and contains no password', () => {
    for (const { attributes } of [workbook, ...sources].flatMap((root) => findAll(root, 'connection'))) {
      if (attributes.class !== 'postgres') continue;
      expect(attributes).toMatchObject({
        username: 'risk_reporting',
        sslmode: 'require',
        schema: 'reporting',
        dbname: 'risk',
      });
      expect(attributes).not.toHaveProperty('password');
    }
  });

  test('lays out every dashboard without overlaps and within its page', () => {
    for (const dashboard of findAll(workbook, 'dashboard')) {
      const zones = findAll(dashboard, 'zone').filter(({ attributes }) => attributes.name);
      const boxes = zones.map(
        ({ attributes: { x, y, w, h } }) => [x, y, w, h].map(Number) as [number, number, number, number],
      );
      for (const [i, [x, y, w, h]] of boxes.entries()) {
        expect(x + w <= 100_000 && y + h <= 100_000 && w > 5000 && h > 5000).toBe(true);
        for (const [x2, y2, w2, h2] of boxes.slice(i + 1)) {
          expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).toBe(true);
        }
      }
    }
  });
});

test('every source has a data source file with its columns', () => {
  expect(sources).toHaveLength(SOURCE_NAMES.length);
  for (const [i, name] of SOURCE_NAMES.entries()) {
    const file = sources[i] as Node;
    const columns = file.children.filter(({ tag }) => tag === 'column').map(({ attributes }) => attributes.name);
    expect(columns).toEqual(Object.keys(SOURCES[name].columns).map((column) => `[${column}]`));
    expect(findAll(file, 'remote-name').map(({ text }) => text)).toEqual(Object.keys(SOURCES[name].columns));
  }
});
