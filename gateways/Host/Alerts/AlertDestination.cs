using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OpenSQT.Lmax.Host.Alerts;

/// <summary>One place that takes alerts: how a message becomes a request there, and what its answer means.</summary>
/// <param name="Name">For people; never the address, because that holds a secret.</param>
/// <param name="Request">Text of an alert and seconds since 1970 → address and JSON body.</param>
/// <param name="IsTaken">Whether the body of a reply with status 200 says that the message was taken.</param>
public sealed record AlertDestination(
    string Name,
    Func<Alert, long, (Uri Address, string Body)> Request,
    Func<JsonElement, bool> IsTaken)
{
    /// <summary>The templates of a webhook, by the name that the configuration gives them.</summary>
    public static readonly IReadOnlyDictionary<string, Func<AlertSettings, AlertDestination>> Templates =
        new Dictionary<string, Func<AlertSettings, AlertDestination>>
        {
            ["json"] = settings => new AlertDestination(
                "webhook (json)",
                (alert, seconds) => (new Uri(settings.WebhookUrl!), Json(new
                {
                    source = "opensqt",
                    kind = Lower(alert.Kind),
                    bot = alert.Bot,
                    text = alert.Text,
                    time = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("O", CultureInfo.InvariantCulture),
                })),
                _ => true),
            ["slack"] = settings => new AlertDestination(
                "webhook (slack)",
                (alert, _) => (new Uri(settings.WebhookUrl!), Json(new { text = TextOf(alert) })),
                _ => true),
            ["feishu"] = settings => new AlertDestination(
                "webhook (feishu)", (alert, seconds) => Feishu(settings, alert, seconds),
                reply => CodeOf(reply, "code") == 0),
            ["dingtalk"] = settings => new AlertDestination(
                "webhook (dingtalk)", (alert, seconds) => DingTalk(settings, alert, seconds),
                reply => CodeOf(reply, "errcode") == 0),
        };

    /// <summary>Every destination that is configured.</summary>
    public static IReadOnlyList<AlertDestination> Of(AlertSettings settings)
    {
        var all = new List<AlertDestination>();
        if (settings.TelegramToken is { } token)
        {
            all.Add(new AlertDestination(
                "telegram",
                (alert, _) => (
                    new Uri($"{settings.TelegramUrl.TrimEnd('/')}/bot{token}/sendMessage"),
                    Json(new { chat_id = settings.TelegramChat, text = TextOf(alert) })),
                reply => reply.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.True));
        }

        if (settings.WebhookUrl is not null) all.Add(Templates[settings.WebhookTemplate](settings));
        return all;
    }

    public static string Lower(AlertKind kind) => kind.ToString().ToLowerInvariant();

    private static string TextOf(Alert alert) => $"[{alert.Bot}] {alert.Text}";

    /// <summary>The signature's key is time and secret; its message is empty.</summary>
    private static (Uri Address, string Body) Feishu(AlertSettings settings, Alert alert, long seconds)
    {
        var message = new Dictionary<string, object>
        {
            ["msg_type"] = "text",
            ["content"] = new { text = TextOf(alert) },
        };
        if (settings.WebhookSecret is { } secret)
        {
            string stamp = seconds.ToString(CultureInfo.InvariantCulture);
            message["timestamp"] = stamp;
            message["sign"] = Sign($"{stamp}\n{secret}", "");
        }

        return (new Uri(settings.WebhookUrl!), Json(message));
    }

    /// <summary>The signature stands in the address; its key is the secret, its message time and secret.</summary>
    private static (Uri Address, string Body) DingTalk(AlertSettings settings, Alert alert, long seconds)
    {
        string address = settings.WebhookUrl!;
        if (settings.WebhookSecret is { } secret)
        {
            string stamp = (seconds * 1000).ToString(CultureInfo.InvariantCulture);
            string sign = Uri.EscapeDataString(Sign(secret, $"{stamp}\n{secret}"));
            address += $"{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}timestamp={stamp}&sign={sign}";
        }

        return (new Uri(address), Json(new { msgtype = "text", text = new { content = TextOf(alert) } }));
    }

    private static string Sign(string key, string message) => Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(message)));

    private static long CodeOf(JsonElement reply, string name) =>
        reply.TryGetProperty(name, out JsonElement code) && code.TryGetInt64(out long value) ? value : -1;

    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Json(object message) => JsonSerializer.Serialize(message, Readable);
}
