import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { Component } from "@odoo/owl";

/** A setting that is typed blind and never shown again when its row says ``secret``. */
export class RetailSecretField extends Component {
    static template = "retail_connector_base.SecretField";
    static components = { CharField };
    static props = CharField.props;

    get isSecret() {
        return this.props.record.data.secret;
    }
    get isTyped() {
        return Boolean(this.props.record.data[this.props.name]);
    }
    get isStored() {
        return this.props.record.data.is_set;
    }
    get charProps() {
        const placeholder = this.isStored && this.isSecret ? _t("Stored. Type to replace it") : "";
        return { ...this.props, isPassword: this.isSecret, autocomplete: "new-password", placeholder };
    }
}

registry.category("fields").add("retail_secret", {
    ...charField,
    component: RetailSecretField,
    displayName: _t("Write-only setting"),
});
