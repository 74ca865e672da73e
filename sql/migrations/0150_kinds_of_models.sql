-- Kinds of models that training has since learned, and the model that serves.

comment on column predictions.model_metadata.kind is
  'Kind of model: logistic_regression, scorecard, random_forest, extra_trees, gradient_boosting, xgboost, lightgbm, neural_additive, or blend (the weighted sum of some of the others)';

comment on column predictions.model_metadata.manifest is
  'manifest.json of the model folder: features, calibration, parity; metrics of the assessed model, which never learned from the holdout; serving, the out-of-fold figures of the model that serves';
