using OpenSQT.Lmax.Host.Configuration;

namespace OpenSQT.Lmax.Host.Alerts;

/// <summary>Where alerts go and when they are made; from the section <c>alerts</c>.</summary>
public sealed record AlertSettings
{
    /// <summary>Null = no Telegram.</summary>
    public string? TelegramToken { get; init; }
    public string TelegramChat { get; init; } = "";
    public string TelegramUrl { get; init; } = "https://api.telegram.org";

    /// <summary>Null = no webhook.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>json, feishu, dingtalk or slack.</summary>
    public string WebhookTemplate { get; init; } = "json";

    /// <summary>Signs the message where the template knows signatures (feishu, dingtalk).</summary>
    public string? WebhookSecret { get; init; }

    public IReadOnlySet<AlertKind> Kinds { get; init; } = new HashSet<AlertKind>(Enum.GetValues<AlertKind>());
    public TimeSpan FillSummaryEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Hour of the day in UTC.</summary>
    public int DailyHour { get; init; }

    /// <summary>Rejects within a minute that make a storm.</summary>
    public int RejectStorm { get; init; } = 10;

    public bool IsOn => TelegramToken is not null || WebhookUrl is not null;

    public static AlertSettings From(ConfigValues values) => new()
    {
        TelegramToken = values.Text("alerts.telegram_token"),
        TelegramChat = values.Text("alerts.telegram_chat") ?? "",
        TelegramUrl = values.Text("alerts.telegram_url")!,
        WebhookUrl = values.Text("alerts.webhook_url"),
        WebhookTemplate = values.Text("alerts.webhook_template")!,
        WebhookSecret = values.Text("alerts.webhook_secret"),
        Kinds = values.Text("alerts.events")!.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Enum.Parse<AlertKind>(name, ignoreCase: true)).Append(AlertKind.Test).ToHashSet(),
        FillSummaryEvery = TimeSpan.FromMinutes(values.Number("alerts.fill_summary_minutes")),
        DailyHour = (int)values.Number("alerts.daily_hour_utc"),
        RejectStorm = (int)values.Number("alerts.reject_storm"),
    };
}
