"""Keep secrets out of logs, whoever writes them there."""

import re

_MASK = "***"
_SECRETS = (
    re.compile(r"(?P<keep>[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+(?=@)", re.IGNORECASE),
    re.compile(r"(?P<keep>\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"(?P<keep>\bwhsec_)[A-Za-z0-9+/=_-]+"),
    re.compile(r"(?P<keep>\bxox[a-z]-)[A-Za-z0-9-]+"),
    re.compile(
        r"(?P<keep>\b[\w-]*(?:password|passwd|secret|token|api[_-]?key)[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&)}]+",
        re.IGNORECASE,
    ),
)


def redact(text: str) -> str:
    """`text` with what looks like a credential masked. A net under the code, not a licence to log secrets."""
    for secret in _SECRETS:
        text = secret.sub(rf"\g<keep>{_MASK}", text)
    return text
