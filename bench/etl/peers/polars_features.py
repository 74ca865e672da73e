"""Computes the features of a delivery with Polars' lazy frames.

Arguments: the folder of the delivery and the output file.
"""

import json
import sys
from pathlib import Path

import polars as pl
from polars import col

folder, output = Path(sys.argv[1]), sys.argv[2]
manifest = json.loads((folder / "manifest.json").read_text())
AS_OF = pl.lit(manifest["as_of"]).str.to_datetime("%Y-%m-%d", time_unit="us")
KEY = ["id", "is_application"]


def scan_table(table, times=()):
    files = [folder / file["name"] for file in manifest["tables"][table]["files"]]
    frame = pl.concat([pl.scan_csv(file, try_parse_dates=True, infer_schema_length=10_000) for file in files])
    return frame.with_columns(col(name).cast(pl.Datetime("us")) for name in times)


def null_if_zero(expression):
    return pl.when(expression != 0).then(expression)


def count_years(earlier):
    days = (col("seen_at").dt.date() - col(earlier)).dt.total_days()
    return pl.when(col(earlier) <= col("seen_at")).then(days / 365.25)


def build_spine(customers, applications):
    is_labelled = col("defaulted").is_not_null()
    application_rows = applications.filter(
        (~is_labelled & (col("status") == "received")) | (is_labelled & col("outcome_date").is_not_null())
    ).select(
        id="application_id",
        customer_id="customer_id",
        is_application=pl.lit(True),
        seen_at=pl.when(is_labelled).then(col("applied_at")).otherwise(AS_OF),
    )
    customer_rows = customers.select(
        id="customer_id", customer_id="customer_id", is_application=pl.lit(False), seen_at=AS_OF
    )
    return pl.concat([application_rows, customer_rows])


def compute_applicant(spine, customers):
    return spine.join(customers, on="customer_id").select(
        *KEY,
        age_years=count_years("birth_date"),
        annual_income="annual_income",
        employment_years=count_years("employment_start_date"),
        residence_years=count_years("residence_since"),
        dependants="dependants",
        employment_status="employment_status",
        education_level="education_level",
        residence_status="residence_status",
    )


def compute_bureau(spine, history):
    limit, due, paid = null_if_zero(col("credit_limit")), col("owed"), col("payment_made")
    rows = (
        spine.join(history, on="customer_id")
        .filter(col("as_of") < col("seen_at"))
        .sort("as_of", descending=True)
        .with_columns(owed=pl.coalesce(col("payment_due"), col("balance").shift(-1).over(KEY)))
        .with_columns(
            used=col("balance") / limit,
            to_limit=paid / limit,
            ratio=pl.when(due > 0)
            .then(pl.min_horizontal(paid / due, 10.0))
            .when(paid.is_not_null() & (due <= 0))
            .then(1.0),
        )
        .group_by(KEY, maintain_order=False)
        .head(6)
    )
    late, used, balance, has_trend = col("months_past_due"), col("used"), col("balance"), pl.len() > 1
    has_late = late.count() > 0

    def list_statements(name):
        return {f"{name}_{n}": col(name).get(n - 1, null_on_oob=True) for n in range(1, 7)}

    return rows.group_by(KEY).agg(
        *[
            col(name).first()
            for name in ["credit_score", "credit_limit", "open_accounts", "inquiries_6m", "delinquencies_24m"]
        ],
        col("public_records").first(),
        oldest_account_years=count_years("oldest_account_date").first(),
        statements_6m=pl.len(),
        **list_statements("months_past_due"),
        months_past_due_max_6m=late.max(),
        months_past_due_mean_6m=late.mean(),
        statements_late_6m=pl.when(has_late).then((late >= 1).sum()),
        statements_late_2_6m=pl.when(has_late).then((late >= 2).sum()),
        statements_paid_in_full_6m=pl.when(has_late).then((late == -1).sum()),
        utilisation=used.first(),
        utilisation_mean_6m=used.mean(),
        utilisation_max_6m=used.max(),
        utilisation_trend_6m=pl.when(has_trend).then(used.first() - used.last()),
        balance=balance.first(),
        balance_trend_6m=pl.when(has_trend).then(balance.first() - balance.last()),
        spare_limit=(col("credit_limit") - balance).first(),
        payment_made_1=paid.first(),
        payment_made_2=paid.get(1, null_on_oob=True),
        paid_6m=pl.when(paid.count() > 0).then(paid.sum()),
        payment_to_limit_6m=col("to_limit").mean(),
        payment_ratio_1=col("ratio").first(),
        payment_ratio_mean_6m=col("ratio").mean(),
        payment_ratio_min_6m=col("ratio").min(),
    )


