"""bulkOperationRunQuery and bulkOperationCancel."""

from .. import bulk, bulk_rules
from ..errors import refuse
from ..registry import mutation


@mutation("bulkOperationRunQuery")
def bulk_operation_run_query(call, query, group_objects=False):
    """Check the query and start it, unless five are running."""
    bulk_rules.check(call.schema.graphql, query)
    active = bulk.running(call.shop)
    if len(active) >= bulk.MAX_RUNNING:
        ids = ", ".join(record["id"] for record in active)
        refuse(
            None,
            "A bulk query operation for this app and shop is already in progress: "
            f"{ids}.",
            "OPERATION_IN_PROGRESS",
        )
    record = bulk.start(call.shop, call.schema, call.granted, query, group_objects)
    return {"bulkOperation": record["id"]}


@mutation("bulkOperationCancel")
def bulk_operation_cancel(call, id):
    """Ask a running operation to stop."""
    record = call.shop.want(id, "BulkOperation")
    if record is None:
        refuse(["id"], "Bulk operation does not exist")
    if record["status"] not in bulk.ACTIVE:
        status = record["status"].lower()
        refuse(None, f"A bulk operation cannot be canceled when it is {status}")
    record["status"] = "CANCELING"
    return {"bulkOperation": record["id"]}
