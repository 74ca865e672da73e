-- Tells the runs of a delivery the etag of its manifest, which an erasure has written anew.
-- Grain: one row with the number of runs. Parameters: as_of, former (etag), etag.
select privacy.follow_manifest(cast(:as_of as date), :former, :etag) as runs
