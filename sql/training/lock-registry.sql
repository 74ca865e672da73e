-- Grain: none. Registrations go one after the other until their transactions end: the first two models can't both be first.
lock table predictions.model_metadata in share row exclusive mode
