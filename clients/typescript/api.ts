/** Made from the OpenAPI document by `npm run api:client`: change the zod schemas instead. */

export interface paths {
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a batch
         * @description Answers where to upload a file of applications or of features. Start the batch once it is uploaded. Needs the scope risk/score.
         */
        post: operations["createBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask how far a batch is
         * @description State, progress, what is wrong with rows, and the result once it is there. Only who made it sees it. Needs the scope risk/score.
         */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a batch
         * @description Begins to score what was uploaded. Starting a batch again changes nothing, nor does another upload. Needs the scope risk/score.
         */
        post: operations["startBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Browse this document
         * @description The OpenAPI document as a page. Needs no token.
         */
        get: operations["getDocumentation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a file of that page
         * @description A script or style sheet of the page at /v1/docs. Needs no token.
         */
        get: operations["getDocumentationFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether predictions can be made
         * @description Answers 200 also when degraded, and says what is. Needs no token; an answer may be a few seconds old.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model-metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how good a model is
         * @description Figures of the holdout and of cross-validation, of the champion or of a version. Needs the scope risk/read.
         */
        get: operations["getModelMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the models
         * @description Every registered model version, page by page, newest first. Needs the scope risk/read.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a model
         * @description Stage, features, hashes, training and model card of a version. Needs the scope risk/read.
         */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this document
         * @description The OpenAPI document of this API. Needs no token.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Score one application
         * @description Scores a delivered application, a new application of a known customer, or features alone, with the champion model and the decision policy. The evidence is stored before the answer is sent. Needs the scope risk/score.
         */
        post: operations["predict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/predict/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Score up to 100 applications
         * @description Scores each item as a call of its own would; each succeeds or fails on its own. The evidence of all is stored before the answer is sent. Needs the scope risk/score.
         */
        post: operations["predictBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/predictions/{prediction_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a prediction with its evidence
         * @description Inputs, lineage, model, policy and outcome of a stored prediction, and the newest override of it. Needs the scope risk/read.
         */
        get: operations["getPrediction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/predictions/{prediction_id}/override": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Overrule a decision
         * @description Stores a person's decision beside the one it overrules, with who decided and why. Needs the scope risk/review, and a person in the group reviewers.
         */
        post: operations["overridePrediction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/predictions/{prediction_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compute a prediction again
         * @description Computes a stored prediction from its own features, model and policy, and says what differs. Needs the scope risk/read.
         */
        post: operations["replayPrediction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a report
         * @description What dashboards show, from small pre-aggregated tables that are refreshed after every run. Needs the scope risk/read.
         */
        get: operations["getReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/risk-score/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the scores of a customer
         * @description The newest stored score of a customer, and the history page by page, newest first. Needs the scope risk/read.
         */
        get: operations["getRiskScore"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs of the daily ETL
         * @description Every run, page by page, newest first. Needs the scope risk/read.
         */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run of the daily ETL
         * @description Files, refused rows by reason, and quality checks of a run. Needs the scope risk/read.
         */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An alarm of this environment; those that ring first */
        Alarm: {
            /** @description What has happened when it rings */
            description: string;
            /** @description Without the prefix of the environment */
            name: string;
            /** @description What to do: path and heading of the runbook */
            runbook: string | null;
            /** @enum {string} */
            severity: "page" | "ticket" | "info";
            /**
             * Format: date-time
             * @description Since when it is in that state
             */
            since: string | null;
            /** @enum {string} */
            state: "ok" | "alarm" | "insufficient_data";
        };
        AlarmsReport: {
            alarms: components["schemas"]["Alarm"][];
            /** @enum {string} */
            report: "alarms";
        };
        /** @description A batch, how far it is, and what came of it */
        Batch: {
            /**
             * Format: uuid
             * @description Batch, UUIDv7
             */
            batch_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
            /** @description Why rows have no score, by reason; the result says it row by row */
            errors: {
                /** @enum {string} */
                error: "unreadable" | "missing_application_id" | "invalid_application_id" | "unknown_application" | "invalid_value" | "missing_value";
                rows: number;
            }[];
            /** @description Champion that scores all of it; null before it runs */
            model_version: string | null;
            policy_version: string | null;
            /** @description Why it was refused or failed; else null */
            problem: {
                detail: string;
                /** @enum {string} */
                name: "no-model" | "empty-file" | "wrong-columns" | "too-many-rows" | "too-large" | "line-too-long" | "broken-gzip" | "failed" | "timed-out";
            } | null;
            progress: {
                /** @description Parts the file was split into; null before */
                parts: number | null;
                parts_done: number;
                /** @description Data rows of the file; null before they are counted */
                rows: number | null;
                /** @description Rows that have no score so far */
                rows_failed: number;
                /** @description Rows whose scores are stored so far */
                rows_scored: number;
            };
            /** @enum {string} */
            reasons: "all" | "not_approved" | "none";
            /** @description null before it is done */
            result: {
                /**
                 * @description gzip of CSV
                 * @enum {string}
                 */
                content_type: "application/gzip";
                /**
                 * Format: date-time
                 * @description The address is good until then; GET the batch for a new one
                 */
                expires_at: string;
                size_bytes: number;
                /**
                 * Format: uri
                 * @description Where the file is fetched, without a token
                 */
                url: string;
            } | null;
            /** Format: date-time */
            started_at: string | null;
            /**
             * @description created: waits for the upload and the start; refused: the file cannot be scored; failed: a fault of the service
             * @enum {string}
             */
            state: "created" | "running" | "done" | "refused" | "failed";
            /** @description null once it was started */
            upload: {
                /**
                 * Format: date-time
                 * @description The address is good until then; GET the batch for a new one
                 */
                expires_at: string;
                /** @description Headers that the request must have, as they are */
                headers: {
                    [key: string]: string;
                };
                /** @enum {string} */
                method: "PUT";
                /**
                 * Format: uri
                 * @description Where the file is sent, without a token
                 */
                url: string;
            } | null;
        };
        /** @description A file that will be uploaded */
        BatchRequest: {
            /**
             * @description The file is CSV with a header line; gzip of it is recognised by its content
             * @default text/csv
             * @enum {string}
             */
            content_type: "text/csv" | "application/gzip";
            /**
             * @description Whose scores get reasons; default as the service is configured. All of a million rows take minutes more
             * @enum {string}
             */
            reasons?: "all" | "not_approved" | "none";
            /** @description Size of the file as it will be sent, bytes; the upload is signed for it */
            size_bytes: number;
        };
        DistributionReport: {
            bands: {
                applications: number;
                /** @description Band of the policy, 'A' the best */
                band: string;
                /** @enum {string} */
                decision: "approve" | "refer" | "decline";
                /** @description Money in major units */
                expected_loss: number;
                /** @description Money in major units */
                exposure: number;
                /** @description Probability of default */
                mean_pd: number;
                mean_score: number;
            }[];
            /** @description Scores from (inclusive) to (exclusive; the last one inclusive), all of the scale, ascending */
            histogram: {
                applications: number;
                from: number;
                to: number;
            }[];
            /**
             * Format: date-time
             * @description Scores, overrides and outcomes stored until then are counted; null before the first refresh
             */
            refreshed_at: string | null;
            /** @enum {string} */
            report: "distribution";
        };
        Drift: {
            /** @description Share of the rows in each bin, in training and now */
            bins: {
                baseline: number;
                current: number;
                label: string;
            }[];
            /** @description Feature, or 'score' */
            feature: string;
            /** @description Ascending, with the newest */
            history: {
                /** Format: date */
                as_of: string;
                psi: number | null;
            }[];
            label: string;
            /**
             * @description insufficient: too few rows to judge
             * @enum {string}
             */
            level: "ok" | "warn" | "alert" | "insufficient";
            /** @description Population stability index against the training data; 0 is no shift */
            psi: number | null;
            /** @description Rows that were compared */
            rows: number;
        };
        DriftReport: {
            /** Format: date */
            as_of: string | null;
            /** @description The largest shift first */
            features: components["schemas"]["Drift"][];
            /** @description Model version */
            model_version: string | null;
            /** @enum {string} */
            report: "drift";
            score: components["schemas"]["Drift"] | null;
        };
        /** @description Whether predictions can be made, and what keeps them from it */
        Health: {
            checks: {
                /** @enum {string} */
                database: "ok" | "unavailable";
                /**
                 * @description none: no model was promoted yet
                 * @enum {string}
                 */
                model: "ok" | "none" | "missing" | "unavailable";
            };
            /** @enum {string} */
            status: "ok" | "degraded";
        };
        ImportanceReport: {
            /** @description The most important first */
            features: {
                feature: string;
                label: string;
                /** @description Mean size of its share of the model's margin, holdout */
                mean_abs_shap: number | null;
                /** @description AUC lost on the holdout where its values are shuffled */
                permutation_auc: number | null;
            }[];
            /** @description The champion */
            model_version: string | null;
            /** @enum {string} */
            report: "importance";
        };
        /** @description A model version with what its training says of it */
        Model: {
            /** @description All that were compared, by cross-validation */
            candidates: ({
                cv: {
                    auc_mean: number;
                    auc_std: number;
                } & {
                    [key: string]: unknown;
                };
                holdout: {
                    accuracy: number;
                    auc: number;
                    brier: number;
                    confusion: {
                        fn: number;
                        fp: number;
                        tn: number;
                        tp: number;
                    } & {
                        [key: string]: unknown;
                    };
                    ece: number;
                    f1: number;
                    gini: number;
                    ks: number;
                    log_loss: number;
                    precision: number;
                    recall: number;
                } & {
                    [key: string]: unknown;
                };
                /** @enum {string} */
                kind: "logistic_regression" | "scorecard" | "random_forest" | "gradient_boosting" | "xgboost";
            } & {
                [key: string]: unknown;
            })[];
            /** @description What it reads, in the order of its inputs */
            features: ({
                label: string;
                monotone: -1 | 0 | 1;
                name: string;
                reason: {
                    high: string;
                    low: string;
                    missing: string;
                };
                /** @enum {string} */
                type: "number" | "category";
            } & {
                [key: string]: unknown;
            })[];
            /** @description What it was judged by when it was registered; empty before that */
            gates: {
                /**
                 * @description What a verdict other than passed leads to
                 * @enum {string}
                 */
                consequence: "reject" | "hold" | "show";
                /** @description Promotion gate; docs/models.md explains each */
                gate: string;
                measured: string;
                required: string;
                /** @enum {string} */
                verdict: "passed" | "failed" | "not_measured";
            }[];
            /** @description Area under the ROC curve on rows that training never saw */
            holdout_auc: number | null;
            /**
             * @description Algorithm
             * @enum {string}
             */
            kind: "logistic_regression" | "scorecard" | "random_forest" | "gradient_boosting" | "xgboost";
            mlflow_run_id: string | null;
            /** @description Model card, Markdown; null if its training wrote none */
            model_card: string | null;
            /** @description Agreement of the ONNX graph with Python */
            parity: {
                decision_flips: number;
                max_abs_difference: number;
                rows: number;
            } & {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was last promoted to champion; null if it never was
             */
            promoted_at: string | null;
            /** @description How it was validated: split, folds, seed, search */
            protocol: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            registered_at: string;
            /**
             * Format: date-time
             * @description Since when it is retired; null while it is not
             */
            retired_at: string | null;
            /** @description SHA-256 of the model file, hex; verified before every load */
            sha256: string;
            size_bytes: number;
            /**
             * @description candidate is not judged yet; champion decides; challenger may be promoted; rejected failed a gate; retired was one of them
             * @enum {string}
             */
            stage: "champion" | "challenger" | "candidate" | "rejected" | "retired";
            /**
             * Format: date-time
             * @description Since when it is at its stage
             */
            stage_changed_at: string;
            /** @description Why it is at its stage */
            stage_reasons: string[];
            /** @description Rows and data it was trained on */
            training: {
                data_sha256: string;
                positives: number;
                rows: number;
                run_id: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * Format: uuid
             * @description Run whose publication it was trained on
             */
            training_run_id: string | null;
            /** @description Model version */
            version: string;
        };
        ModelList: {
            /** @description Newest first */
            models: components["schemas"]["ModelSummary"][];
            /** @description Where the list continues; null at its end */
            next_before: string | null;
        };
        /** @description How good a model is: as measured when it was trained, and since */
        ModelMetrics: {
            /** @description By cross-validation */
            cv: {
                auc_mean: number;
                auc_std: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Curves, calibration bins, importance; null if its training wrote none */
            evaluation: {
                [key: string]: unknown;
            } | null;
            /** @description Approval rates and errors by group */
            fairness: {
                [key: string]: unknown;
            } | null;
            /** @description On rows that training never saw: AUC, Gini, KS, Brier, expected calibration error, accuracy, precision, recall, F1, confusion matrix */
            holdout: {
                accuracy: number;
                auc: number;
                brier: number;
                confusion: {
                    fn: number;
                    fp: number;
                    tn: number;
                    tp: number;
                } & {
                    [key: string]: unknown;
                };
                ece: number;
                f1: number;
                gini: number;
                ks: number;
                log_loss: number;
                precision: number;
                recall: number;
            } & {
                [key: string]: unknown;
            };
            /** @description 95 % bootstrap intervals of the holdout figures */
            intervals: {
                [key: string]: (number)[];
            } | null;
            /**
             * @description Algorithm
             * @enum {string}
             */
            kind: "logistic_regression" | "scorecard" | "random_forest" | "gradient_boosting" | "xgboost";
            /** @description Milliseconds to score one row */
            latency: {
                [key: string]: unknown;
            } | null;
            /** @description On applications it scored before their outcome was known; null until outcomes have arrived */
            realised: {
                /** @description Of the newest period, the best band first */
                bands: {
                    applications: number;
                    /** @description Band of the policy, 'A' the best */
                    band: string;
                    /** @description Mean PD of the band */
                    expected_pd: number;
                    /** @description Share that defaulted */
                    realised_rate: number;
                }[];
                /** @description Of the newest period, by ascending PD */
                calibration: {
                    mean_pd: number;
                    realised: number;
                    rows: number;
                }[];
                /** @description Ascending */
                periods: components["schemas"]["Period"][];
            } | null;
            /** @description Population stability between training and holdout */
            stability: {
                [key: string]: unknown;
            } | null;
            /**
             * @description candidate is not judged yet; champion decides; challenger may be promoted; rejected failed a gate; retired was one of them
             * @enum {string}
             */
            stage: "champion" | "challenger" | "candidate" | "rejected" | "retired";
            /** @description Model version */
            version: string;
        };
        /** @description A registered model */
        ModelSummary: {
            /** @description Area under the ROC curve on rows that training never saw */
            holdout_auc: number | null;
            /**
             * @description Algorithm
             * @enum {string}
             */
            kind: "logistic_regression" | "scorecard" | "random_forest" | "gradient_boosting" | "xgboost";
            mlflow_run_id: string | null;
            /**
             * Format: date-time
             * @description When it was last promoted to champion; null if it never was
             */
            promoted_at: string | null;
            /** Format: date-time */
            registered_at: string;
            /**
             * Format: date-time
             * @description Since when it is retired; null while it is not
             */
            retired_at: string | null;
            /** @description SHA-256 of the model file, hex; verified before every load */
            sha256: string;
            size_bytes: number;
            /**
             * @description candidate is not judged yet; champion decides; challenger may be promoted; rejected failed a gate; retired was one of them
             * @enum {string}
             */
            stage: "champion" | "challenger" | "candidate" | "rejected" | "retired";
            /**
             * Format: date-time
             * @description Since when it is at its stage
             */
            stage_changed_at: string;
            /** @description Why it is at its stage */
            stage_reasons: string[];
            /**
             * Format: uuid
             * @description Run whose publication it was trained on
             */
            training_run_id: string | null;
            /** @description Model version */
            version: string;
        };
        /** @description A person's decision over a stored one; the prediction itself is never changed */
        Override: {
            /** Format: date-time */
            decided_at: string;
            /** @description User who decided */
            decided_by: string;
            /**
             * @description The person's decision, which holds from now on
             * @enum {string}
             */
            decision: "approve" | "refer" | "decline";
            /**
             * Format: uuid
             * @description Override, UUIDv7
             */
            override_id: string;
            /**
             * @description The decision that held before
             * @enum {string}
             */
            overruled: "approve" | "refer" | "decline";
            /** Format: uuid */
            prediction_id: string;
            reason: string;
        };
        OverrideRequest: {
            /**
             * @description What the person decides; refer: another person has to
             * @enum {string}
             */
            decision: "approve" | "refer" | "decline";
            /** @description Why, in words that can be shown to the applicant or an auditor */
            reason: string & (string);
        };
        OverviewReport: {
            /** @description null where the alarm service gave no answer */
            alarms: components["schemas"]["Alarm"][] | null;
            applications: number;
            /**
             * Format: date
             * @description Newest day that scores speak of
             */
            as_of: string | null;
            /** @description The best first */
            bands: {
                applications: number;
                /** @description Band of the policy, 'A' the best */
                band: string;
                /** @description Probability of default */
                mean_pd: number;
                share: number;
            }[];
            champion: {
                holdout_auc: number | null;
                /** @enum {string} */
                kind: "logistic_regression" | "scorecard" | "random_forest" | "gradient_boosting" | "xgboost";
                /** Format: date-time */
                promoted_at: string;
                /** @description Model version */
                version: string;
            } | null;
            decisions: {
                applications: number;
                /** @enum {string} */
                decision: "approve" | "refer" | "decline";
                share: number;
            }[];
            /** @description Money in major units */
            expected_loss: number;
            /** @description Since the features in use were published */
            features_age_hours: number | null;
            /** Format: date-time */
            generated_at: string;
            /** @description Of them, those that a person has decided */
            overrides: number;
            /** @description Rows that the newest run accepted, of those delivered */
            pass_rate: number | null;
            /**
             * Format: date-time
             * @description Scores, overrides and outcomes stored until then are counted; null before the first refresh
             */
            refreshed_at: string | null;
            /** @enum {string} */
            report: "overview";
            /** @description The newest run of the daily ETL */
            run: components["schemas"]["RunSummary"] | null;
        };
        PerformanceReport: {
            /** @description Of the newest period, the best band first */
            bands: {
                applications: number;
                /** @description Band of the policy, 'A' the best */
                band: string;
                /** @description Mean PD of the band */
                expected_pd: number;
                /** @description Share that defaulted */
                realised_rate: number;
            }[];
            /** @description Of the newest period, by ascending PD */
            calibration: {
                mean_pd: number;
                realised: number;
                rows: number;
            }[];
            /** @description null while there is none, or it was not measured */
            challenger: {
                /** @description On the same applications as the champion */
                periods: components["schemas"]["Period"][];
                /** @description Model version */
                version: string;
            } | null;
            /** @description The champion */
            model_version: string | null;
            /** @description Ascending */
            periods: components["schemas"]["Period"][];
            /** @enum {string} */
            report: "performance";
        };
        Period: {
            /** @description Scored applications with an outcome */
            applications: number;
            /**
             * Format: date
             * @description Day of the delivery that brought the outcomes
             */
            as_of: string;
            auc: number | null;
            bad_rate: number | null;
            brier: number | null;
            defaults: number;
            ece: number | null;
            ks: number | null;
            mean_pd: number | null;
        };
        /** @description Each item succeeded or failed on its own */
        PredictBatch: {
            failed: number;
            /** @description One for each item, in its order */
            results: {
                /** @description Place in the request, from 0 */
                item: number;
                /** @description null where it failed */
                prediction: components["schemas"]["Prediction"] | null;
                /** @description null where it succeeded */
                problem: components["schemas"]["Problem"] | null;
                /** @description As of a call of its own */
                status: 200 | 404 | 422 | 503;
            }[];
            succeeded: number;
        };
        /** @description Up to 100 applications, each in any of the three ways */
        PredictBatchRequest: {
            items: (components["schemas"]["PredictRequest"] | Record<string, never>)[];
        };
        /** @description An application that was delivered and whose features are published */
        PredictByApplication: {
            /** @description Application, as the lender delivered it */
            application_id: string;
        };
        /** @description A new application of a known customer; what is left out or null is unknown */
        PredictByCustomer: {
            /** @description Amount applied for, money */
            amount: number;
            /** @description Interest rate per year, 0.12 = 12 % */
            annual_rate?: number | null;
            /** @description Extra columns of applications that the lender declared for models, by name */
            attributes?: {
                [key: string]: (number | string) | null;
            } | null;
            /** @description Value of the collateral, money */
            collateral_value?: number | null;
            /** @description Customer, as the lender delivered it */
            customer_id: string;
            /** @description Payments on other debt, money per month */
            monthly_debt_payments?: number | null;
            /** @description Purpose, the lender's category */
            purpose?: string | null;
            /** @description Term, months */
            term_months?: number | null;
        };
        /** @description Features alone: of nobody the service knows */
        PredictByFeatures: {
            /** @description Every feature that the champion and the policy read; null is unknown. The lender's own are customer_… and application_… */
            features: {
                /** @description Age, years */
                age_years?: number | null;
                /** @description Amount applied for, money */
                amount?: number | null;
                /** @description Amount as a share of the annual income, ratio */
                amount_to_income?: number | null;
                /** @description Amount as a share of the credit limit, ratio */
                amount_to_limit?: number | null;
                /** @description Annual income, money per year */
                annual_income?: number | null;
                /** @description Interest rate of the loan, ratio per year */
                annual_rate?: number | null;
                /** @description Balance on the newest statement, money */
                balance?: number | null;
                /** @description Balance, newest less oldest of six statements, money */
                balance_trend_6m?: number | null;
                /** @description Share of the money out that is cash, 90 days, ratio */
                cash_share_90d?: number | null;
                /** @description Credit limit on the newest statement, money */
                credit_limit?: number | null;
                /** @description Credit bureau score, points */
                credit_score?: number | null;
                /** @description Days since the newest transaction, days */
                days_since_transaction?: number | null;
                /** @description Debt payments and instalment as a share of the monthly income, ratio */
                debt_to_income?: number | null;
                /** @description Delinquencies in 24 months, delinquencies */
                delinquencies_24m?: number | null;
                /** @description Dependants, persons */
                dependants?: number | null;
                /** @description Education level */
                education_level?: string | null;
                /** @description Employment status */
                employment_status?: string | null;
                /** @description Years in the present employment, years */
                employment_years?: number | null;
                /** @description Money in, 30 days, money */
                inflow_30d?: number | null;
                /** @description Money in, 90 days, money */
                inflow_90d?: number | null;
                /** @description Money in, 180 days, money */
                inflow_180d?: number | null;
                /** @description Credit inquiries in six months, inquiries */
                inquiries_6m?: number | null;
                /** @description Monthly instalment, money per month */
                instalment?: number | null;
                /** @description Amount as a share of the collateral's value, ratio */
                loan_to_value?: number | null;
                /** @description Smallest account balance, 90 days, money */
                minimum_balance_90d?: number | null;
                /** @description Months past due on the newest statement, months */
                months_past_due_1?: number | null;
                /** @description Months past due on the second newest statement, months */
                months_past_due_2?: number | null;
                /** @description Months past due on the third newest statement, months */
                months_past_due_3?: number | null;
                /** @description Months past due on the fourth newest statement, months */
                months_past_due_4?: number | null;
                /** @description Months past due on the fifth newest statement, months */
                months_past_due_5?: number | null;
                /** @description Months past due on the sixth newest statement, months */
                months_past_due_6?: number | null;
                /** @description Most months past due, six statements, months */
                months_past_due_max_6m?: number | null;
                /** @description Mean months past due, six statements, months */
                months_past_due_mean_6m?: number | null;
                /** @description Money in less money out, 90 days, money */
                net_flow_90d?: number | null;
                /** @description Age of the oldest account, years */
                oldest_account_years?: number | null;
                /** @description Open credit accounts, accounts */
                open_accounts?: number | null;
                /** @description Money out, 30 days, money */
                outflow_30d?: number | null;
                /** @description Money out, 90 days, money */
                outflow_90d?: number | null;
                /** @description Money out, 180 days, money */
                outflow_180d?: number | null;
                /** @description Payments made, six statements together, money */
                paid_6m?: number | null;
                /** @description Payment made on the newest statement, money */
                payment_made_1?: number | null;
                /** @description Payment made on the second newest statement, money */
                payment_made_2?: number | null;
                /** @description Share of the amount owed that was paid, newest statement, ratio */
                payment_ratio_1?: number | null;
                /** @description Mean share of the amount owed that was paid, six statements, ratio */
                payment_ratio_mean_6m?: number | null;
                /** @description Smallest share of the amount owed that was paid, six statements, ratio */
                payment_ratio_min_6m?: number | null;
                /** @description Mean payment as a share of the credit limit, six statements, ratio */
                payment_to_limit_6m?: number | null;
                /** @description Public records, records */
                public_records?: number | null;
                /** @description Purpose of the loan */
                purpose?: string | null;
                /** @description Residence status */
                residence_status?: string | null;
                /** @description Years at the present address, years */
                residence_years?: number | null;
                /** @description Share of the money in that is salary, 90 days, ratio */
                salary_share_90d?: number | null;
                /** @description Credit limit not in use, money */
                spare_limit?: number | null;
                /** @description Statements known, of the last six, statements */
                statements_6m?: number | null;
                /** @description Statements at least two months late, of six, statements */
                statements_late_2_6m?: number | null;
                /** @description Statements at least one month late, of six, statements */
                statements_late_6m?: number | null;
                /** @description Statements paid in full, of six, statements */
                statements_paid_in_full_6m?: number | null;
                /** @description Term of the loan, months */
                term_months?: number | null;
                /** @description Transactions in 90 days, transactions */
                transactions_90d?: number | null;
                /** @description Share of the credit limit in use, ratio */
                utilisation?: number | null;
                /** @description Largest share of the credit limit in use, six statements, ratio */
                utilisation_max_6m?: number | null;
                /** @description Mean share of the credit limit in use, six statements, ratio */
                utilisation_mean_6m?: number | null;
                /** @description Share of the credit limit in use, newest less oldest of six statements, ratio */
                utilisation_trend_6m?: number | null;
                /** @description Standard deviation of the amounts moved, 90 days, money */
                volatility_90d?: number | null;
            } & {
                [key: string]: (number | string) | null;
            };
        };
        /** @description One score with the decision it led to; the evidence behind it is stored under prediction_id */
        Prediction: {
            /** @description Delivered application; null where it was asked for otherwise */
            application_id: string | null;
            /** @description Band of the policy, 'A' the best */
            band: string;
            /** @description Customer; null where only features were sent */
            customer_id: string | null;
            /** @description 'score', or 'rule:<name>' of the hard rule that decided */
            decided_by: string;
            /**
             * @description refer: a person decides
             * @enum {string}
             */
            decision: "approve" | "refer" | "decline";
            /** @description Exposure at default, money */
            ead: number;
            /** @description pd × lgd × ead, money */
            expected_loss: number;
            /** @description null where a hard rule decided, or the batch was not explained */
            explanation: {
                /** @description Mean margin of the rows that the applicant is compared with */
                base: number;
                /** @description The model's sum for the applicant, before calibration */
                margin: number;
                /**
                 * @description Scale of base, margin and contributions
                 * @enum {string}
                 */
                scale: "log_odds" | "probability";
            } | null;
            /** @description Age of the stored features when they were scored; null where only features were sent */
            features_age_hours: number | null;
            /**
             * Format: date-time
             * @description Of stored features only what was known before this time was scored; null where only features were sent
             */
            features_as_of: string | null;
            /** @description Loss given default, share of the exposure */
            lgd: number;
            model_version: string;
            /** @description Calibrated probability of default */
            pd: number;
            policy_version: string;
            /**
             * Format: uuid
             * @description Prediction, UUIDv7: newer ones sort later
             */
            prediction_id: string;
            /** @description The strongest first; none where no feature raised the probability */
            reasons: components["schemas"]["Reason"][];
            /** @description Risk score; more is better */
            score: number;
            /** Format: date-time */
            scored_at: string;
            /**
             * @description api: asked for by a request; batch: scored by the daily run; file: a row of an uploaded file
             * @enum {string}
             */
            source: "api" | "batch" | "file";
            /** @description The stored features were older than they should be: a daily run is missing */
            stale: boolean;
        };
        /** @description A stored prediction with all that it rests on */
        PredictionEvidence: {
            /** @description Delivered application; null where it was asked for otherwise */
            application_id: string | null;
            /**
             * Format: date-time
             * @description Time the score speaks of
             */
            as_of: string;
            /** @description The new application as the request described it; null where there was none */
            asked: {
                [key: string]: unknown;
            } | null;
            /** @description Band of the policy, 'A' the best */
            band: string;
            /** @description Customer; null where only features were sent */
            customer_id: string | null;
            /** @description 'score', or 'rule:<name>' of the hard rule that decided */
            decided_by: string;
            /**
             * @description refer: a person decides
             * @enum {string}
             */
            decision: "approve" | "refer" | "decline";
            /** @description Exposure at default, money */
            ead: number;
            /** @description pd × lgd × ead, money */
            expected_loss: number;
            /** @description null where a hard rule decided, or the batch was not explained */
            explanation: {
                /** @description Mean margin of the rows that the applicant is compared with */
                base: number;
                /** @description The model's sum for the applicant, before calibration */
                margin: number;
                /**
                 * @description Scale of base, margin and contributions
                 * @enum {string}
                 */
                scale: "log_odds" | "probability";
            } | null;
            /** @description What the model and the policy read, exactly; null is unknown */
            features: {
                [key: string]: (number | string) | null;
            };
            /** @description Age of the stored features when they were scored; null where only features were sent */
            features_age_hours: number | null;
            /**
             * Format: date-time
             * @description Of stored features only what was known before this time was scored; null where only features were sent
             */
            features_as_of: string | null;
            /** @description Loss given default, share of the exposure */
            lgd: number;
            /** @description Run that built the features, and the delivered files behind them; none where they were sent */
            lineage: {
                files: ({
                    /** Format: date */
                    as_of: string;
                    file: string;
                    sha256: string;
                    table: string;
                } & {
                    [key: string]: unknown;
                })[];
                /** Format: uuid */
                run_id: string | null;
            } & {
                [key: string]: unknown;
            };
            /** @description SHA-256 of the model file that scored, hex */
            model_sha256: string;
            model_version: string;
            /** @description The newest override of the decision; null if nobody overruled it */
            override: components["schemas"]["Override"] | null;
            /** @description Calibrated probability of default */
            pd: number;
            policy_version: string;
            /**
             * Format: uuid
             * @description Prediction, UUIDv7: newer ones sort later
             */
            prediction_id: string;
            /** @description The model's score before calibration */
            raw: number;
            /** @description The strongest first; none where no feature raised the probability */
            reasons: components["schemas"]["Reason"][];
            /** @description Client, user or workflow that asked */
            requested_by: string;
            /**
             * Format: uuid
             * @description Run whose published features were used
             */
            run_id: string | null;
            /** @description Risk score; more is better */
            score: number;
            /** Format: date-time */
            scored_at: string;
            /** @description Challengers' scores of the same applicant, which decided nothing */
            shadows: {
                model_version: string;
                pd: number;
                raw: number;
                score: number;
            }[];
            /**
             * @description api: asked for by a request; batch: scored by the daily run; file: a row of an uploaded file
             * @enum {string}
             */
            source: "api" | "batch" | "file";
            /** @description The stored features were older than they should be: a daily run is missing */
            stale: boolean;
        };
        /** @description One of three ways: a delivered application, a new application of a known customer, or features alone */
        PredictRequest: components["schemas"]["PredictByApplication"] | components["schemas"]["PredictByCustomer"] | components["schemas"]["PredictByFeatures"];
        /** @description RFC 9457 problem */
        Problem: {
            detail: string;
            /** @description What is wrong where in the request; empty where the problem is not in it */
            errors: {
                message: string;
                path: string;
            }[];
            status: number;
            title: string;
            /** @description Names the kind of problem */
            type: string;
        };
        /** @description What raised the probability of default, or the hard rule that decided */
        Reason: {
            /** @description Its share of margin - base, above 0; null where a hard rule decided, whatever the score */
            contribution: number | null;
            /** @description Name of the feature */
            feature: string;
            /** @description What the feature is, in plain words */
            label: string;
            /** @description 1 weighs most */
            rank: number;
            /** @description The reason, in plain words */
            text: string;
            /** @description The applicant's value; null is unknown */
            value: (number | string) | null;
        };
        /** @description A stored prediction computed again from its own features, model and policy */
        Replay: {
            /** @description Probabilities count as different from 1e-6 on, all else from any difference */
            differences: {
                field: string;
                replayed: number | string;
                stored: number | string;
            }[];
            model_version: string;
            policy_version: string;
            /** Format: uuid */
            prediction_id: string;
            replayed: {
                band: string;
                decided_by: string;
                /** @enum {string} */
                decision: "approve" | "refer" | "decline";
                ead: number;
                expected_loss: number;
                lgd: number;
                pd: number;
                score: number;
            };
            /** @description Nothing differs */
            reproduced: boolean;
            stored: {
                band: string;
                decided_by: string;
                /** @enum {string} */
                decision: "approve" | "refer" | "decline";
                ead: number;
                expected_loss: number;
                lgd: number;
                pd: number;
                score: number;
            };
        };
        /** @description The report that the path names */
        Report: components["schemas"]["OverviewReport"] | components["schemas"]["DistributionReport"] | components["schemas"]["PerformanceReport"] | components["schemas"]["SegmentsReport"] | components["schemas"]["TrendsReport"] | components["schemas"]["DriftReport"] | components["schemas"]["ImportanceReport"] | components["schemas"]["AlarmsReport"];
        /** @description The newest score of a customer and the ones before it */
        RiskScore: {
            /** @description Customer, as the lender delivered it */
            customer_id: string;
            /** @description Newest first */
            history: components["schemas"]["Prediction"][];
            newest: components["schemas"]["Prediction"];
            /**
             * Format: uuid
             * @description Where the history continues; null at its end
             */
            next_before: string | null;
        };
        /** @description A run with its stages, files, refused rows and quality checks */
        Run: {
            /**
             * Format: date
             * @description Day of the delivery
             */
            as_of: string;
            checks: number;
            /** Format: date-time */
            closed_at: string | null;
            duration_seconds: number | null;
            failed_checks: number;
            files: {
                file: string;
                /** @enum {string} */
                mode: "full" | "delta";
                /** Format: date-time */
                prepared_at: string;
                rows_delivered: number;
                rows_rejected: number;
                sha256: string;
                size_bytes: number;
                table: string;
            }[];
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            published_at: string | null;
            /** @description Failed checks first */
            quality: {
                check: string;
                description: string;
                failed_rows: number;
                pass: boolean;
                /**
                 * @description stop: a failure keeps the run from being published
                 * @enum {string}
                 */
                severity: "stop" | "warn";
                total_rows: number;
            }[];
            /** @description Rows refused for a reason; a row may be refused for several */
            rejections: {
                reason: string;
                rows: number;
                table: string;
            }[];
            rows_delivered: number;
            rows_rejected: number;
            /**
             * Format: uuid
             * @description Run, UUIDv7
             */
            run_id: string;
            /** @description In order; known once the run is over */
            stages: {
                duration_seconds: number;
                /** Format: date-time */
                ended_at: string;
                label: string;
                /** @description Of the workflow, such as import or quality */
                stage: string;
                /** Format: date-time */
                started_at: string;
                /**
                 * @description failed: the run ended in it
                 * @enum {string}
                 */
                state: "done" | "failed";
            }[];
            /**
             * @description refused: a bad delivery; gate_failed: quality; failed: a fault; abandoned: its execution died
             * @enum {string}
             */
            state: "running" | "published" | "refused" | "gate_failed" | "failed" | "abandoned";
        };
        RunList: {
            /**
             * Format: uuid
             * @description Where the list continues; null at its end
             */
            next_before: string | null;
            /** @description Newest first */
            runs: components["schemas"]["RunSummary"][];
        };
        /** @description A run of the daily ETL: one delivery, from opening to its end */
        RunSummary: {
            /**
             * Format: date
             * @description Day of the delivery
             */
            as_of: string;
            checks: number;
            /** Format: date-time */
            closed_at: string | null;
            duration_seconds: number | null;
            failed_checks: number;
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            published_at: string | null;
            rows_delivered: number;
            rows_rejected: number;
            /**
             * Format: uuid
             * @description Run, UUIDv7
             */
            run_id: string;
            /**
             * @description refused: a bad delivery; gate_failed: quality; failed: a fault; abandoned: its execution died
             * @enum {string}
             */
            state: "running" | "published" | "refused" | "gate_failed" | "failed" | "abandoned";
        };
        Segment: {
            applications: number;
            approval_rate: number;
            /** @description Money in major units */
            expected_loss: number;
            /** @description Money in major units */
            exposure: number;
            /** @description Applications in bands that the policy declines */
            high_risk_share: number;
            label: string;
            /** @description Probability of default */
            mean_pd: number;
            /** @description Name within its dimension; `within` takes dimension:segment */
            segment: string;
        };
        SegmentsReport: {
            /** @description The riskiest of the segment named by within, the riskiest first; of all where none is named */
            applications: {
                /** @description null where the request described a new application */
                application_id: string | null;
                /** @description Band of the policy, 'A' the best */
                band: string;
                /** @enum {string} */
                decision: "approve" | "refer" | "decline";
                /** @description Probability of default */
                pd: number;
                /** Format: uuid */
                prediction_id: string;
                score: number;
            }[];
            /** @description null while nothing is known to divide by */
            dimension: string | null;
            dimensions: {
                dimension: string;
                label: string;
            }[];
            /**
             * Format: date-time
             * @description Scores, overrides and outcomes stored until then are counted; null before the first refresh
             */
            refreshed_at: string | null;
            /** @enum {string} */
            report: "segments";
            /** @description In the order of the dimension: bands ascending, categories by name */
            segments: components["schemas"]["Segment"][];
            within: string | null;
        };
        TrendsReport: {
            /** @description Days that scores speak of, ascending */
            days: {
                applications: number;
                approval_rate: number;
                /** Format: date */
                as_of: string;
                /** @description Of those, the ones that defaulted; null while no outcome is known */
                bad_rate: number | null;
                decline_rate: number;
                /** @description Money in major units */
                expected_loss: number;
                /** @description Probability of default */
                mean_pd: number;
                /** @description Applications of the day whose outcome is known by now */
                outcomes: number;
                overrides: number;
                refer_rate: number;
            }[];
            /**
             * Format: date-time
             * @description Scores, overrides and outcomes stored until then are counted; null before the first refresh
             */
            refreshed_at: string | null;
            /** @enum {string} */
            report: "trends";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body does not fit the schema, or the Idempotency-Key was used with another body */
            422: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Batch, UUIDv7 */
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Batch, UUIDv7 */
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body does not fit the schema, or the Idempotency-Key was used with another body */
            422: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocumentation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocumentationFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description File of the page */
                file: "swagger-ui.css" | "swagger-ui-bundle.js" | "start.js";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModelMetrics: {
        parameters: {
            query?: {
                /** @description Default: the champion */
                version?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelMetrics"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: {
                /** @description Continues a list: the next_before of the answer before */
                before?: string;
                /** @description Models in the answer */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Model version */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    predict: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: the same key with the same body returns the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PredictRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prediction"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body does not fit the schema, or the Idempotency-Key was used with another body */
            422: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    predictBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: the same key with the same body returns the first answer again */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PredictBatchRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictBatch"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body does not fit the schema, or the Idempotency-Key was used with another body */
            422: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPrediction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Prediction, UUIDv7 */
                prediction_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionEvidence"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    overridePrediction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: the same key with the same body returns the first answer again */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Prediction, UUIDv7 */
                prediction_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverrideRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body does not fit the schema, or the Idempotency-Key was used with another body */
            422: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayPrediction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Prediction, UUIDv7 */
                prediction_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReport: {
        parameters: {
            query?: {
                /** @description trends, drift, performance: newest days shown */
                days?: number;
                /** @description segments: what to divide the applications by; one of the dimensions of the answer */
                dimension?: string;
                /** @description segments: only applications of one segment, written dimension:segment */
                within?: string;
            };
            header?: never;
            path: {
                /** @description Report */
                name: "overview" | "distribution" | "performance" | "segments" | "trends" | "drift" | "importance" | "alarms";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRiskScore: {
        parameters: {
            query?: {
                /** @description Continues a history: the next_before of the answer before */
                before?: string;
                /** @description Predictions in the answer */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Customer, as the lender delivered it */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskScore"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /** @description Continues a list: the next_before of the answer before */
                before?: string;
                /** @description Runs in the answer */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Run, UUIDv7 */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request is not JSON, or its path, query or headers are invalid */
            400: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token lacks the scope, or is not that of a person in the required group */
            403: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name */
            404: {
                headers: {
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests by this client or user; try again after Retry-After seconds */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service cannot answer at the moment; try again after Retry-After seconds */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    /** @description Names this request in logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
