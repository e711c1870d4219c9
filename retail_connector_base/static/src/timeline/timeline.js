import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

// Steps a person takes; of the others it does not matter whose job it was
const BY_PERSON = ["retried", "replayed", "edited", "resolved", "ignored"];
const LIMIT = 80; // steps shown; older ones are a click away
const TONES = {
    parked: "warning",
    failed: "warning",
    dead: "danger",
    held: "warning",
    ignored: "secondary",
    cancelled: "secondary",
    superseded: "secondary",
    done: "success",
    imported: "success",
    confirmed: "success",
    invoiced: "success",
    paid: "success",
    pushed: "success",
    verified: "success",
    resolved: "success",
};
const ICONS = {
    received: "fa-inbox",
    fetched: "fa-cloud-download",
    mapped: "fa-random",
    imported: "fa-check",
    confirmed: "fa-check",
    invoiced: "fa-file-text-o",
    paid: "fa-money",
    planned: "fa-list-ol",
    pushed: "fa-cloud-upload",
    verified: "fa-check-circle",
    parked: "fa-pause",
    failed: "fa-exclamation-triangle",
    dead: "fa-times",
    retried: "fa-repeat",
    replayed: "fa-repeat",
    edited: "fa-pencil",
    held: "fa-pause",
    cancelled: "fa-ban",
    superseded: "fa-forward",
    stale: "fa-clock-o",
    resolved: "fa-check-circle",
    ignored: "fa-ban",
};

/** The steps of one item's life, oldest first, read from the append-only trace. */
export class RetailTimeline extends Component {
    static template = "retail_connector_base.Timeline";
    static props = { ...standardWidgetProps, by: { type: String }, kind: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ steps: [], more: 0 });
        onWillStart(async () => {
            const { step } = await this.orm.call("retail.trace", "fields_get", [["step"]], {
                attributes: ["selection"],
            });
            this.labels = Object.fromEntries(step.selection);
            await this.load(this.props.record);
        });
        onWillUpdateProps((next) => this.load(next.record));
    }

    domain(record) {
        if (this.props.by === "record") {
            return [["res_model", "=", record.resModel], ["res_id", "=", record.resId]];
        }
        if (this.props.by === "entity") {
            const { backend_id: backend, entity_id, external_id, kind } = record.data;
            return [
                ["backend_id", "=", backend ? backend.id : false],
                ["kind", "=", this.props.kind || kind || false],
                ["entity_id", "=", entity_id || external_id],
            ];
        }
        return [[this.props.by, "=", record.resId]];
    }

    async load(record) {
        if (!record.resId) {
            return;
        }
        const domain = this.domain(record);
        const { records, length } = await this.orm.webSearchRead("retail.trace", domain, {
            specification: {
                at: {},
                step: {},
                code: {},
                note: {},
                res_model: {},
                res_id: {},
                user_id: { fields: { display_name: {} } },
            },
            order: "id desc",
            limit: LIMIT,
        });
        this.state.steps = records.reverse().map((step, index, all) => this.step(step, all[index - 1]));
        this.state.more = Math.max(0, length - records.length);
    }

    step(step, previous) {
        const at = deserializeDateTime(step.at);
        const gap = previous ? at.diff(deserializeDateTime(previous.at)).as("seconds") : 0;
        return {
            ...step,
            label: this.labels[step.step] || step.step,
            when: formatDateTime(at),
            gap: gap >= 1 ? this.duration(gap) : "",
            tone: TONES[step.step] || "info",
            icon: ICONS[step.step] || "fa-circle-o",
            who: BY_PERSON.includes(step.step) && step.user_id ? step.user_id.display_name : "",
            link: step.res_model && step.res_id,
        };
    }

    duration(seconds) {
        if (seconds < 90) {
            return _t("+%s s", Math.round(seconds));
        }
        if (seconds < 5400) {
            return _t("+%s min", Math.round(seconds / 60));
        }
        return _t("+%s h", Math.round(seconds / 3600));
    }

    openRecord(step) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: step.res_model,
            res_id: step.res_id,
            views: [[false, "form"]],
        });
    }

    openAll() {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Trace"),
            res_model: "retail.trace",
            domain: this.domain(this.props.record),
            views: [[false, "list"], [false, "form"]],
        });
    }
}

registry.category("view_widgets").add("retail_timeline", {
    component: RetailTimeline,
    extractProps: ({ attrs }) => ({ by: attrs.by || "event_id", kind: attrs.kind }),
});
