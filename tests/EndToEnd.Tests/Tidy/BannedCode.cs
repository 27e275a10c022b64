using System.Text.RegularExpressions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>What does not belong into the code at all, or not into this layer. One table, one row per rule.</summary>
public sealed class BannedCode
{
    private const string ClockRead = @"\bDateTime(Offset)?\s*\.\s*(UtcNow|Now|Today)\b";

    private static readonly string[] Everywhere = [""];
    private static readonly string[] Repeatable = ["engine/", "gateways/Simulated/", "perf/", "tests/"];
    private static readonly string[] Product = ["engine/", "journal/", "gateways/"];

    /// <summary>
    /// Pattern over code without comments and strings, the folders it holds for, and what to do instead.
    /// </summary>
    private static readonly (string Pattern, string[] Folders, string Remedy)[] Rules =
    [
        (@"\bThread\s*\.\s*Sleep\b", ["engine/"], "wait for an event, or let the caller wait"),
        (@"\bGuid\s*\.\s*NewGuid\b", ["engine/", "journal/"], "ids come from the engine's own counters"),
        (@"\bConsole\s*\.", ["engine/Engine/", "journal/"], "return what happened; the host writes it"),
        (@"\block\s*\(|\b(Monitor|Mutex|SemaphoreSlim|Interlocked)\b", ["engine/Engine/"],
            "one thread owns the engine"),
        (@"\b(File|FileStream|Socket|HttpClient|Stopwatch|Task|Thread)\b", ["engine/Engine/"],
            "no input or output where decisions are made: commands leave by the outbox"),
        (@"\bRandom\s*\.\s*Shared\b|\bnew\s+Random\s*\(\s*\)", Repeatable, "take a seed and print it"),
        (@"\bEnvironment\s*\.\s*(Exit|FailFast)\b", Product, "return an exit code"),
        (@"\bGC\s*\.\s*Collect\b", Product, "allocate at the start instead"),
        (@"\basync\s+void\b", Everywhere, "return a Task, so that somebody sees the exception"),
        (@"\bNotImplementedException\b", Everywhere, "implement it, or leave it out"),
        (@"\bcatch\s*(\([^)]*\)\s*)?(when\s*\([^{]*\)\s*)?\{\s*\}", Everywhere, "handle it or let it pass"),
        (@"#\s*pragma\s+warning\s+disable", Everywhere, "fix the cause, or use [SuppressMessage] with a reason"),
        (@"#\s*region\b", Everywhere, "split the file"),
        (@"\[\s*(Fact|Theory)\s*\([^\]]*\bSkip\s*=", Everywhere, "fix the test or delete it"),
    ];

    [Fact]
    public void ShouldNotBeThere()
    {
        Rule.Holds(
            from file in SourceTree.CSharp
            let code = CodeText.Of(SourceTree.Read(file))
            from rule in Rules
            where rule.Folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
            from Match match in Regex.Matches(code, rule.Pattern)
            select $"{Rule.Place(file, code, match.Index)}: '{match.Value.Trim()}': {rule.Remedy}",
            "Not allowed here:");
    }

    /// <summary>Time is an input: whoever else reads the clock cannot be replayed.</summary>
    [Fact]
    public void ShouldLeaveTheClockToOneClassOfAGateway()
    {
        string[] readers =
        [
            .. from file in SourceTree.CSharp
               where Product.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
               where Regex.IsMatch(CodeText.Of(SourceTree.Read(file)), ClockRead)
               select file,
        ];

        Rule.Holds(
            from file in readers
            let isClock = file.EndsWith("Clock.cs", StringComparison.Ordinal)
                && file.StartsWith("gateways/", StringComparison.Ordinal)
            where !isClock || readers.Count(other => ProjectOf(other) == ProjectOf(file)) > 1
            select file,
            "Take the time as a parameter, or ask the one class of the gateway that reads the clock (…Clock.cs):");
    }

    [Theory]
    [InlineData("try { A(); } catch { }")]
    [InlineData("try { A(); } catch (IOException) { /* never mind */ }")]
    [InlineData("try { A(); } catch (Exception e) when (e.HResult == (3)) {\n}")]
    [InlineData("[Fact(DisplayName = \"x\", Skip = \"later\")]")]
    [InlineData("    #pragma warning disable CA1000")]
    [InlineData("throw new NotImplementedException();")]
    [InlineData("lock (_gate) { }")]
    [InlineData("var text = File.ReadAllText(path);")]
    public void ShouldBeRecognized(string source)
    {
        string code = CodeText.Of(source);
        Assert.Contains(Rules, rule => Regex.IsMatch(code, rule.Pattern));
    }

    private static string ProjectOf(string file) => string.Join('/', file.Split('/').Take(2));
}
