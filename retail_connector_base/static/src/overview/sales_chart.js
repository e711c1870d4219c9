import { _t } from "@web/core/l10n/translation";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";
import { formatMonetary } from "@web/views/fields/formatters";
import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

const CHOICES = [
    { by: "channel", label: _t("Channel") },
    { by: "store", label: _t("Store") },
    { by: "hour", label: _t("Hour") },
];

/** Revenue and refunds as bars, orders in the tooltip, by channel, store or hour. */
export class RetailSalesChart extends Component {
    static template = "retail_connector_base.SalesChart";
    static props = { sales: Object, onBar: Function };

    setup() {
        this.choices = CHOICES;
        this.canvas = useRef("canvas");
        this.state = useState({ by: "channel" });
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.sales, this.state.by]
        );
    }

    get bars() {
        return this.props.sales[this.state.by];
    }

    get description() {
        return _t("Revenue and refunds by %s", this.state.by);
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const grid = getCustomColor(scheme, "#d8dadd", "#3C3E4B");
        const text = getCustomColor(scheme, "#374151", "#E4E4E4");
        const bars = this.bars;
        const money = (value, digits) =>
            formatMonetary(value, {
                currencyId: this.props.sales.currency_id,
                humanReadable: value > 9999,
                digits,
            });
        const set = (label, key, color) => ({
            label,
            data: bars.map((bar) => bar[key]),
            backgroundColor: hexToRGBA(color, 0.7),
            maxBarThickness: 28,
        });
        return {
            type: "bar",
            data: {
                labels: bars.map((bar) => bar.label),
                datasets: [
                    set(_t("Revenue"), "revenue", getColor(3, scheme, "sm")),
                    set(_t("Refunds"), "refunds", getColor(1, scheme, "sm")),
                ],
            },
            options: {
                maintainAspectRatio: false,
                onClick: (_event, [item]) => item && this.props.onBar(bars[item.index]),
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: { labels: { color: text, boxWidth: 12 } },
                    tooltip: {
                        callbacks: {
                            label: (item) => `${item.dataset.label}: ${money(item.parsed.y)}`,
                            footer: ([item]) => _t("%s orders", bars[item.dataIndex].orders),
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { color: text, autoSkipPadding: 8 } },
                    y: {
                        beginAtZero: true,
                        suggestedMax: 10,
                        grid: { color: grid },
                        ticks: { color: text, callback: (value) => money(value, [16, 0]) },
                    },
                },
            },
        };
    }
}
