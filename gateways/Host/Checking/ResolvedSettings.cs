using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Checking;

/// <summary>Every setting that counts, with its value and where it comes from. Secrets are never shown.</summary>
public sealed class ResolvedSettings(ConfigValues values, string exchange)
{
    public string ToText()
    {
        var page = new StringBuilder();
        foreach (ConfigKey key in Shown())
        {
            page.Append($"{key.Path,-38} {ValueOf(key),-24} {SourceOf(key)}".TrimEnd()).Append('\n');
        }

        return page.ToString();
    }

    public void WriteTo(Utf8JsonWriter line)
    {
        line.WriteStartObject("settings");
        foreach (ConfigKey key in Shown()) line.WriteString(key.Path, ValueOf(key));
        line.WriteEndObject();
    }

    /// <summary>Not the keys of the exchanges that are not used, and none without effect.</summary>
    private IEnumerable<ConfigKey> Shown() => ConfigSchema.Keys.Where(key => key.NoEffect is null
        && (!key.Path.StartsWith("exchanges.", StringComparison.Ordinal)
            || key.Path.StartsWith($"exchanges.{exchange}.", StringComparison.Ordinal)));

    private string ValueOf(ConfigKey key)
    {
        if (key.Secret) return Words.Of(values.IsGiven(key.Path) ? "check.hidden" : "check.unset");
        return values.Text(key.Path) ?? Words.Of("check.unset");
    }

    private string SourceOf(ConfigKey key)
    {
        if (!values.Given.TryGetValue(key.Path, out ConfigValue? given)) return "";
        return given.Line == 0
            ? given.Source
            : Words.Of("check.line", given.Line.ToString(CultureInfo.InvariantCulture));
    }
}
