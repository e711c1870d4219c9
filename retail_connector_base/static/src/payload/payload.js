import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useState } from "@odoo/owl";

const OPEN_DEPTH = 2; // levels unfolded at first
const OPEN_SIZE = 12; // longer lists start folded

/** One value of a JSON document; objects and lists fold. */
export class RetailJsonNode extends Component {
    static template = "retail_connector_base.JsonNode";
    static components = { RetailJsonNode };
    static props = {
        name: { type: String, optional: true },
        value: { optional: true },
        depth: { type: Number },
        filter: { type: String },
    };

    setup() {
        const size = this.isBranch ? this.entries.length : 0;
        this.state = useState({ open: this.props.depth < OPEN_DEPTH && size <= OPEN_SIZE });
        if (this.props.depth === 0) {
            this.state.open = true;
        }
    }

    get isBranch() {
        return this.props.value !== null && typeof this.props.value === "object";
    }
    get isList() {
        return Array.isArray(this.props.value);
    }
    get entries() {
        return Object.entries(this.props.value);
    }
    /** With a filter only the branches that hold a hit are shown, unfolded. */
    get shown() {
        const { filter } = this.props;
        return filter
            ? this.entries.filter(([name, value]) => contains(name, value, filter))
            : this.entries;
    }
    get isOpen() {
        return this.state.open || Boolean(this.props.filter);
    }
    get summary() {
        return this.isList ? `[ ${this.entries.length} ]` : `{ ${this.entries.length} }`;
    }
    get text() {
        return JSON.stringify(this.props.value);
    }
    get kind() {
        return this.props.value === null ? "null" : typeof this.props.value;
    }
    /** Below a name that matches everything is of interest. */
    get childFilter() {
        const { name, filter } = this.props;
        return filter && name && name.toLowerCase().includes(filter) ? "" : filter;
    }
}

function contains(name, value, filter) {
    if (name.toLowerCase().includes(filter)) {
        return true;
    }
    if (value !== null && typeof value === "object") {
        return Object.entries(value).some(([key, child]) => contains(key, child, filter));
    }
    return String(value).toLowerCase().includes(filter);
}

/** Read-only viewer of a stored payload: folding tree, filter, copy. */
export class RetailPayloadField extends Component {
    static template = "retail_connector_base.PayloadField";
    static components = { CopyButton, RetailJsonNode };
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ filter: "", raw: false });
        this.copied = _t("Copied");
    }

    get raw() {
        const value = this.props.record.data[this.props.name];
        return value && typeof value === "object" ? JSON.stringify(value) : value || "";
    }
    get document() {
        try {
            return { value: JSON.parse(this.raw) };
        } catch {
            return null; // not JSON: shown as it came
        }
    }
    get pretty() {
        const document = this.document;
        return document ? JSON.stringify(document.value, null, 2) : this.raw;
    }
    get isTree() {
        return !this.state.raw && this.document && typeof this.document.value === "object";
    }
    get filter() {
        return this.state.filter.trim().toLowerCase();
    }
}

registry.category("fields").add("retail_payload", {
    component: RetailPayloadField,
    displayName: _t("Payload viewer"),
    supportedTypes: ["text", "char", "json"],
});
