using System.Collections.Frozen;
using System.Globalization;

namespace OpenSQT.Lmax.Host.Language;

/// <summary>
/// Every text for the operator, by key, out of one table (<c>texts.tsv</c>: key, English, 简体中文). The language is
/// decided once, early, by the locale and then by <c>system.language</c>.
/// </summary>
public static class Words
{
    public const string English = "en";
    public const string Chinese = "zh";

    public static readonly IReadOnlyList<string> Languages = [English, Chinese];

    /// <summary>Key → text in the order of <see cref="Languages"/>.</summary>
    public static readonly FrozenDictionary<string, string[]> Table = Load();

    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    private static int _language = Math.Max(0, Index(OfLocale(Environment.GetEnvironmentVariable)));

    /// <summary>One of <see cref="Languages"/>.</summary>
    public static string Language
    {
        get => Languages[_language];
        set => _language = Index(value);
    }

    /// <exception cref="KeyNotFoundException">No such row: a fault of the program, found by a test.</exception>
    public static string Of(string key, params ReadOnlySpan<object?> values)
    {
        string text = Table[key][_language];
        return values.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, values);
    }

    /// <summary>A value of an enum as people say it: row "EnumName.Value".</summary>
    public static string Of<T>(T value) where T : struct, Enum => Named(typeof(T).Name, value.ToString());

    /// <summary>The same by name; a value that this program does not know stays as it is.</summary>
    public static string Named(string type, string value) =>
        Table.TryGetValue($"{type}.{value}", out string[]? row) ? row[_language] : value;

    /// <summary>By the variables that every Unix program obeys, the strongest first.</summary>
    public static string OfLocale(Func<string, string?> environment)
    {
        string locale = LocaleVariables
            .Select(environment)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        return locale.StartsWith(Chinese, StringComparison.OrdinalIgnoreCase) ? Chinese : English;
    }

    private static int Index(string language) => language == Chinese ? 1 : 0;

    private static FrozenDictionary<string, string[]> Load()
    {
        using Stream file = typeof(Words).Assembly.GetManifestResourceStream("texts.tsv")
            ?? throw new InvalidOperationException("the program was built without its texts");
        using var reader = new StreamReader(file);
        var table = new Dictionary<string, string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            string[] columns = line.Replace("\\n", "\n", StringComparison.Ordinal).Split('\t');
            table.Add(columns[0], columns[1..]);
        }

        return table.ToFrozenDictionary();
    }
}
