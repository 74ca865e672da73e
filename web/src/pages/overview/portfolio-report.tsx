/** Makes the portfolio report of this moment, and links the page and its figures. */
import { formatTime } from '../../format/times.ts';
import { describeFailure } from '../../queries/failure.ts';
import { usePortfolioReport } from '../../queries/queries.ts';
import { overviewTexts } from '../../texts/portfolio/overview.ts';

export function PortfolioReport() {
  const { mutate, data: report, isPending, error } = usePortfolioReport();
  const { report: texts } = overviewTexts;
  return (
    <span className="row" role="status">
      {report && (
        <>
          <a
            href={report.html_url}
            target="_blank"
            rel="noreferrer"
            title={texts.expires(formatTime(report.expires_at))}
          >
            {texts.open}
          </a>
          <a href={report.csv_url} title={texts.expires(formatTime(report.expires_at))}>
            {texts.figures}
          </a>
        </>
      )}
      {error && <span>{describeFailure(error).detail}</span>}
      <button type="button" className="button" disabled={isPending} onClick={() => mutate()}>
        {isPending ? texts.making : texts.make}
      </button>
    </span>
  );
}
