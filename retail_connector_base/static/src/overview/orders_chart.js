import { _t } from "@web/core/l10n/translation";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";
import { formatMonetary } from "@web/views/fields/formatters";
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";

/** Orders a day as bars, revenue as a line. */
export class RetailOrdersChart extends Component {
    static template = "retail_connector_base.OrdersChart";
    static props = { chart: Object, onDay: Function };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.chart]
        );
    }

    get description() {
        return _t("Orders and revenue per day");
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const grid = getCustomColor(scheme, "#d8dadd", "#3C3E4B");
        const text = getCustomColor(scheme, "#374151", "#E4E4E4");
        const [bars, line] = [getColor(2, scheme, "sm"), getColor(3, scheme, "sm")];
        const { days, orders, revenue, currency_id } = this.props.chart;
        const money = (value) => formatMonetary(value, { currencyId: currency_id });
        return {
            data: {
                labels: days.map((day) => day.label),
                datasets: [
                    {
                        type: "line",
                        label: _t("Revenue"),
                        data: revenue,
                        yAxisID: "revenue",
                        borderColor: line,
                        backgroundColor: hexToRGBA(line, 0.2),
                        tension: 0.25,
                        pointRadius: days.length > 31 ? 0 : 2,
                    },
                    {
                        type: "bar",
                        label: _t("Orders"),
                        data: orders,
                        yAxisID: "orders",
                        backgroundColor: hexToRGBA(bars, 0.7),
                        maxBarThickness: 28,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                onClick: (event, elements) => elements.length && this.props.onDay(days[elements[0].index]),
                plugins: {
                    legend: { position: "bottom", labels: { color: text, boxWidth: 12 } },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, parsed }) =>
                                dataset.yAxisID === "revenue"
                                    ? `${dataset.label}: ${money(parsed.y)}`
                                    : `${dataset.label}: ${parsed.y}`,
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { color: text, maxRotation: 0, autoSkipPadding: 12 } },
                    orders: {
                        position: "left",
                        beginAtZero: true,
                        suggestedMax: 4,
                        ticks: { color: text, precision: 0 },
                        grid: { color: grid },
                        title: { display: true, text: _t("Orders"), color: text },
                    },
                    revenue: {
                        position: "right",
                        beginAtZero: true,
                        suggestedMax: 10,
                        ticks: {
                            color: text,
                            callback: (value) =>
                                formatMonetary(value, {
                                    currencyId: currency_id,
                                    humanReadable: value > 9999,
                                    digits: [16, 0],
                                }),
                        },
                        grid: { drawOnChartArea: false },
                    },
                },
            },
        };
    }
}
