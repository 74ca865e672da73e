-- The function that splits an uploaded file reads the documents of the policies that decide its rows.

grant select (version, document) on policies.versions to risk_split;
