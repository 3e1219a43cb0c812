"""The read model at its simplest: dictionaries that batches are written to."""

from dataclasses import dataclass, field

from domain.launch.pending import PendingAct, gate_acts, request_acts, task_acts
from domain.launch.snapshot import snapshot
from domain.launch.state import Launch
from domain.launch.views import Batch, EvidenceView, GateView, LaunchView, RequestView, SubjectView, TaskView
from domain.plan import Plan


@dataclass
class ReadModel:
    """What somebody who only ever sees batches knows of a launch."""

    launch: LaunchView | None = None
    tasks: dict[str, TaskView] = field(default_factory=dict)
    gates: dict[str, GateView] = field(default_factory=dict)
    evidence: dict[str, EvidenceView] = field(default_factory=dict)
    plan: Plan | None = None
    requests: dict[str, RequestView] = field(default_factory=dict)
    subjects: dict[tuple[str, str], SubjectView] = field(default_factory=dict, compare=False)
    """By gate and digest; a snapshot has none, so they are not compared."""

    def write(self, batch: Batch) -> None:
        """Take over what a batch says."""
        self.launch = batch.launch
        self.tasks.update({view.id: view for view in batch.tasks})
        self.gates.update({view.id: view for view in batch.gates})
        self.evidence.update({view.id: view for view in batch.evidence})
        self.requests.update({view.id: view for view in batch.requests})
        self.subjects.update({(view.gate, view.digest): view for view in batch.subjects})
        self.plan = batch.plan or self.plan

    @staticmethod
    def of(launch: Launch) -> "ReadModel":
        """What it should be."""
        model = ReadModel()
        model.write(snapshot(launch))
        return model

    def inbox(self) -> list[PendingAct]:
        """Everything that anybody is asked to do."""
        return [
            *(act for view in self.tasks.values() for act in task_acts(view)),
            *(act for view in self.gates.values() for act in gate_acts(view)),
            *(act for view in self.requests.values() for act in request_acts(view)),
        ]
