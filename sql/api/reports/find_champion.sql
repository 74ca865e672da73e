-- Finds the champion for the overview.
-- Grain: at most one row; none before the first promotion. Parameters: none.
select version, kind, holdout_auc, promoted_at from reporting.champion
