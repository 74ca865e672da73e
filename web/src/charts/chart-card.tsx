/**
 * A card with a chart, its summary in a sentence and its figures as a table. Screen readers read the summary in place of
 * the chart. Picture and figures can be downloaded.
 */
import { type ReactNode, useRef } from 'react';
import { ExportButton } from '../components/export-button.tsx';
import { type Column, Table } from '../components/tables/table.tsx';
import { downloadFile } from '../exports/download.ts';
import { buildFileName } from '../exports/file-name.ts';
import { describeOriginLine, usePageOrigin } from '../exports/page-origin.tsx';
import { buildSvg, drawPng } from '../exports/picture.ts';
import { sharedTexts } from '../texts/shared.ts';

interface ChartCardProps<Row> {
  title: string;
  /** What the chart shows, in a sentence with figures. */
  summary: string;
  /** Of the table. */
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** The chart. */
  children: ReactNode;
  isWide?: boolean;
}

export function ChartCard<Row>({ title, summary, rows, columns, rowKey, children, isWide }: ChartCardProps<Row>) {
  const picture = useRef<HTMLDivElement>(null);
  return (
    <figure className={isWide ? 'card wide' : 'card'}>
      <figcaption>
        <h2>{title}</h2>
        <p className="summary">{summary}</p>
      </figcaption>
      <div ref={picture} className="picture" role="img" aria-label={`${title}. ${summary}`}>
        {children}
      </div>
      <PictureExports title={title} getPicture={() => picture.current} />
      <details className="as-table">
        <summary>{sharedTexts.exports.asTable}</summary>
        <Table caption={title} columns={columns} rows={rows} rowKey={rowKey} />
      </details>
    </figure>
  );
}

interface PictureExportsProps {
  title: string;
  getPicture: () => HTMLElement | null;
}

function PictureExports({ title, getPicture }: PictureExportsProps) {
  const page = usePageOrigin();
  const drawSvg = () => {
    const picture = getPicture();
    return picture ? buildSvg(picture, { title: `${page.title}: ${title}`, origin: describeOriginLine(page) }) : '';
  };
  const { png, svg } = sharedTexts.exports;
  return (
    <div className="exports">
      <ExportButton
        what={title}
        format={svg}
        download={() => downloadFile(buildFileName(title, 'svg'), new Blob([drawSvg()], { type: 'image/svg+xml' }))}
      />
      <ExportButton
        what={title}
        format={png}
        download={async () => downloadFile(buildFileName(title, 'png'), await drawPng(drawSvg()))}
      />
    </div>
  );
}
