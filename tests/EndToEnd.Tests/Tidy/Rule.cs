namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>
/// A rule of the house holds when nobody breaks it; else the message names each place and the remedy.
/// </summary>
internal static class Rule
{
    public static void Holds(IEnumerable<string> violations, string remedy)
    {
        string[] found = [.. violations];
        Assert.True(
            found.Length == 0,
            $"{remedy}{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", found)}");
    }

    /// <summary>"file:line" of a place in a text.</summary>
    public static string Place(string file, string text, int index) =>
        $"{file}:{text.AsSpan(0, index).Count('\n') + 1}";
}
