using System.Diagnostics.CodeAnalysis;
using System.Text;
using OpenSQT.Lmax.Engine.Model;

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
            ConfigKind.Flag => ParseFlag(text, out number),
            _ => CheckText(key, text),
        };
        if (fault is not null)
        {
            fault = $"{key.Path}: {fault}";
            return false;
        }

        value = new ConfigValue(number, text, "", 0, 0, IsLiteral: true);
        return true;
    }

    private static string? ParseNumber(ConfigKey key, string text, out long number)
    {
        number = 0;
        string expected = $"expected {Describe(key)}, found {Show(key, text)}";
        if (!FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out long valueE8)) return expected;
        if (valueE8 < Bound(key.Minimum) || valueE8 > Bound(key.Maximum)) return expected;
        (Int128 scaled, Int128 rest) = Int128.DivRem((Int128)valueE8 * key.Unit.Scale, FixedPoint.One);
        if (rest != 0) return expected;
        number = (long)scaled;
        return null;
    }

    private static string? ParseFlag(string text, out long number)
    {
        number = True.Contains(text, StringComparer.OrdinalIgnoreCase) ? 1 : 0;
        if (number == 1 || False.Contains(text, StringComparer.OrdinalIgnoreCase)) return null;
        return $"expected true or false, found '{text}'";
    }

    private static string? CheckText(ConfigKey key, string text)
    {
        if (key.Choices.Count > 0 && !key.Choices.Contains(text))
        {
            return $"expected one of {string.Join(", ", key.Choices)}, found {Show(key, text)}; "
                + $"the nearest is {NearestKey.Of(text, key.Choices)}";
        }

        string[] items = key.Kind == ConfigKind.TextList ? text.Split(',') : [text];
        if (key.Rule is { } rule && !items.All(rule.Allows))
            return $"expected {rule.Expected}, found {Show(key, text)}";
        return null;
    }

    private static string Describe(ConfigKey key)
    {
        string what = key.Unit == ConfigUnit.Count ? key.Unit.Name : $"a plain decimal ({key.Unit.Name})";
        return $"{what} from {key.Minimum} to {key.Maximum}";
    }

    private static string Show(ConfigKey key, string text) => key.Secret ? "something else" : $"'{text}'";

    private static long Bound(string text) =>
        FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out long valueE8)
            ? valueE8
            : throw new InvalidOperationException($"bad bound '{text}' in the schema");
}
