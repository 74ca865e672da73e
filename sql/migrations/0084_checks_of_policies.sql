-- What a policy is checked against before it is proposed: the features that there are, and the scale of the champion.

grant usage on schema predictions, staging to risk_governance;
grant select (version, stage, manifest) on predictions.model_metadata to risk_governance;
grant select on staging.published_attributes to risk_governance;
