"""bulkOperationRunQuery, bulkOperationRunMutation and bulkOperationCancel."""

from graphql import GraphQLSyntaxError, parse

from .. import bulk, bulk_rules
from ..errors import refuse
from ..registry import mutation

MAX_UPLOAD = 100_000_000  # bytes


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


@mutation("bulkOperationRunMutation")
def bulk_operation_run_mutation(
    call, mutation, staged_upload_path, client_identifier=None, group_objects=True
):
    """Run a mutation for every line of an uploaded file."""
    try:
        definitions = parse(mutation).definitions
    except GraphQLSyntaxError as error:
        refuse(["mutation"], f"Invalid bulk query: {error.message}", "INVALID_MUTATION")
    operations = [d for d in definitions if d.kind == "operation_definition"]
    if len(operations) != 1 or len(operations[0].selection_set.selections) != 1:
        message = "You must specify a single top level mutation."
        refuse(["mutation"], message, "INVALID_MUTATION")
    content = call.shop.uploads.get(staged_upload_path)
    if content is None:
        message = (
            "The JSONL file could not be found. Try uploading the file again, and "
            "check that you've entered the URL correctly for the stagedUploadPath "
            "mutation argument."
        )
        refuse(None, message, "NO_SUCH_FILE")
    if len(content) > MAX_UPLOAD:
        refuse(None, "The JSONL file is too large.", "INVALID_STAGED_UPLOAD_FILE")
    active = bulk.running(call.shop, "MUTATION")
    if len(active) >= bulk.MAX_RUNNING:
        ids = ", ".join(record["id"] for record in active)
        refuse(
            None,
            "A bulk mutation operation for this app and shop is already in progress: "
            f"{ids}.",
            "OPERATION_IN_PROGRESS",
        )
    record = bulk.start_mutation(
        call.shop, call.schema, call.granted, mutation, content
    )
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
