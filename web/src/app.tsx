/** Chooses the page that an address shows. A page is loaded when it is first opened. Add new pages to `PAGES`. */
import { type ComponentType, lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { SIGNED_IN_PATH } from '../hosting-rules.ts';
import { useSession } from './auth/session.ts';
import { AppShell } from './components/shell/app-shell.tsx';
import { ErrorBoundary } from './components/shell/error-boundary.tsx';
import { PageAccess } from './components/shell/page-access.tsx';
import { Skeleton } from './components/skeleton.tsx';
import { SignInPage, SignInReturnPage } from './pages/sign-in.tsx';
import { UnknownPage } from './pages/unknown-page.tsx';

const PAGES: Record<string, ComponentType> = {
  '/': lazy(() => import('./pages/overview/overview.tsx')),
  '/distribution': lazy(() => import('./pages/portfolio/distribution.tsx')),
  '/score-bands': lazy(() => import('./pages/portfolio/score-bands.tsx')),
  '/performance': lazy(() => import('./pages/performance/performance.tsx')),
  '/segments': lazy(() => import('./pages/portfolio/segments.tsx')),
  '/trends': lazy(() => import('./pages/portfolio/trends.tsx')),
  '/features': lazy(() => import('./pages/features/features.tsx')),
  '/drift': lazy(() => import('./pages/drift/drift.tsx')),
  '/applications': lazy(() => import('./pages/applications/applications.tsx')),
  '/applications/:id': lazy(() => import('./pages/applications/application.tsx')),
  '/cases': lazy(() => import('./pages/cases/cases.tsx')),
  '/cases/:id': lazy(() => import('./pages/cases/case.tsx')),
  '/case-figures': lazy(() => import('./pages/case-figures/case-figures.tsx')),
  '/imports': lazy(() => import('./pages/imports/imports.tsx')),
  '/imports/:id': lazy(() => import('./pages/imports/import.tsx')),
  '/runs': lazy(() => import('./pages/runs/runs.tsx')),
  '/runs/:id': lazy(() => import('./pages/runs/run.tsx')),
  '/models': lazy(() => import('./pages/models/models.tsx')),
  '/models/:version': lazy(() => import('./pages/models/model.tsx')),
  '/policies': lazy(() => import('./pages/policies/policies.tsx')),
  '/policies/:version': lazy(() => import('./pages/policies/policy.tsx')),
  '/policies/:version/compare': lazy(() => import('./pages/policies/compare/compare.tsx')),
  '/policies/:version/edit': lazy(() => import('./pages/policies/edit/edit.tsx')),
  '/simulations': lazy(() => import('./pages/simulations/simulations.tsx')),
  '/simulations/:id': lazy(() => import('./pages/simulations/simulation.tsx')),
  '/experiments': lazy(() => import('./pages/experiments/experiments.tsx')),
  '/experiments/:id': lazy(() => import('./pages/experiments/experiment.tsx')),
  '/people': lazy(() => import('./pages/people/people.tsx')),
  '/events': lazy(() => import('./pages/events/events.tsx')),
  '/privacy': lazy(() => import('./pages/privacy/privacy.tsx')),
  '/privacy/:id': lazy(() => import('./pages/privacy/privacy-request.tsx')),
  '/audit': lazy(() => import('./pages/audit/audit.tsx')),
  '/requests': lazy(() => import('./pages/requests/requests.tsx')),
  '/requests/:id': lazy(() => import('./pages/requests/request.tsx')),
  '/alarms': lazy(() => import('./pages/alarms.tsx')),
};

export function App() {
  const { session, end } = useSession();
  return (
    <Switch>
      <Route path={SIGNED_IN_PATH}>
        <SignInReturnPage />
      </Route>
      <Route>
        {session ? (
          <AppShell session={session}>
            <ErrorBoundary>
              <Suspense fallback={<Skeleton />}>
                <Pages />
              </Suspense>
            </ErrorBoundary>
          </AppShell>
        ) : (
          <SignInPage end={end} />
        )}
      </Route>
    </Switch>
  );
}

function Pages() {
  return (
    <Switch>
      {Object.entries(PAGES).map(([path, Page]) => (
        <Route key={path} path={path}>
          <PageAccess path={path}>
            <Page />
          </PageAccess>
        </Route>
      ))}
      <Route>
        <UnknownPage />
      </Route>
    </Switch>
  );
}
