using System.Diagnostics.CodeAnalysis;
using System.Text;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Turns the text behind a key into its value, by the row of the schema; no floating point anywhere.</summary>
public static class ConfigParser
{
    private static readonly string[] True = ["true", "yes", "on"];
    private static readonly string[] False = ["false", "no", "off"];

    /// <summary>False with what was expected, without the place.</summary>
    public static bool TryParse(
        ConfigKey key, string text, [NotNullWhen(true)] out ConfigValue? value, [NotNullWhen(false)] out string? fault)
    {
        value = null;
        long number = 0;
        fault = key.Kind switch
        {
            ConfigKind.Number => ParseNumber(key, text, out number),
            ConfigKind.Flag => ParseFlag(key, text, out number),
            _ => CheckText(key, text),
        };
        if (fault is not null) return false;

        value = new ConfigValue(number, text, "", 0, 0, IsLiteral: true);
        return true;
    }

    private static string? ParseNumber(ConfigKey key, string text, out long number)
    {
        number = 0;
        string expected = Words.Of("config.expected", key.Path, Describe(key), Show(key, text));
        if (!FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out long valueE8)) return expected;
        if (valueE8 < Bound(key.Minimum) || valueE8 > Bound(key.Maximum)) return expected;
        (Int128 scaled, Int128 rest) = Int128.DivRem((Int128)valueE8 * key.Unit.Scale, FixedPoint.One);
        if (rest != 0) return expected;
        number = (long)scaled;
        return null;
    }

    private static string? ParseFlag(ConfigKey key, string text, out long number)
    {
        number = True.Contains(text, StringComparer.OrdinalIgnoreCase) ? 1 : 0;
        if (number == 1 || False.Contains(text, StringComparer.OrdinalIgnoreCase)) return null;
        return Words.Of("config.expected", key.Path, Words.Of("config.expectedFlag"), $"'{text}'");
    }

    private static string? CheckText(ConfigKey key, string text)
    {
        if (key.Choices.Count > 0 && !key.Choices.Contains(text))
        {
            return Words.Of(
                "config.expectedChoice", key.Path, string.Join(", ", key.Choices), Show(key, text),
                NearestKey.Of(text, key.Choices));
        }

        string[] items = key.Kind == ConfigKind.TextList ? text.Split(',') : [text];
        if (key.Rule is { } rule && !items.All(rule.Allows))
            return Words.Of("config.expected", key.Path, rule.Expected, Show(key, text));
        return null;
    }

    private static string Describe(ConfigKey key)
    {
        string what = key.Unit == ConfigUnit.Count ? key.Unit.Name : Words.Of("config.atDecimal", key.Unit.Name);
        return Words.Of("config.range", what, key.Minimum, key.Maximum);
    }

    private static string Show(ConfigKey key, string text) => key.Secret ? Words.Of("config.secret") : $"'{text}'";

    private static long Bound(string text) =>
        FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out long valueE8)
            ? valueE8
            : throw new InvalidOperationException($"bad bound '{text}' in the schema");
}
