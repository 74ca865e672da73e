-- Grain: the champion's row. There is at most one champion, so the old one goes before the new one comes.
update predictions.model_metadata
set stage = 'retired'
where stage = 'champion'
