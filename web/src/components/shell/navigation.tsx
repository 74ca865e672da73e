/** The links to all pages, in groups. Add a link here when a page is added to app.tsx. */
import { Link, useLocation, useSearchParams } from 'wouter';
import { useMe } from '../../queries/me-queries.ts';
import { shellTexts } from '../../texts/shell.ts';
import { carryFilter } from '../filters/page-filters.ts';

interface LinkGroup {
  title: string;
  links: [path: string, name: string][];
}

const { groups, links } = shellTexts;

const LINK_GROUPS: LinkGroup[] = [
  {
    title: groups.today,
    links: [
      ['/', links.overview],
      ['/cases', links.cases],
      ['/alarms', links.alarms],
      ['/runs', links.runs],
      ['/imports', links.imports],
    ],
  },
  {
    title: groups.portfolio,
    links: [
      ['/distribution', links.distribution],
      ['/score-bands', links.scoreBands],
      ['/segments', links.segments],
      ['/trends', links.trends],
      ['/applications', links.applications],
      ['/case-figures', links.caseFigures],
    ],
  },
  {
    title: groups.model,
    links: [
      ['/performance', links.performance],
      ['/features', links.features],
      ['/drift', links.drift],
      ['/models', links.models],
    ],
  },
  {
    title: groups.governance,
    links: [
      ['/policies', links.policies],
      ['/simulations', links.simulations],
      ['/experiments', links.experiments],
      ['/requests', links.requests],
      ['/events', links.events],
      ['/privacy', links.privacy],
      ['/audit', links.audit],
      ['/people', links.people],
    ],
  },
];

/** The links to the pages that the person's roles open; all of them where the API does not say which. */
export function useOpenLinks(): LinkGroup[] {
  const { data: me, failure } = useMe();
  if (me === undefined) return failure ? LINK_GROUPS : [];
  return LINK_GROUPS.map(({ title, links: all }) => ({
    title,
    links: all.filter(([path]) => me.pages.includes(path)),
  })).filter((group) => group.links.length > 0);
}

export function Navigation() {
  const [currentPath] = useLocation();
  const [search] = useSearchParams();
  return (
    <nav aria-label={shellTexts.navigationLabel}>
      {useOpenLinks().map((group) => (
        <section key={group.title}>
          <h2>{group.title}</h2>
          <ul>
            {group.links.map(([path, name]) => (
              <li key={path}>
                <Link href={carryFilter(path, search)} aria-current={isCurrent(path, currentPath) ? 'page' : undefined}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** Pages below a linked page, such as one run below the runs, count as that page. */
function isCurrent(path: string, currentPath: string): boolean {
  return currentPath === path || (path !== '/' && currentPath.startsWith(`${path}/`));
}
