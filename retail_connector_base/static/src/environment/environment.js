import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { Component, onMounted, onWillUnmount } from "@odoo/owl";

/** A coloured band over the screen, and a word: production, test or a copied database. */
export class RetailEnvironment extends Component {
    static template = "retail_connector_base.Environment";
    static props = {};

    setup() {
        onMounted(() => {
            document.body.dataset.retailEnvironment = this.band.kind;
        });
        onWillUnmount(() => {
            delete document.body.dataset.retailEnvironment;
        });
    }

    get band() {
        return session.retail_environment;
    }
}

if (session.retail_environment) {
    registry
        .category("systray")
        .add("retail.environment", { Component: RetailEnvironment }, { sequence: 200 });
}
