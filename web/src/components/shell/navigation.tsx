/** The links to all pages, in groups. Add a link here when a page is added to app.tsx. */
import { Link, useLocation } from 'wouter';

interface LinkGroup {
  title: string;
  links: [path: string, name: string][];
}

const LINK_GROUPS: LinkGroup[] = [
  {
    title: 'Today',
    links: [
      ['/', 'Overview'],
      ['/alarms', 'Alarms'],
      ['/runs', 'Runs'],
      ['/imports', 'Bring your data'],
    ],
  },
  {
    title: 'Portfolio',
    links: [
      ['/distribution', 'Score distribution'],
      ['/segments', 'Segments'],
      ['/trends', 'Trends'],
      ['/applications', 'Applications'],
    ],
  },
  {
    title: 'Model',
    links: [
      ['/performance', 'Performance'],
      ['/features', 'Feature importance'],
      ['/drift', 'Drift'],
      ['/models', 'Registry'],
    ],
  },
];

export function Navigation() {
  const [currentPath] = useLocation();
  return (
    <nav aria-label="Pages">
      {LINK_GROUPS.map(({ title, links }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {links.map(([path, name]) => (
              <li key={path}>
                <Link href={path} aria-current={isCurrent(path, currentPath) ? 'page' : undefined}>
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
