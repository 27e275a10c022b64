using System.Globalization;
using System.Text.RegularExpressions;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>Durations as people write them: <c>60s</c>, <c>500ms</c>, <c>2m</c>, <c>1.5h</c>.</summary>
public static partial class DurationText
{
    public static string Expected => Words.Of("cli.duration");

    private static readonly Dictionary<string, long> TicksPerUnit = new()
    {
        ["ms"] = TimeSpan.TicksPerMillisecond,
        ["s"] = TimeSpan.TicksPerSecond,
        ["m"] = TimeSpan.TicksPerMinute,
        ["h"] = TimeSpan.TicksPerHour,
    };

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        Match match = Shape().Match(text);
        if (!match.Success) return false;
        decimal number = decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        decimal ticks = number * TicksPerUnit[match.Groups[2].Value];
        if (ticks < TimeSpan.TicksPerMillisecond || ticks > 1000m * TimeSpan.TicksPerHour) return false;
        duration = new TimeSpan((long)ticks);
        return true;
    }

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h)$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
