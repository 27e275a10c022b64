using System.Text.RegularExpressions;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>One row of the schema: everything there is to know about one key.</summary>
public sealed partial record ConfigKey
{
    /// <summary>Sections and name joined by dots: <c>trading.price_interval</c>.</summary>
    public required string Path { get; init; }
    public required ConfigKind Kind { get; init; }

    /// <summary>As it would be written in the file; null = unset.</summary>
    public string? Default { get; init; }

    /// <summary>What the key does, one line, in English; <see cref="Meaning"/> is the same for people.</summary>
    public required string Effect { get; init; }

    /// <summary>Row of <see cref="Meaning"/> in the texts; keys that differ in a name only share one.</summary>
    public string TextKey => "config.key." + (IsOldTiming ? "timing.*" : SharedName().Replace(Path, "$1*$2"));

    /// <summary>What the key does, in the operator's language.</summary>
    public string Meaning => Words.Language == Words.English ? Effect : Words.Of(TextKey);

    /// <summary>
    /// The engine's number that this key sets; <see cref="SettingId.None"/> = the host or a gateway reads it.
    /// </summary>
    public SettingId Setting { get; init; }
    public ConfigUnit Unit { get; init; } = ConfigUnit.Count;

    /// <summary>Bounds in <see cref="Unit"/>, inclusive.</summary>
    public string Minimum { get; init; } = "0";
    public string Maximum { get; init; } = "90000000000";

    /// <summary>The only texts allowed, or empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What a text must match, and how to say that; null = any text.</summary>
    public TextRule? Rule { get; init; }

    /// <summary>Key of the text why it changes nothing although it is accepted; null = it has an effect.</summary>
    public string? NoEffect { get; init; }

    /// <summary>A secret: never shown, and better kept out of a file that others may read.</summary>
    public bool Secret { get; init; }

    private bool IsOldTiming => NoEffect is not null && Path.StartsWith("timing.", StringComparison.Ordinal);

    [GeneratedRegex(@"^(exchanges\.|log\.level\.)[a-z]+(\..*)?$")]
    private static partial Regex SharedName();
}
