"""The steps of a training, which pipeline.py runs in order: one file each, over the rooms below."""
