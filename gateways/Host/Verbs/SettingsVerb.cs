using System.Text;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>
/// <c>opensqt settings</c>: the reference of the configuration, made of the schema itself. The pages in docs/ are its
/// output; a test compares them.
/// </summary>
public static class SettingsVerb
{
    private const string OneExchange = "exchanges." + ConfigSchema.DefaultExchange + ".";

    public static int Run()
    {
        Console.Out.Write(Page());
        return ExitCode.Ok;
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append(Words.Of("settings.head")).Append("\n\n").Append(Words.Of("settings.columns")).Append('\n');
        page.Append("|---|---|---|---|---|---|\n");
        foreach (ConfigKey key in ConfigSchema.Keys.Where(IsShown)) page.Append(Row(key)).Append('\n');
        return page.ToString();
    }

    /// <summary>The exchanges have the same keys: one stands for all.</summary>
    private static bool IsShown(ConfigKey key) =>
        !key.Path.StartsWith("exchanges.", StringComparison.Ordinal)
        || key.Path.StartsWith(OneExchange, StringComparison.Ordinal);

    private static string Row(ConfigKey key)
    {
        string path = key.Path.Replace(OneExchange, "exchanges.NAME.", StringComparison.Ordinal);
        string effect = key.NoEffect is { } why
            ? Words.Of("settings.noEffect", key.Meaning, Words.Of(why))
            : key.Meaning;
        string changes = ConfigSchema.IsReloadable(key) ? Words.Of("settings.live") : "";
        return $"| `{path}` | {key.Default ?? "-"} | {Unit(key)} | {Allowed(key)} | {effect} | {changes} |";
    }

    private static string Unit(ConfigKey key) => key.Kind switch
    {
        ConfigKind.Number => key.Unit.Name,
        ConfigKind.Flag => "true / false",
        ConfigKind.TextList => Words.Of("settings.texts"),
        _ => Words.Of("settings.text"),
    };

    private static string Allowed(ConfigKey key)
    {
        if (key.Kind == ConfigKind.Number) return $"{key.Minimum} … {key.Maximum}";
        if (key.Choices.Count > 0) return string.Join(", ", key.Choices);
        if (key.Secret) return Words.Of("settings.secret");
        return key.Rule?.Expected ?? "";
    }
}
