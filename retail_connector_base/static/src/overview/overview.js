import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RetailLight } from "../light/light";
import { RetailOrdersChart } from "./orders_chart";
import { RetailSalesChart } from "./sales_chart";
import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

const { DateTime } = luxon;
const REFRESH = 60_000; // milliseconds between two looks while the screen is open
const PERIODS = [
    { days: 7, label: _t("7 days") },
    { days: 30, label: _t("30 days") },
    { days: 90, label: _t("90 days") },
];

/** Health and work of all connected shops on one screen; every figure opens its list. */
export class RetailOverview extends Component {
    static template = "retail_connector_base.Overview";
    static components = { Layout, RetailLight, RetailOrdersChart, RetailSalesChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.periods = PERIODS;
        this.state = useState({ days: 30, data: null, loading: false, at: "" });
        onWillStart(() => this.load());
        const timer = browser.setInterval(() => this.refreshIfSeen(), REFRESH);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async load() {
        this.state.loading = true;
        try {
            this.state.data = await this.orm.call("retail.overview", "get_overview", [], {
                days: this.state.days,
            });
            this.state.at = formatDateTime(DateTime.now(), { format: "HH:mm:ss" });
        } finally {
            this.state.loading = false;
        }
    }

    async refreshIfSeen() {
        if (!browser.document?.hidden && !this.state.loading) {
            await this.load();
        }
    }

    async setDays(days) {
        this.state.days = days;
        await this.load();
    }

    /** Open the list behind a figure. */
    async open(target) {
        if (!target) {
            return;
        }
        const action = await this.action.loadAction(target.action, target.context || {});
        if (target.domain) {
            action.domain = target.domain;
        }
        if (target.name) {
            action.name = action.display_name = target.name;
        }
        if (target.res_id) {
            action.res_id = target.res_id;
            action.views = [[false, "form"]];
        }
        await this.action.doAction(action, { additionalContext: target.context || {} });
    }

    count(value) {
        return formatInteger(value || 0);
    }
    quantity(value) {
        return formatFloat(value || 0, { digits: [16, 0] });
    }
    money(value, currency) {
        return formatMonetary(value || 0, { currencyId: currency });
    }
    figure(figure) {
        return figure.currency_id
            ? formatMonetary(figure.value, { currencyId: figure.currency_id, humanReadable: figure.value > 99999 })
            : this.count(figure.value);
    }
    clock(value) {
        return value ? formatDateTime(deserializeDateTime(value), { format: "HH:mm:ss" }) : "";
    }
    when(value) {
        return value ? formatDateTime(deserializeDateTime(value)) : "";
    }
    ago(value) {
        return value ? deserializeDateTime(value).toRelative() : _t("never");
    }
    share(count, causes) {
        const most = Math.max(...causes.map((cause) => cause.count), 1);
        return Math.max(4, Math.round((100 * count) / most));
    }
}

registry.category("actions").add("retail_overview", RetailOverview);
