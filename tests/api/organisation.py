"""The people of these tests: one for each part that a launch of the pilot playbook asks for."""

from store.records import Department, Organisation, Person, Role

DEPARTMENTS = ("product", "engineering", "legal", "quality", "security")
ROLES = ("pm", "engineer", "dir_pm", "qa_lead", "security_lead", "operator", "vp")


def _person(name: str, department: str, *roles: str) -> Person:
    return Person(name, name.title(), f"{name}@example.com", departments=(department,), roles=roles)


PEOPLE = (
    _person("pia", "product", "pm"),
    _person("otto", "product", "pm"),
    _person("erin", "engineering", "engineer"),
    _person("emil", "engineering", "engineer"),
    _person("dora", "product", "dir_pm"),
    _person("quin", "quality", "qa_lead"),
    _person("sami", "security", "security_lead"),
    _person("lena", "legal"),
    _person("opal", "engineering", "operator"),
    _person("olga", "engineering", "operator"),
    _person("vera", "product", "vp"),
    _person("bo", "product", "dir_pm", "vp", "operator"),
)

ORGANISATION = Organisation(
    departments=tuple(Department(name, name.title()) for name in DEPARTMENTS),
    roles=tuple(Role(name, name.replace("_", " ").title()) for name in ROLES),
    people=PEOPLE,
)
