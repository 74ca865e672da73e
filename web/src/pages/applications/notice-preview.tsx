/** What a notice would say, in the order of its blocks. Its headings are no headings of the page. */
import type { components } from '../../../../clients/typescript/api.ts';
import { noticeTexts as texts } from '../../texts/cases/notices.ts';

type Document = components['schemas']['NoticeDocument'];
type Block = Document['blocks'][number];

export function NoticePreview({ document: { blocks, language } }: { document: Document }) {
  return (
    <section className="notice-preview" aria-label={texts.previewTitle} lang={language}>
      {blocks.map((block, i) => (
        <PreviewBlock key={i} block={block} />
      ))}
    </section>
  );
}

function PreviewBlock({ block }: { block: Block }) {
  switch (block.block) {
    case 'title':
    case 'heading':
      return (
        <p>
          <strong>{block.text}</strong>
        </p>
      );
    case 'facts':
      return (
        <ul>
          {block.rows.map(({ label, value }) => (
            <li key={label}>{`${label}: ${value}`}</li>
          ))}
        </ul>
      );
    case 'reasons':
      return (
        <ol>
          {block.reasons.map(({ text, language, translation }) => (
            <li key={text}>
              {translation && `${translation} `}
              <span lang={language}>{text}</span>
            </li>
          ))}
        </ol>
      );
    case 'lender':
      return <p>{block.lines.join(', ')}</p>;
    default:
      return <p>{block.text}</p>;
  }
}
