using System.Text.Json;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Running;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt status</c>, <c>pause</c> and the others that talk to a running engine.</summary>
public static class ControlVerb
{
    public static async Task<int> RunAsync(string verb, string? dataDirectory, string? configFile, bool json)
    {
        string directory = dataDirectory ?? DirectoryOf(configFile) ?? OnlyOne();
        if (verb == OperatorVerbs.Stop) Console.Error.WriteLine(Words.Of("control.stopping"));
        JsonElement answer = await ControlClient.AskAsync(directory, verb);
        if (answer.TryGetProperty("error", out JsonElement error)) throw new BadInputException(error.GetString()!);
        bool isReport = answer.TryGetProperty("report", out JsonElement report);
        JsonElement figures = isReport ? report : answer.GetProperty("status");
        if (!json && answer.TryGetProperty("lines", out JsonElement lines))
            foreach (JsonElement line in lines.EnumerateArray()) Console.Out.WriteLine(line.GetString());
        Console.Out.WriteLine(json ? figures.GetRawText()
            : isReport ? ReportPage.Of(figures) : StatusPage.Of(figures));
        if (isReport) return answer.GetProperty("exitCode").GetInt32();
        if (answer.GetProperty("applied").GetBoolean()) return ExitCode.Ok;
        Console.Error.WriteLine(Words.Of("control.late"));
        return ExitCode.Failed;
    }

    private static string? DirectoryOf(string? configFile)
    {
        if (configFile is null) return null;
        return ConfigLoading.Read(configFile, new Dictionary<string, (string Option, string Text)>())
            .RequireValid()
            .Text("journal.dir");
    }

    private static string OnlyOne()
    {
        IReadOnlyList<string> running = RunningEngines.Find();
        return running.Count switch
        {
            1 => running[0],
            0 => throw new BadInputException(Words.Of("control.none")),
            _ => throw new BadInputException(Words.Of("control.several", string.Join(", ", running))),
        };
    }
}
