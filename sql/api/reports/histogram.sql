-- Grain: one row per interval of the score.
select score_from as from, score_to as to, applications from reporting.score_histogram order by score_from
