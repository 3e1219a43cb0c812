"""What the people of the story write into forms, by task."""

from collections.abc import Mapping

from cli.demo.crew import JSON

ANSWERS: Mapping[str, JSON] = {
    "define_metrics": {
        "measure": "Share of finance leads who match invoices with it",
        "today": 0,
        "target": 35,
        "by_day": 90,
        "probability": 70,
        "guardrails": ["Requests that fail stay below 1 %", "Tickets stay below 10 a week for each hundred users"],
    },
    "scope_and_acceptance": {
        "in_scope": ["Invoices in euros and pounds", "Matching by amount, date and reference"],
        "out_of_scope": ["Partial payments", "Invoices on paper"],
        "appetite_weeks": 6,
        "acceptance": ["A lead with 500 invoices sees every mismatch within ten seconds"],
    },
    "own_risks": {
        "risks": [
            {
                "risk": "A wrong match is booked unseen",
                "likelihood": "low",
                "damage": "high",
                "early_sign": "More corrections than last month",
                "answer": "Nothing is booked before somebody confirms it",
                "owner": "Hanna Vogel",
            },
            {
                "risk": "The file service cannot follow",
                "likelihood": "medium",
                "damage": "medium",
                "early_sign": "Uploads take longer than a minute",
                "answer": "Uploads wait in a queue",
                "owner": "Ravi Menon",
            },
        ]
    },
    "pricing_and_billing": {
        "monthly_price": 19,
        "currencies": ["EUR", "GBP"],
        "present_customers": "keep_their_price",
        "refunds": "The days left are given back",
    },
    "declare_kill_criteria": {
        "guardrail": "Requests that fail",
        "threshold": "Above 1 %",
        "minutes": 15,
        "pulls_the_cord": "The engineer on call",
    },
    "score_forecast": {
        "forecasts": [
            {"forecast": "35 % of finance leads use it by day 90", "probability": 70, "came_true": True},
            {"forecast": "It is ready in six weeks", "probability": 60, "came_true": False},
        ]
    },
    "write_findings": {
        "happened": "37 % use it after 90 days, where 35 % were foretold. Tickets stayed below the guardrail.",
        "means": "The chore was as real in three countries as in one; the file service cost us two weeks.",
        "proposal": "continue",
    },
}
"""Each fits the form of `standard@2`; the tests of the playbooks hold them against it."""
