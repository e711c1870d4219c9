import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, status, useState } from "@odoo/owl";

/** Shape and word carry the meaning too: a step must not need colour vision. */
const STATES = {
    done: { icon: "fa-check-circle", tone: "success", label: _t("Done") },
    todo: { icon: "fa-circle-o", tone: "primary", label: _t("To do") },
    blocked: { icon: "fa-lock", tone: "muted", label: _t("Later") },
    optional: { icon: "fa-dot-circle-o", tone: "info", label: _t("Nothing to do yet") },
};

/** The guided start: a step after the other, each with its state, numbers and buttons. */
export class RetailGuideField extends Component {
    static template = "retail_connector_base.GuideField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ busy: false });
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }
    /** The first step that can be done now is the one a person is led to. */
    get current() {
        return this.steps.find((step) => step.state === "todo")?.code;
    }
    get done() {
        return this.steps.filter((step) => ["done", "optional"].includes(step.state)).length;
    }
    get percent() {
        return this.steps.length ? Math.round((this.done * 100) / this.steps.length) : 0;
    }
    look(step) {
        return STATES[step.state] || STATES.blocked;
    }

    async run(button) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.action.doActionButton({
                type: "object",
                name: button.method,
                resModel: this.props.record.resModel,
                resId: this.props.record.resId,
                context: this.props.record.context,
                onClose: () => this.reload(),
            });
        } finally {
            this.state.busy = false;
        }
        await this.reload();
    }

    /** A button may have led elsewhere, or have drawn the whole screen anew. */
    async reload() {
        if (status(this) === "mounted") {
            await this.props.record.load();
        }
    }
}

registry.category("fields").add("retail_guide", {
    component: RetailGuideField,
    displayName: _t("Guided start"),
    supportedTypes: ["json"],
});