def compute_cash_flow(spine, transactions):
    amount, booked, seen, kind = col("amount"), col("booked_at"), col("seen_at"), col("kind")
    in_30d, in_90d = booked >= seen - pl.duration(days=30), booked >= seen - pl.duration(days=90)
    amount_90d = amount.filter(in_90d)
    rows = spine.join(transactions, on="customer_id").filter((booked < seen) & (booked >= seen - pl.duration(days=180)))
    sums = rows.group_by(KEY).agg(
        inflow_30d=amount.filter((amount > 0) & in_30d).sum(),
        inflow_90d=amount.filter((amount > 0) & in_90d).sum(),
        inflow_180d=amount.filter(amount > 0).sum(),
        outflow_30d=-amount.filter((amount < 0) & in_30d).sum(),
        outflow_90d=-amount.filter((amount < 0) & in_90d).sum(),
        outflow_180d=-amount.filter(amount < 0).sum(),
        volatility_90d=amount_90d.std(),
        transactions_90d=amount_90d.len(),
        salary_90d=amount.filter((amount > 0) & in_90d & (kind == "salary")).sum(),
        cash_90d=-amount.filter((amount < 0) & in_90d & (kind == "cash")).sum(),
        days_since_transaction=(seen.first().dt.date() - booked.max().dt.date()).dt.total_days(),
        minimum_balance_90d=col("balance_after").filter(in_90d).min(),
    )
    return sums.with_columns(
        net_flow_90d=col("inflow_90d") - col("outflow_90d"),
        salary_share_90d=col("salary_90d") / null_if_zero(col("inflow_90d")),
        cash_share_90d=col("cash_90d") / null_if_zero(col("outflow_90d")),
    ).drop("salary_90d", "cash_90d")


def compute_loan(applications):
    rate, amount, term = col("annual_rate") / 12, col("amount"), col("term_months")
    priced = (
        pl.when(rate > 0)
        .then(amount * rate / (1 - (1 + rate).pow(-term)))
        .when(rate == 0)
        .then(amount / null_if_zero(term))
    )
    return applications.select(
        id="application_id",
        is_application=pl.lit(True),
        amount="amount",
        term_months="term_months",
        annual_rate="annual_rate",
        purpose="purpose",
        priced=priced,
        instalment=pl.coalesce(priced, amount / null_if_zero(term)),
        debt="monthly_debt_payments",
        collateral="collateral_value",
    )


def main():
    customers = scan_table("customers")
    applications = scan_table("loan_applications", ["applied_at"])
    history = scan_table("credit_history")
    transactions = scan_table("transactions", ["booked_at"]).select(
        "customer_id", "booked_at", "amount", "kind", "balance_after"
    )
    spine = build_spine(customers, applications)
    features = spine
    for family in [
        compute_applicant(spine, customers),
        compute_bureau(spine, history),
        compute_cash_flow(spine, transactions),
        compute_loan(applications),
    ]:
        features = features.join(family, on=KEY, how="left")
    income, amount = null_if_zero(col("annual_income")), col("amount")
    features.with_columns(
        debt_to_income=(col("debt") + col("priced")) * 12 / income,
        loan_to_value=amount / null_if_zero(col("collateral")),
        amount_to_limit=amount / null_if_zero(col("credit_limit")),
        amount_to_income=amount / income,
    ).drop("customer_id", "seen_at", "debt", "collateral", "priced").collect().write_csv(output)


main()
