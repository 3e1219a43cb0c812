"""Preparing a namespace of the engine: `python -m worker.setup`. Running it again changes nothing."""

import asyncio
import logging
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from service.container import connect
from service.settings import Settings
from telemetry.logs import configure_logs
from workflows.search_attributes import SEARCH_ATTRIBUTES

logger = logging.getLogger(__name__)

KEEP = timedelta(days=90)
"""How long the engine remembers a launch after its end; the read model remembers for good."""

TYPES = {
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
}


async def register_namespace(client: Client, keep: timedelta = KEEP) -> bool:
    """Make the client's namespace unless it exists; says whether it was made. `keep` is for closed launches."""
    request = RegisterNamespaceRequest(
        namespace=client.namespace, workflow_execution_retention_period=Duration(seconds=int(keep.total_seconds()))
    )
    try:
        await client.workflow_service.register_namespace(request)
    except RPCError as error:
        if error.status is RPCStatusCode.ALREADY_EXISTS:
            return False
        raise
    return True


async def register_search_attributes(client: Client) -> tuple[str, ...]:
    """Register what is missing; says which. A worker that sets an unknown attribute would stall its launches."""
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = {name: TYPES[kind] for name, kind in SEARCH_ATTRIBUTES.items() if name not in listed.custom_attributes}
    if missing:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
    return tuple(missing)


async def main() -> None:
    """Prepare the namespace that the settings name."""
    settings = Settings()
    configure_logs(settings.log_level)
    client = await connect(settings, lazy=False)
    if await register_namespace(client):
        logger.info("made the namespace %s", client.namespace)
    registered = await register_search_attributes(client)
    logger.info("registered search attributes: %s", ", ".join(registered) or "none were missing")


if __name__ == "__main__":
    asyncio.run(main())
