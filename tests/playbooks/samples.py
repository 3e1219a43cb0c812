"""A small sound playbook that tests break in one place at a time."""

SOUND = """\
playbook: sample
version: 1
title: Sample
tiers: [T1, T2]
sponsor: boss
roles:
  boss: Boss
  lead: Lead
departments:
  product: {title: Product, escalate_to: lead}
  legal: {title: Legal, country: GB, timezone: Europe/London}
facts:
  external: {type: bool, title: "Seen outside?", default: false}
  size: {type: int, title: "How large?", required: true, min: 1, max: 9}
  door: {type: choice, title: "Which door?", choices: [one_way, two_way], default: two_way}
stages:
  - id: plan
    title: Plan
    tasks:
      - id: think
        title: Think
        department: product
        role: lead
        sla: {T1: 2, T2: 1}
      - id: review
        title: Review
        department: legal
        after: [think]
        when: external && size > 2
  - id: work
    title: Work
    after: [plan]
    tasks:
      - id: build
        title: Build
        department: product
        tiers: [T1]
      - id: ship
        title: Ship
        department: product
        after: [build, G2]
gates:
  - id: G1
    title: Start?
    closes: [plan]
    department: product
    decide: {T1: boss, T2: lead}
    sla: 2
    attest: [legal]
    vote: {T1: {policy: all@1, seats: [lead]}}
    criteria:
      - {id: thought, title: Thought about, level: must, kind: tasks, with: {tasks: [think]}}
      - {id: proof, title: Proven, level: should, kind: evidence, with: {classes: {T1: 2, T2: 1}}}
      - {id: open, title: Two ways, level: must, kind: fact, with: {name: door, equals: two_way}}
  - id: G2
    title: Ship?
    closes: [work]
    department: product
    decide: lead
    sla: {T1: 1, T2: 1}
    decisions: [go, recycle, hold, kill]
    recycle_to: [plan, work]
"""


def line_of(text: str, needle: str) -> int:
    """The line, from 1, on which `needle` first stands."""
    return text[: text.index(needle)].count("\n") + 1
