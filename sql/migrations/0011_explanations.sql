-- What the reasons of a score are shares of, kept beside them.

alter table predictions.risk_scores add column explanation jsonb;
comment on column predictions.risk_scores.explanation is
  'Margin of the score before calibration, its mean over the background rows (base), and their scale; reasons are shares of margin - base. Null where a hard rule decided or no reasons were asked for';
comment on column predictions.risk_scores.reasons is
  'At most four: rank, feature, label, text, value, contribution to the margin; the strongest first. Of a hard rule its own';
