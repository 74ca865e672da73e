"""Training of the probability-of-default model, as a SageMaker job: `python -m training.train`.

A room imports only the rooms before it: data, models, selection, export, evaluation, reporting and mlflow, steps.
pipeline.py runs the steps, train.py is the job's entry point, verify.py checks a finished model folder again.
"""
