using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>The built program as a process, the way an operator runs it. Killed when the test is over.</summary>
internal sealed partial class Opensqt : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private Opensqt(Process process) => _process = process;

    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    public string Errors
    {
        get { lock (_errors) return _errors.ToString(); }
    }

    public static Opensqt Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "opensqt.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        bool isRun = start.ArgumentList is ["run", ..];
        if (isRun && !start.ArgumentList.Contains("--warm-up"))
        {
            start.ArgumentList.Add("--warm-up"); // seconds that most tests need not wait
            start.ArgumentList.Add("0");
        }

        start.Environment["LC_ALL"] = "C"; // texts in English, whatever the machine's locale is
        start.Environment.Remove("OPENSQT_API_KEY");
        start.Environment.Remove("OPENSQT_API_SECRET");
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        var program = new Opensqt(new Process { StartInfo = start });
        program._process.OutputDataReceived += (_, line) => Add(program._output, line.Data);
        program._process.ErrorDataReceived += (_, line) => Add(program._errors, line.Data);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Runs to the end; a program that does not end fails the test.</summary>
    public static async Task<Opensqt> RunAsync(params string[] arguments)
    {
        Opensqt program = Start(arguments);
        await program.EndAsync();
        return program;
    }

    public int ExitCode => _process.ExitCode;

    public int ProcessId => _process.Id;

    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until the program has printed a text to either stream.</summary>
    public async Task SeesAsync(string text)
    {
        var waited = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal) && !Errors.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"ended before it said '{text}': {Output}{Errors}");
            Assert.True(waited.Elapsed < Patience, $"has not said '{text}' in {Patience}: {Output}{Errors}");
            await Task.Delay(20);
        }
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(CultureInfo.InvariantCulture, $"{line}\n");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
