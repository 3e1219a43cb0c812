# One image for the API, the worker and the one-shot jobs; the command chooses.
# Pinned to an exact version tag. No digest stands here because none could be verified where this was written:
# add `@sha256:…` from your own registry to pin the bytes as well.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/slipway
COPY requirements/runtime.txt /tmp/runtime.txt
# Every file must match the lock: a package that changed upstream fails the build. The lock is complete, so nothing
# is resolved; `pip check` says so.
RUN /opt/slipway/bin/pip install --no-deps --require-hashes -r /tmp/runtime.txt && /opt/slipway/bin/pip check

FROM python:3.11.14-slim-bookworm
ENV PATH=/opt/slipway/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin slipway
COPY --from=build /opt/slipway /opt/slipway
WORKDIR /app
COPY . .
# What pyproject.toml's console script would be, without a build back end in the image.
RUN printf '#!/opt/slipway/bin/python\nimport sys\nfrom cli.main import main\nsys.exit(main())\n' \
        > /usr/local/bin/slipway \
    && chmod 755 /usr/local/bin/slipway
# A volume that is mounted here takes over who owns it.
RUN install -d -o 10001 /var/lib/slipway/files
USER 10001
EXPOSE 8000
# The API's. Other commands bring a check of their own, or switch this one off.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["python", "-m", "api"]
