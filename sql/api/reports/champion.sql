-- Grain: one row, the champion; none before the first promotion.
select version, kind, holdout_auc, promoted_at from reporting.champion
