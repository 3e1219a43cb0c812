# The published collector has no shell and nothing to ask its health endpoint with: add one static program.
FROM busybox:1.37.0-musl AS tools

FROM otel/opentelemetry-collector-contrib:0.159.0
COPY --from=tools /bin/busybox /busybox
USER 10001
