using System.Text.RegularExpressions;
using OpenSQT.Lmax.EndToEnd.Tests.Tidy;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>Every command that a document shows is run as it stands there, with its placeholders filled in.</summary>
public sealed partial class DocumentedCommandTests : IDisposable
{
    private const int SigTerm = 15;

    /// <summary>Verbs of the script itself; the gate that runs this test is made of them.</summary>
    private static readonly string[] OfTheScript = ["bench", "benchmarks", "build", "format", "test"];

    /// <summary>Verbs that need a running engine, in an order that leaves the end for the end.</summary>
    private static readonly string[] OfARunningEngine =
        ["status", "pause", "resume", "halt", "reconcile", "reload", "flatten", "stop"];

    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-docs-").FullName;

    private string Data => Path.Combine(_directory, "data");

    private string Config => Path.Combine(_directory, "config.yaml");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ShouldAllWork()
    {
        await File.WriteAllTextAsync(Config, "alerts: { webhook_url: \"http://127.0.0.1:9\" }\n");
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(Config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[][] commands = [.. Commands().Where(words => !OfTheScript.Contains(words[0]))];
        Assert.True(commands.Length >= 20, $"only {commands.Length} commands were found in the documents");

        using (Opensqt run = Opensqt.Start(["run", "--data-dir", Data, "--config", Config, "--json"]))
        {
            await run.SeesAsync("Trading/Active");
            foreach (string verb in OfARunningEngine)
                foreach (string[] words in commands.Where(words => words[0] == verb)) await RunAsync(words);
            await run.EndAsync();
        }

        string[][] others = [.. commands.Where(words => !OfARunningEngine.Contains(words[0]))];
        foreach (string[] words in others.Where(words => words[0] == "venue")) await ServeAsync(words);
        foreach (string[] words in others.Where(words => words[0] != "venue")) await RunAsync(words);
    }

    [Theory]
    [InlineData("configuration.md", "C")]
    [InlineData("configuration.zh-CN.md", "zh_CN.UTF-8")]
    public async Task ShouldBeTheReferenceOfTheConfiguration(string page, string locale)
    {
        using Opensqt settings = Opensqt.Start(["settings"], ("LC_ALL", locale));
        Assert.Equal(0, await settings.EndAsync());
        Assert.True(
            SourceTree.Read($"docs/{page}").TrimEnd() == settings.Output.TrimEnd(),
            $"docs/{page} is not what the schema says: write it anew with 'opensqt settings'");
    }

    private static async Task RunAsync(string[] words)
    {
        using Opensqt program = await Opensqt.RunAsync(words);
        int expected = words[0] == "alerts" ? 1 : 0; // nobody takes the message
        Assert.True(
            program.ExitCode == expected,
            $"opensqt {string.Join(' ', words)}: exit code {program.ExitCode}: {program.Output}{program.Errors}");
    }

    private static async Task ServeAsync(string[] words)
    {
        using Opensqt venue = Opensqt.Start(words);
        await venue.SeesAsync("REST");
        venue.Signal(SigTerm);
        Assert.Equal(0, await venue.EndAsync());
    }

    /// <summary>Verb and arguments, each command once.</summary>
    private IEnumerable<string[]> Commands() =>
        from line in SourceTree.Documents
            .SelectMany(document => Shown().Matches(SourceTree.Read(document)))
            .Select(match => match.Groups["words"].Value.Split('#')[0].Split('>')[0].Trim())
            .Distinct()
        select Filled(line);

    private string[] Filled(string line)
    {
        string text = line.Length == 0 || line.StartsWith('-') ? $"run {line}".Trim() : line;
        text = Duration().Replace(text, "--duration 2s");
        text = Port().Replace(text, "--port 0");
        text = text.Replace("DIR", Data, StringComparison.Ordinal).Replace("FILE", Config, StringComparison.Ordinal);
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0] == "run" && !text.Contains("--duration", StringComparison.Ordinal)
            ? [.. words, "--duration", "2s"]
            : words;
    }

    [GeneratedRegex(@"^(?:\./run\.sh|opensqt)(?<words>(?: [^\n]*)?)$", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"--duration \S+")]
    private static partial Regex Duration();

    [GeneratedRegex(@"--port \S+")]
    private static partial Regex Port();
}
