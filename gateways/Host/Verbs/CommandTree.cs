using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Simulated.Simulation;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>The command line: verbs, options, and what is said about a wrong one.</summary>
public static class CommandTree
{
    private const string DefaultVerb = "run";

    private static readonly (string Option, string Path, string Help)[] Shortcuts =
    [
        ("--data-dir", "journal.dir", "journal and books; default: a fresh temporary directory"),
        ("--speed", "simulated.speed", "speed of the simulated market, 1 = as recorded"),
        ("--seed", "simulated.seed", "seed of the simulated market"),
        ("--venue", "app.current_exchange", "whose protocol to speak; without keys the simulated venue answers"),
        ("--venue-url", "venue.url", "trade on this server instead, e.g. http://127.0.0.1:8080"),
        ("--interval", "trading.price_interval", "distance of two slots in quote units"),
        ("--amount", "trading.order_quantity", "value of one order in quote units"),
        ("--dashboard", "dashboard.port", "TCP port of the web page, auto or off"),
    ];

    private static readonly Option<string> ConfigOption = new("--config") { Description = "configuration file (YAML)" };

    private static readonly Option<bool> JsonOption = new("--json") { Description = "one line of JSON at the end" };

    private static readonly Option<string> JournalOption = new("--data-dir")
    {
        Description = "the data directory of a run",
        Required = true,
    };

