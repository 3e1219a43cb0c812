"""A real OTLP/HTTP receiver on a port of this machine: what a collector would get, decoded from protobuf."""

import asyncio
import gzip
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

AttributeValue = str | bool | int | float | None


@dataclass(frozen=True)
class ReceivedSpan:
    """One span as it came over the wire. Ids are hexadecimal, times are nanoseconds since 1970."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str | None
    start: int
    end: int
    attributes: dict[str, AttributeValue]
    links: tuple[tuple[str, str], ...]
    """Trace id and span id of each."""
    service: str


class OtlpReceiver:
    """Use as a context manager; set `OTEL_EXPORTER_OTLP_ENDPOINT` to `url`."""

    def __init__(self) -> None:
        """Nothing listens before the `with`."""
        self._spans: list[ReceivedSpan] = []
        self._metrics: set[str] = set()
        self._changed = threading.Condition()
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        """The base URL for `OTEL_EXPORTER_OTLP_ENDPOINT`."""
        if self._server is None:
            raise RuntimeError("use the receiver in a with block")
        return f"http://127.0.0.1:{self._server.server_port}"

    def spans(self) -> list[ReceivedSpan]:
        """Everything received so far, in the order of arrival."""
        with self._changed:
            return list(self._spans)

    def metric_names(self) -> set[str]:
        """The names of the metrics received so far."""
        with self._changed:
            return set(self._metrics)

    def wait_for(self, predicate: Callable[[list[ReceivedSpan]], bool], within: float = 10.0) -> list[ReceivedSpan]:
        """Block until `predicate` holds for what was received, and return it; fail after `within` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: predicate(self._spans), timeout=within):
                names = sorted(span.name for span in self._spans)
                raise AssertionError(f"not received within {within} s; received so far: {names}")
            return list(self._spans)

    async def arrived(
        self, predicate: Callable[[list[ReceivedSpan]], bool], within: float = 10.0
    ) -> list[ReceivedSpan]:
        """`wait_for` without blocking the event loop, for when what sends the spans runs on it."""
        return await asyncio.to_thread(self.wait_for, predicate, within)

    def _receive(self, path: str, body: bytes) -> None:
        with self._changed:
            if path == "/v1/traces":
                self._spans += _decode(body)
            elif path == "/v1/metrics":
                self._metrics |= _decode_names(body)
            self._changed.notify_all()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receive = self._receive

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                receive(self.path, body)
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.end_headers()
                self.wfile.write(ExportTraceServiceResponse().SerializeToString())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name for it
                """Stay quiet."""

        return Handler


def _decode(body: bytes) -> list[ReceivedSpan]:
    return [
        ReceivedSpan(
            name=span.name,
            trace_id=span.trace_id.hex(),
            span_id=span.span_id.hex(),
            parent_id=span.parent_span_id.hex() or None,
            start=span.start_time_unix_nano,
            end=span.end_time_unix_nano,
            attributes=_plain(span.attributes),
            links=tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
            service=str(_plain(resource.resource.attributes).get("service.name")),
        )
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def _decode_names(body: bytes) -> set[str]:
    return {
        metric.name
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }


def _plain(pairs: Iterable[KeyValue]) -> dict[str, AttributeValue]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> AttributeValue:
    kind = value.WhichOneof("value")
    return getattr(value, kind) if kind in ("string_value", "bool_value", "int_value", "double_value") else None
