-- Lists the number of newest scores by interval of the score, ascending.
-- Grain: one row per interval. Parameters: none.
select score_from as from, score_to as to, applications, mean_pd from reporting.score_histogram order by score_from
