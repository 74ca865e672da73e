/** The end of a portfolio page: what to decide with it, and where to look next with the same filter. */
import { useSearchParams } from 'wouter';
import { carryFilter } from '../../components/filters/page-filters.ts';
import { NextSteps } from '../../components/next-steps.tsx';
import { commandTexts } from '../../texts/commands.ts';
import { portfolioStepTexts as texts } from '../../texts/portfolio/portfolio-steps.ts';

type PageName = 'overview' | 'distribution' | 'scoreBands' | 'segments' | 'trends';
type LinkName = keyof typeof texts.links;

const PATHS: Record<LinkName, string> = {
  alarms: '/alarms',
  distribution: '/distribution',
  scoreBands: '/score-bands',
  segments: '/segments',
  trends: '/trends',
  applications: '/applications',
  performance: '/performance',
  drift: '/drift',
};
const LINKS: Record<PageName, readonly LinkName[]> = {
  overview: ['segments', 'trends', 'applications', 'alarms'],
  distribution: ['scoreBands', 'segments', 'applications'],
  scoreBands: ['performance', 'segments', 'drift'],
  segments: ['applications', 'scoreBands', 'trends'],
  trends: ['segments', 'drift', 'performance'],
};

export function PortfolioSteps({ page }: { page: PageName }) {
  const [search] = useSearchParams();
  return (
    <div className="below">
      <NextSteps
        links={LINKS[page].map((name) => [carryFilter(PATHS[name], search), texts.links[name]] as const)}
        commands={page === 'scoreBands' ? [[texts.train, commandTexts.train]] : []}
      >
        {texts[page]}
      </NextSteps>
    </div>
  );
}
