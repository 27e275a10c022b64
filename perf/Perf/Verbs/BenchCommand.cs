using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OpenSQT.Lmax.Perf.Machine;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Reports;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>The command line: what to measure and where the result goes. Results go to standard output.</summary>
public static class BenchCommand
{
    private const int OverBudget = 1;
    private const int BadInput = 2;

    private static readonly (string Name, string Help, Action<BenchRun> Run)[] Verbs =
    [
        ("engine", "the engine alone: price events, window moves, held slots", EngineBench.Run),
        ("decode", "frames to messages, and orders to signed requests", DecodeBench.Run),
        ("ring", "hand-over between threads, against Channel and BlockingCollection", RingBench.Run),
        ("journal", "append, make durable, scan", JournalBench.Run),
        ("replay", "a journal applied again, commands compared", ReplayBench.Run),
        ("pipeline", "ring, journal and engine: throughput and latency", PipelineBench.Run),
        ("tick-to-order", "from a frame's bytes to an order's: in process, TLS, simulated venue", TickToOrderBench.Run),
    ];

    private static readonly Option<bool> Json = new("--json") { Description = "one line of JSON instead of a table" };
    private static readonly Option<bool> Smoke =
        new("--smoke") { Description = "as short as possible: only allocations mean anything" };
    private static readonly Option<string?> Only =
        new("--only") { Description = "measure only results whose name contains this" };
    private static readonly Option<int?> Seconds =
        new("--seconds") { Description = "length of every paced measurement" };
    private static readonly Option<string?> Percentiles =
        new("--hgrm") { Description = "write HdrHistogram percentile text; further distributions go beside it" };
    private static readonly Option<string?> Log = new("--hlog") { Description = "write a HdrHistogram V2 log" };
    private static readonly Option<string?> Plot = new("--svg") { Description = "plot time over percentile" };

    /// <returns>0 = measured and within all budgets, 1 = something allocates too much, 2 = bad input.</returns>
    public static int Run(string[] arguments)
    {
        ParseResult parsed = Build().Parse(arguments);
        if (parsed.Errors.Count == 0) return parsed.Invoke();
        foreach (ParseError error in parsed.Errors) Console.Error.WriteLine($"bench: {error.Message}");
        Console.Error.WriteLine("bench: see './run.sh bench --help'");
        return BadInput;
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Measures OpenSQT.Lmax on this machine.")
        {
            Json, Smoke, Only, Seconds, Percentiles, Log, Plot,
        };
        foreach (Option option in root.Options) option.Recursive = true;
        foreach ((string name, string help, Action<BenchRun> run) in Verbs)
        {
            var verb = new Command(name, help);
            verb.SetAction(parsed => Measure(parsed, name, [run], Effort.Full));
            root.Add(verb);
        }

        var all = new Command("all", "every verb, in under five minutes");
        all.SetAction(parsed => Measure(parsed, "all", [.. Verbs.Select(v => v.Run)], Effort.Brief));
        root.Add(all);
        return root;
    }

    private static int Measure(ParseResult parsed, string name, Action<BenchRun>[] verbs, Effort effort)
    {
        if (parsed.GetValue(Smoke)) effort = Effort.Smoke;
        DateTime start = DateTime.UtcNow;
        MachineFacts machine = MachineFacts.Read();
        int planned = Count(verbs, effort, parsed);
        using var run = new BenchRun(
            effort, parsed.GetValue(Only), parsed.GetValue(Seconds),
            (done, result) => Console.Error.WriteLine(Progress(result, done.Begun, planned, DateTime.UtcNow - start)));
        NoiseFloor floor = NoiseFloor.Measure(TimeSpan.FromSeconds(run.Pick(1.0, 1.0, 0.05)));
        foreach (Action<BenchRun> verb in verbs) verb(run);
        if (run.Results.Count == 0)
        {
            Console.Error.WriteLine($"bench {name}: no result has '{parsed.GetValue(Only)}' in its name");
            return BadInput;
        }

        if (parsed.GetValue(Json)) Console.WriteLine(JsonReport.Of(machine, floor, run.Results));
        else TextTable.Write(Console.Out, machine, floor, run.Results);
        WriteFiles(parsed, name, machine, run.Results, start);
        BenchResult[] over = [.. run.Results.Where(r => !r.IsWithinBudget)];
        foreach (BenchResult result in over)
            Console.Error.WriteLine($"over its budget: {result.Name}: {result.AllocatedBytesPerOp} bytes an operation");
        return over.Length == 0 ? 0 : OverBudget;
    }

    /// <summary>How many measurements there will be: a pass in which none is wanted.</summary>
    private static int Count(Action<BenchRun>[] verbs, Effort effort, ParseResult parsed)
    {
        using var look = new BenchRun(effort, parsed.GetValue(Only), parsed.GetValue(Seconds), progress: null);
        foreach (Action<BenchRun> verb in verbs) verb(look);
        return look.Begun;
    }

    /// <summary>The end as it will be if the rest takes as long, one for one, as what is done.</summary>
    private static string Progress(string result, int done, int planned, TimeSpan elapsed)
    {
        planned = Math.Max(planned, done); // what one measurement decides about the next is not foreseen
        DateTime end = DateTime.Now + elapsed / done * (planned - done);
        return string.Create(
            CultureInfo.InvariantCulture, $"measured {done} of {planned}, ends about {end:HH:mm:ss}: {result}");
    }

    private static void WriteFiles(
        ParseResult parsed, string name, MachineFacts machine, IReadOnlyList<BenchResult> results, DateTime start)
    {
        if (parsed.GetValue(Percentiles) is { } percentiles) ResultFiles.WritePercentiles(percentiles, results);
        if (parsed.GetValue(Log) is { } log) ResultFiles.WriteLog(log, results, start, DateTime.UtcNow - start);
        if (parsed.GetValue(Plot) is { } plot)
        {
            string title = string.Create(
                CultureInfo.InvariantCulture,
                $"bench {name}: {machine.Cpu}, {machine.Cores} cores, {start:yyyy-MM-dd}");
            File.WriteAllText(plot, PercentilePlot.Of(title, results));
        }
    }
}
