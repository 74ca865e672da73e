-- The API lists scored applications with features and outcomes for data analysis. It reads which score counts and what
-- became of the application; everything else is the stored score.

grant select (application_id, as_of, prediction_id, is_newest, defaulted) on analytics.counted_scores to risk_api_read;
