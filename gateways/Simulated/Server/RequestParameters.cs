using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The parameters of a request: query string and form body, as sent. A name in both has the value of the query.
/// </summary>
public sealed class RequestParameters
{
    private const string SignatureName = "signature";

    private readonly List<(string Name, string Value)> _values = [];

    public RequestParameters(string query, string body)
    {
        string rawQuery = query.StartsWith('?') ? query[1..] : query;
        SignedText = string.Concat(WithoutSignature(rawQuery), WithoutSignature(body));
        Add(rawQuery);
        Add(body);
    }

    /// <summary>
    /// The parameters of a WebSocket request. There the signed text is every parameter but the signature, sorted by
    /// name, as <c>name=value</c> with nothing encoded; a number counts as it was written.
    /// </summary>
    public RequestParameters(JsonElement parameters)
    {
        if (parameters.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in parameters.EnumerateObject())
            {
                JsonElement value = property.Value;
                string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                _values.Add((property.Name, text));
            }
        }

        SignedText = string.Join('&', _values.Where(v => v.Name != SignatureName)
            .OrderBy(v => v.Name, StringComparer.Ordinal).Select(v => $"{v.Name}={v.Value}"));
    }

    /// <summary>
    /// What the client signed: query and body with nothing between them, without the signature itself.
    /// </summary>
    public string SignedText { get; }

    public string? Signature => this[SignatureName];

    /// <summary>The value, or null when it was not sent or is empty.</summary>
    public string? this[string name]
    {
        get
        {
            foreach ((string key, string value) in _values)
            {
                if (key == name) return value.Length == 0 ? null : value;
            }

            return null;
        }
    }

    public bool Has(string name) => this[name] is not null;

    /// <summary>A whole number; false when missing or malformed.</summary>
    public bool TryLong(string name, out long value) =>
        long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>A whole number that may be left out; false when it is there and malformed.</summary>
    public bool TryOptionalLong(string name, out long? value)
    {
        value = null;
        if (!Has(name)) return true;
        bool ok = TryLong(name, out long number);
        value = number;
        return ok;
    }

    /// <summary>A decimal in 1e-8; false when missing, malformed or finer than 1e-8.</summary>
    public bool TryDecimalE8(string name, out long valueE8)
    {
        valueE8 = 0;
        string? text = this[name];
        if (text is null || text.Length > 32) return false;
        Span<byte> bytes = stackalloc byte[32];
        int length = System.Text.Encoding.ASCII.GetBytes(text, bytes);
        return FixedPoint.TryParse(bytes[..length], out valueE8);
    }

    private static string WithoutSignature(string raw)
    {
        const string marker = SignatureName + "=";
        int start = raw.StartsWith(marker, StringComparison.Ordinal)
            ? 0
            : raw.IndexOf("&" + marker, StringComparison.Ordinal);
        if (start < 0) return raw;
        int end = raw.IndexOf('&', start + 1);
        if (end < 0) return raw[..start];
        return start == 0 ? raw[(end + 1)..] : string.Concat(raw.AsSpan(0, start), raw.AsSpan(end));
    }

    private void Add(string raw)
    {
        ReadOnlySpan<char> rest = raw;
        while (rest.Length > 0)
        {
            int end = rest.IndexOf('&');
            ReadOnlySpan<char> pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            int equals = pair.IndexOf('=');
            if (equals > 0) _values.Add((pair[..equals].ToString(), Decoded(pair[(equals + 1)..].ToString())));
        }
    }

    private static string Decoded(string value) =>
        value.AsSpan().ContainsAny('%', '+') ? Uri.UnescapeDataString(value.Replace('+', ' ')) : value;
}
