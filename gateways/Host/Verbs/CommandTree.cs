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

    private static readonly (string Option, string Path, string Key)[] Shortcuts =
    [
        ("--data-dir", "journal.dir", "option.dataDir"),
        ("--speed", "simulated.speed", "option.speed"),
        ("--seed", "simulated.seed", "option.seed"),
        ("--venue", "app.current_exchange", "option.venue"),
        ("--venue-url", "venue.url", "option.venueUrl"),
        ("--interval", "trading.price_interval", "option.interval"),
        ("--amount", "trading.order_quantity", "option.amount"),
        ("--dashboard", "dashboard.port", "option.dashboard"),
        ("--warm-up", "engine.warm_up_seconds", "option.warmUp"),
    ];

    private static readonly Option<string> ConfigOption =
        new("--config") { Description = Words.Of("option.config") };

    private static readonly Option<bool> JsonOption = new("--json") { Description = Words.Of("option.json") };

    private static readonly Option<string> JournalOption = new("--data-dir")
    {
        Description = Words.Of("option.journal"),
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
            Console.Error.WriteLine("opensqt: " + Words.Of("cli.unknown", token, nearest));
        }

        foreach (ParseError error in parsed.Errors)
        {
            if (parsed.UnmatchedTokens.Count == 0) Console.Error.WriteLine($"opensqt: {error.Message}");
        }

        string verb = command is RootCommand ? "" : $"{command.Name} ";
        Console.Error.WriteLine("opensqt: " + Words.Of("cli.seeHelp", verb));
        return ExitCode.BadInput;
    }

    private static RootCommand Build()
    {
        var root = new RootCommand(Words.Of("cli.root"))
        {
            Run(), Check(), Settings(), Replay(), Inspect(), Report(), Venue(), Alerts(), Simulate(),
        };
        string[] verbs = [OperatorVerbs.Status, .. OperatorVerbs.Actions.Keys, OperatorVerbs.Reload];
        foreach (string verb in verbs) root.Add(Control(verb));
        return root;
    }

    /// <summary>A verb that talks to a running engine.</summary>
    private static Command Control(string verb)
    {
        var dataDirectory = new Option<string>("--data-dir")
        {
            Description = Words.Of("option.dataDir.control"),
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
            Description = Words.Of("option.duration"),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (DurationText.TryParse(text, out TimeSpan parsed)) return parsed;
                result.AddError(Words.Of("cli.found", "--duration", DurationText.Expected, text));
                return null;
            },
        };
        return WithGridOptions("run", RunVerb.RunAsync, duration);
    }

    private static Command Check() => WithGridOptions("check", CheckVerb.RunAsync, duration: null);

    /// <summary>A verb that is told which grid, on which venue.</summary>
    private static Command WithGridOptions(
        string verb, Func<RunOptions, Task<int>> action, Option<TimeSpan?>? duration)
    {
        var newGrid = new Option<bool>("--new-grid") { Description = Words.Of("option.newGrid") };
        var adopt = new Option<bool>("--adopt-position") { Description = Words.Of("option.adopt") };
        Option<string>[] shortcuts = [.. Shortcuts.Select(ToOption)];
        var command = new Command(verb, Words.Of($"verb.{verb}")) { ConfigOption, JsonOption, newGrid, adopt };
        if (duration is not null) command.Add(duration);
        foreach (Option<string> shortcut in shortcuts) command.Add(shortcut);
        command.SetAction((parsed, _) => action(new RunOptions
        {
            ConfigFile = parsed.GetValue(ConfigOption),
            Duration = duration is null ? null : parsed.GetValue(duration),
            Json = parsed.GetValue(JsonOption),
            NewGrid = parsed.GetValue(newGrid),
            AdoptPosition = parsed.GetValue(adopt),
            Overrides = Overrides(parsed, shortcuts),
        }));
        return command;
    }

    private static Command Settings()
    {
        var command = new Command("settings", Words.Of("verb.settings"));
        command.SetAction(_ => SettingsVerb.Run());
        return command;
    }

    private static Command Alerts()
    {
        var test = new Command("test", Words.Of("verb.alerts.test")) { ConfigOption };
        test.SetAction((parsed, _) => AlertsVerb.TestAsync(parsed.GetValue(ConfigOption)));
        return new Command("alerts", Words.Of("verb.alerts")) { test };
    }

    private static Command Replay()
    {
        var until = new Option<long?>("--until") { Description = Words.Of("option.until") };
        var diff = new Option<bool>("--diff") { Description = Words.Of("option.diff") };
        var verify = new Option<bool>("--verify") { Description = Words.Of("option.verify") };
        var command = new Command("replay", Words.Of("verb.replay"))
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
        var from = new Option<long?>("--from") { Description = Words.Of("option.from") };
        var count = new Option<long>("--count")
        {
            Description = Words.Of("option.count"),
            DefaultValueFactory = _ => 20,
        };
        var commands = new Option<bool>("--commands") { Description = Words.Of("option.commands") };
        var slots = new Option<long?>("--slots") { Description = Words.Of("option.slots") };
        var command = new Command("inspect", Words.Of("verb.inspect"))
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
        var command = new Command("report", Words.Of("verb.report"))
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
            Description = Words.Of("option.port"),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                bool isPort = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
                if (isPort) return number;
                result.AddError(Words.Of("cli.found", "--port", Words.Of("cli.port"), text));
                return 0;
            },
        };
        Option<string>[] shortcuts =
        [
            .. Shortcuts.Where(row => row.Option is "--data-dir" or "--speed" or "--seed").Select(ToOption),
        ];
        var fault = new Option<string[]>("--fault")
        {
            Description = Words.Of("option.fault"),
        };
        var command = new Command("venue", Words.Of("verb.venue")) { port, ConfigOption, fault };
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
            Description = Words.Of("option.seeds"),
            DefaultValueFactory = _ => 1_000,
        };
        var first = new Option<ulong>("--seed")
        {
            Description = Words.Of("option.firstSeed"),
            DefaultValueFactory = _ => 1,
        };
        var minutes = new Option<double>("--minutes")
        {
            Description = Words.Of("option.minutes"),
            DefaultValueFactory = _ => 1,
        };
        var events = new Option<int>("--events")
        {
            Description = Words.Of("option.events"),
            DefaultValueFactory = _ => Simulator.DefaultTraceLength,
        };
        var venue = new Option<string?>("--venue") { Description = Words.Of("option.simulatedVenue") };
        venue.AcceptOnlyFromAmong([.. VenueTable.Names]);
        var mutants = new Option<bool>("--mutants")
        {
            Description = Words.Of("option.mutants"),
        };
        var command = new Command("simulate", Words.Of("verb.simulate"))
        {
            seeds, first, minutes, venue, events, mutants, JsonOption,
        };
        command.SetAction(parsed => parsed.GetValue(mutants)
            ? SimulateVerb.RunMutants(parsed.GetValue(JsonOption))
            : SimulateVerb.Run(
                parsed.GetValue(seeds), parsed.GetValue(first), parsed.GetValue(minutes), parsed.GetValue(venue),
                parsed.GetValue(events), parsed.GetValue(JsonOption)));
        return command;
    }

    private static Option<string> ToOption((string Option, string Path, string Key) row) =>
        new(row.Option) { Description = Words.Of(row.Key) };

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