    /// <summary>Parses and runs; what goes wrong inside a verb comes out as an exception.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        ParseResult parsed = Build().Parse(WithDefaultVerb(arguments));
        if (parsed.Errors.Count > 0) return Explain(parsed);
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // a run takes longer than the library's 2 s to verify its cancels
        });
    }

    private static int Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] known = [.. command.Subcommands.Select(verb => verb.Name), .. command.Options.Select(o => o.Name)];
        foreach (string token in parsed.UnmatchedTokens)
        {
            string? nearest = NearestKey.Of(token, known);
            Console.Error.WriteLine($"opensqt: unknown argument '{token}'; the nearest is {nearest}");
        }

        foreach (ParseError error in parsed.Errors)
        {
            if (parsed.UnmatchedTokens.Count == 0) Console.Error.WriteLine($"opensqt: {error.Message}");
        }

        string verb = command is RootCommand ? "" : $"{command.Name} ";
        Console.Error.WriteLine($"opensqt: see 'opensqt {verb}--help'");
        return ExitCode.BadInput;
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Grid market maker for perpetual futures, built like an exchange.")
        {
            Run(), Replay(), Inspect(), Report(), Venue(), Simulate(),
        };
        foreach (string verb in OperatorVerbs.Actions.Keys.Prepend(OperatorVerbs.Status)) root.Add(Control(verb));
        return root;
    }

    /// <summary>A verb that talks to a running engine.</summary>
    private static Command Control(string verb)
    {
        var dataDirectory = new Option<string>("--data-dir")
        {
            Description = "data directory of the engine; not needed while only one runs",
        };
        var command = new Command(verb, Words.Of($"verb.{verb}")) { dataDirectory, ConfigOption, JsonOption };
        command.SetAction((parsed, _) => ControlVerb.RunAsync(
            verb, parsed.GetValue(dataDirectory), parsed.GetValue(ConfigOption), parsed.GetValue(JsonOption)));
        return command;
    }

    private static string[] WithDefaultVerb(IReadOnlyList<string> arguments)
    {
        bool isAboutAll = arguments.Count > 0 && arguments[0] is "--help" or "-h" or "-?" or "/?" or "--version";
        bool hasVerb = arguments.Count > 0 && !arguments[0].StartsWith('-');
        return isAboutAll || hasVerb ? [.. arguments] : [DefaultVerb, .. arguments];
    }

    private static Command Run()
    {
        var duration = new Option<TimeSpan?>("--duration")
        {
            Description = "end after this wall time, e.g. 60s",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (DurationText.TryParse(text, out TimeSpan parsed)) return parsed;
                result.AddError($"--duration: {DurationText.Expected}, found '{text}'");
                return null;
            },
        };
        var newGrid = new Option<bool>("--new-grid") { Description = "accept a changed interval or anchor" };
        var adopt = new Option<bool>("--adopt-position") { Description = "take a foreign position into the grid" };
        Option<string>[] shortcuts = [.. Shortcuts.Select(ToOption)];
        var command = new Command("run", "Trade (the default). Ctrl-C ends it: own orders are cancelled and verified.")
        {
            ConfigOption, duration, JsonOption, newGrid, adopt,
        };
        foreach (Option<string> shortcut in shortcuts) command.Add(shortcut);
        command.SetAction((parsed, _) => RunVerb.RunAsync(new RunOptions
        {
            ConfigFile = parsed.GetValue(ConfigOption),
            Duration = parsed.GetValue(duration),
            Json = parsed.GetValue(JsonOption),
            NewGrid = parsed.GetValue(newGrid),
            AdoptPosition = parsed.GetValue(adopt),
            Overrides = Overrides(parsed, shortcuts),
        }));
        return command;
    }

    private static Command Replay()
    {
        var until = new Option<long?>("--until") { Description = "the last event to apply" };
        var diff = new Option<bool>("--diff") { Description = "print the first event where state or commands differ" };
        var verify = new Option<bool>("--verify") { Description = "check every record instead of applying them" };
        var command = new Command("replay", "Apply a journal again and compare every command.")
        {
            JournalOption, until, diff, verify, JsonOption,
        };
        command.SetAction(parsed => ReplayVerb.Run(new ReplayOptions(
            parsed.GetRequiredValue(JournalOption),
            parsed.GetValue(until),
            parsed.GetValue(diff),
            parsed.GetValue(verify),
            parsed.GetValue(JsonOption))));
        return command;
    }

    private static Command Inspect()
    {
        var from = new Option<long?>("--from") { Description = "print records from this sequence on" };
        var count = new Option<long>("--count")
        {
            Description = "how many records at most",
            DefaultValueFactory = _ => 20,
        };
        var commands = new Option<bool>("--commands") { Description = "commands instead of events" };
        var slots = new Option<long?>("--slots") { Description = "print the slots as they were after this event" };
        var command = new Command("inspect", "Show a journal: segments and gaps, records, or slots at a sequence.")
        {
            JournalOption, from, count, commands, slots, JsonOption,
        };
        command.SetAction(parsed => InspectVerb.Run(new InspectOptions(
            parsed.GetRequiredValue(JournalOption),
            parsed.GetValue(from),
            parsed.GetValue(count),
            parsed.GetValue(commands),
            parsed.GetValue(slots),
            parsed.GetValue(JsonOption))));
        return command;
    }

    private static Command Report()
    {
        var command = new Command("report", "Profit, round trips, fees and volume by day, from a journal alone.")
        {
            JournalOption, JsonOption,
        };
        command.SetAction(parsed =>
            ReportVerb.Run(parsed.GetRequiredValue(JournalOption), parsed.GetValue(JsonOption)));
        return command;
    }

    private static Command Venue()
    {
        var port = new Option<int>("--port")
        {
            Description = "TCP port on 127.0.0.1; 0 = any free one",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                bool isPort = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
                if (isPort) return number;
                result.AddError($"--port: expected a number from 0 to 65535, found '{text}'");
                return 0;
            },
        };
        Option<string>[] shortcuts =
        [
            .. Shortcuts.Where(row => row.Option is "--data-dir" or "--speed" or "--seed").Select(ToOption),
        ];
        var fault = new Option<string[]>("--fault")
        {
            Description = "what goes wrong, as JSON such as {\"afterMs\":5000,\"dropConnections\":true} "
                + "(docs/venues.md has the list); may be repeated",
        };
        var command = new Command("venue", "The simulated venue alone, until a signal.") { port, ConfigOption, fault };
        foreach (Option<string> shortcut in shortcuts) command.Add(shortcut);
        command.SetAction((parsed, _) => VenueVerb.RunAsync(
            parsed.GetValue(port), parsed.GetValue(ConfigOption), Overrides(parsed, shortcuts),
            parsed.GetValue(fault) ?? []));
        return command;
    }

    private static Command Simulate()
    {
        var seeds = new Option<long>("--seeds")
        {
            Description = "how many seeds",
            DefaultValueFactory = _ => 1_000,
        };
        var first = new Option<ulong>("--seed")
        {
            Description = "the first seed",
            DefaultValueFactory = _ => 1,
        };
        var minutes = new Option<double>("--minutes")
        {
            Description = "virtual minutes with faults, per seed",
            DefaultValueFactory = _ => 1,
        };
        var events = new Option<int>("--events")
        {
            Description = "how many of its last events a failure prints",
            DefaultValueFactory = _ => Simulator.DefaultTraceLength,
        };
        var mutants = new Option<bool>("--mutants")
        {
            Description = "run the broken policies instead; all must be found",
        };
        var command = new Command("simulate", "Run engine, journal and decoders through seeds of injected faults.")
        {
            seeds, first, minutes, events, mutants, JsonOption,
        };
        command.SetAction(parsed => parsed.GetValue(mutants)
            ? SimulateVerb.RunMutants(parsed.GetValue(JsonOption))
            : SimulateVerb.Run(
                parsed.GetValue(seeds), parsed.GetValue(first), parsed.GetValue(minutes), parsed.GetValue(events),
                parsed.GetValue(JsonOption)));
        return command;
    }

    private static Option<string> ToOption((string Option, string Path, string Help) row) =>
        new(row.Option) { Description = row.Help };

    private static Dictionary<string, (string Option, string Text)> Overrides(
        ParseResult parsed, IEnumerable<Option<string>> shortcuts)
    {
        var overrides = new Dictionary<string, (string Option, string Text)>();
        foreach (Option<string> shortcut in shortcuts)
        {
            if (parsed.GetValue(shortcut) is { } text)
                overrides[Shortcuts.Single(row => row.Option == shortcut.Name).Path] = (shortcut.Name, text);
        }

        return overrides;
    }
}
