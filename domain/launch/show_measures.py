"""A launch's metrics, and the criteria that are evaluated outside, as the outside sees them."""

from domain.launch.state import Launch
from domain.launch.views import ExpressionView, MetricView
from domain.plan import Plan


def show_metrics(launch: Launch) -> tuple[MetricView, ...]:
    """Every metric of the plan."""
    views = []
    for plan in launch.plan.metrics:
        kept = launch.readings.get(plan.id)
        views.append(
            MetricView(
                id=plan.id,
                title=plan.title,
                unit=plan.unit,
                department=plan.department,
                better=plan.better,
                baseline=plan.baseline,
                target=plan.target,
                guardrail=plan.guardrail,
                latest=kept.latest if kept else None,
                readings=kept.count if kept else 0,
            )
        )
    return tuple(views)


def show_checks(launch: Launch) -> tuple[ExpressionView, ...]:
    """The criteria in CEL, of every gate."""
    return checks_of(launch.plan)


def checks_of(plan: Plan) -> tuple[ExpressionView, ...]:
    """The same of a plan that nobody may follow yet."""
    return tuple(
        ExpressionView(gate.id, item.id, item.params["expression"], tuple(item.params.get("dropped", ())))
        for gate in plan.gates
        for item in gate.criteria
        if item.kind == "cel"
    )
