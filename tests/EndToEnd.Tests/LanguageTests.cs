using System.Text.RegularExpressions;
using OpenSQT.Lmax.EndToEnd.Tests.Tidy;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>Both languages are whole: every text that the program can say is in the table, twice.</summary>
public sealed partial class LanguageTests
{
    private static readonly Type[] SpokenEnums =
    [
        typeof(EnginePhase), typeof(TradingState), typeof(GateCause), typeof(OperatorAction), typeof(NoticeCode),
        typeof(SlotState), typeof(SlotTrigger), typeof(ListKind), typeof(Side), typeof(Reason),
    ];

    /// <summary>Where a text of the host's own would be shown without a look into the table.</summary>
    private const string Untranslated =
        @"(?:Write(?:Line)?|_?log\.(?:Debug|Info|Warn|Error|Raw)|new (?:BadInput|JournalRefused)Exception"
        + @"|Description =)\s*\(?\s*\$?""(?!opensqt: (?:\{|"")|\{Host)[^""]*[a-z]{3}";

    [Fact]
    public void ShouldHaveEveryTextInBothLanguages()
    {
        Rule.Holds(
            from row in Words.Table
            where row.Value.Length != 2 || row.Value.Any(string.IsNullOrWhiteSpace)
                || row.Value[0] != "=" && !Holes(row.Value[0]).SequenceEqual(Holes(row.Value[1]))
                || !HanCharacter().IsMatch(row.Value[1]) && HasWords(row.Value[0])
            select row.Key,
            "Give English and 简体中文 with the same {0}, {1} … in gateways/Host/Language/texts.tsv:");
    }

    [Fact]
    public void ShouldHaveARowForEveryTextThatTheCodeAsksFor()
    {
        Rule.Holds(
            from file in SourceTree.CSharp
            where file.StartsWith("gateways/Host/", StringComparison.Ordinal)
            from Match use in KeyInCode().Matches(SourceTree.Read(file))
            where !Words.Table.ContainsKey(use.Groups[1].Value)
            select $"{file}: {use.Groups[1].Value}",
            "Add the row to gateways/Host/Language/texts.tsv:");
    }

    [Fact]
    public void ShouldNotHaveTextsOutsideTheTable()
    {
        Rule.Holds(
            from file in SourceTree.CSharp
            where file.StartsWith("gateways/Host/", StringComparison.Ordinal)
            let text = SourceTree.Read(file)
            from Match match in Regex.Matches(text, Untranslated)
            select $"{Rule.Place(file, text, match.Index)}: {match.Value}",
            "Move the text to gateways/Host/Language/texts.tsv and say Words.Of(key):");
    }

    [Fact]
    public void ShouldExplainEveryKeyOfTheConfiguration()
    {
        Rule.Holds(
            from key in ConfigSchema.Keys
            from row in new[] { key.TextKey, key.NoEffect ?? key.TextKey }.Distinct()
            where !Words.Table.ContainsKey(row)
            select $"{key.Path}: {row}",
            "Add the row to gateways/Host/Language/texts.tsv; as English it may have '=':");
    }

    [Fact]
    public void ShouldNotKeepTextsThatNobodySays()
    {
        string code = string.Concat(
            SourceTree.CSharp.Where(f => f.StartsWith("gateways/", StringComparison.Ordinal)).Select(SourceTree.Read));
        HashSet<string> spoken =
        [
            .. SpokenEnums.SelectMany(type => Enum.GetNames(type).Select(name => $"{type.Name}.{name}")),
            .. ConfigSchema.Keys.Select(key => key.TextKey),
            .. OperatorVerbs.Actions.Keys.Append(OperatorVerbs.Status).Append(OperatorVerbs.Reload)
                .Select(verb => $"verb.{verb}"),
        ];
        Rule.Holds(
            from key in Words.Table.Keys
            where !spoken.Contains(key) && !code.Contains($"\"{key}\"", StringComparison.Ordinal)
                && !(key.StartsWith("verb.", StringComparison.Ordinal)
                    && code.Contains($"\"{key["verb.".Length..]}\"", StringComparison.Ordinal))
                && !key.StartsWith("Verdict.", StringComparison.Ordinal)
                && !key.StartsWith("page.", StringComparison.Ordinal) // compared with the page below
            select key,
            "Delete the row from gateways/Host/Language/texts.tsv:");
    }

    [Fact]
    public void ShouldSayEveryValueOfTheEnginesEnums()
    {
        Rule.Holds(
            from type in SpokenEnums
            from name in Enum.GetNames(type)
            where name != "None" && !Words.Table.ContainsKey($"{type.Name}.{name}")
            select $"{type.Name}.{name}",
            "Add the row to gateways/Host/Language/texts.tsv:");
    }

    /// <summary>The page asks for its rows by key, in data-text attributes and by text('…').</summary>
    [Fact]
    public void ShouldHaveExactlyTheRowsThatThePageAsksFor()
    {
        string page = string.Concat(
            from file in SourceTree.Files
            where file.StartsWith("gateways/Dashboard/Page/", StringComparison.Ordinal)
            select SourceTree.Read(file));
        string[] asked =
        [
            .. KeyOnPage().Matches(page).Select(use => use.Value),
            "page.address", "page.address.known", // printed by the run
            .. OperatorVerbs.Actions.Keys.SelectMany(word => new[] { $"page.command.{word}", $"verb.{word}" }),
            .. Enum.GetNames<GateCause>().Where(name => name != "None").Select(name => $"page.ends.{name}"),
            .. new[] { "15m", "4h", "24h" }.Select(range => $"page.range.{range}"),
            .. new[] { "live", "lost", "opening" }.Select(link => $"page.link.{link}"),
        ];

        Rule.Holds(asked.Distinct().Where(key => !Words.Table.ContainsKey(key)),
            "Add the row to gateways/Host/Language/texts.tsv:");
        Rule.Holds(
            Words.Table.Keys.Where(key => key.StartsWith("page.", StringComparison.Ordinal)).Except(asked),
            "Nobody asks for this row; delete it from gateways/Host/Language/texts.tsv:");
    }

    [Theory]
    [InlineData("LC_ALL", "zh_CN.UTF-8", "zh")]
    [InlineData("LC_MESSAGES", "zh_TW", "zh")]
    [InlineData("LANG", "zh_CN.UTF-8", "zh")]
    [InlineData("LANG", "en_US.UTF-8", "en")]
    [InlineData("LANG", "de_DE.UTF-8", "en")]
    [InlineData("OTHER", "zh_CN", "en")]
    public void ShouldTakeTheLanguageOfTheLocale(string variable, string value, string language)
    {
        Assert.Equal(language, Words.OfLocale(name => name == variable ? value : null));
    }

    private static IEnumerable<string> Holes(string text) =>
        Hole().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Something to translate besides names and values.</summary>
    private static bool HasWords(string english) => Word().IsMatch(Hole().Replace(english, ""));

    [GeneratedRegex(@"\{[0-9]+\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex HanCharacter();

    [GeneratedRegex(@"[a-z]{2}")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=[""'`])page\.[a-zA-Z0-9.]*[a-zA-Z0-9](?=[""'`])")]
    private static partial Regex KeyOnPage();

    [GeneratedRegex(@"(?:Words\.Of\(|Line\()\s*""([a-z][\w.-]*)""")]
    private static partial Regex KeyInCode();
}
