"""Training of the probability-of-default model, as a SageMaker job: `python -m training.train`.

One file has one job. The order of the journey: data → protocol (split, folds) → preparation → resampling → candidates →
calibration → evaluation → export → parity → model_folder → tracking; pipeline.py walks it, train.py is the entry.
"""
