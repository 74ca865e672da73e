/** Builds one Tableau workbook (.twb) with the five dashboards: sources, one worksheet per visual, dashboards, windows. */
import { DASHBOARDS } from '../dashboards.ts';
import { SOURCES, type SourceName } from '../views.ts';
import { type BiDashboard, listSources, type Visual } from '../visuals.ts';
import { buildCalculations } from './shelves.ts';
import { buildSource, buildSourceId, VERSION } from './sources.ts';
import { buildFilterControl, buildSimpleId, buildWorksheet } from './worksheet.ts';
import { createElement, type XmlElement } from './xml.ts';

/** Width and height of a dashboard in Tableau's coordinates. */
const FULL_SIZE = 100_000;
const SIZE = { maxheight: 1000, maxwidth: 1600, minheight: 1000, minwidth: 1600, 'sizing-mode': 'fixed' };

const VISUALS: readonly Visual[] = DASHBOARDS.flatMap((dashboard) => dashboard.visuals);
const SOURCE_NAMES: readonly SourceName[] = [...new Set(DASHBOARDS.flatMap(listSources))];

/** Builds the whole document. */
export function buildWorkbook(): XmlElement {
  return createElement(
    'workbook',
    {
      'original-version': VERSION,
      'source-build': '2024.1.0 (20241.24.0000.0000)',
      'source-platform': 'win',
      version: VERSION,
      'xmlns:user': 'http://www.tableausoftware.com/xml/user',
    },
    [
      createElement('document-format-change-manifest', {}, [createElement('ManifestByVersion')]),
      createElement(
        'datasources',
        {},
        SOURCE_NAMES.map((name) => buildSource(name, buildCalculations(name, VISUALS))),
      ),
      createElement(
        'worksheets',
        {},
        DASHBOARDS.flatMap((dashboard) => dashboard.visuals.map((visual) => buildWorksheet(visual, dashboard.choice))),
      ),
      createElement('dashboards', {}, DASHBOARDS.map(buildDashboard)),
      createElement('windows', { 'source-height': 30 }, [
        ...DASHBOARDS.map(buildDashboardWindow),
        ...VISUALS.map(buildWorksheetWindow),
      ]),
      createElement('explain-data', { 'enabled-for-viewer': 'false', 'extreme-values-enabled-for-all': 'false' }, [
        createElement('explanation-types'),
      ]),
    ],
  );
}

function buildDashboard(dashboard: BiDashboard): XmlElement {
  const { title } = dashboard;
  const choice = buildFilterControl(dashboard);
  const top = choice ? 8000 : 0;
  const zones = layOutVisuals(dashboard.visuals, top).map(({ visual, ...at }, i) =>
    createElement('zone', { ...at, id: i + 3, name: visual.title }),
  );
  return createElement('dashboard', { name: title }, [
    createElement('style'),
    createElement('size', SIZE),
    createElement(
      'datasources',
      {},
      listSources(dashboard).map((name) =>
        createElement('datasource', { caption: SOURCES[name].title, name: buildSourceId(name) }),
      ),
    ),
    choice?.dependencies,
    createElement('zones', {}, [
      createElement('zone', { h: FULL_SIZE, id: 1, 'type-v2': 'layout-basic', w: FULL_SIZE, x: 0, y: 0 }, [
        ...(choice ? [choice.zone(2)] : []),
        ...zones,
      ]),
    ]),
    buildSimpleId('dashboard', title),
  ]);
}

/** Lays out visuals: figures in the first row, charts in pairs, tables over the whole width. */
function layOutVisuals(all: readonly Visual[], top: number) {
  const figures = all.filter(({ kind }) => kind === 'figure');
  const charts = all.filter(({ kind }) => kind !== 'figure');
  const figureHeight = figures.length > 0 ? 14_000 : 0;
  const rows: Visual[][] = [];
  for (const visual of charts) {
    const last = rows.at(-1);
    const fits = last?.length === 1 && last[0]?.kind !== 'table' && visual.kind !== 'table';
    if (fits) last.push(visual);
    else rows.push([visual]);
  }
  const height = Math.floor((FULL_SIZE - top - figureHeight) / Math.max(rows.length, 1));
  const layOutRow = (row: readonly Visual[], y: number, h: number) =>
    row.map((visual, i) => {
      const w = Math.floor(FULL_SIZE / row.length);
      return { visual, h, w, x: i * w, y };
    });
  return [
    ...layOutRow(figures, top, figureHeight),
    ...rows.flatMap((row, i) => layOutRow(row, top + figureHeight + i * height, height)),
  ];
}

function buildDashboardWindow({ title, visuals: shown }: BiDashboard, index: number): XmlElement {
  return createElement('window', { class: 'dashboard', maximized: index === 0 ? 'true' : undefined, name: title }, [
    createElement(
      'viewpoints',
      {},
      shown.map((visual) =>
        createElement('viewpoint', { name: visual.title }, [createElement('zoom', { type: 'entire-view' })]),
      ),
    ),
    createElement('active', { id: -1 }),
    buildSimpleId('window of dashboard', title),
  ]);
}

function buildWorksheetWindow({ title }: Visual): XmlElement {
  const buildCard = (type: string) => createElement('card', { type });
  return createElement('window', { class: 'worksheet', name: title }, [
    createElement('cards', {}, [
      createElement('edge', { name: 'left' }, [
        createElement('strip', { size: 160 }, [buildCard('pages'), buildCard('filters'), buildCard('marks')]),
      ]),
      createElement('edge', { name: 'top' }, [
        createElement('strip', { size: 2_147_483_647 }, [buildCard('columns')]),
        createElement('strip', { size: 2_147_483_647 }, [buildCard('rows')]),
        createElement('strip', { size: 31 }, [buildCard('title')]),
      ]),
    ]),
    buildSimpleId('window of worksheet', title),
  ]);
}
