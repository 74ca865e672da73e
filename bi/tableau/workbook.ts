/** The five dashboards as one Tableau workbook (.twb): sources, a worksheet a visual, a dashboard each, their windows. */
import { DASHBOARDS, type Dashboard, sourcesOf, type Visual } from '../dashboards.ts';
import { SOURCES, type SourceName } from '../views.ts';
import { sourceElement, sourceId, VERSION } from './sources.ts';
import { calculations, choiceOf, simpleId, worksheet } from './worksheet.ts';
import { type Element, el } from './xml.ts';

/** Tableau's coordinates on a dashboard: 100,000 across and down. */
const WHOLE = 100_000;
const SIZE = { maxheight: 1000, maxwidth: 1600, minheight: 1000, minwidth: 1600, 'sizing-mode': 'fixed' };

const visuals: readonly Visual[] = DASHBOARDS.flatMap((dashboard) => dashboard.visuals);
const sources: readonly SourceName[] = [...new Set(DASHBOARDS.flatMap(sourcesOf))];

/** The whole document. */
export function workbook(): Element {
  return el(
    'workbook',
    {
      'original-version': VERSION,
      'source-build': '2024.1.0 (20241.24.0000.0000)',
      'source-platform': 'win',
      version: VERSION,
      'xmlns:user': 'http://www.tableausoftware.com/xml/user',
    },
    [
      el('document-format-change-manifest', {}, [el('ManifestByVersion')]),
      el(
        'datasources',
        {},
        sources.map((name) => sourceElement(name, calculations(name, visuals))),
      ),
      el(
        'worksheets',
        {},
        DASHBOARDS.flatMap((dashboard) => dashboard.visuals.map((visual) => worksheet(visual, dashboard.choice))),
      ),
      el('dashboards', {}, DASHBOARDS.map(dashboardElement)),
      el('windows', { 'source-height': 30 }, [...DASHBOARDS.map(dashboardWindow), ...visuals.map(worksheetWindow)]),
      el('explain-data', { 'enabled-for-viewer': 'false', 'extreme-values-enabled-for-all': 'false' }, [
        el('explanation-types'),
      ]),
    ],
  );
}

function dashboardElement(dashboard: Dashboard): Element {
  const { title } = dashboard;
  const choice = choiceOf(dashboard);
  const top = choice ? 8000 : 0;
  const zones = placed(dashboard.visuals, top).map(({ visual, ...at }, i) =>
    el('zone', { ...at, id: i + 3, name: visual.title }),
  );
  return el('dashboard', { name: title }, [
    el('style'),
    el('size', SIZE),
    el(
      'datasources',
      {},
      sourcesOf(dashboard).map((name) => el('datasource', { caption: SOURCES[name].title, name: sourceId(name) })),
    ),
    choice?.dependencies,
    el('zones', {}, [
      el('zone', { h: WHOLE, id: 1, 'type-v2': 'layout-basic', w: WHOLE, x: 0, y: 0 }, [
        ...(choice ? [choice.zone(2)] : []),
        ...zones,
      ]),
    ]),
    simpleId('dashboard', title),
  ]);
}

/** Figures in a row above; the others two by two, a list as wide as the page. */
function placed(all: readonly Visual[], top: number) {
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
  const height = Math.floor((WHOLE - top - figureHeight) / Math.max(rows.length, 1));
  const line = (row: readonly Visual[], y: number, h: number) =>
    row.map((visual, i) => {
      const w = Math.floor(WHOLE / row.length);
      return { visual, h, w, x: i * w, y };
    });
  return [
    ...line(figures, top, figureHeight),
    ...rows.flatMap((row, i) => line(row, top + figureHeight + i * height, height)),
  ];
}

function dashboardWindow({ title, visuals: shown }: Dashboard, index: number): Element {
  return el('window', { class: 'dashboard', maximized: index === 0 ? 'true' : undefined, name: title }, [
    el(
      'viewpoints',
      {},
      shown.map((visual) => el('viewpoint', { name: visual.title }, [el('zoom', { type: 'entire-view' })])),
    ),
    el('active', { id: -1 }),
    simpleId('window of dashboard', title),
  ]);
}

function worksheetWindow({ title }: Visual): Element {
  const card = (type: string) => el('card', { type });
  return el('window', { class: 'worksheet', name: title }, [
    el('cards', {}, [
      el('edge', { name: 'left' }, [el('strip', { size: 160 }, [card('pages'), card('filters'), card('marks')])]),
      el('edge', { name: 'top' }, [
        el('strip', { size: 2_147_483_647 }, [card('columns')]),
        el('strip', { size: 2_147_483_647 }, [card('rows')]),
        el('strip', { size: 31 }, [card('title')]),
      ]),
    ]),
    simpleId('window of worksheet', title),
  ]);
}
