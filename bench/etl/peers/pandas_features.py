"""Computes the features of a delivery with pandas, a frame for each family, as a data scientist would write them.

Arguments: the folder of the delivery and the output file.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

folder, output = Path(sys.argv[1]), sys.argv[2]
manifest = json.loads((folder / "manifest.json").read_text())
AS_OF = pd.Timestamp(manifest["as_of"])
KEY = ["id", "is_application"]


def read_table(table, columns, dates=()):
    files = manifest["tables"][table]["files"]
    frames = [pd.read_csv(folder / file["name"], usecols=columns) for file in files]
    frame = pd.concat(frames, ignore_index=True)
    for name in dates:
        frame[name] = pd.to_datetime(frame[name], format="ISO8601")
    return frame


def count_days(later, earlier):
    return (later.dt.normalize() - earlier).dt.days


def count_years(later, earlier):
    return (count_days(later, earlier) / 365.25).where(earlier <= later)


def build_spine(customers, applications):
    is_open = applications.defaulted.isna() & (applications.status == "received")
    is_labelled = applications.defaulted.notna() & applications.outcome_date.notna()
    scored = applications[is_open | is_labelled]
    seen_at = scored.applied_at.where(scored.defaulted.notna(), AS_OF)
    application_rows = pd.DataFrame(
        {"id": scored.application_id, "customer_id": scored.customer_id, "is_application": True, "seen_at": seen_at}
    )
    customer_rows = pd.DataFrame(
        {
            "id": customers.customer_id,
            "customer_id": customers.customer_id,
            "is_application": False,
            "seen_at": AS_OF.as_unit(application_rows.seen_at.dt.unit),
        }
    )
    return pd.concat([application_rows, customer_rows], ignore_index=True)


def compute_applicant(spine, customers):
    rows = spine.merge(customers, on="customer_id")
    rows["age_years"] = count_years(rows.seen_at, rows.birth_date)
    rows["employment_years"] = count_years(rows.seen_at, rows.employment_start_date)
    rows["residence_years"] = count_years(rows.seen_at, rows.residence_since)
    names = ["annual_income", "dependants", "employment_status", "education_level", "residence_status"]
    return rows[[*KEY, "age_years", "employment_years", "residence_years", *names]]


def compute_bureau(spine, history):
    rows = spine.merge(history, on="customer_id")
    rows = rows[rows.as_of < rows.seen_at].sort_values([*KEY, "as_of"], ascending=[True, True, False])
    groups = rows.groupby(KEY, sort=False)
    rows["n"] = groups.cumcount() + 1
    rows["owed"] = rows.payment_due.fillna(groups.balance.shift(-1))
    rows = rows[rows.n <= 6].copy()
    rows["used"] = rows.balance / rows.credit_limit.where(rows.credit_limit != 0)
    rows["paid_to_limit"] = rows.payment_made / rows.credit_limit.where(rows.credit_limit != 0)
    ratio = (rows.payment_made / rows.owed.where(rows.owed > 0)).clip(upper=10)
    rows["ratio"] = ratio.where(~(rows.payment_made.notna() & (rows.owed <= 0)), 1.0)
    for name, is_late in {"late": rows.months_past_due >= 1, "late_2": rows.months_past_due >= 2}.items():
        rows[name] = is_late.astype(float).where(rows.months_past_due.notna())
    rows["in_full"] = (rows.months_past_due == -1).astype(float).where(rows.months_past_due.notna())
    groups = rows.groupby(KEY, sort=False)
    result = groups.agg(
        statements_6m=("n", "size"),
        months_past_due_max_6m=("months_past_due", "max"),
        months_past_due_mean_6m=("months_past_due", "mean"),
        utilisation_mean_6m=("used", "mean"),
        utilisation_max_6m=("used", "max"),
        payment_to_limit_6m=("paid_to_limit", "mean"),
        payment_ratio_mean_6m=("ratio", "mean"),
        payment_ratio_min_6m=("ratio", "min"),
    )
    sums = {"late": "statements_late_6m", "late_2": "statements_late_2_6m", "in_full": "statements_paid_in_full_6m"}
    for source, name in {**sums, "payment_made": "paid_6m"}.items():
        result[name] = groups[source].sum(min_count=1)
    statements = {n: rows[rows.n == n].set_index(KEY) for n in range(1, 7)}
    for n, statement in statements.items():
        result[f"months_past_due_{n}"] = statement.months_past_due
    newest = statements[1]
    for name in ["credit_score", "credit_limit", "open_accounts", "inquiries_6m", "delinquencies_24m"]:
        result[name] = newest[name]
    result["public_records"] = newest.public_records
    result["oldest_account_years"] = count_years(newest.seen_at, newest.oldest_account_date)
    result["utilisation"], result["balance"], result["payment_ratio_1"] = newest.used, newest.balance, newest.ratio
    result["spare_limit"] = newest.credit_limit - newest.balance
    result["payment_made_1"], result["payment_made_2"] = newest.payment_made, statements[2].payment_made
    oldest = rows.drop_duplicates(KEY, keep="last").set_index(KEY)
    has_trend = result.statements_6m > 1
    result["utilisation_trend_6m"] = (newest.used - oldest.used).where(has_trend)
    result["balance_trend_6m"] = (newest.balance - oldest.balance).where(has_trend)
    return result.reset_index()


def compute_cash_flow(spine, transactions):
    rows = spine.merge(transactions, on="customer_id")
    rows = rows[(rows.booked_at < rows.seen_at) & (rows.booked_at >= rows.seen_at - pd.Timedelta(days=180))].copy()
    in_30d = rows.booked_at >= rows.seen_at - pd.Timedelta(days=30)
    in_90d = rows.booked_at >= rows.seen_at - pd.Timedelta(days=90)
    inflow, outflow = rows.amount.clip(lower=0), -rows.amount.clip(upper=0)
    for period, inside in {"30d": in_30d, "90d": in_90d, "180d": True}.items():
        rows[f"inflow_{period}"] = inflow if inside is True else inflow.where(inside, 0)
        rows[f"outflow_{period}"] = outflow if inside is True else outflow.where(inside, 0)
    rows["salary_90d"] = inflow.where(in_90d & (rows.kind == "salary"), 0)
    rows["cash_90d"] = outflow.where(in_90d & (rows.kind == "cash"), 0)
    rows["transactions_90d"] = in_90d.astype(np.int64)
    rows["amount_90d"] = rows.amount.where(in_90d)
    rows["balance_90d"] = rows.balance_after.where(in_90d)
    groups = rows.groupby(KEY, sort=False)
    flows = [f"{direction}_{period}" for direction in ["inflow", "outflow"] for period in ["30d", "90d", "180d"]]
    result = groups[[*flows, "salary_90d", "cash_90d", "transactions_90d"]].sum()
    result["volatility_90d"] = groups.amount_90d.std()
    result["minimum_balance_90d"] = groups.balance_90d.min()
    result["days_since_transaction"] = count_days(groups.seen_at.first(), groups.booked_at.max().dt.normalize())
    result["net_flow_90d"] = result.inflow_90d - result.outflow_90d
    result["salary_share_90d"] = result.salary_90d / result.inflow_90d.where(result.inflow_90d != 0)
    result["cash_share_90d"] = result.cash_90d / result.outflow_90d.where(result.outflow_90d != 0)
    return result.drop(columns=["salary_90d", "cash_90d"]).reset_index()


def add_loan(features, applications):
    loans = applications.rename(columns={"application_id": "id"}).assign(is_application=True)
    features = features.merge(loans.drop(columns=["customer_id", "status", "defaulted"]), on=KEY, how="left")
    rate = features.annual_rate / 12
    paid = features.amount * rate / (1 - (1 + rate) ** -features.term_months)
    principal = features.amount / features.term_months.where(features.term_months != 0)
    priced = paid.where(rate > 0, principal).where(rate >= 0)
    features["instalment"] = priced.fillna(principal)
    income = features.annual_income.where(features.annual_income != 0)
    features["debt_to_income"] = (features.monthly_debt_payments + priced) * 12 / income
    features["loan_to_value"] = features.amount / features.collateral_value.where(features.collateral_value != 0)
    features["amount_to_limit"] = features.amount / features.credit_limit.where(features.credit_limit != 0)
    features["amount_to_income"] = features.amount / income
    return features.drop(columns=["applied_at", "outcome_date", "monthly_debt_payments", "collateral_value"])


def main():
    customers = read_table(
        "customers",
        ["customer_id", "birth_date", "annual_income", "dependants", "employment_status", "education_level"]
        + ["employment_start_date", "residence_status", "residence_since"],
        dates=["birth_date", "employment_start_date", "residence_since"],
    )
    applications = read_table(
        "loan_applications",
        ["application_id", "customer_id", "applied_at", "amount", "term_months", "annual_rate", "purpose"]
        + ["monthly_debt_payments", "collateral_value", "status", "defaulted", "outcome_date"],
        dates=["applied_at", "outcome_date"],
    )
    history = read_table("credit_history", None, dates=["as_of", "oldest_account_date"])
    columns = ["customer_id", "booked_at", "amount", "kind", "balance_after"]
    transactions = read_table("transactions", columns, dates=["booked_at"])
    spine = build_spine(customers, applications)
    features = spine
    families = [
        compute_applicant(spine, customers),
        compute_bureau(spine, history),
        compute_cash_flow(spine, transactions),
    ]
    for family in families:
        features = features.merge(family, on=KEY, how="left")
    features = add_loan(features, applications)
    features.drop(columns=["customer_id", "seen_at"]).to_csv(output, index=False)


main()
