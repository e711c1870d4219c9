import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** Shape and word carry the meaning too: a light must not need colour vision. */
export const LIGHTS = {
    green: { icon: "fa-check-circle", label: _t("Healthy") },
    amber: { icon: "fa-exclamation-triangle", label: _t("Needs a look") },
    red: { icon: "fa-times-circle", label: _t("Not working") },
    grey: { icon: "fa-minus-circle", label: _t("Off") },
};

/** A health light: green, amber, red or grey. */
export class RetailLight extends Component {
    static template = "retail_connector_base.Light";
    static props = {
        color: { type: [String, Boolean] },
        title: { type: String, optional: true },
        showLabel: { type: Boolean, optional: true },
    };

    get color() {
        return this.props.color in LIGHTS ? this.props.color : "grey";
    }
    get icon() {
        return LIGHTS[this.color].icon;
    }
    get label() {
        return LIGHTS[this.color].label;
    }
}

/** The same as a field, for a selection of light colours. */
export class RetailLightField extends Component {
    static template = "retail_connector_base.LightField";
    static components = { RetailLight };
    static props = {
        ...standardFieldProps,
        reasonField: { type: String, optional: true },
        showLabel: { type: Boolean, optional: true },
    };

    get reason() {
        return this.props.reasonField ? this.props.record.data[this.props.reasonField] || "" : "";
    }
}

registry.category("fields").add("retail_light", {
    component: RetailLightField,
    displayName: _t("Health light"),
    supportedTypes: ["selection", "char"],
    extractProps: ({ options }) => ({
        reasonField: options.reason_field,
        showLabel: Boolean(options.show_label),
    }),
});
