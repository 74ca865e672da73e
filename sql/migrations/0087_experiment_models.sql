-- What a proposal of an experiment is checked against: the models of its arms with their stages and scales.

grant usage on schema predictions to risk_governance;
grant select (version, stage, manifest) on predictions.model_metadata to risk_governance;
