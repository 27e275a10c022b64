using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>One request as it came: by REST, or with the same meaning by WebSocket.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">Without host and query.</param>
/// <param name="Query">Raw, as it was signed.</param>
/// <param name="Body">Raw, as it was signed.</param>
/// <param name="Header">A header by name; empty = not sent.</param>
internal sealed record FrontRequest(
    string Method, string Path, string Query, string Body, Func<string, string> Header)
{
    private JsonElement? _json;

    /// <summary>The body; undefined when it is none or no JSON.</summary>
    public JsonElement Json => _json ??= Parse(Body);

    public static async Task<FrontRequest> OfAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        string body = await reader.ReadToEndAsync(http.RequestAborted);
        string query = http.Request.QueryString.Value ?? "";
        return new FrontRequest(
            http.Request.Method, http.Request.Path.Value!, query.Length > 0 ? query[1..] : "", body,
            name => http.Request.Headers[name].ToString());
    }

    /// <summary>A parameter of the query; null = not sent or empty.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (string pair in Query.Split('&'))
            {
                if (pair.StartsWith(name + "=", StringComparison.Ordinal) && pair.Length > name.Length + 1)
                    return Uri.UnescapeDataString(pair[(name.Length + 1)..]);
            }

            return null;
        }
    }

    public long Number(string name, long absent) =>
        long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value : absent;

    /// <summary>A member of an object as text, whether it is written as a string, a number or a word.</summary>
    public static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value.ToString() : null;

    /// <summary>A decimal member in 1e-8; false when it is missing, malformed or finer.</summary>
    public static bool TryDecimal(JsonElement json, string name, out long valueE8)
    {
        valueE8 = 0;
        return TextOf(json, name) is { Length: > 0 and < 32 } text
            && FixedPoint.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out valueE8);
    }

    private static JsonElement Parse(string body)
    {
        try
        {
            return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            return default; // the endpoint misses its members and says so
        }
    }
}
