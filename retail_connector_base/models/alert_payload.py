"""An alert as a chat or a program reads it. No ORM."""

FORMATS = [
    ("slack", "Slack, Mattermost, Google Chat"),
    ("teams", "Microsoft Teams"),
    ("json", "JSON for programs"),
]
SIGNS = {"critical": "\U0001f534", "warning": "\U0001f7e0", "recovered": "\U0001f7e2"}


def payload(style, title, items, link):
    """Return the JSON body of one message.

    :param items: dicts with state, severity, rule, connection, subject, text, since
    :param link: where a person reads on
    """
    return {"slack": _slack, "teams": _teams, "json": _json}[style](title, items, link)


def sign(item):
    """Return the coloured dot of an alert."""
    return SIGNS["recovered" if item["state"] == "recovered" else item["severity"]]


def line(item):
    """Return one alert as a line of text."""
    return f"{sign(item)} {item['connection']}: {item['text']}"


def _escape(text):
    """Escape what Slack would read as a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slack(title, items, link):
    lines = [f"*{_escape(title)}*", *(_escape(line(item)) for item in items)]
    return {"text": "\n".join([*lines, f"<{link}>"])}


def _teams(title, items, link):
    blocks = [{"type": "TextBlock", "text": title, "weight": "bolder", "wrap": True}]
    blocks += [
        {"type": "TextBlock", "text": line(item), "wrap": True} for item in items
    ]
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "body": blocks,
        "actions": [{"type": "Action.OpenUrl", "title": title, "url": link}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "content": card}],
    }


def _json(title, items, link):
    return {"title": title, "alerts": items, "link": link}
